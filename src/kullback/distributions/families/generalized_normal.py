"""The generalised normal distribution."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.base import Distribution
from kullback.distributions.families.laplace import Laplace
from kullback.distributions.families.normal import Normal
from kullback.distributions.family import POSITIVE, REAL, parameter
from kullback.distributions.law import Law
from kullback.distributions.location_scale import LocationScaleFamily
from kullback.distributions.native import settled
from kullback.distributions.statistics import AbsPower, Exp, LogLinear, Statistic, is_power
from kullback.numerics.backends import as_array, special
from kullback.numerics.blocks import in_blocks
from kullback.numerics.elementary import log_ratio
from kullback.numerics.exponential_powers import exponential_power_divergence
from kullback.numerics.extreme_values import exponential_rise
from kullback.numerics.gamma import lgamma, lgamma_difference
from kullback.numerics.generalized_gamma import gamma_moment

Array = Any

_LOG_2 = math.log(2.0)


@dataclass(frozen=True, eq=False, repr=False)
class GeneralizedNormal(LocationScaleFamily):
    """Generalised normal distribution: density ∝ exp(-|(x - loc)/scale|^shape).

    Shape 1 is the Laplace distribution, 2 a normal one of variance scale²/2; large shapes tend to
    the uniform one. Also called the exponential power distribution.
    """

    shape: Array = parameter(POSITIVE)
    loc: Array = parameter(REAL, default=0.0)
    scale: Array = parameter(POSITIVE, default=1.0)

    @property
    def bulk(self) -> tuple[float, float]:
        """Location, and the distance from it where the density of its logarithm peaks."""
        return self.loc, self.scale * np.exp(-np.log(self.shape) / self.shape)

    @property
    def breaks(self) -> tuple[float, ...]:
        """The location, where the density is smooth only for even shapes."""
        return (self.loc,)

    def _log_constant(self, xp: Any) -> Array:
        """Return -log(2 Γ(1 + 1/shape))."""
        return -lgamma(1.0 + 1.0 / self.shape, xp) - _LOG_2

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return -|z|^shape - log scale - log(2 Γ(1 + 1/shape))."""
        size = xp.abs((x - self.loc) / self.scale)
        return self._log_constant(xp) - xp.log(self.scale) - size**self.shape

    def log_ratio(
        self, other: "GeneralizedNormal", x: Array, xp: Any, gap: Array | None = None
    ) -> Array:
        """Return the normalisers' log ratio and |z_q|^b - |z_p|^a, from the ratio of the two."""
        y, its_y = xp.abs(x - self.loc), xp.abs(x - other.loc)
        a, b = 1.0 / self.shape, 1.0 / other.shape
        step = as_array((self.shape - other.shape) / self.shape / other.shape, xp)
        constant = lgamma_difference(1.0 + a + 0.0 * b, step, xp)
        constant = constant + log_ratio(other.scale, self.scale, xp)
        apart = (y > 0.0) & (its_y > 0.0)
        point, its_point = xp.where(apart, y, 1.0), xp.where(apart, its_y, 1.0)
        log_z = log_ratio(point, self.scale + 0.0 * point, xp)
        change = log_ratio(its_point, point, xp) + log_ratio(self.scale, other.scale, xp)
        h = other.shape * change + (other.shape - self.shape) * log_z
        rise = exponential_rise(self.shape * log_z, h, xp)
        direct = (its_y / other.scale) ** other.shape - (y / self.scale) ** self.shape
        return constant + xp.where(apart, rise, direct)

    def relatives(self) -> tuple[Distribution, ...]:
        """Return it as a Laplace or a normal distribution where it is one."""
        if settled(self.shape, 1.0):
            return (Laplace(self.loc, self.scale),)
        return (Normal(self.loc, math.sqrt(0.5) * self.scale),) if settled(self.shape, 2.0) else ()

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws, powers of gamma variables with random signs."""
        size = rng.standard_gamma(1.0 / self.shape, n) ** (1.0 / self.shape)
        return self.loc + self.scale * size * rng.choice([-1.0, 1.0], n)

    def log_linear(self, xp: Any) -> LogLinear:
        """Return |x - loc|^shape and constants."""
        rate = xp.exp(-self.shape * xp.log(self.scale))
        known = (rate > 0.0) & (rate < xp.inf)  # beyond the doubles nothing is known
        rate = xp.where(known, rate, xp.nan)
        constants = (self._log_constant(xp), -xp.log(self.scale))
        return LogLinear(constants, ((-rate, AbsPower(self.loc, self.shape)),))

    def expectation(self, statistic: Statistic, xp: Any) -> Array | None:
        """Return moments about 0 and the own centre, the distance from any, and an infinite exp(t x)."""
        match statistic:
            case AbsPower(centre, c) if settled(centre, self.loc):
                return self._moment(c, xp)
            case AbsPower(centre, c) if settled(c, 1.0):
                return self._distance(xp.abs(centre - self.loc), xp)
            case Exp(rate) if settled((self.shape < 1.0) & (rate != 0.0), True):
                # exp(-|x|^shape) falls more slowly than any exponential rises
                return xp.inf + 0.0 * (self.shape + self.loc + self.scale + rate)
        if is_power(statistic, 1.0):
            return self.loc + 0.0 * (self.shape + self.scale)
        return self.loc**2 + self._moment(2.0, xp) if is_power(statistic, 2.0) else None

    def _moment(self, c: Array, xp: Any) -> Array:
        """Return E|X - loc|^c: |z|^shape is a gamma variable."""
        still = 0.0 * self.loc
        return gamma_moment(1.0 / self.shape, self.shape, self.scale, c, xp) + still

    def _distance(self, d: Array, xp: Any) -> Array:
        """Return E max(|X - loc|, d), which is E|X - loc - d| as the law is symmetric."""
        away = d > 0.0
        a = 1.0 / self.shape + 0.0 * d
        u = xp.where(away, d / self.scale, 1.0) ** self.shape
        backend, mean = special(xp), self._moment(1.0, xp)
        further = d * backend.gammainc(a, u) + mean * backend.gammaincc(2.0 * a, u)
        return xp.where(away, further, mean)

    def entropy(self, xp: Any) -> Array:
        """Return 1/shape + log scale + log(2 Γ(1 + 1/shape))."""
        return (1.0 / self.shape - self._log_constant(xp)) + xp.log(self.scale)

    def kl(self, other: "GeneralizedNormal", xp: Any) -> Array | None:
        """Return that of the distances from the location; None where the locations differ."""
        if not settled(self.loc, other.loc):
            return None
        shift = other.shape * log_ratio(self.scale, other.scale, xp)
        both = (self.shape, other.shape, shift)
        return in_blocks(exponential_power_divergence, both, xp)


SCIPY = {
    "gennorm": Law(
        {"beta": POSITIVE}, lambda beta, loc, scale: GeneralizedNormal(beta, loc, scale)
    ),
}
