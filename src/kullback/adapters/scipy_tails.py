"""Log densities carried on beyond where SciPy's underflow, or where it answers NaN.

Quadrature follows a tail for hundreds of e-folds, and an end of the support as far down. SciPy's
densities often give out earlier: a pdf underflows to 0, a formula overflows. Without more, p > 0 = q
would be read as an infinite divergence.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np

Array = Any
LogDensity = Callable[[Array], Array]

_COARSE = 16.0 ** np.arange(-1.0, 256.0)
_FINE = 16.0 ** (np.arange(1.0, 65.0) / 64.0)
UNDERFLOWS = -700.0
"""Below this a pdf loses digits on its way to 0."""
_TRUE_ZERO = -300.0
"""A log density that ends above this ends by definition, not by underflow."""


class Cut(NamedTuple):
    """The last distance that is trusted, the value there, and how it goes on per doubling or halving."""

    distance: float
    value: float
    change: float
    ratio: float

    def beyond(self, distance: Array) -> Array:
        """Return value + change (ratio + ratio² + ...): a power of x, or exp of a power, goes on."""
        steps = np.abs(np.log2(distance / self.distance))
        if self.ratio == 1.0:
            return self.value + self.change * steps
        with np.errstate(all="ignore"):  # exp of a power falls below every double
            grown = np.expm1(steps * np.log(self.ratio)) / (self.ratio - 1.0)
            return self.value + self.change * self.ratio * grown


def carried_on(
    log_of: LogDensity,
    ends: tuple[float, float],
    middle: Callable[[], tuple[float, float]],
    least: float = -np.inf,
) -> LogDensity:
    """Return `log_of` with its infinite tails, and its fall to an end at 0, carried on.

    Values are trusted down to `least`: `UNDERFLOWS` for the logarithm of a pdf.
    """

    @cache
    def cuts() -> list[tuple[float, float, bool, Cut]]:
        centre, width = middle()
        found = []
        for side, end in ((-1.0, ends[0]), (1.0, ends[1])):
            outward = bool(np.isinf(end))
            if outward or end == 0.0:  # to another end points are too coarse to come close
                anchor, sign = (centre, side) if outward else (0.0, -side)
                ladder = _Ladder(log_of, least, anchor, sign, width, 1.0 if outward else -1.0)
                found.append((anchor, sign, outward, ladder.cut()))
        return [(anchor, sign, outward, cut) for anchor, sign, outward, cut in found if cut]

    def log_density(x: Array) -> Array:
        value = np.array(log_of(x), dtype=float)
        for anchor, sign, outward, cut in cuts():
            distance = sign * (np.asarray(x) - anchor)
            lost = (
                distance > cut.distance if outward else (distance > 0.0) & (distance < cut.distance)
            )
            value = np.where(lost, cut.beyond(np.where(lost, distance, cut.distance)), value)
        return value

    return log_density


class _Ladder(NamedTuple):
    """Points that climb away from an anchor (way 1), or down to it (way -1)."""

    log_of: LogDensity
    least: float
    anchor: float
    sign: float
    width: float
    way: float

    def at(self, distance: Array) -> Array:
        """Return the log density at these distances, NaN where it is not to be trusted."""
        value = np.asarray(self.log_of(self.anchor + self.sign * distance), dtype=float)
        return np.where((value > self.least) & (value < np.inf), value, np.nan)

    def cut(self) -> Cut | None:
        """Return where trust ends, if it does other than at a true zero."""
        with np.errstate(over="ignore"):
            steps = self.width * _COARSE**self.way
        steps = steps[(steps < 1e300) & (steps > 1e-300)]
        first = _first_lost(self.at(steps))
        if not first:
            return None
        fine = steps[first - 1] * _FINE**self.way
        lost = _first_lost(self.at(fine))
        last = float(fine[lost - 1] if lost else steps[first - 1])
        inner, before, value = self.at(last * 2.0 ** (self.way * np.array([-2.0, -1.0, 0.0])))
        beyond = self.anchor + self.sign * last * _FINE[0] ** self.way
        if value > _TRUE_ZERO and np.asarray(self.log_of(np.asarray(beyond))) == -np.inf:
            return None
        change, earlier = float(value - before), float(before - inner)
        rises = change >= 0.0 and self.way > 0.0
        if rises or not np.isfinite(change) or not np.isfinite(earlier):
            return None
        accelerates = change < 0.0 and earlier < 0.0 and change < earlier * (1.0 + 1e-4)
        return Cut(last, float(value), change, change / earlier if accelerates else 1.0)


def _first_lost(values: Array) -> int | None:
    """Return the first place that holds no trusted number."""
    lost = np.isnan(values)
    return int(np.argmax(lost)) if lost.any() else None
