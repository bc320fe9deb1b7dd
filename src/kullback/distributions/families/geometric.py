"""The geometric distribution."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.families.negative_binomial import NegativeBinomial
from kullback.distributions.family import POSITIVE_PROBABILITY, Family, parameter
from kullback.distributions.law import Law
from kullback.distributions.native import settled
from kullback.distributions.statistics import LogLinear, Statistic, X, is_power
from kullback.distributions.support import INTEGERS, Support
from kullback.distributions.transformed import shifted
from kullback.numerics.elementary import log_ratio
from kullback.numerics.mass_terms import entropy_per_success, log_failure_ratio, per_success

Array = Any


@dataclass(frozen=True, eq=False, repr=False)
class Geometric(Family):
    """Geometric distribution on 1, 2, ...: the trials to a first success of probability `p`."""

    p: Array = parameter(POSITIVE_PROBABILITY)

    @classmethod
    def likeliest(cls, x: Array, weights: Array) -> "Geometric":
        """Return the member with the points' mean."""
        return cls(1.0 / (weights @ x))

    @property
    def support(self) -> Support:
        """1, 2, ...; only 1 when success is certain."""
        return Support(INTEGERS, 1.0 + 0.0 * self.p, np.where(self.p == 1.0, 1.0, np.inf))

    @property
    def bulk(self) -> tuple[float, float]:
        """Mean, twice."""
        return 1.0 / self.p, 1.0 / self.p

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return (x-1) log(1-p) + log p."""
        possible = (x >= 1.0) & (x == xp.floor(x)) & (x < xp.inf)
        failures = xp.where(possible, x - 1.0, 0.0)
        waits = self.p < 1.0
        log_failure = xp.log1p(-xp.where(waits, self.p, 0.0))
        value = xp.where(waits | (failures == 0.0), failures * log_failure, -xp.inf)
        return xp.where(possible, value + xp.log(self.p), -xp.inf)

    def log_ratio(self, other: "Geometric", x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return log(p/q) + (x-1) log((1-p)/(1-q)), from the exact difference of p and q."""
        failure = log_failure_ratio(self.p, other.p, xp)
        return log_ratio(self.p, other.p, xp) + (x - 1.0) * failure

    def entropy(self, xp: Any) -> Array:
        """Return (-p log p - (1-p) log(1-p)) / p."""
        return entropy_per_success(self.p, xp)

    def log_linear(self, xp: Any) -> LogLinear:
        """Return x log(1-p) + log(p/(1-p)); of a certain success only where x is 1."""
        waits = self.p < 1.0
        p = xp.where(waits, self.p, 0.5)
        failure = xp.where(waits, xp.log1p(-p), 0.0)
        return LogLinear((xp.log(self.p), -failure), ((failure, X),))

    def expectation(self, statistic: Statistic, xp: Any) -> Array | None:
        """Return the means of x and x²."""
        if is_power(statistic, 1.0):
            return 1.0 / self.p
        return (2.0 - self.p) / (self.p * self.p) if is_power(statistic, 2.0) else None

    def translated(self, by: Array) -> NegativeBinomial | None:
        """Return the law of X - 1, the failures before a success; None for other shifts."""
        return NegativeBinomial(1.0, self.p) if settled(by, -1.0) else None

    def kl(self, other: "Geometric", xp: Any) -> Array:
        """Return the divergence of one trial over p."""
        return per_success(self.p, other.p, xp)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws."""
        return rng.geometric(self.p, n).astype(float)


SCIPY = {
    "geom": Law({"p": POSITIVE_PROBABILITY}, lambda p, loc: shifted(Geometric(p), loc), True),
}
