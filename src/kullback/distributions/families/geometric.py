"""The geometric distribution."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.family import POSITIVE_PROBABILITY, Family, parameter
from kullback.distributions.law import Law
from kullback.distributions.support import INTEGERS, Support
from kullback.distributions.transformed import shifted
from kullback.numerics.elementary import log_ratio
from kullback.numerics.mass_terms import log_failure_ratio, per_success

Array = Any


@dataclass(frozen=True, eq=False, repr=False)
class Geometric(Family):
    """Geometric distribution on 1, 2, ...: the trials to a first success of probability `p`."""

    p: Array = parameter(POSITIVE_PROBABILITY)

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
        inside = self.p < 1.0
        p = xp.where(inside, self.p, 0.5)
        return xp.where(inside, -xp.log(p) - (1.0 - p) * (xp.log1p(-p) / p), 0.0)

    def kl(self, other: "Geometric", xp: Any) -> Array:
        """Return the divergence of one trial over p."""
        return per_success(self.p, other.p, xp)


SCIPY = {
    "geom": Law({"p": POSITIVE_PROBABILITY}, lambda p, loc: shifted(Geometric(p), loc), True),
}
