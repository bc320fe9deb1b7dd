"""The Laplace distribution."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.family import POSITIVE, REAL, parameter
from kullback.distributions.law import Law
from kullback.distributions.location_scale import LocationScaleFamily
from kullback.distributions.native import settled
from kullback.distributions.statistics import AbsPower, Exp, LogLinear, Statistic, is_power
from kullback.numerics.backends import special
from kullback.numerics.elementary import log_ratio
from kullback.numerics.laplace_laws import laplace_divergence

Array = Any

_LOG_2 = math.log(2.0)


@dataclass(frozen=True, eq=False, repr=False)
class Laplace(LocationScaleFamily):
    """Laplace distribution around `loc`, with the mean distance `scale` from it."""

    loc: Array = parameter(REAL, default=0.0)
    scale: Array = parameter(POSITIVE, default=1.0)

    @classmethod
    def likeliest(cls, x: Array, weights: Array) -> "Laplace":
        """Return the member about the points' median."""
        order = np.argsort(x)
        total = np.cumsum(weights[order])
        low, high = (
            x[order[np.searchsorted(total, level)]] for level in (0.5 - 1e-12, 0.5 + 1e-12)
        )
        median = 0.5 * (low + high)
        return cls(median, weights @ np.abs(x - median))

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

    def log_linear(self, xp: Any) -> LogLinear:
        """Return the distance of x from the location, and constants."""
        constants = (-_LOG_2, -xp.log(self.scale))
        return LogLinear(constants, ((-1.0 / self.scale, AbsPower(self.loc)),))

    def expectation(self, statistic: Statistic, xp: Any) -> Array | None:
        """Return moments about 0 and any centre, and that of exp(t x)."""
        loc, scale = self.loc, self.scale
        match statistic:
            case AbsPower(centre, c) if settled(c, 1.0):
                away = xp.abs(loc - centre)
                return away + scale * xp.exp(-away / scale)
            case AbsPower(centre, c) if settled(centre, loc):
                return xp.exp(special(xp).lgamma(c + 1.0 + 0.0 * (loc + scale)) + c * xp.log(scale))
            case Exp(rate):
                part = rate * scale
                inside = xp.abs(part) < 1.0
                part = xp.where(inside, part, 0.0)
                value = xp.exp(rate * loc) / ((1.0 - part) * (1.0 + part))
                return xp.where(inside, value, xp.inf)
        if is_power(statistic, 1.0):
            return loc + 0.0 * scale
        return loc * loc + 2.0 * scale * scale if is_power(statistic, 2.0) else None

    def entropy(self, xp: Any) -> Array:
        """Return 1 + log(2 scale)."""
        return (1.0 + _LOG_2) + xp.log(self.scale)

    def kl(self, other: "Laplace", xp: Any) -> Array:
        """Return psi(r - 1) + r (exp(-x) - 1 + x), r the ratio of the scales, x |loc_p - loc_q|/scale_p."""
        return laplace_divergence(self.loc, self.scale, other.loc, other.scale, xp)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws."""
        return rng.laplace(self.loc, self.scale, n)


SCIPY = {
    "laplace": Law({}, lambda loc, scale: Laplace(loc, scale)),
}
