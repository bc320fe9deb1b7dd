"""The negative binomial distribution."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.family import POSITIVE, POSITIVE_PROBABILITY, Family, parameter
from kullback.distributions.support import INTEGERS, Support
from kullback.numerics.counting import is_count, log_choose_weight, stirling_tail_of_count
from kullback.numerics.gamma import stirling_tail
from kullback.numerics.mass_terms import per_success

Array = Any


@dataclass(frozen=True, eq=False, repr=False)
class NegativeBinomial(Family):
    """Negative binomial distribution: the failures before the `n`-th success of probability `p`.

    `n` is any positive number: a Poisson whose rate is gamma distributed.
    """

    n: Array = parameter(POSITIVE)
    p: Array = parameter(POSITIVE_PROBABILITY)

    @property
    def support(self) -> Support:
        """0, 1, ...; only 0 when success is certain."""
        high = np.where(self.p + 0.0 * self.n == 1.0, 0.0, np.inf)
        return Support(INTEGERS, np.zeros_like(high), high)

    @property
    def bulk(self) -> tuple[float, float]:
        """Mean, and the standard deviation plus 1."""
        mean = self.n * ((1.0 - self.p) / self.p)
        return mean, 1.0 + np.sqrt(mean / self.p)

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return log of choose(n+x-1, x) p^n (1-p)^x, by deviances."""
        n, p = self.n, self.p
        possible = is_count(x, xp)
        some = possible & (x > 0.0) & (p < 1.0)
        k = xp.where(some, x, 1.0)
        inner = xp.where(p < 1.0, p, 0.5)
        tails = stirling_tail(n + k, xp) - stirling_tail(n + 0.0 * k, xp)
        tails = tails - stirling_tail_of_count(k, xp)
        value = log_choose_weight(n + 0.0 * k, k, inner, tails, xp) - xp.log1p(k / n)
        none = xp.where(p < 1.0, n * xp.log(inner), 0.0)
        return xp.where(some, value, xp.where(x == 0.0, none, -xp.inf))

    def kl(self, other: "NegativeBinomial", xp: Any) -> Array | None:
        """Return n times the divergence of a geometric wait; None where the n differ."""
        if not np.all(np.equal(self.n, other.n)):
            return None
        return self.n * per_success(self.p, other.p, xp)
