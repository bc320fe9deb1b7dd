"""The half-Cauchy distribution."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.families.cauchy import Cauchy
from kullback.distributions.family import POSITIVE, parameter
from kullback.distributions.law import Law
from kullback.distributions.location_scale import ScaleFamily
from kullback.distributions.native import settled
from kullback.distributions.statistics import (
    AbsPower,
    Exp,
    Log,
    LogLinear,
    LogOnePlusSquare,
    LogSquare,
    Power,
    Statistic,
)
from kullback.distributions.transformed import shifted
from kullback.numerics.algebraic_tails import (
    cauchy_divergence,
    cauchy_mean_log1p_square,
    cauchy_moment,
)

Array = Any


@dataclass(frozen=True, eq=False, repr=False)
class HalfCauchy(ScaleFamily):
    """Half-Cauchy distribution: the size of a Cauchy variable of this `scale` around 0."""

    scale: Array = parameter(POSITIVE, default=1.0)

    @property
    def _cauchy(self) -> Cauchy:
        return Cauchy(0.0, self.scale)

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return that of the Cauchy law, plus log 2."""
        inside = (x >= 0.0) & (x < xp.inf)
        whole = self._cauchy.log_density(xp.where(inside, x, 0.0), xp)
        return xp.where(inside, whole + math.log(2.0), -xp.inf)

    def log_ratio(self, other: "HalfCauchy", x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return that of the Cauchy laws."""
        return self._cauchy.log_ratio(other._cauchy, x, xp)

    def log_linear(self, xp: Any) -> LogLinear:
        """Return log(2/π) - log s - log(1 + (x/s)²)."""
        constants = (math.log(2.0 / math.pi), -xp.log(self.scale))
        return LogLinear(constants, ((-1.0, LogOnePlusSquare(0.0, self.scale)),))

    def expectation(self, statistic: Statistic, xp: Any) -> Array | None:
        """Return the moments of order below 1, the logarithms', and those of log(1 + (x/r)²)."""
        match statistic:
            case Log():
                return xp.log(self.scale)
            case LogSquare():
                return math.pi**2 / 4.0 + xp.log(self.scale) ** 2
            case LogOnePlusSquare(centre, scale) if settled(centre, 0.0):
                return cauchy_mean_log1p_square(self.scale, 0.0 * self.scale, scale, xp)
            case Power(c):
                return cauchy_moment(self.scale, c, xp)
            case AbsPower(centre, c) if settled(c, 1.0) or settled(c, 2.0):
                return xp.inf + 0.0 * (self.scale + centre)
            case AbsPower(centre, c) if settled(centre, 0.0):
                return cauchy_moment(self.scale, c, xp)
            case Exp(rate) if settled(rate > 0.0, True):
                return xp.inf + 0.0 * self.scale
        return None

    def entropy(self, xp: Any) -> Array:
        """Return log(2π scale)."""
        return math.log(2.0 * math.pi) + xp.log(self.scale)

    def kl(self, other: "HalfCauchy", xp: Any) -> Array:
        """Return that of the Cauchy laws, which are symmetric."""
        return cauchy_divergence(self.scale, other.scale, 0.0 * self.scale, xp)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws."""
        return self.scale * np.abs(rng.standard_cauchy(n))


SCIPY = {
    "halfcauchy": Law({}, lambda loc, scale: shifted(HalfCauchy(scale), loc)),
}
