"""The exponential distribution."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.families.gamma import Gamma
from kullback.distributions.families.weibull import Weibull
from kullback.distributions.family import POSITIVE, parameter
from kullback.distributions.law import Law
from kullback.distributions.location_scale import ScaleFamily
from kullback.distributions.native import settled
from kullback.distributions.statistics import LogOnePlus, LogOnePlusSquare, Statistic
from kullback.distributions.transformed import shifted
from kullback.numerics.elementary import log_ratio
from kullback.numerics.exponential_integral import (
    real_scaled_exp1,
    real_scaled_exp1_imaginary,
    scaled_exp1,
)
from kullback.numerics.scales import psi_of_scales

Array = Any


@dataclass(frozen=True, eq=False, repr=False)
class Exponential(ScaleFamily):
    """Exponential distribution with mean `scale`."""

    scale: Array = parameter(POSITIVE, default=1.0)

    @classmethod
    def likeliest(cls, x: Array, weights: Array) -> "Exponential":
        """Return the member with the points' mean."""
        return cls(weights @ x)

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return -x/scale - log scale."""
        inside = (x >= 0.0) & (x < xp.inf)
        z = xp.where(inside, x, 0.0) / self.scale
        return xp.where(inside, -z - xp.log(self.scale), -xp.inf)

    def log_ratio(self, other: "Exponential", x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return log(scale_q/scale_p) + z (scale_p - scale_q)/scale_q with z = x/scale_p."""
        t = (self.scale - other.scale) / other.scale
        return log_ratio(other.scale, self.scale, xp) + (x / self.scale) * t

    def relatives(self) -> tuple[Gamma | Weibull, ...]:
        """Return it as a gamma and as a Weibull of shape 1."""
        return Gamma(1.0, self.scale), Weibull(1.0, self.scale)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws."""
        return self.scale * rng.standard_exponential(n)

    def expectation(self, statistic: Statistic, xp: Any) -> Array | None:
        """Return what the exponential integral gives; all else is known of the gamma law."""
        match statistic:
            case LogOnePlus(scale, c) if settled(c, 1.0):
                return scaled_exp1(scale / self.scale, xp)
            case LogOnePlusSquare(centre, scale) if settled(centre, 0.0):
                return 2.0 * real_scaled_exp1_imaginary(scale / self.scale, xp)
            case LogOnePlusSquare(centre, scale):
                away = centre / scale
                part = real_scaled_exp1(-centre / self.scale, scale / self.scale, xp)
                return xp.log1p(away * away) + 2.0 * part
        return None

    def entropy(self, xp: Any) -> Array:
        """Return 1 + log scale."""
        return 1.0 + xp.log(self.scale)

    def kl(self, other: "Exponential", xp: Any) -> Array:
        """Return psi(t) with t = (scale_p - scale_q)/scale_q."""
        return psi_of_scales(self.scale, other.scale, 0.0, xp)


SCIPY = {
    "expon": Law({}, lambda loc, scale: shifted(Exponential(scale), loc)),
}
