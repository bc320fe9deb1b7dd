"""The Cauchy distribution."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.base import Distribution
from kullback.distributions.families.student_t import StudentT
from kullback.distributions.family import POSITIVE, REAL, parameter
from kullback.distributions.law import Law
from kullback.distributions.location_scale import LocationScaleFamily
from kullback.distributions.native import settled
from kullback.distributions.statistics import (
    AbsPower,
    Exp,
    LogLinear,
    LogOnePlusSquare,
    Softplus,
    Statistic,
    is_power,
)
from kullback.numerics.algebraic_tails import (
    cauchy_divergence,
    cauchy_mean_log1p_square,
    cauchy_moment,
)
from kullback.numerics.elementary import log_ratio
from kullback.numerics.squares import log1p_square, log_square_ratio

Array = Any

_LOG_PI = math.log(math.pi)


@dataclass(frozen=True, eq=False, repr=False)
class Cauchy(LocationScaleFamily):
    """Cauchy distribution around `loc`, with half its mass within `scale` of it."""

    loc: Array = parameter(REAL, default=0.0)
    scale: Array = parameter(POSITIVE, default=1.0)

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return -log(1 + z²) - log(π scale)."""
        z = (x - self.loc) / self.scale
        return -log1p_square(z, 1.0, xp) - xp.log(self.scale) - _LOG_PI

    def log_ratio(self, other: "Cauchy", x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return log(scale_q/scale_p) + log((1 + z_q²)/(1 + z_p²)), by the difference of z."""
        z = (x - self.loc) / self.scale
        dz = (z * (self.scale - other.scale) + (self.loc - other.loc)) / other.scale
        return log_ratio(other.scale, self.scale, xp) + log_square_ratio(z, dz, 1.0, xp)

    def relatives(self) -> tuple[Distribution, ...]:
        """Return it as a Student t with one degree of freedom."""
        return (StudentT(np.ones_like(self.scale), self.loc, self.scale),)

    def log_linear(self, xp: Any) -> LogLinear:
        """Return -log(1 + z²) and constants."""
        term = (-1.0, LogOnePlusSquare(self.loc, self.scale))
        return LogLinear((-_LOG_PI, -xp.log(self.scale)), (term,))

    def expectation(self, statistic: Statistic, xp: Any) -> Array | None:
        """Return the mean of log(1 + ((x - m)/r)²), and what is infinite; there is no mean of x."""
        flat = 0.0 * self.loc + 0.0 * self.scale
        match statistic:
            case LogOnePlusSquare(centre, unit):
                return cauchy_mean_log1p_square(self.scale, self.loc - centre, unit, xp)
            case AbsPower(centre, c) if settled(centre, self.loc):
                return cauchy_moment(self.scale, c, xp)
            case AbsPower(centre, c) if settled(c, 1.0) or settled(c, 2.0):
                return flat + xp.inf
            case Exp() | Softplus():
                return flat + xp.inf
        return flat + xp.inf if is_power(statistic, 2.0) else None

    def entropy(self, xp: Any) -> Array:
        """Return log(4π scale)."""
        return xp.log(self.scale) + (_LOG_PI + math.log(4.0))

    def kl(self, other: "Cauchy", xp: Any) -> Array:
        """Return log(1 + (ds² + dm²)/(4 s_p s_q)) of the two locations m and scales s."""
        return cauchy_divergence(self.scale, other.scale, self.loc - other.loc, xp)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws."""
        return self.loc + self.scale * rng.standard_cauchy(n)


SCIPY = {
    "cauchy": Law({}, lambda loc, scale: Cauchy(loc, scale)),
}
