"""S of n observations by Fourier transform on a lattice, tilted towards where the test cuts.

Under the tilted law of mass p exp(s L - K(s)) the cut is the centre, so both error probabilities keep
their relative precision however small they are; without a tilt a transform loses what is below 1e-16.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from scipy.special import logsumexp

from kullback.detection.listed_sums import log_lost
from kullback.detection.steps import Steps
from kullback.detection.sums import Curve, Cut, EvidenceSum, Listing, curve_of_listing, cut_listing
from kullback.result import Kind

Array = Any

_SIZE = 1 << 17
_WIDE = 13.0  # standard deviations of S on either side
_NOTHING = 1e-19
_NOISE = 1e-15  # relative to the largest mass: what a transform leaves everywhere


@dataclass(frozen=True, eq=False)
class LatticeSum(EvidenceSum):
    """S on a lattice; the error is four times what a lattice twice as coarse differs by."""

    steps: Steps
    n: int
    method: str = "tilted_fft"
    kind: Kind = "numerical"

    def cut(self, alpha: float, *, randomize: bool = True) -> Cut:
        """Return the most powerful test, with the error of its beta."""
        tilted = _tilted(self.steps, tilt_of_level(self.steps, self.n, alpha))
        coarse, fine = (
            cut_listing(self._listing(tilted, size), alpha, randomize=True)
            for size in (_SIZE // 2, _SIZE)
        )
        error = 4.0 * abs(fine.beta - coarse.beta) + 1e-10 * fine.beta
        return fine._replace(randomization=0.0, error=error)

    def curve(self) -> Curve:
        """Return the operating curve, p and q each transformed untilted on one lattice."""
        sides = [_tilted(self.steps, s) for s in (0.0, 1.0)]
        found = []
        for size in (_SIZE // 2, _SIZE):
            grid = _grid_of(sides, self.n, size)
            (values, p), (_, q) = (_sums(side, grid, self.n) for side in sides)
            listing = Listing(values[::-1], _log(p[::-1]), _log(q[::-1]), *self._lost)
            found.append(curve_of_listing(listing))
        alpha, power, area = found[1]
        return Curve(alpha[::64], power[::64], area, abs(area - found[0][2]) + 1e-10)

    def _listing(self, tilted: "Tilted", size: int) -> Listing:
        """Return S, largest first, from a tilted law."""
        total, mass = _sums(tilted, _grid_of([tilted], self.n, size), self.n)
        kept = mass > _NOISE * mass.max()
        total, mass = total[kept][::-1], mass[kept][::-1]
        log_mass = np.log(mass) + self.n * tilted.log_mean
        s = tilted.s
        return Listing(total, log_mass - s * total, log_mass + (1.0 - s) * total, *self._lost)

    @property
    def _lost(self) -> tuple[float, float]:
        return log_lost(self.steps.lost_p, self.n), log_lost(self.steps.lost_q, self.n)


class Tilted(NamedTuple):
    """Values of L with their normalised masses under p exp(s L), and K(s) = log E_p exp(s L)."""

    values: Array
    masses: Array
    log_mean: float
    s: float
    smooth: bool

    @property
    def mean(self) -> float:
        """The mean of L."""
        return float(self.masses @ self.values)

    @property
    def deviation(self) -> float:
        """The standard deviation of L."""
        return float(np.sqrt(max(self.masses @ (self.values - self.mean) ** 2, 0.0)))


class Grid(NamedTuple):
    """A lattice with step h: L is low + h·i, and S is n·low + h·k with k = first, first + 1, ..."""

    low: float
    h: float
    first: int
    size: int


def tilt_of_level(steps: Steps, n: int, alpha: float) -> float:
    """Return s with n (s K'(s) - K(s)) = -log alpha, at most 1: there Chernoff's bound is alpha."""
    low, high = 0.0, 1.0
    for _ in range(40):
        s = 0.5 * (low + high)
        tilted = _tilted(steps, s)
        if n * (s * tilted.mean - tilted.log_mean) > -np.log(alpha):
            high = s
        else:
            low = s
    return 0.5 * (low + high)


def _tilted(steps: Steps, s: float) -> Tilted:
    """Return the law tilted by s; what has no mass is dropped."""
    with np.errstate(divide="ignore"):
        logs = (1.0 - s) * np.log(steps.p) if s < 1.0 else np.zeros_like(steps.p)
        logs = logs + (s * np.log(steps.q) if s > 0.0 else 0.0)
    log_m = float(logsumexp(logs))
    masses = np.exp(logs - log_m)
    kept = masses > _NOTHING
    return Tilted(steps.values[kept], masses[kept], log_m, s, steps.smooth)


def _grid_of(laws: list[Tilted], n: int, size: int) -> Grid:
    """Return a lattice that holds the sums of n values of all these laws."""
    low = min(float(law.values[0]) for law in laws)
    width = max(float(law.values[-1]) for law in laws) - low
    reach = [_WIDE * law.deviation * float(np.sqrt(n)) for law in laws]
    left = min(n * law.mean - r for law, r in zip(laws, reach, strict=True))
    right = max(n * law.mean + r for law, r in zip(laws, reach, strict=True))
    h = max(right - left, width) * (1.0 + 16.0 / size) / size
    low -= 2.0 * h
    middle = round((0.5 * (left + right) - n * low) / h)
    return Grid(low, h, middle - size // 2, size)


def _sums(law: Tilted, grid: Grid, n: int) -> tuple[Array, Array]:
    """Return the values of S on the lattice and their masses."""
    single = _spread((law.values - grid.low) / grid.h, law.masses, grid.size, smooth=law.smooth)
    power = np.fft.irfft(np.fft.rfft(single) ** n, grid.size)
    k = grid.first + np.arange(grid.size)
    return n * grid.low + grid.h * k, np.maximum(power[k % grid.size], 0.0)


def _spread(places: Array, masses: Array, size: int, *, smooth: bool) -> Array:
    """Return masses on the lattice, shared among neighbours so that moments are kept.

    Of a density moments up to 3 (four neighbours); of atoms the mean, for more would need negative
    masses, which only a density evens out.
    """
    base = np.floor(places)
    t = places - base
    cubic = (
        (-1, -t * (t - 1.0) * (t - 2.0) / 6.0),
        (0, (t + 1.0) * (t - 1.0) * (t - 2.0) / 2.0),
        (1, -(t + 1.0) * t * (t - 2.0) / 2.0),
        (2, (t + 1.0) * t * (t - 1.0) / 6.0),
    )
    lattice = np.zeros(size)
    for step, share in cubic if smooth else ((0, 1.0 - t), (1, t)):
        lattice += np.bincount(base.astype(int) + step, share * masses, size)[:size]
    return lattice


def _log(x: Array) -> Array:
    return np.where(x > 0.0, np.log(np.where(x > 0.0, x, 1.0)), -np.inf)
