"""The half-normal distribution."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.families.generalized_gamma import GeneralizedGamma
from kullback.distributions.family import POSITIVE, parameter
from kullback.distributions.law import Law
from kullback.distributions.location_scale import ScaleFamily
from kullback.distributions.transformed import shifted
from kullback.numerics.double_double import times_sqrt2
from kullback.numerics.elementary import log_ratio
from kullback.numerics.scales import psi_of_scales

Array = Any

_HALF_LOG_2_OVER_PI = 0.5 * math.log(2.0 / math.pi)


@dataclass(frozen=True, eq=False, repr=False)
class HalfNormal(ScaleFamily):
    """Half-normal distribution: the size of a normal of mean 0 and standard deviation `scale`."""

    scale: Array = parameter(POSITIVE, default=1.0)

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return -z²/2 - log scale + log(2/π)/2."""
        inside = (x >= 0.0) & (x < xp.inf)
        z = xp.where(inside, x, 0.0) / self.scale
        return xp.where(inside, -0.5 * z * z - xp.log(self.scale) + _HALF_LOG_2_OVER_PI, -xp.inf)

    def log_ratio(self, other: "HalfNormal", x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return log(scale_q/scale_p) + (z_q² - z_p²)/2, from the difference of the two z."""
        z = x / self.scale
        dz = z * ((self.scale - other.scale) / other.scale)
        return log_ratio(other.scale, self.scale, xp) + dz * (z + 0.5 * dz)

    def relatives(self) -> tuple[GeneralizedGamma, ...]:
        """Return it as a generalised gamma of shape 1/2 and power 2."""
        return (GeneralizedGamma(0.5, 2.0, times_sqrt2(self.scale)),)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws, sizes of normal ones."""
        return self.scale * np.abs(rng.standard_normal(n))

    def entropy(self, xp: Any) -> Array:
        """Return log scale + log(πe/2)/2."""
        return xp.log(self.scale) - _HALF_LOG_2_OVER_PI + 0.5

    def kl(self, other: "HalfNormal", xp: Any) -> Array:
        """Return psi(t) + t²/2 with t = (scale_p - scale_q)/scale_q."""
        return psi_of_scales(self.scale, other.scale, 1.0, xp)


SCIPY = {
    "halfnorm": Law({}, lambda loc, scale: shifted(HalfNormal(scale), loc)),
}
