"""The Lindley distribution."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.families.gamma import Gamma
from kullback.distributions.family import POSITIVE, parameter
from kullback.distributions.location_scale import PositiveFamily
from kullback.distributions.native import settled
from kullback.distributions.statistics import LogLinear, LogOnePlus, Statistic, X
from kullback.numerics.elementary import log_ratio, psi
from kullback.numerics.exponential_integral import scaled_exp1
from kullback.numerics.exponential_orders import scaled_exponential_integral
from kullback.numerics.scales import psi_of_scales

Array = Any


@dataclass(frozen=True, eq=False, repr=False)
class Lindley(PositiveFamily):
    """Lindley distribution with `shape` r: density r²/(1+r) (1+x) exp(-r x).

    An exponential variable with probability r/(1+r), else a gamma variable of shape 2.
    """

    shape: Array = parameter(POSITIVE)

    @property
    def bulk(self) -> tuple[float, float]:
        """Mean, twice: centre and width."""
        mean = self._mean()
        return mean, mean

    def _mean(self) -> Array:
        return (1.0 + 1.0 / (1.0 + self.shape)) / self.shape

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return 2 log r - log(1+r) + log(1+x) - r x."""
        inside = (x >= 0.0) & (x < xp.inf)
        point = xp.where(inside, x, 0.0)
        constant = 2.0 * xp.log(self.shape) - xp.log1p(self.shape)
        return xp.where(inside, constant + xp.log1p(point) - self.shape * point, -xp.inf)

    def log_ratio(self, other: "Lindley", x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return the log ratio of the normalisers, and x times the difference of the rates."""
        constant = 2.0 * log_ratio(self.shape, other.shape, xp)
        return constant - _log_above(self.shape, other.shape, xp) + x * (other.shape - self.shape)

    def log_linear(self, xp: Any) -> LogLinear:
        """Return log(1+x) - r x and the constants."""
        constants = (2.0 * xp.log(self.shape), -xp.log1p(self.shape))
        return LogLinear(constants, ((1.0, LogOnePlus(1.0)), (-self.shape, X)))

    def expectation(self, statistic: Statistic, xp: Any) -> Array | None:
        """Return the mean of both gamma laws' expectations, and that of log(1 + x/s)."""
        r = self.shape
        match statistic:
            case LogOnePlus(scale, c) if settled(c, 1.0):
                first = scaled_exp1(r * scale, xp)
                second = first + scaled_exponential_integral(2.0, r * scale, xp)
                return (r * first + second) / (1.0 + r)
        means = [Gamma(k, 1.0 / r).mean_of(statistic, xp) for k in (1.0, 2.0)]
        if means[0] is None or means[1] is None:
            return None
        return (r * means[0] + means[1]) / (1.0 + r)

    def variance(self, xp: Any) -> Array:
        """Return (r² + 4r + 2)/(r² (1+r)²)."""
        r = self.shape
        rest = 1.0 / (1.0 + r)
        return (1.0 + 2.0 * rest - rest * rest) / (r * r)

    def entropy(self, xp: Any) -> Array:
        """Return log(1+r) - 2 log r - E log(1+X) + r E X."""
        mean_log = (1.0 + scaled_exp1(self.shape, xp)) / (1.0 + self.shape)
        rise = 1.0 + 1.0 / (1.0 + self.shape)
        return xp.log1p(self.shape) - 2.0 * xp.log(self.shape) - mean_log + rise

    def kl(self, other: "Lindley", xp: Any) -> Array:
        """Return 2 psi(t) - psi(u) with 1+t and 1+u the ratios of r_q and of 1+r_q to those of p.

        t and u have one sign and |u| < |t|, so the second is at most a half of the first.
        """
        own = psi_of_scales(other.shape, self.shape, 0.0, xp)
        u = (other.shape - self.shape) / (1.0 + self.shape)
        far = xp.abs(u) > 0.5
        close = psi(xp.where(far, 0.0, u), xp)
        direct = u - _log_above(other.shape, self.shape, xp)
        return 2.0 * own - xp.where(far, direct, close)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws."""
        shape = np.where(rng.random(n) * (1.0 + self.shape) < self.shape, 1.0, 2.0)
        return rng.standard_gamma(shape) / self.shape


def _log_above(r: Array, t: Array, xp: Any) -> Array:
    """Return log((1+r)/(1+t)), of which 1+r and 1+t would lose the difference."""
    u = (r - t) / (1.0 + t)
    near = xp.abs(u) < 0.5
    direct = xp.log1p(r) - xp.log1p(t)
    return xp.where(near, xp.log1p(xp.where(near, u, 0.0)), direct)
