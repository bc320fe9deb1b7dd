"""The Moyal distribution."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.family import POSITIVE, REAL, parameter
from kullback.distributions.law import Law
from kullback.distributions.location_scale import LocationScaleFamily
from kullback.distributions.statistics import (
    Deviation,
    Exp,
    ExpDeviation,
    LogLinear,
    Statistic,
    is_power,
)
from kullback.numerics.backends import as_array
from kullback.numerics.blocks import in_blocks
from kullback.numerics.elementary import expm1_minus, log_ratio
from kullback.numerics.extreme_means import exp_times, gamma_mean
from kullback.numerics.extreme_values import EULER, exponential_rise
from kullback.numerics.generalized_gamma import power_law_divergence
from kullback.numerics.scales import relative_difference

Array = Any

_LOG_2 = math.log(2.0)
_HALF_LOG_2PI = 0.5 * math.log(2.0 * math.pi)
_MEAN = EULER + _LOG_2
_VARIANCE = math.pi**2 / 2.0


@dataclass(frozen=True, eq=False, repr=False)
class Moyal(LocationScaleFamily):
    """Moyal distribution around `loc` m with `scale` s: exp(-(X - m)/s) is chi-squared with df 1.

    Its density is exp(-(z + exp(-z))/2) / (s √(2π)) with z = (x - m)/s.
    """

    loc: Array = parameter(REAL, default=0.0)
    scale: Array = parameter(POSITIVE, default=1.0)

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return -log s - (log 2π + 1 + E(-z))/2, E(v) = exp(v) - 1 - v."""
        z = (x - self.loc) / self.scale
        inside = xp.abs(z) < xp.inf
        value = -0.5 * expm1_minus(-xp.where(inside, z, 0.0), xp) - xp.log(self.scale)
        return xp.where(inside, value - (_HALF_LOG_2PI + 0.5), -xp.inf)

    def log_ratio(self, other: "Moyal", x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return (exp(-z) expm1(-h) + h)/2 - log(s_p/s_q), with h = z_q - z_p."""
        z = (x - self.loc) / self.scale
        shift = as_array(self.loc - other.loc, xp) / other.scale
        h = z * relative_difference(self.scale, other.scale) + shift
        rise = exponential_rise(-z, -h, xp) + h
        return 0.5 * rise - log_ratio(self.scale, other.scale, xp)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws, logarithms of squared normal ones."""
        return self.loc - self.scale * np.log(rng.chisquare(1.0, n))

    def log_linear(self, xp: Any) -> LogLinear:
        """Return -(z + exp(-z))/2 and constants."""
        rate = -1.0 / self.scale
        terms = ((0.5 * rate, Deviation(self.loc)), (-0.5, ExpDeviation(rate, self.loc)))
        return LogLinear((-_HALF_LOG_2PI, -xp.log(self.scale)), terms)

    def expectation(self, statistic: Statistic, xp: Any) -> Array | None:
        """Return mean and square, and E exp(t X) = exp(t m) 2^-ts Γ(1/2 - ts)/√π."""
        if isinstance(statistic, Exp):
            part = statistic.rate * self.scale
            half = 0.5 + 0.0 * part
            return exp_times(
                statistic.rate * self.loc - _LOG_2 * part, gamma_mean(half, part, xp), xp
            )
        mean = self.loc + _MEAN * self.scale
        if is_power(statistic, 1.0):
            return mean
        return mean * mean + _VARIANCE * self.scale**2 if is_power(statistic, 2.0) else None

    def entropy(self, xp: Any) -> Array:
        """Return log s + (log 2π + γ + log 2 + 1)/2."""
        return xp.log(self.scale) + (_HALF_LOG_2PI + 0.5 * _MEAN + 0.5)

    def kl(self, other: "Moyal", xp: Any) -> Array:
        """Return that of exp(-X): powers of chi-squared variables, which are generalised gamma laws."""
        longer = (self.scale - other.scale) / other.scale
        shift = (other.loc - self.loc) / other.scale + _LOG_2 * longer
        half = 0.5 + 0.0 * shift
        both = (half, half, self.scale + 0.0 * shift, other.scale + 0.0 * shift, shift)
        return in_blocks(power_law_divergence, both, xp)


SCIPY = {
    "moyal": Law({}, lambda loc, scale: Moyal(loc, scale)),
}
