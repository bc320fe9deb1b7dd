"""The truncated exponential distribution."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.base import Distribution
from kullback.distributions.family import POSITIVE, Family, parameter
from kullback.distributions.law import Law
from kullback.distributions.statistics import (
    AbsPower,
    Exp,
    Log,
    LogLinear,
    Statistic,
    X,
    is_power,
)
from kullback.distributions.support import LINE, Support
from kullback.distributions.transformed import shifted
from kullback.numerics import tilted_uniform as laws
from kullback.numerics.backends import as_array
from kullback.numerics.blocks import in_blocks
from kullback.numerics.log_quadratic import mean

Array = Any


@dataclass(frozen=True, eq=False, repr=False)
class TruncatedExponential(Family):
    """Exponential distribution of this `scale`, cut off above `upper`: density ∝ exp(-x/scale)."""

    upper: Array = parameter(POSITIVE)
    scale: Array = parameter(POSITIVE, default=1.0)

    @property
    def support(self) -> Support:
        """From 0 to the cut."""
        return Support(LINE, 0.0, self.upper)

    @property
    def bulk(self) -> tuple[float, float]:
        """Mean, twice."""
        own = laws.own_rule(self._theta(np), np)
        centre = self.upper * mean(own, own.t, np)
        return centre, centre

    def _theta(self, xp: Any) -> Array:
        """Return θ < 0 of x/upper, whose density is ∝ exp(θ y)."""
        return -(as_array(self.upper, xp) / self.scale)

    def _log_unit(self, xp: Any) -> Array:
        """Return the log of the integral of exp(-x/scale)."""
        return xp.log(self.upper) + xp.log(laws.mass(self._theta(xp), xp))

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return -x/scale, less the log of its integral."""
        inside = (x >= 0.0) & (x <= self.upper)
        value = -xp.where(inside, x, 0.0) / self.scale - self._log_unit(xp)
        return xp.where(inside, value, -xp.inf)

    def log_ratio(
        self, other: "TruncatedExponential", x: Array, xp: Any, gap: Array | None = None
    ) -> Array:
        """Return D + (x - E x) (scale_p - scale_q)/(scale_p scale_q)."""
        rate = (self.scale - other.scale) / other.scale / self.scale
        return self.kl(other, xp) + rate * (x - self.expectation(X, xp))

    def stretched(self, by: Array) -> "TruncatedExponential":
        """Return the distribution of by X."""
        return TruncatedExponential(self.upper * by, self.scale * by)

    def entropy(self, xp: Any) -> Array:
        """Return log of the integral of exp(-x/scale), plus E x/scale."""
        return xp.log(self.upper) + laws.entropy(self._theta(xp), xp)

    def kl(self, other: "TruncatedExponential", xp: Any) -> Array:
        """Return the divergence up to the cut of p, and what q has beyond it."""
        own = self._theta(xp)
        its = -(as_array(self.upper, xp) / other.scale)
        difference = its * ((other.scale - self.scale) / self.scale)
        value = in_blocks(laws.divergence, (own, its, difference), xp, size=1024)
        more = other.upper - self.upper
        inside = more >= 0.0
        more = xp.where(inside, more, 0.0)
        beyond = xp.exp(its) * xp.expm1(-more / other.scale) / xp.expm1(its)
        return xp.where(inside, value + xp.log1p(beyond), xp.inf)

    def log_linear(self, xp: Any) -> LogLinear:
        """Return -x/scale, less the log of its integral."""
        return LogLinear((-self._log_unit(xp),), ((-1.0 / as_array(self.scale, xp), X),))

    def expectation(self, statistic: Statistic, xp: Any) -> Array | None:
        """Return the means of x, x², log x, |x - m| and exp(t x)."""
        theta = self._theta(xp)
        match statistic:
            case Log():
                return xp.log(self.upper) + laws.mean_log(theta, xp)
            case AbsPower(centre, c) if isinstance(c, float) and c == 1.0:
                return self.upper * laws.mean_distance(theta, centre / self.upper, xp)
            case Exp(rate):
                return laws.mean_exp(theta, rate * self.upper, xp)
        own = laws.own_rule(theta, xp)
        x = self.upper * own.t
        if is_power(statistic, 1.0):
            return mean(own, x, xp)
        return mean(own, x * x, xp) if is_power(statistic, 2.0) else None

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws, by inversion."""
        return float(self.upper) * laws.sample(float(self._theta(np)), n, rng)


def _truncexpon(b: Array, loc: Array, scale: Array) -> Distribution:
    return shifted(TruncatedExponential(b * scale, scale), loc)


SCIPY = {"truncexpon": Law({"b": POSITIVE}, _truncexpon)}
