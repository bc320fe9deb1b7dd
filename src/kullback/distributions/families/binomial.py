"""The binomial distribution."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.family import COUNT, PROBABILITY, Family, parameter
from kullback.distributions.support import INTEGERS, Support
from kullback.numerics.counting import is_count, log_choose_weight, stirling_tail_of_count
from kullback.numerics.mass_terms import two_outcomes

Array = Any


@dataclass(frozen=True, eq=False, repr=False)
class Binomial(Family):
    """Binomial distribution: the successes in `n` trials, each of probability `p`."""

    n: Array = parameter(COUNT)
    p: Array = parameter(PROBABILITY)

    @property
    def support(self) -> Support:
        """0 to n; only 0 or only n when success is impossible or certain."""
        low = np.where(self.p == 1.0, self.n, 0.0)
        return Support(INTEGERS, low, np.where(self.p == 0.0, 0.0, self.n + 0.0 * self.p))

    @property
    def bulk(self) -> tuple[float, float]:
        """Mean, and the standard deviation plus 1."""
        return self.n * self.p, 1.0 + np.sqrt(self.n * self.p * (1.0 - self.p))

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return log of choose(n, x) p^x (1-p)^(n-x), by deviances."""
        n, p = self.n, self.p
        possible = is_count(x, xp) & (x <= n)
        between = possible & (x > 0.0) & (x < n) & (p > 0.0) & (p < 1.0)
        successes, failures = xp.where(between, x, 1.0), xp.where(between, n - x, 1.0)
        inner = xp.where((p > 0.0) & (p < 1.0), p, 0.5)
        tails = (
            stirling_tail_of_count(successes + failures, xp)
            - stirling_tail_of_count(successes, xp)
            - stirling_tail_of_count(failures, xp)
        )
        value = log_choose_weight(successes, failures, inner, tails, xp)
        fails, succeeds = (p < 1.0) | (n == 0.0), (p > 0.0) | (n == 0.0)
        none = n * xp.log1p(-xp.where(p < 1.0, p, 0.0))
        every = n * xp.log(xp.where(p > 0.0, p, 1.0))
        ends = xp.where((x == 0.0) & fails, none, xp.where((x == n) & succeeds, every, -xp.inf))
        return xp.where(between, value, xp.where(possible, ends, -xp.inf))

    def kl(self, other: "Binomial", xp: Any) -> Array | None:
        """Return n times the divergence of one trial; None where the numbers of trials differ."""
        if not np.all(np.equal(self.n, other.n)):
            return None
        one = two_outcomes(self.p, other.p, xp)
        some = self.n > 0.0
        return xp.where(some, self.n * xp.where(some, one, 0.0), 0.0)
