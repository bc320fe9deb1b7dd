"""The log-uniform (reciprocal) distribution."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.base import Distribution
from kullback.distributions.family import POSITIVE, parameter
from kullback.distributions.intervals import IntervalFamily
from kullback.distributions.law import Law
from kullback.distributions.native import settled
from kullback.distributions.statistics import (
    LOG,
    AbsPower,
    Exp,
    Log,
    LogComplement,
    LogLinear,
    LogOnePlus,
    LogOnePlusSquare,
    LogSquare,
    Power,
    Statistic,
)
from kullback.distributions.transformed import shifted
from kullback.numerics import log_interval_means as means
from kullback.numerics.backends import as_array
from kullback.numerics.elementary import log_ratio

Array = Any


@dataclass(frozen=True, eq=False, repr=False)
class LogUniform(IntervalFamily):
    """Log-uniform distribution from `low` to `high`: density ∝ 1/x."""

    low: Array = parameter(POSITIVE)
    high: Array = parameter(POSITIVE)

    @property
    def bulk(self) -> tuple[float, float]:
        """The geometric mean of the ends, and how far it is from the lower one."""
        middle = np.sqrt(self.low) * np.sqrt(self.high)
        return middle, middle - self.low

    def _log_length(self, xp: Any) -> Array:
        """Return log(high/low), from the exact difference."""
        return log_ratio(as_array(self.high, xp), as_array(self.low, xp), xp)

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return -log x - log log(high/low)."""
        inside = (x >= self.low) & (x <= self.high)
        log_x = xp.log(xp.where(inside, x, 1.0))
        return xp.where(inside, -log_x - xp.log(self._log_length(xp)), -xp.inf)

    def _excess(self, other: "LogUniform", xp: Any) -> tuple[Array, Array]:
        """Return what q has more at either end, in logarithms."""
        above = log_ratio(as_array(other.high, xp), as_array(self.high, xp), xp)
        return above, log_ratio(as_array(self.low, xp), as_array(other.low, xp), xp)

    def log_ratio(self, other: "LogUniform", x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return the log of the ratio of the lengths, which are logarithms themselves."""
        above, below = self._excess(other, xp)
        return xp.log1p((above + below) / self._log_length(xp)) + 0.0 * x

    def stretched(self, by: Array) -> "LogUniform":
        """Return the distribution of by X."""
        return LogUniform(self.low * by, self.high * by)

    def entropy(self, xp: Any) -> Array:
        """Return the mean of log x, plus log log(high/low)."""
        length = self._log_length(xp)
        return xp.log(self.low) + 0.5 * length + xp.log(length)

    def kl(self, other: "LogUniform", xp: Any) -> Array:
        """Return the log of the ratio of the lengths, from what q has more at either end."""
        above, below = self._excess(other, xp)
        inside = (above >= 0.0) & (below >= 0.0)
        more = xp.where(inside, above + below, 0.0)
        return xp.where(inside, xp.log1p(more / self._log_length(xp)), xp.inf)

    def log_linear(self, xp: Any) -> LogLinear:
        """Return -log x - log log(high/low)."""
        return LogLinear((-xp.log(self._log_length(xp)),), ((-1.0, LOG),))

    def expectation(self, statistic: Statistic, xp: Any) -> Array | None:
        """Return the means of x^c, log x, log² x, log(1 ± (x/s)^c), log(1 + (x/s)²), |x - m|, exp(t x)."""
        low, high = as_array(self.low, xp), as_array(self.high, xp)
        length = self._log_length(xp)
        match statistic:
            case Log():
                return xp.log(low) + 0.5 * length
            case LogSquare():
                middle = xp.log(low) + 0.5 * length
                return middle * middle + length * length / 12.0
            case Power(c):
                return means.mean_power(low, high, length, c, xp)
            case LogOnePlus(scale, c):
                log_x, c = xp.log(low / scale), c + 0.0 * length
                return means.mean_log_one_plus(c * log_x, c * length, xp)
            case LogOnePlusSquare(centre, scale) if settled(centre, 0.0):
                return means.mean_log_one_plus(2.0 * xp.log(low / scale), 2.0 * length, xp)
            case LogComplement(c):
                below = high <= 1.0
                top = xp.where(below, high, 1.0)
                value = means.mean_log_complement(c * xp.log(top), c * length, xp)
                return xp.where(below, value, xp.nan)
            case AbsPower(centre, c) if settled(c, 1.0):
                return means.mean_distance(low, high, length, centre, xp)
            case Exp(rate):
                return means.mean_exp(low, high, length, rate, xp)
        return None

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws, by inversion."""
        draws = self.low * np.exp(rng.random(n) * self._log_length(np))
        return np.clip(draws, self.low, self.high)


def _loguniform(a: Array, b: Array, loc: Array, scale: Array) -> Distribution:
    return shifted(LogUniform(a * scale, b * scale), loc)


_SHAPES = {"a": POSITIVE, "b": POSITIVE}
SCIPY = {"loguniform": Law(_SHAPES, _loguniform), "reciprocal": Law(_SHAPES, _loguniform)}
