"""The power spherical distribution."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.family import NON_NEGATIVE, REAL, Family, parameter
from kullback.distributions.native import settled
from kullback.distributions.statistics import Statistic, VersedSine
from kullback.distributions.support import Space, Support
from kullback.errors import InvalidInputError, ShapeError
from kullback.numerics.backends import as_array
from kullback.numerics.beta_means import mean_log
from kullback.numerics.directions import one_minus_cosine
from kullback.numerics.gamma import lgamma_difference
from kullback.numerics.power_means import tilt_divergence
from kullback.numerics.tables import power_of_two_scale

Array = Any

_ON_SPHERE = 1e-9  # how far from 1 the length of a point may be


@dataclass(frozen=True, eq=False, repr=False)
class PowerSpherical(Family):
    """Power spherical distribution of unit vectors: density ∝ (1 + m·x)^k.

    `mean` (last axis) gives the direction m and need not have length 1; `concentration` is k. The share
    (1 + m·x)/2 is Beta(k + (d-1)/2, (d-1)/2). Of two laws whose directions differ the divergence has no
    closed form, unless one of them is uniform (k = 0).

    References
    ----------
    De Cao & Aziz (2020). :doi:`10.48550/arXiv.2006.04437`
    """

    mean: Array = parameter(REAL, event=1)
    concentration: Array = parameter(NON_NEGATIVE)

    def validate(self) -> None:
        """Raise when the mean has fewer than two entries, or no direction."""
        check_direction(self.mean, "PowerSpherical.mean")

    @property
    def _half(self) -> float:
        """(d - 1)/2, the beta law's other shape."""
        return 0.5 * (int(np.shape(self.mean)[-1]) - 1)

    @property
    def support(self) -> Support:
        """The unit sphere."""
        return Support(Space("sphere", int(np.shape(self.mean)[-1])))

    def _log_normaliser(self, xp: Any) -> Array:
        """Return the log of the integral of ((1 + m·x)/2)^k over the sphere: area times B(k+h, h)/B(h, h)."""
        h = self._half
        log_area = math.log(2.0) + (h + 0.5) * math.log(math.pi) - math.lgamma(h + 0.5)
        kappa = as_array(self.concentration, xp)
        rise = lgamma_difference(kappa + h, h + 0.0 * kappa, xp)
        return log_area + (math.lgamma(2.0 * h) - math.lgamma(h)) - rise

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return the log density, with respect to area, at unit vectors `x` of shape (n, d)."""
        direction = at_length_one(self.mean)
        near, far = (np.sum((x - s * direction) ** 2, axis=-1) for s in (1.0, -1.0))
        close = near < 2.0
        with np.errstate(divide="ignore"):
            log_share = np.where(
                close, np.log1p(np.where(close, -0.25 * near, 0.0)), np.log(0.25 * far)
            )
        used = self.concentration > 0.0
        body = np.where(used, self.concentration * np.where(used, log_share, 0.0), 0.0)
        length = np.sqrt(np.sum(x * x, axis=-1))
        inside = np.abs(length - 1.0) < _ON_SPHERE
        return np.where(inside, body - self._log_normaliser(np), -np.inf)

    def entropy(self, xp: Any) -> Array:
        """Return the log normaliser less k E log((1 + m·X)/2)."""
        kappa = as_array(self.concentration, xp)
        return self._log_normaliser(xp) - kappa * mean_log(kappa + self._half, self._half, xp)

    def expectation(self, statistic: Statistic, xp: Any) -> Array | None:
        """Return E(1 - c·X) = (1 - A) + A (1 - c·m), A = E m·X = k/(k + d - 1)."""
        if not isinstance(statistic, VersedSine):
            return None
        kappa, whole = as_array(self.concentration, xp), 2.0 * self._half
        turned = one_minus_cosine(as_array(self.mean, xp), as_array(statistic.direction, xp), xp)
        return whole / (kappa + whole) + (kappa / (kappa + whole)) * turned

    def kl(self, other: "PowerSpherical", xp: Any) -> Array | None:
        """Return that of the beta laws of (1 + m·x)/2, where both have one direction or one is uniform."""
        if not self._meets(other, xp):
            return None
        own, its = as_array(self.concentration, xp), as_array(other.concentration, xp)
        return tilt_divergence(own, its, self._half, xp)

    def _meets(self, other: "PowerSpherical", xp: Any) -> bool:
        """Return whether no direction matters, or both are the same."""
        concentrations = (self.concentration, other.concentration)
        if any(settled(k, 0.0) for k in concentrations) or settled(self.mean, other.mean):
            return True
        if xp is not np:
            return False  # a gradient would turn them apart
        parallel = one_minus_cosine(np.asarray(self.mean), np.asarray(other.mean), np) == 0.0
        return bool(np.all(parallel | (concentrations[0] == 0.0) | (concentrations[1] == 0.0)))

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws, shape (n, d), from the beta law of (1 - m·x)/2."""
        h = self._half
        s = 2.0 * rng.beta(h, h + self.concentration, n)
        return turned_by(s, at_length_one(self.mean), rng)


def check_direction(mean: Array, name: str) -> None:
    """Raise when a mean direction has fewer than two entries, or is 0."""
    shape = np.shape(mean)
    if not shape or shape[-1] < 2:
        raise ShapeError(
            f"`{name}` has shape {shape}; its last axis holds the vector, of length at least 2."
        )
    if not np.all(np.any(mean != 0.0, axis=-1)):
        raise InvalidInputError(f"`{name}` is 0; it must point in some direction.")


def at_length_one(mean: Array) -> Array:
    """Return the direction of a vector."""
    scaled = mean * power_of_two_scale(np.abs(mean), np)
    return scaled / np.sqrt(np.sum(scaled * scaled, axis=-1, keepdims=True))


def turned_by(s: Array, direction: Array, rng: np.random.Generator) -> Array:
    """Return unit vectors at the versed sines `s` = 1 - m·x from the direction m, shape (n, d)."""
    s = s[:, None]
    around = rng.standard_normal((len(s), len(direction)))
    around = around - (around @ direction)[:, None] * direction
    around = around / np.sqrt(np.sum(around * around, axis=-1, keepdims=True))
    x = (1.0 - s) * direction + np.sqrt(s * (2.0 - s)) * around
    return x / np.sqrt(np.sum(x * x, axis=-1, keepdims=True))
