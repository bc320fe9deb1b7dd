"""The gamma distribution."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.families.generalized_gamma import GeneralizedGamma
from kullback.distributions.family import POSITIVE, parameter
from kullback.distributions.law import Law
from kullback.distributions.location_scale import ScaleFamily
from kullback.distributions.transformed import shifted
from kullback.numerics import gamma_laws as laws
from kullback.numerics.products import quotient_excess

Array = Any


@dataclass(frozen=True, eq=False, repr=False)
class Gamma(ScaleFamily):
    """Gamma distribution with `shape` a and `scale` s: density x^(a-1) exp(-x/s) / (Γ(a) s^a)."""

    shape: Array = parameter(POSITIVE)
    scale: Array = parameter(POSITIVE, default=1.0)

    @property
    def bulk(self) -> tuple[float, float]:
        """Mean, where the density of log x peaks, and the mean times the spread of log x.

        For tiny shapes the median underflows, and the mass spreads evenly in log x below the mean.
        """
        return self.shape * self.scale, np.sqrt(1.0 + self.shape) * self.scale

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return log f at `x`, accurate also for huge shapes."""
        inside = (x > 0.0) & (x < xp.inf)
        point = xp.where(inside, x, 1.0)
        excess, log_y, log_x = self._relative(point, xp)
        value = laws.gamma_log_kernel(self.shape, excess, log_y, xp) - log_x
        return xp.where(inside, value, laws.at_zero(x, self.shape, -xp.log(self.scale), xp))

    def _relative(self, x: Array, xp: Any) -> tuple[Array, Array, Array]:
        """Return x/mean - 1, its log(x/mean), and log x."""
        log_x = xp.log(x)
        excess = quotient_excess(x, 1.0, self.shape, self.scale, xp)
        return excess, log_x - (xp.log(self.shape) + xp.log(self.scale)), log_x

    def log_ratio(self, other: "Gamma", x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return the log of the ratio of the densities, as a sum of small terms."""
        inside = x > 0.0
        excess, log_y, _ = self._relative(xp.where(inside, x, 1.0), xp)
        u = laws.gamma_log_ratio(
            self.shape, self.scale, other.shape, other.scale, (excess, log_y), xp
        )
        return xp.where(inside, u, 0.0)

    def relatives(self) -> tuple[GeneralizedGamma, ...]:
        """Return it as a generalised gamma of power 1."""
        return (GeneralizedGamma(self.shape, 1.0, self.scale),)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws."""
        return self.scale * rng.standard_gamma(self.shape, n)

    def variance(self, xp: Any) -> Array:
        """Return a s²."""
        return self.shape * self.scale * self.scale

    def entropy(self, xp: Any) -> Array:
        """Return a + log s + lgamma(a) + (1 - a) digamma(a)."""
        return xp.log(self.scale) + laws.gamma_entropy(self.shape, 1.0, xp)

    def kl(self, other: "Gamma", xp: Any) -> Array:
        """Return b psi(t) + B_h(a, b), 1 + t the ratio of the means: means apart, then shapes."""
        return laws.gamma_divergence(self.shape, self.scale, other.shape, other.scale, xp)


SCIPY = {
    "gamma": Law({"a": POSITIVE}, lambda a, loc, scale: shifted(Gamma(a, scale), loc)),
    "erlang": Law({"a": POSITIVE}, lambda a, loc, scale: shifted(Gamma(a, scale), loc)),
}
