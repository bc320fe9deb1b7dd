"""The Cauchy distribution."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.base import Distribution
from kullback.distributions.families.student_t import StudentT
from kullback.distributions.family import POSITIVE, REAL, Family, parameter
from kullback.distributions.law import Law
from kullback.distributions.support import LINE, Support
from kullback.numerics.elementary import log_ratio
from kullback.numerics.squares import log1p_square, log_square_ratio

Array = Any

_LOG_PI = math.log(math.pi)
_LARGE = 600.0  # beyond exp of this, products of ratios are left to logarithms


@dataclass(frozen=True, eq=False, repr=False)
class Cauchy(Family):
    """Cauchy distribution around `loc`, with half its mass within `scale` of it."""

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

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return -log(1 + z²) - log(π scale)."""
        z = (x - self.loc) / self.scale
        return -log1p_square(z, 1.0, xp) - xp.log(self.scale) - _LOG_PI

    def log_ratio(self, other: "Cauchy", x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return log(scale_q/scale_p) + log((1 + z_q²)/(1 + z_p²)), by the difference of z."""
        z = (x - self.loc) / self.scale
        dz = (z * (self.scale - other.scale) + (self.loc - other.loc)) / other.scale
        return log_ratio(other.scale, self.scale, xp) + log_square_ratio(z, dz, 1.0, xp)

    def translated(self, by: Array) -> "Cauchy":
        """Return the distribution of X + by."""
        return Cauchy(self.loc + by, self.scale)

    def relatives(self) -> tuple[Distribution, ...]:
        """Return it as a Student t with one degree of freedom."""
        return (StudentT(np.ones_like(self.scale), self.loc, self.scale),)

    def entropy(self, xp: Any) -> Array:
        """Return log(4π scale)."""
        return xp.log(self.scale) + (_LOG_PI + math.log(4.0))

    def kl(self, other: "Cauchy", xp: Any) -> Array:
        """Return log(1 + (ds² + dm²)/(4 s_p s_q)) of the two locations m and scales s.

        Chyzak & Nielsen (2019), "A closed-form formula for the Kullback-Leibler divergence between
        Cauchy distributions".
        """
        ds, dm = self.scale - other.scale, self.loc - other.loc
        extent = xp.hypot(self.scale + other.scale, dm)
        logs = xp.log(self.scale) + xp.log(other.scale)
        far = 2.0 * xp.log(extent) - logs - math.log(4.0)
        near = far < _LARGE
        p, q = xp.where(near, self.scale, 1.0), xp.where(near, other.scale, 1.0)
        ds, dm = xp.where(near, ds, 0.0), xp.where(near, dm, 0.0)
        return xp.where(near, xp.log1p(0.25 * ((ds / p) * (ds / q) + (dm / p) * (dm / q))), far)


SCIPY = {
    "cauchy": Law({}, lambda loc, scale: Cauchy(loc, scale)),
}
