"""The continuous uniform distribution."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.arrays import is_foreign_array
from kullback.distributions.families.beta import Beta
from kullback.distributions.family import REAL, parameter
from kullback.distributions.intervals import IntervalFamily
from kullback.distributions.law import Law
from kullback.distributions.native import settled
from kullback.distributions.statistics import (
    AbsPower,
    Exp,
    Log,
    LogComplement,
    LogLinear,
    LogOnePlus,
    LogOnePlusSquare,
    LogSquare,
    Power,
    Softplus,
    Statistic,
    is_power,
)
from kullback.numerics import interval_means as means
from kullback.numerics.backends import as_array
from kullback.numerics.double_double import DoubleDouble, exact_total
from kullback.numerics.sums import two_product

Array = Any


@dataclass(frozen=True, eq=False, repr=False)
class Uniform(IntervalFamily):
    """Uniform distribution on the interval from `low` to `high`."""

    low: Array = parameter(REAL, default=0.0)
    high: Array = parameter(REAL, default=1.0)

    @classmethod
    def likeliest(cls, x: Array, weights: Array) -> "Uniform":
        """Return the shortest interval that holds all points."""
        return cls(x.min(), x.max())

    @property
    def bulk(self) -> tuple[float, float]:
        """Middle and length."""
        width = self._width()
        return self.low + 0.5 * width, width

    def _width(self) -> Array:
        return self.high - self.low  # exact also where an end is known to twice the precision

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return minus the logarithm of the length."""
        inside = (x >= self.low) & (x <= self.high)
        return xp.where(inside, -xp.log(self._width()), -xp.inf)

    def log_ratio(self, other: "Uniform", x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return log of the ratio of the lengths."""
        more = (other.high - self.high) + (self.low - other.low)
        return xp.log1p(more / self._width()) + 0.0 * x

    def translated(self, by: Array) -> "Uniform":
        """Return the distribution of X + by, its ends not rounded."""
        return Uniform(*_alike(_moved(self.low, by), _moved(self.high, by)))

    def stretched(self, by: Array) -> "Uniform":
        """Return the distribution of by X, its ends not rounded."""
        return Uniform(*_alike(_times(self.low, by), _times(self.high, by)))

    def relatives(self) -> tuple[Beta, ...]:
        """Return the beta law with both shapes 1 that it is on [0, 1]."""
        unit = settled(self.low, 0.0) and settled(self.high, 1.0)
        one = np.ones(self.batch_shape)[()]
        return (Beta(one, one),) if unit else ()

    def log_linear(self, xp: Any) -> LogLinear:
        """Return minus the logarithm of the length."""
        return LogLinear((-xp.log(self._width()),))

    def expectation(self, statistic: Statistic, xp: Any) -> Array | None:
        """Return the mean over the interval, which all but the cosine have."""
        a, b, w = _rounded(self.low, xp), _rounded(self.high, xp), self._width()
        match statistic:
            case Power() if is_power(statistic, 1.0):
                return a + 0.5 * w
            case Power() if is_power(statistic, 2.0):
                middle = a + 0.5 * w
                return middle * middle + w * w / 12.0
            case AbsPower(m, c):
                low, high = self.low - m, self.high - m
                return means.mean_distance_power(low, high, w, c, xp)
            case Exp(rate):
                return means.mean_exp(a, b, w, rate, xp)
            case LogOnePlusSquare(m, scale):
                low, high = (self.low - m) / scale, (self.high - m) / scale
                return means.mean_log_one_plus_square(low, high, w / scale, xp)
            case Softplus(m, scale):
                low, high = (self.low - m) / scale, (self.high - m) / scale
                return means.mean_softplus(low, high, w / scale, xp)
        return self._mean_of_positive(statistic, xp)

    def _mean_of_positive(self, statistic: Statistic, xp: Any) -> Array | None:
        """Return the mean of a statistic of positive numbers, NaN (not known) where some are not."""
        w = self._width()
        inside = as_array(self.low, xp) >= 0.0
        b = xp.where(inside, _rounded(self.high, xp), w)  # any safe end
        match statistic:
            case Power(c):
                value = means.mean_power(b, w, c, xp)
            case Log():
                value = means.mean_log(b, w, xp)
            case LogSquare():
                value = means.mean_log_square(b, w, xp)
            case LogOnePlus(scale, c) if settled(c, 1.0):
                value = means.mean_log_one_plus(b / scale, w / scale, xp)
            case LogComplement(c) if settled(c, 1.0):
                below = inside & (as_array(self.high, xp) <= 1.0)
                gap = xp.where(below, -(self.low - 1.0), w)
                return xp.where(below, means.mean_log(gap, w, xp), xp.nan)
            case _:
                return None
        return xp.where(inside, value, xp.nan)

    def entropy(self, xp: Any) -> Array:
        """Return the logarithm of the length."""
        return xp.log(self._width())

    def kl(self, other: "Uniform", xp: Any) -> Array:
        """Return the logarithm of the ratio of the lengths, from what q has more at either end."""
        above, below = other.high - self.high, self.low - other.low
        inside = (above >= 0.0) & (below >= 0.0)
        more = xp.where(inside, above + below, 0.0)
        return xp.where(inside, xp.log1p(more / self._width()), xp.inf)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws."""
        low, high = np.asarray(self.low), np.asarray(self.high)
        return low + (high - low) * rng.random(n)


def _rounded(end: Array, xp: Any) -> Array:
    return np.asarray(end)[()] if isinstance(end, DoubleDouble) else as_array(end, xp)


def _alike(low: Array, high: Array) -> tuple[Array, Array]:
    """Return the ends rounded where another library has one of them: it knows no more of the other."""
    if not (is_foreign_array(low) or is_foreign_array(high)):
        return low, high
    return tuple(x.high if isinstance(x, DoubleDouble) else x for x in (low, high))


def _moved(end: Array, by: Array) -> Array:
    if not isinstance(end, DoubleDouble):
        return exact_total(end, by)
    total = exact_total(end.high, by)
    if not isinstance(total, DoubleDouble):
        return total
    return DoubleDouble(total.high, total.low + end.low)


def _times(end: Array, by: Array) -> Array:
    if not isinstance(end, DoubleDouble):
        return end * by
    if is_foreign_array(by):
        return end.high * by
    high, low = two_product(end.high, by, np)
    return DoubleDouble(high, low + end.low * by)


SCIPY = {
    "uniform": Law({}, lambda loc, scale: Uniform(loc, exact_total(loc, scale))),
}
