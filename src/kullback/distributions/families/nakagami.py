"""The Nakagami distribution."""

import math
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
from kullback.numerics.double_double import over_sqrt
from kullback.numerics.elementary import log_ratio
from kullback.numerics.gamma import bregman_h, lgamma
from kullback.numerics.products import quotient_excess
from kullback.numerics.scales import psi_of_scales

Array = Any

_LOG_2 = math.log(2.0)


@dataclass(frozen=True, eq=False, repr=False)
class Nakagami(ScaleFamily):
    """Nakagami distribution: the root of a gamma variable of this `shape` and of mean scale²."""

    shape: Array = parameter(POSITIVE)
    scale: Array = parameter(POSITIVE, default=1.0)

    @property
    def bulk(self) -> tuple[float, float]:
        """The scale, where the density of log x peaks, and the scale times the spread of log x."""
        return self.scale, self.scale * np.sqrt((1.0 + self.shape) / self.shape)

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return that of x², a gamma law, plus log 2x."""
        inside = (x > 0.0) & (x < xp.inf)
        point = xp.where(inside, x, 1.0)
        excess, log_y = self._relative(point, xp)
        value = laws.gamma_log_kernel(self.shape, excess, log_y, xp) + _LOG_2 - xp.log(point)
        flat = _LOG_2 + self.shape * xp.log(self.shape) - lgamma(self.shape, xp)
        end = laws.at_zero(x, 2.0 * self.shape, flat - xp.log(self.scale), xp)
        return xp.where(inside, value, end)

    def _relative(self, x: Array, xp: Any) -> tuple[Array, Array]:
        """Return y - 1 and log y of y = (x/scale)²."""
        log_y = 2.0 * log_ratio(x, self.scale, xp)
        return quotient_excess(x, x, self.scale, self.scale, xp), log_y

    def log_ratio(self, other: "Nakagami", x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return (b - a) (psi(y-1) + h'(a)) + b (y-1) t + D, with 1 + t the ratio of the mean squares."""
        inside = x > 0.0
        at = self._relative(xp.where(inside, x, self.scale), xp)
        t = quotient_excess(self.scale, self.scale, other.scale, other.scale, xp)
        shapes = (other.shape - self.shape) * (
            laws.psi_and_log(*at, xp) + laws.h_slope(self.shape, xp)
        )
        u = shapes + other.shape * at[0] * t + self.kl(other, xp)
        return xp.where(inside, u, 0.0)

    def relatives(self) -> tuple[GeneralizedGamma, ...]:
        """Return it as a generalised gamma of power 2, its scale not rounded."""
        return (GeneralizedGamma(self.shape, 2.0, over_sqrt(self.scale, self.shape)),)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws, roots of gamma variables."""
        return self.scale * np.sqrt(rng.standard_gamma(self.shape, n) / self.shape)

    def entropy(self, xp: Any) -> Array:
        """Return log(scale/2) - log(a)/2 + a + lgamma(a) + (1/2 - a) digamma(a)."""
        size = xp.log(self.scale) - _LOG_2 - 0.5 * xp.log(self.shape)
        return size + laws.gamma_entropy(self.shape, 0.5, xp)

    def kl(self, other: "Nakagami", xp: Any) -> Array:
        """Return b psi(t) + B_h(a, b), 1 + t the ratio of the mean squares: scales, then shapes."""
        both = (self.shape, self.scale, other.shape, other.scale)
        return in_blocks(_divergence, both, xp)


def _divergence(a: Array, x: Array, b: Array, y: Array, xp: Any) -> Array:
    return 2.0 * b * psi_of_scales(x, y, 1.0, xp) + bregman_h(a + 0.0 * b, b + 0.0 * a, xp)


SCIPY = {
    "nakagami": Law({"nu": POSITIVE}, lambda nu, loc, scale: shifted(Nakagami(nu, scale), loc)),
}
