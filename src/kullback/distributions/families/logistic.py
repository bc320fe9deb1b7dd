"""The logistic distribution."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.family import POSITIVE, REAL, parameter
from kullback.distributions.law import Law
from kullback.distributions.location_scale import LocationScaleFamily
from kullback.distributions.native import settled
from kullback.distributions.statistics import (
    AbsPower,
    Deviation,
    Exp,
    LogLinear,
    Softplus,
    Statistic,
    is_power,
)
from kullback.numerics.elementary import log_ratio
from kullback.numerics.extreme_means import exp_times
from kullback.numerics.logistic_laws import (
    logistic_divergence,
    logistic_log_change,
    logistic_log_kernel,
    mean_softplus,
    sine_quotient,
)

Array = Any

_VARIANCE = math.pi**2 / 3.0


@dataclass(frozen=True, eq=False, repr=False)
class Logistic(LocationScaleFamily):
    """Logistic distribution around `loc`, with standard deviation `scale` π/√3."""

    loc: Array = parameter(REAL, default=0.0)
    scale: Array = parameter(POSITIVE, default=1.0)

    @property
    def bulk(self) -> tuple[float, float]:
        """Location and twice the scale, about the standard deviation."""
        return self.loc, 2.0 * self.scale

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return -|z| - 2 log(1 + exp(-|z|)) - log scale."""
        return logistic_log_kernel((x - self.loc) / self.scale, xp) - xp.log(self.scale)

    def log_ratio(self, other: "Logistic", x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return log(scale_q/scale_p) + 2 log(cosh(z_q/2)/cosh(z_p/2))."""
        z = (x - self.loc) / self.scale
        dz = (z * (self.scale - other.scale) + (self.loc - other.loc)) / other.scale
        return log_ratio(other.scale, self.scale, xp) + logistic_log_change(z, dz, xp)

    def log_linear(self, xp: Any) -> LogLinear:
        """Return -z - 2 log(1 + exp(-z)), less log scale."""
        terms = (
            (-1.0 / self.scale, Deviation(self.loc)),
            (-2.0, Softplus(self.loc, self.scale)),
        )
        return LogLinear((-xp.log(self.scale),), terms)

    def expectation(self, statistic: Statistic, xp: Any) -> Array | None:
        """Return moments, that of exp(t x), and that of a softplus of the same scale."""
        loc, scale = self.loc, self.scale
        match statistic:
            case AbsPower(centre, c) if settled(c, 1.0):
                away = xp.abs(loc - centre)
                return away + 2.0 * scale * xp.log1p(xp.exp(-away / scale))
            case Exp(rate):
                return exp_times(rate * loc, sine_quotient(rate * scale, 1.0, xp), xp)
            case Softplus(centre, unit) if settled(unit, scale):
                return mean_softplus((loc - centre) / scale, xp)
        if is_power(statistic, 1.0):
            return loc + 0.0 * scale
        return loc * loc + _VARIANCE * scale * scale if is_power(statistic, 2.0) else None

    def entropy(self, xp: Any) -> Array:
        """Return 2 + log scale."""
        return 2.0 + xp.log(self.scale)

    def kl(self, other: "Logistic", xp: Any) -> Array | None:
        """Return 2 (x coth x - 1), x = |loc_p - loc_q|/(2 scale); None where the scales differ."""
        if not settled(self.scale, other.scale):
            return None
        return logistic_divergence(0.5 * xp.abs((self.loc - other.loc) / self.scale), xp)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws."""
        return rng.logistic(self.loc, self.scale, n)


SCIPY = {
    "logistic": Law({}, lambda loc, scale: Logistic(loc, scale)),
}
