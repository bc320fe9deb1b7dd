"""The Bernoulli distribution."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.families.binomial import Binomial
from kullback.distributions.family import PROBABILITY, Family, parameter
from kullback.distributions.law import Law
from kullback.distributions.support import INTEGERS, Support
from kullback.distributions.transformed import shifted
from kullback.numerics.elementary import log_ratio
from kullback.numerics.mass_terms import two_outcomes

Array = Any


@dataclass(frozen=True, eq=False, repr=False)
class Bernoulli(Family):
    """Bernoulli distribution: 1 with probability `p`, else 0."""

    p: Array = parameter(PROBABILITY)

    @classmethod
    def likeliest(cls, x: Array, weights: Array) -> "Bernoulli":
        """Return the member with the points' mean."""
        return cls(weights @ x)

    @property
    def support(self) -> Support:
        """0 and 1, or the one of them that is certain."""
        low, high = np.where(self.p == 1.0, 1.0, 0.0), np.where(self.p == 0.0, 0.0, 1.0)
        return Support(INTEGERS, low, high)

    @property
    def bulk(self) -> tuple[float, float]:
        """Mean, and 1."""
        return self.p, 1.0 + 0.0 * self.p

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return log p at 1 and log(1-p) at 0."""
        with np.errstate(divide="ignore"):  # log 0 = -inf is meant
            log_p, log_rest = xp.log(self.p), xp.log1p(-self.p)
        return xp.where(x == 1.0, log_p, xp.where(x == 0.0, log_rest, -xp.inf))

    def log_ratio(self, other: "Bernoulli", x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return log of the ratio of the two probabilities of x, from their exact difference."""
        p, q = xp.where(x == 1.0, self.p, 1.0 - self.p), xp.where(x == 1.0, other.p, 1.0 - other.p)
        both = (p > 0.0) & (q > 0.0)
        d = xp.where(x == 1.0, self.p - other.p, other.p - self.p)
        near = both & (xp.abs(d) < 0.5 * q)
        close = xp.log1p(xp.where(near, d / xp.where(near, q, 1.0), 0.0))
        far = log_ratio(xp.where(both, p, 1.0), xp.where(both, q, 1.0), xp)
        return xp.where(near, close, far)

    def relatives(self) -> tuple[Binomial, ...]:
        """Return it as a binomial with one trial."""
        return (Binomial(1.0, self.p),)

    def entropy(self, xp: Any) -> Array:
        """Return -p log p - (1-p) log(1-p)."""
        inside = (self.p > 0.0) & (self.p < 1.0)
        p = xp.where(inside, self.p, 0.5)
        return xp.where(inside, -p * xp.log(p) - (1.0 - p) * xp.log1p(-p), 0.0)

    def kl(self, other: "Bernoulli", xp: Any) -> Array:
        """Return the two outcomes' p log(p/q) - p + q, each non-negative."""
        return two_outcomes(self.p, other.p, xp)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws."""
        return (rng.random(n) < self.p).astype(float)


SCIPY = {
    "bernoulli": Law({"p": PROBABILITY}, lambda p, loc: shifted(Bernoulli(p), loc), True),
}
