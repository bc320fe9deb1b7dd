"""The Rayleigh distribution."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.families.weibull import Weibull
from kullback.distributions.family import POSITIVE, parameter
from kullback.distributions.law import Law
from kullback.distributions.location_scale import ScaleFamily
from kullback.distributions.transformed import shifted
from kullback.numerics.double_double import times_sqrt2
from kullback.numerics.elementary import log_ratio
from kullback.numerics.scales import psi_of_scales

Array = Any

_EULER = 0.57721566490153286061


@dataclass(frozen=True, eq=False, repr=False)
class Rayleigh(ScaleFamily):
    """Rayleigh distribution: the length of a pair of normals of standard deviation `scale`."""

    scale: Array = parameter(POSITIVE, default=1.0)

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return log x - 2 log scale - z²/2."""
        inside = (x > 0.0) & (x < xp.inf)
        log_scale = xp.log(self.scale)
        point = xp.where(inside, x, 1.0)
        z = xp.where(inside, x, 0.0) / self.scale
        return xp.where(inside, (xp.log(point) - log_scale) - log_scale - 0.5 * z * z, -xp.inf)

    def log_ratio(self, other: "Rayleigh", x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return 2 log(scale_q/scale_p) + (z_q² - z_p²)/2, from the difference of the two z."""
        z = x / self.scale
        dz = z * ((self.scale - other.scale) / other.scale)
        return 2.0 * log_ratio(other.scale, self.scale, xp) + dz * (z + 0.5 * dz)

    def relatives(self) -> tuple[Weibull, ...]:
        """Return it as a Weibull of shape 2."""
        return (Weibull(2.0, times_sqrt2(self.scale)),)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws."""
        return rng.rayleigh(self.scale, n)

    def entropy(self, xp: Any) -> Array:
        """Return 1 + log(scale/√2) + γ/2."""
        return xp.log(self.scale) + (1.0 - 0.5 * math.log(2.0) + 0.5 * _EULER)

    def kl(self, other: "Rayleigh", xp: Any) -> Array:
        """Return 2 psi(t) + t² with t = (scale_p - scale_q)/scale_q."""
        return 2.0 * psi_of_scales(self.scale, other.scale, 1.0, xp)


SCIPY = {
    "rayleigh": Law({}, lambda loc, scale: shifted(Rayleigh(scale), loc)),
}
