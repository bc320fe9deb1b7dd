"""The Weibull distribution."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.base import Distribution
from kullback.distributions.families.gamma import Gamma
from kullback.distributions.families.generalized_gamma import GeneralizedGamma
from kullback.distributions.family import POSITIVE, parameter
from kullback.distributions.law import Law
from kullback.distributions.location_scale import ScaleFamily
from kullback.distributions.native import settled
from kullback.distributions.transformed import shifted
from kullback.numerics.blocks import in_blocks
from kullback.numerics.elementary import expm1_minus, log_ratio
from kullback.numerics.extreme_values import (
    EULER,
    extreme_value_divergence,
    power_log_ratio,
    quotient,
)
from kullback.numerics.gamma_laws import at_zero

Array = Any

_GUMBEL_SD = math.pi / math.sqrt(6.0)


@dataclass(frozen=True, eq=False, repr=False)
class Weibull(ScaleFamily):
    """Weibull distribution with `shape` c and `scale` s: P(X > x) = exp(-(x/s)^c)."""

    shape: Array = parameter(POSITIVE)
    scale: Array = parameter(POSITIVE, default=1.0)

    @property
    def bulk(self) -> tuple[float, float]:
        """The scale, where the density of log x peaks, and the scale times the sd of log x."""
        return self.scale, self.scale * (_GUMBEL_SD / self.shape)

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return log c - log x - 1 - E(v) with v = c log(x/s), E(v) = exp(v) - 1 - v."""
        inside = (x > 0.0) & (x < xp.inf)
        point = xp.where(inside, x, 1.0)
        value = xp.log(self.shape) - xp.log(point) - 1.0 - expm1_minus(self._power(point, xp), xp)
        return xp.where(inside, value, at_zero(x, self.shape, -xp.log(self.scale), xp))

    def _power(self, x: Array, xp: Any) -> Array:
        return self.shape * log_ratio(x, self.scale, xp)

    def log_ratio(self, other: "Weibull", x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return exp(v) expm1(h) - h - log(1+t): v as in the log density, h = v_q - v_p."""
        inside = x > 0.0
        v = self._power(xp.where(inside, x, self.scale), xp)
        shift = other.shape * log_ratio(self.scale, other.scale, xp)
        u = power_log_ratio(v, self.shape, other.shape, shift, xp)
        return xp.where(inside, u, 0.0)

    def relatives(self) -> tuple[Distribution, ...]:
        """Return the generalised gamma of shape 1, and the gamma law that one of shape 1 is."""
        gamma = (Gamma(1.0, self.scale),) if settled(self.shape, 1.0) else ()
        return (*gamma, GeneralizedGamma(1.0, self.shape, self.scale))

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws, powers of exponential variables."""
        return self.scale * rng.weibull(self.shape, n)

    def entropy(self, xp: Any) -> Array:
        """Return γ (1 - 1/c) + log(s/c) + 1, γ being Euler's constant."""
        return EULER * (1.0 - 1.0 / self.shape) + log_ratio(self.scale, self.shape, xp) + 1.0

    def kl(self, other: "Weibull", xp: Any) -> Array:
        """Return E(w) + B(2, 1+y) + psi(y-1), y = c_q/c_p, w the log mean of (X/s_q)^c_q."""
        shift = other.shape * log_ratio(self.scale, other.scale, xp)
        ratio = quotient(self.scale, other.scale, xp)
        rest = other.shape * (ratio.low / ratio.high)
        power = ratio.high**other.shape * xp.exp(rest)
        both = (other.shape, self.shape, shift, power)
        return in_blocks(extreme_value_divergence, both, xp)


SCIPY = {
    "weibull_min": Law({"c": POSITIVE}, lambda c, loc, scale: shifted(Weibull(c, scale), loc)),
}
