"""The Poisson distribution."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.family import NON_NEGATIVE, Family, parameter
from kullback.distributions.law import Law
from kullback.distributions.support import INTEGERS, Support
from kullback.distributions.transformed import shifted
from kullback.numerics.counting import is_count, log_poisson
from kullback.numerics.elementary import log_ratio
from kullback.numerics.mass_terms import mass_term

Array = Any


@dataclass(frozen=True, eq=False, repr=False)
class Poisson(Family):
    """Poisson distribution with mean `rate`."""

    rate: Array = parameter(NON_NEGATIVE)

    @classmethod
    def likeliest(cls, x: Array, weights: Array) -> "Poisson":
        """Return the member with the points' mean."""
        return cls(weights @ x)

    @property
    def support(self) -> Support:
        """0, 1, ...; only 0 at rate 0."""
        if np.all(self.rate):
            return Support(INTEGERS, 0.0)
        return Support(INTEGERS, 0.0 * self.rate, np.where(self.rate == 0.0, 0.0, np.inf))

    @property
    def bulk(self) -> tuple[float, float]:
        """Mean, and the standard deviation plus 1."""
        return self.rate, 1.0 + np.sqrt(self.rate)

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return x log(rate) - rate - log x!, by the deviance."""
        possible = is_count(x, xp)
        k = xp.where(possible, x, 0.0)
        some = self.rate > 0.0
        value = log_poisson(k, xp.where(some, self.rate, 1.0), xp)
        value = xp.where(some, value, xp.where(k == 0.0, 0.0, -xp.inf))
        return xp.where(possible, value, -xp.inf)

    def log_ratio(self, other: "Poisson", x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return x log(rate_p/rate_q) - (rate_p - rate_q)."""
        both = (self.rate > 0.0) & (other.rate > 0.0)
        ratio = log_ratio(xp.where(both, self.rate, 1.0), xp.where(both, other.rate, 1.0), xp)
        return x * ratio - (self.rate - other.rate)

    def kl(self, other: "Poisson", xp: Any) -> Array:
        """Return r log(r/s) - r + s of the two rates r and s."""
        return mass_term(self.rate, other.rate, self.rate - other.rate, xp)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws."""
        return rng.poisson(self.rate, n).astype(float)


SCIPY = {
    "poisson": Law({"mu": NON_NEGATIVE}, lambda mu, loc: shifted(Poisson(mu), loc), True),
}
