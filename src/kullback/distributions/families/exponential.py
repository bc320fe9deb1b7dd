"""The exponential distribution."""

from dataclasses import dataclass
from typing import Any

from kullback.distributions.families.gamma import Gamma
from kullback.distributions.families.weibull import Weibull
from kullback.distributions.family import POSITIVE, Family, parameter
from kullback.distributions.law import Law
from kullback.distributions.support import LINE, Support
from kullback.distributions.transformed import shifted
from kullback.numerics.elementary import log_ratio
from kullback.numerics.products import psi_of_products

Array = Any


@dataclass(frozen=True, eq=False, repr=False)
class Exponential(Family):
    """Exponential distribution with mean `scale`."""

    scale: Array = parameter(POSITIVE, default=1.0)

    @property
    def support(self) -> Support:
        """The positive half-line."""
        return Support(LINE, 0.0)

    @property
    def bulk(self) -> tuple[float, float]:
        """Mean and standard deviation."""
        return self.scale, self.scale

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

    def entropy(self, xp: Any) -> Array:
        """Return 1 + log scale."""
        return 1.0 + xp.log(self.scale)

    def kl(self, other: "Exponential", xp: Any) -> Array:
        """Return psi(t) with t = (scale_p - scale_q)/scale_q."""
        return psi_of_products(1.0, self.scale, 1.0, other.scale, xp)


SCIPY = {
    "expon": Law({}, lambda loc, scale: shifted(Exponential(scale), loc)),
}
