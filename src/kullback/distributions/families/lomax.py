"""The Lomax distribution."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.base import Distribution
from kullback.distributions.families.beta_prime import BetaPrime
from kullback.distributions.families.pareto import Pareto
from kullback.distributions.family import POSITIVE, parameter
from kullback.distributions.law import Law
from kullback.distributions.location_scale import ScaleFamily
from kullback.distributions.native import settled
from kullback.distributions.statistics import AbsPower, LogLinear, LogOnePlus, Statistic
from kullback.distributions.transformed import shifted
from kullback.numerics.algebraic_tails import pareto_distance
from kullback.numerics.elementary import log_ratio
from kullback.numerics.scales import psi_of_scales

Array = Any


@dataclass(frozen=True, eq=False, repr=False)
class Lomax(ScaleFamily):
    """Lomax distribution with `shape` a and `scale` s: P(X > x) = (1 + x/s)^-a."""

    shape: Array = parameter(POSITIVE)
    scale: Array = parameter(POSITIVE, default=1.0)

    @property
    def bulk(self) -> tuple[float, float]:
        """The scale over the shape, about the median of large shapes, and the scale at most."""
        size = self.scale / np.maximum(self.shape, 1.0)
        return size, size

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return log a - log s - (a+1) log(1 + x/s)."""
        inside = (x >= 0.0) & (x < xp.inf)
        rise = xp.log1p(xp.where(inside, x, 0.0) / self.scale)
        value = xp.log(self.shape) - xp.log(self.scale) - (self.shape + 1.0) * rise
        return xp.where(inside, value, -xp.inf)

    def log_ratio(self, other: "Lomax", x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return that of the exponential laws of log(1 + x/s), and what the other scale changes."""
        rise = xp.log1p(x / self.scale)
        change = (x / (self.scale + x)) * ((self.scale - other.scale) / other.scale)
        near = xp.abs(change) < 0.5
        direct = xp.log1p(x / other.scale) - rise
        steeper = xp.where(near, xp.log1p(xp.where(near, change, 0.0)), direct)
        constant = log_ratio(self.shape, other.shape, xp) + log_ratio(other.scale, self.scale, xp)
        return constant + (other.shape - self.shape) * rise + (other.shape + 1.0) * steeper

    def relatives(self) -> tuple[Distribution, ...]:
        """Return it as a beta prime law whose first shape is 1, and as a Pareto law moved to 0."""
        moved = shifted(Pareto(self.shape, self.scale), -self.scale)
        return BetaPrime(1.0, self.shape, self.scale), moved

    def log_linear(self, xp: Any) -> LogLinear:
        """Return -(a+1) log(1 + x/s) and constants."""
        constants = (xp.log(self.shape), -xp.log(self.scale))
        return LogLinear(constants, ((-(self.shape + 1.0), LogOnePlus(self.scale)),))

    def expectation(self, statistic: Statistic, xp: Any) -> Array | None:
        """Return E log(1 + X/s) = 1/a and E|X - m|; the rest is known of its relatives."""
        match statistic:
            case LogOnePlus(scale, c) if settled(scale, self.scale) and settled(c, 1.0):
                return 1.0 / self.shape + 0.0 * self.scale
            case AbsPower(centre, c) if settled(c, 1.0):
                return self.scale * pareto_distance(self.shape, centre / self.scale, xp)
        return None

    def entropy(self, xp: Any) -> Array:
        """Return 1 + 1/a + log(s/a)."""
        return 1.0 + 1.0 / self.shape + log_ratio(self.scale, self.shape, xp)

    def kl(self, other: "Lomax", xp: Any) -> Array | None:
        """Return psi(a_q/a_p - 1), as for the exponential log(1 + x/s); None where the scales differ."""
        if not settled(self.scale, other.scale):
            return None
        return psi_of_scales(other.shape, self.shape, 0.0, xp)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws."""
        return self.scale * np.expm1(rng.standard_exponential(n) / self.shape)


SCIPY = {
    "lomax": Law({"c": POSITIVE}, lambda c, loc, scale: shifted(Lomax(c, scale), loc)),
}
