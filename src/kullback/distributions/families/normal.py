"""The normal distribution."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.family import POSITIVE, REAL, Family, parameter
from kullback.distributions.law import Law
from kullback.distributions.native import settled
from kullback.distributions.statistics import (
    AbsPower,
    Exp,
    LogLinear,
    Statistic,
    is_power,
)
from kullback.distributions.support import LINE, Support
from kullback.numerics.backends import special
from kullback.numerics.elementary import log_ratio, psi
from kullback.numerics.normal_laws import normal_divergence
from kullback.numerics.normal_means import normal_distance

Array = Any

_HALF_LOG_2PI = 0.5 * math.log(2.0 * math.pi)
_HALF_LOG_PI = 0.5 * math.log(math.pi)


@dataclass(frozen=True, eq=False, repr=False)
class Normal(Family):
    """Normal distribution with `mean` and standard deviation `sd`."""

    mean: Array = parameter(REAL, default=0.0)
    sd: Array = parameter(POSITIVE, default=1.0)

    @classmethod
    def likeliest(cls, x: Array, weights: Array) -> "Normal":
        """Return the member with the points' mean and spread."""
        mean = weights @ x
        return cls(mean, np.sqrt(weights @ (x - mean) ** 2))

    @property
    def support(self) -> Support:
        """The real line."""
        return Support(LINE)

    @property
    def bulk(self) -> tuple[float, float]:
        """Mean and standard deviation."""
        return self.mean, self.sd

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return -z²/2 - log sd - log(2π)/2."""
        z = (x - self.mean) / self.sd
        return -0.5 * z * z - xp.log(self.sd) - _HALF_LOG_2PI

    def log_ratio(self, other: "Normal", x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return log(sd_q/sd_p) + (z_q² - z_p²)/2, from the difference of the two z."""
        z = (x - self.mean) / self.sd
        dz = (z * (self.sd - other.sd) + (self.mean - other.mean)) / other.sd
        return log_ratio(other.sd, self.sd, xp) + dz * (z + 0.5 * dz)

    def translated(self, by: Array) -> "Normal":
        """Return the normal with its mean moved."""
        return Normal(self.mean + by, self.sd)

    def stretched(self, by: Array) -> "Normal":
        """Return the distribution of by X."""
        return Normal(self.mean * by, self.sd * by)

    def log_linear(self, xp: Any) -> LogLinear:
        """Return the square of x - mean, and constants."""
        square = AbsPower(self.mean, 2.0)
        return LogLinear((-_HALF_LOG_2PI, -xp.log(self.sd)), ((-0.5 / self.sd / self.sd, square),))

    def expectation(self, statistic: Statistic, xp: Any) -> Array | None:
        """Return moments about 0 and any centre, and that of exp(t x)."""
        mean, sd = self.mean, self.sd
        match statistic:
            case AbsPower(centre, c) if settled(c, 1.0):
                return normal_distance(mean - centre, sd, xp)
            case AbsPower(centre, c) if settled(centre, mean):
                log_moment = special(xp).lgamma(0.5 * (c + 1.0 + 0.0 * (mean + sd))) - _HALF_LOG_PI
                return xp.exp(log_moment + c * (xp.log(sd) + 0.5 * math.log(2.0)))
            case Exp(rate):
                return xp.exp(rate * mean + 0.5 * (rate * sd) * (rate * sd))
        if is_power(statistic, 1.0):
            return mean + 0.0 * sd
        return mean * mean + sd * sd if is_power(statistic, 2.0) else None

    def entropy(self, xp: Any) -> Array:
        """Return log sd + log(2πe)/2."""
        return xp.log(self.sd) + _HALF_LOG_2PI + 0.5

    def kl(self, other: "Normal", xp: Any) -> Array:
        """Return psi(t) + t²/2 + z²/2 with t = (sd_p - sd_q)/sd_q and z = (mean_p - mean_q)/sd_q."""
        return normal_divergence(self.mean, self.sd, other.mean, other.sd, xp)

    def renyi(self, other: "Normal", alpha: float, xp: Any) -> Array:
        """Return the Rényi divergence, infinite where the mixed variance is not positive.

        With t = (var_p - var_q)/var_q the mixed variance is var_q (1 + (1-a) t), and the scale part is
        psi(t) - psi((1-a) t)/(1-a), halved (Gil, Alajaji & Linder 2013, table 2).
        """
        t = (self.sd - other.sd) * (self.sd + other.sd) / (other.sd * other.sd)
        rest = 1.0 - alpha
        inside = 1.0 + rest * t > 0.0
        change = xp.where(inside, rest * t, 0.0)
        z = (self.mean - other.mean) / other.sd
        scale = psi(t, xp) - psi(change, xp) / rest
        return xp.where(inside, 0.5 * (scale + alpha * z * z / (1.0 + change)), xp.inf)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws."""
        return rng.normal(self.mean, self.sd, n)


SCIPY = {
    "norm": Law({}, lambda loc, scale: Normal(loc, scale)),
}
