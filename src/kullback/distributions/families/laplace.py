"""The Laplace distribution."""

import math
from dataclasses import dataclass
from typing import Any

from kullback.distributions.family import POSITIVE, REAL, Family, parameter
from kullback.distributions.law import Law
from kullback.distributions.support import LINE, Support
from kullback.numerics.elementary import expm1_minus, log_ratio
from kullback.numerics.products import psi_of_products

Array = Any

_LOG_2 = math.log(2.0)


@dataclass(frozen=True, eq=False, repr=False)
class Laplace(Family):
    """Laplace distribution around `loc`, with the mean distance `scale` from it."""

    loc: Array = parameter(REAL, default=0.0)
    scale: Array = parameter(POSITIVE, default=1.0)

    @property
    def support(self) -> Support:
        """The real line."""
        return Support(LINE)

    @property
    def bulk(self) -> tuple[float, float]:
        """Location and scale."""
        return self.loc, self.scale

    @property
    def breaks(self) -> tuple[float, ...]:
        """The kink at the location."""
        return (self.loc,)

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return -|x - loc|/scale - log(2 scale)."""
        return -xp.abs(x - self.loc) / self.scale - (xp.log(self.scale) + _LOG_2)

    def log_ratio(self, other: "Laplace", x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return log(scale_q/scale_p) + |z_q| - |z_p|, from exact differences."""
        at_p, at_q = x - self.loc, x - other.loc
        same_side = at_p * xp.sign(at_q) > 0.0
        shift = xp.sign(at_q) * (self.loc - other.loc)
        further = xp.where(same_side, shift, xp.abs(at_q) - xp.abs(at_p)) / other.scale
        stretch = (xp.abs(at_p) / self.scale) * ((self.scale - other.scale) / other.scale)
        return log_ratio(other.scale, self.scale, xp) + further + stretch

    def translated(self, by: Array) -> "Laplace":
        """Return the distribution of X + by."""
        return Laplace(self.loc + by, self.scale)

    def entropy(self, xp: Any) -> Array:
        """Return 1 + log(2 scale)."""
        return (1.0 + _LOG_2) + xp.log(self.scale)

    def kl(self, other: "Laplace", xp: Any) -> Array:
        """Return psi(t) + (exp(-x) - 1 + x) scale_p/scale_q, x = |loc_p - loc_q|/scale_p."""
        distance = xp.abs(self.loc - other.loc)
        ratio, x = self.scale / other.scale, distance / self.scale
        near = x < 1.0
        close = ratio * expm1_minus(-xp.where(near, x, 0.0), xp)
        far = distance / other.scale + ratio * xp.expm1(-x)
        apart = xp.where(near, close, far)
        return psi_of_products(1.0, self.scale, 1.0, other.scale, xp) + apart


SCIPY = {
    "laplace": Law({}, lambda loc, scale: Laplace(loc, scale)),
}
