"""The Maxwell distribution."""

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
from kullback.numerics.extreme_values import EULER
from kullback.numerics.scales import psi_of_scales

Array = Any

_HALF_LOG_2_OVER_PI = 0.5 * math.log(2.0 / math.pi)


@dataclass(frozen=True, eq=False, repr=False)
class Maxwell(ScaleFamily):
    """Maxwell distribution: the length of a triple of normals of standard deviation `scale`."""

    scale: Array = parameter(POSITIVE, default=1.0)

    @property
    def bulk(self) -> tuple[float, float]:
        """The mode, and the scale."""
        return self.scale * math.sqrt(2.0), self.scale

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return 2 log z - z²/2 - log scale + log(2/π)/2 with z = x/scale."""
        inside = (x > 0.0) & (x < xp.inf)
        log_scale = xp.log(self.scale)
        point = xp.where(inside, x, 1.0)
        z = xp.where(inside, x, 0.0) / self.scale
        value = 2.0 * (xp.log(point) - log_scale) - 0.5 * z * z - log_scale + _HALF_LOG_2_OVER_PI
        return xp.where(inside, value, -xp.inf)

    def log_ratio(self, other: "Maxwell", x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return 3 log(scale_q/scale_p) + (z_q² - z_p²)/2, from the difference of the two z."""
        z = x / self.scale
        dz = z * ((self.scale - other.scale) / other.scale)
        return 3.0 * log_ratio(other.scale, self.scale, xp) + dz * (z + 0.5 * dz)

    def relatives(self) -> tuple[GeneralizedGamma, ...]:
        """Return it as a generalised gamma of shape 3/2 and power 2."""
        return (GeneralizedGamma(1.5, 2.0, times_sqrt2(self.scale)),)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws, lengths of normal triples."""
        return self.scale * np.sqrt(2.0 * rng.standard_gamma(1.5, n))

    def entropy(self, xp: Any) -> Array:
        """Return log scale + log(2π)/2 + γ - 1/2, γ being Euler's constant."""
        return xp.log(self.scale) + (0.5 * math.log(2.0 * math.pi) + EULER - 0.5)

    def kl(self, other: "Maxwell", xp: Any) -> Array:
        """Return 3 psi(t) + 3 t²/2 with t = (scale_p - scale_q)/scale_q."""
        return 3.0 * psi_of_scales(self.scale, other.scale, 1.0, xp)


SCIPY = {
    "maxwell": Law({}, lambda loc, scale: shifted(Maxwell(scale), loc)),
}
