"""The Lévy distribution."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.families.inverse_gamma import InverseGamma
from kullback.distributions.family import POSITIVE, parameter
from kullback.distributions.law import Law
from kullback.distributions.location_scale import ScaleFamily
from kullback.distributions.statistics import Exp, Statistic
from kullback.distributions.transformed import shifted
from kullback.numerics.elementary import log_ratio
from kullback.numerics.extreme_values import EULER
from kullback.numerics.scales import psi_of_scales

Array = Any

_HALF_LOG_2PI = 0.5 * math.log(2.0 * math.pi)


@dataclass(frozen=True, eq=False, repr=False)
class Levy(ScaleFamily):
    """Lévy distribution with `scale` c: that of c/Z², Z standard normal."""

    scale: Array = parameter(POSITIVE, default=1.0)

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return log(c/x)/2 - log x - c/(2x) - log(2π)/2."""
        inside = (x > 0.0) & (x < xp.inf)
        point = xp.where(inside, x, self.scale)
        y = self.scale / point
        value = 0.5 * log_ratio(self.scale, point, xp) - xp.log(point) - 0.5 * y - _HALF_LOG_2PI
        return xp.where(inside, value, -xp.inf)

    def log_ratio(self, other: "Levy", x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return log(c_p/c_q)/2 - (c_p - c_q)/(2x)."""
        point = xp.where(x > 0.0, x, self.scale)
        u = log_ratio(self.scale, other.scale, xp) - (self.scale - other.scale) / point
        return xp.where(x > 0.0, 0.5 * u, 0.0)

    def relatives(self) -> tuple[InverseGamma, ...]:
        """Return it as an inverse gamma of shape 1/2."""
        return (InverseGamma(0.5, 0.5 * self.scale),)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws."""
        return self.scale / rng.standard_normal(n) ** 2

    def expectation(self, statistic: Statistic, xp: Any) -> Array | None:
        """Return E exp(-tX) = exp(-sqrt(2ct)); all else is known of the inverse gamma law."""
        match statistic:
            case Exp(rate):
                part = -2.0 * rate * self.scale
                exists = part >= 0.0
                return xp.where(exists, xp.exp(-(xp.where(exists, part, 1.0) ** 0.5)), xp.inf)
        return None

    def entropy(self, xp: Any) -> Array:
        """Return log c + (1 + 3γ + log 16π)/2, γ being Euler's constant."""
        return xp.log(self.scale) + 0.5 * (1.0 + 3.0 * EULER + math.log(16.0 * math.pi))

    def kl(self, other: "Levy", xp: Any) -> Array:
        """Return psi(t)/2 with t = (c_q - c_p)/c_p."""
        return 0.5 * psi_of_scales(other.scale, self.scale, 0.0, xp)


SCIPY = {
    "levy": Law({}, lambda loc, scale: shifted(Levy(scale), loc)),
}
