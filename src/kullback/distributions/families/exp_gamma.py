"""The exponential-gamma distribution, that of the logarithm of a gamma variable."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.families.gumbel_left import GumbelLeft
from kullback.distributions.family import POSITIVE, REAL, parameter
from kullback.distributions.law import Law
from kullback.distributions.location_scale import LocationScaleFamily
from kullback.distributions.native import settled
from kullback.distributions.statistics import (
    Deviation,
    Exp,
    ExpDeviation,
    LogLinear,
    Statistic,
    is_power,
)
from kullback.numerics import gamma_laws as laws
from kullback.numerics.backends import as_array, special
from kullback.numerics.blocks import in_blocks
from kullback.numerics.elementary import expm1_minus, log_ratio
from kullback.numerics.extreme_means import exp_times
from kullback.numerics.gamma import digamma, lgamma
from kullback.numerics.generalized_gamma import (
    gamma_moment,
    power_law_divergence,
    power_law_log_ratio,
)
from kullback.numerics.scales import relative_difference

Array = Any


@dataclass(frozen=True, eq=False, repr=False)
class ExpGamma(LocationScaleFamily):
    """Exponential-gamma (log-gamma) distribution: that of `loc` + `scale` log Y, Y ~ Gamma(`shape`, 1)."""

    shape: Array = parameter(POSITIVE)
    loc: Array = parameter(REAL, default=0.0)
    scale: Array = parameter(POSITIVE, default=1.0)

    @property
    def bulk(self) -> tuple[float, float]:
        """Mode, and a width in between the standard deviation and the wider tail's."""
        mode = np.asarray(self.loc)[()] + self.scale * np.log(self.shape)
        return mode, self.scale * (np.sqrt(1.0 + self.shape) / self.shape)

    def _standardised(self, x: Array, xp: Any) -> tuple[Array, Array]:
        """Return whether (x - loc)/scale is finite, and that number."""
        z = (x - self.loc) / self.scale
        inside = xp.abs(z) < xp.inf
        return inside, xp.where(inside, z, 0.0)

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return a constant less a E(d), where exp(d) = Y/a and E(d) = exp(d) - 1 - d."""
        inside, z = self._standardised(x, xp)
        bent = self.shape * expm1_minus(z - xp.log(self.shape), xp)
        value = laws.gamma_constant(self.shape, xp) - xp.log(self.scale) - bent
        return xp.where(inside, value, -xp.inf)

    def log_ratio(self, other: "ExpGamma", x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return that of exp(x) under two generalised gamma laws."""
        _, z = self._standardised(x, xp)
        shift = as_array(self.loc - other.loc, xp) / other.scale
        h = z * relative_difference(self.scale, other.scale) + shift
        u = power_law_log_ratio(self.shape, other.shape, z, h, xp)
        return u + log_ratio(other.scale, self.scale, xp)

    def relatives(self) -> tuple[GumbelLeft, ...]:
        """Return the Gumbel law of minima that one of shape 1 is."""
        return (GumbelLeft(self.loc, self.scale),) if settled(self.shape, 1.0) else ()

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws; that of a gamma variable of tiny shape would underflow before its logarithm."""
        log_y = np.log(rng.standard_gamma(self.shape + 1.0, n))
        log_y -= rng.standard_exponential(n) / self.shape
        return np.asarray(self.loc) + self.scale * log_y

    def log_linear(self, xp: Any) -> LogLinear:
        """Return a z - exp(z) - lgamma(a) - log scale with z = (x - loc)/scale."""
        rate = 1.0 / self.scale
        constants = (-lgamma(self.shape, xp), -xp.log(self.scale))
        terms = (
            (self.shape * rate, Deviation(self.loc)),
            (-1.0, ExpDeviation(rate, self.loc)),
        )
        return LogLinear(constants, terms)

    def expectation(self, statistic: Statistic, xp: Any) -> Array | None:
        """Return the means of x, x² and exp(tx)."""
        loc = as_array(self.loc, xp)[()]
        mean = loc + self.scale * digamma(self.shape, xp)
        match statistic:
            case Exp(rate):
                part = rate * self.scale
                return exp_times(rate * loc, gamma_moment(self.shape, 1.0, 1.0, part, xp), xp)
        if is_power(statistic, 1.0):
            return mean
        return mean * mean + self.variance(xp) if is_power(statistic, 2.0) else None

    def variance(self, xp: Any) -> Array:
        """Return trigamma(a) scale²."""
        return special(xp).trigamma(self.shape) * self.scale**2

    def entropy(self, xp: Any) -> Array:
        """Return log scale + lgamma(a) + a - a digamma(a)."""
        return xp.log(self.scale) + laws.gamma_entropy(self.shape, 0.0, xp)

    def kl(self, other: "ExpGamma", xp: Any) -> Array:
        """Return that of exp(x) under two generalised gamma laws."""
        shift = as_array(self.loc - other.loc, xp) / other.scale
        both = (self.shape, other.shape, self.scale, other.scale, shift)
        return in_blocks(power_law_divergence, both, xp)


SCIPY = {
    "loggamma": Law({"c": POSITIVE}, lambda c, loc, scale: ExpGamma(c, loc, scale)),
}
