"""The inverse gamma distribution."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.families.generalized_gamma import GeneralizedGamma
from kullback.distributions.family import POSITIVE, parameter
from kullback.distributions.law import Law
from kullback.distributions.location_scale import ScaleFamily
from kullback.distributions.transformed import shifted
from kullback.numerics import gamma_laws as laws
from kullback.numerics.blocks import in_blocks
from kullback.numerics.products import quotient_excess

Array = Any


@dataclass(frozen=True, eq=False, repr=False)
class InverseGamma(ScaleFamily):
    """Inverse gamma distribution with `shape` a and `scale` s: that of s/Y with Y ~ Gamma(a, 1)."""

    shape: Array = parameter(POSITIVE)
    scale: Array = parameter(POSITIVE, default=1.0)

    @property
    def bulk(self) -> tuple[float, float]:
        """Where the density of log x peaks, and that times the spread of log x."""
        centre = self.scale / self.shape
        return centre, centre * (np.sqrt(1.0 + self.shape) / self.shape)

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return log f at `x`, accurate also for huge shapes."""
        inside = (x > 0.0) & (x < xp.inf)
        point = xp.where(inside, x, 1.0)
        excess, log_y, log_x = self._relative(point, xp)
        value = laws.gamma_log_kernel(self.shape, excess, log_y, xp) - log_x
        return xp.where(inside, value, -xp.inf)

    def _relative(self, x: Array, xp: Any) -> tuple[Array, Array, Array]:
        """Return y - 1, log y and log x, with 1/x = y times its mean a/s."""
        log_x = xp.log(x)
        excess = quotient_excess(self.scale, 1.0, self.shape, x, xp)
        return excess, xp.log(self.scale) - xp.log(self.shape) - log_x, log_x

    def log_ratio(
        self, other: "InverseGamma", x: Array, xp: Any, gap: Array | None = None
    ) -> Array:
        """Return the log of the ratio of the densities, as a sum of small terms."""
        inside = x > 0.0
        excess, log_y, _ = self._relative(xp.where(inside, x, 1.0), xp)
        u = laws.gamma_log_ratio(
            self.shape, other.scale, other.shape, self.scale, (excess, log_y), xp
        )
        return xp.where(inside, u, 0.0)

    def relatives(self) -> tuple[GeneralizedGamma, ...]:
        """Return it as a generalised gamma of power -1."""
        return (GeneralizedGamma(self.shape, -1.0, self.scale),)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws, inverses of gamma variables."""
        return self.scale / rng.standard_gamma(self.shape, n)

    def entropy(self, xp: Any) -> Array:
        """Return a + log s + lgamma(a) - (1 + a) digamma(a)."""
        return xp.log(self.scale) + laws.gamma_entropy(self.shape, -1.0, xp)

    def kl(self, other: "InverseGamma", xp: Any) -> Array:
        """Return that of the reciprocals, whose scales are the inverses."""
        both = (self.shape, other.scale, other.shape, self.scale)
        return in_blocks(laws.gamma_divergence, both, xp)


SCIPY = {
    "invgamma": Law({"a": POSITIVE}, lambda a, loc, scale: shifted(InverseGamma(a, scale), loc)),
}
