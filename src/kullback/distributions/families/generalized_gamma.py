"""The generalised gamma distribution, which holds most laws of the positive half-line."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.arrays import is_foreign_array
from kullback.distributions.family import POSITIVE, Domain, parameter
from kullback.distributions.law import Law
from kullback.distributions.location_scale import ScaleFamily
from kullback.distributions.native import is_known, settled
from kullback.distributions.statistics import (
    LOG,
    AbsPower,
    Exp,
    Log,
    LogLinear,
    LogSquare,
    Power,
    Statistic,
)
from kullback.distributions.transformed import shifted
from kullback.numerics.backends import special
from kullback.numerics.blocks import in_blocks
from kullback.numerics.elementary import expm1_minus, log_ratio
from kullback.numerics.gamma import digamma, lgamma
from kullback.numerics.gamma_laws import at_zero, gamma_constant, gamma_entropy
from kullback.numerics.generalized_gamma import (
    gamma_distance,
    gamma_moment,
    power_law_divergence,
    power_law_log_ratio,
)
from kullback.numerics.peaked import chi_mean_of_exp, inverse_gamma_mean_of_exp

Array = Any

NONZERO = Domain("finite and not 0", lambda x: (x != 0) & np.isfinite(x), (0.0, np.inf))


@dataclass(frozen=True, eq=False, repr=False)
class GeneralizedGamma(ScaleFamily):
    """Generalised gamma distribution: that of `scale` Y^(1/`power`), Y of the gamma law of `shape`.

    Its density is |c| x^(ca-1) exp(-(x/s)^c) / (Γ(a) s^(ca)); a negative power c gives inverse laws.
    """

    shape: Array = parameter(POSITIVE)
    power: Array = parameter(NONZERO)
    scale: Array = parameter(POSITIVE, default=1.0)

    @property
    def bulk(self) -> tuple[float, float]:
        """Where the density of log x peaks, and that times the spread of log x."""
        centre = self.scale * np.exp(np.log(self.shape) / self.power)
        spread = np.sqrt(1.0 + self.shape) / (self.shape * np.abs(self.power))
        return centre, centre * spread

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return log|c| - log x - a E(d) and a constant, where exp(d) = (x/s)^c / a."""
        inside = (x > 0.0) & (x < xp.inf)
        point = xp.where(inside, x, 1.0)
        d = self.power * log_ratio(point, self.scale, xp) - xp.log(self.shape)
        value = gamma_constant(self.shape, xp) - self.shape * expm1_minus(d, xp)
        value = value + xp.log(xp.abs(self.power)) - xp.log(point)
        flat = xp.log(xp.abs(self.power)) - lgamma(self.shape, xp) - xp.log(self.scale)
        end = at_zero(x, self.shape * self.power, flat, xp)
        return xp.where(inside, value, xp.where(self.power > 0.0, end, -xp.inf))

    def log_ratio(
        self, other: "GeneralizedGamma", x: Array, xp: Any, gap: Array | None = None
    ) -> Array:
        """Return the log of the ratio of the densities, as a sum of small terms."""
        inside = x > 0.0
        v = self.power * log_ratio(xp.where(inside, x, 1.0), self.scale, xp)
        steeper = (other.power - self.power) / self.power
        h = steeper * v + other.power * log_ratio(self.scale, other.scale, xp)
        u = power_law_log_ratio(self.shape, other.shape, v, h, xp)
        powers = log_ratio(xp.abs(self.power), xp.abs(other.power), xp)
        return xp.where(inside, u + powers, 0.0)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws, powers of gamma variables."""
        return self.scale * rng.standard_gamma(self.shape, n) ** (1.0 / self.power)

    def entropy(self, xp: Any) -> Array:
        """Return log(s/|c|) + a + lgamma(a) + (1/c - a) digamma(a)."""
        size = xp.log(self.scale) - xp.log(xp.abs(self.power))
        return size + gamma_entropy(self.shape, 1.0 / self.power, xp)

    def kl(self, other: "GeneralizedGamma", xp: Any) -> Array | None:
        """Return the sum in `numerics.generalized_gamma`; None for powers of opposite signs.

        Those are never near in a way that the moment engine would not do justice to.
        """
        alike = (self.power > 0.0) == (other.power > 0.0)
        traced = is_foreign_array(alike) and not is_known(alike)
        if not (traced or settled(alike, True)):
            return None
        shift = other.power * log_ratio(self.scale, other.scale, xp)
        powers = xp.abs(other.power), xp.abs(self.power)
        both = (self.shape, other.shape, *powers, shift)
        value = in_blocks(power_law_divergence, both, xp)
        return xp.where(alike, value, xp.nan) if traced else value

    def log_linear(self, xp: Any) -> LogLinear:
        """Return log|c| - lgamma(a) - a c log s + (ca - 1) log x - s^-c x^c."""
        exponent = self.shape * self.power
        constants = (
            xp.log(xp.abs(self.power)),
            -lgamma(self.shape, xp),
            -exponent * xp.log(self.scale),
        )
        rate = xp.exp(-self.power * xp.log(self.scale))
        known = (rate > 0.0) & (rate < xp.inf)  # beyond the doubles nothing is known
        rate = xp.where(known, rate, xp.nan)
        own = next((Power(c) for c in (1.0, 2.0, -1.0) if settled(self.power, c)), None)
        flat = settled(exponent, 1.0)  # then log x is not needed, which some laws do not know
        logs = () if flat else ((exponent - 1.0, LOG),)
        return LogLinear(constants, (*logs, (-rate, own or Power(self.power))))

    def expectation(self, statistic: Statistic, xp: Any) -> Array | None:
        """Return what the gamma function and its derivatives give."""
        match statistic:
            case Power(c):
                return gamma_moment(self.shape, self.power, self.scale, c, xp)
            case Log():
                return self._mean_log(xp)
            case LogSquare():
                mean = self._mean_log(xp)
                return mean * mean + special(xp).trigamma(self.shape) / (self.power * self.power)
            case AbsPower(centre, c) if settled(c, 1.0):
                return gamma_distance(self.shape, self.power, self.scale, centre, xp)
            case AbsPower(centre, c) if settled(centre, 0.0):
                return gamma_moment(self.shape, self.power, self.scale, c, xp)
            case Exp(rate):
                return self._mean_exp(rate, xp)
        return None

    def _mean_log(self, xp: Any) -> Array:
        return xp.log(self.scale) + digamma(self.shape, xp) / self.power

    def _mean_exp(self, rate: Array, xp: Any) -> Array | None:
        """Return E exp(rate X) for the powers 1, 2 and -1, and where it is infinite."""
        if settled(self.power, 1.0):
            part = rate * self.scale
            inside = part < 1.0
            less = xp.log1p(-xp.where(inside, part, 0.0))
            return xp.where(inside, xp.exp(-self.shape * less), xp.inf)
        if settled(self.power, 2.0):
            return chi_mean_of_exp(2.0 * self.shape, rate * (self.scale * 0.5**0.5), xp)
        if settled(self.power, -1.0):
            part = -rate * self.scale
            inside = part >= 0.0
            value = inverse_gamma_mean_of_exp(self.shape, xp.where(inside, part, 1.0), xp)
            return xp.where(inside, value, xp.inf)
        if settled((self.power < 1.0) & (rate > 0.0), True):
            return xp.inf + 0.0 * (self.shape * self.power)
        return None


SCIPY = {
    "gengamma": Law(
        {"a": POSITIVE, "c": NONZERO},
        lambda a, c, loc, scale: shifted(GeneralizedGamma(a, c, scale), loc),
    ),
}
