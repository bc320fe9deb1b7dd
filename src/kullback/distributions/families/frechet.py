"""The Fréchet distribution."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.families.generalized_gamma import GeneralizedGamma
from kullback.distributions.families.weibull import Weibull
from kullback.distributions.family import POSITIVE, parameter
from kullback.distributions.law import Law
from kullback.distributions.location_scale import ScaleFamily
from kullback.distributions.transformed import shifted
from kullback.numerics.elementary import expm1_minus, log_ratio
from kullback.numerics.extreme_values import EULER, power_log_ratio

Array = Any

_GUMBEL_SD = math.pi / math.sqrt(6.0)


@dataclass(frozen=True, eq=False, repr=False)
class Frechet(ScaleFamily):
    """Fréchet distribution with `shape` c and `scale` s: P(X <= x) = exp(-(x/s)^-c)."""

    shape: Array = parameter(POSITIVE)
    scale: Array = parameter(POSITIVE, default=1.0)

    @property
    def bulk(self) -> tuple[float, float]:
        """The scale, where the density of log x peaks, and the scale times the sd of log x."""
        return self.scale, self.scale * (_GUMBEL_SD / self.shape)

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return log c - log x - 1 - E(v) with v = c log(s/x), E(v) = exp(v) - 1 - v."""
        inside = (x > 0.0) & (x < xp.inf)
        point = xp.where(inside, x, self.scale)
        value = xp.log(self.shape) - xp.log(point) - 1.0 - expm1_minus(self._power(point, xp), xp)
        return xp.where(inside, value, -xp.inf)

    def _power(self, x: Array, xp: Any) -> Array:
        return self.shape * log_ratio(self.scale, x, xp)

    def log_ratio(self, other: "Frechet", x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return exp(v) expm1(h) - h - log(1+t): v as in the log density, h = v_q - v_p."""
        inside = x > 0.0
        v = self._power(xp.where(inside, x, self.scale), xp)
        shift = other.shape * log_ratio(other.scale, self.scale, xp)
        u = power_log_ratio(v, self.shape, other.shape, shift, xp)
        return xp.where(inside, u, 0.0)

    def relatives(self) -> tuple[GeneralizedGamma, ...]:
        """Return it as a generalised gamma of shape 1 and power -c."""
        return (GeneralizedGamma(1.0, -self.shape, self.scale),)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws, inverses of Weibull ones."""
        return self.scale / rng.weibull(self.shape, n)

    def entropy(self, xp: Any) -> Array:
        """Return γ (1 + 1/c) + log(s/c) + 1, γ being Euler's constant."""
        return EULER * (1.0 + 1.0 / self.shape) + log_ratio(self.scale, self.shape, xp) + 1.0

    def kl(self, other: "Frechet", xp: Any) -> Array:
        """Return that of the reciprocals, Weibull laws whose scales are the inverses."""
        return Weibull(self.shape, other.scale).kl(Weibull(other.shape, self.scale), xp)


SCIPY = {
    "invweibull": Law({"c": POSITIVE}, lambda c, loc, scale: shifted(Frechet(c, scale), loc)),
}
