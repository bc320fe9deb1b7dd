"""The Gumbel distribution of maxima."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.family import POSITIVE, REAL, parameter
from kullback.distributions.law import Law
from kullback.distributions.location_scale import LocationScaleFamily
from kullback.distributions.native import settled
from kullback.distributions.statistics import (
    AbsPower,
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
from kullback.numerics.extreme_means import exp_times, gamma_mean, gumbel_distance
from kullback.numerics.extreme_values import (
    EULER,
    exponential_rise,
    extreme_value_divergence,
    quotient,
)
from kullback.numerics.products import Pair, pair
from kullback.numerics.scales import relative_difference
from kullback.numerics.sums import two_sum

Array = Any

_VARIANCE = math.pi**2 / 6.0


@dataclass(frozen=True, eq=False, repr=False)
class Gumbel(LocationScaleFamily):
    """Gumbel distribution with `loc` m and `scale` s, skewed to the right.

    P(X <= x) = exp(-exp(-(x - m)/s)).
    """

    loc: Array = parameter(REAL, default=0.0)
    scale: Array = parameter(POSITIVE, default=1.0)

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return -log s - 1 - E(-z) with z = (x - m)/s, E(v) = exp(v) - 1 - v."""
        z = (x - self.loc) / self.scale
        inside = xp.abs(z) < xp.inf
        value = -xp.log(self.scale) - 1.0 - expm1_minus(-xp.where(inside, z, 0.0), xp)
        return xp.where(inside, value, -xp.inf)

    def log_ratio(self, other: "Gumbel", x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return exp(-z) expm1(-h) + h - log(s_p/s_q), with h = z_q - z_p."""
        z = (x - self.loc) / self.scale
        shift = as_array(self.loc - other.loc, xp) / other.scale
        h = z * relative_difference(self.scale, other.scale) + shift
        return exponential_rise(-z, -h, xp) + h - log_ratio(self.scale, other.scale, xp)

    def log_linear(self, xp: Any) -> LogLinear:
        """Return -z - exp(-z), less log s."""
        rate = -1.0 / self.scale
        terms = ((rate, Deviation(self.loc)), (-1.0, ExpDeviation(rate, self.loc)))
        return LogLinear((-xp.log(self.scale),), terms)

    def expectation(self, statistic: Statistic, xp: Any) -> Array | None:
        """Return moments about 0, the mean distance from any centre, and the mean of exp(t x)."""
        mean = self.loc + EULER * self.scale
        match statistic:
            case AbsPower(centre, c) if settled(c, 1.0):
                return self.scale * gumbel_distance((centre - self.loc) / self.scale, xp)
            case Exp(rate):
                return exp_times(rate * self.loc, gamma_mean(1.0, rate * self.scale, xp), xp)
        if is_power(statistic, 1.0):
            return mean
        return mean * mean + _VARIANCE * self.scale**2 if is_power(statistic, 2.0) else None

    def entropy(self, xp: Any) -> Array:
        """Return log s + γ + 1, γ being Euler's constant."""
        return xp.log(self.scale) + EULER + 1.0

    def kl(self, other: "Gumbel", xp: Any) -> Array:
        """Return E(w) + B(2, 1+y) + psi(y-1), y = s_p/s_q, w the log of the mean of exp(-z_q)."""
        own, its = pair(self.loc, xp), pair(other.loc, xp)
        high, low = two_sum(its.high, -own.high)
        shift = quotient(Pair(high, low + (its.low - own.low)), other.scale, xp)
        power = xp.exp(shift.high) * xp.exp(shift.low)
        both = (self.scale, other.scale, shift.high, power)
        return in_blocks(extreme_value_divergence, both, xp)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws."""
        return rng.gumbel(self.loc, self.scale, n)


SCIPY = {
    "gumbel_r": Law({}, lambda loc, scale: Gumbel(loc, scale)),
}
