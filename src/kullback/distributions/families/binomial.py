"""The binomial distribution."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.base import Distribution
from kullback.distributions.families.poisson import Poisson
from kullback.distributions.family import COUNT, PROBABILITY, Family, parameter
from kullback.distributions.law import Law
from kullback.distributions.native import settled
from kullback.distributions.ratio import Ratio
from kullback.distributions.support import INTEGERS, Support
from kullback.distributions.transformed import shifted
from kullback.numerics.counting import excess, is_count, log_choose_weight, stirling_tail_of_count
from kullback.numerics.elementary import log_ratio
from kullback.numerics.gamma import lgamma_difference
from kullback.numerics.mass_terms import log_failure_ratio, two_outcomes
from kullback.numerics.rare_events import log_ratio_of_binomial

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

    def log_ratio(self, other: "Binomial", x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return log of the ratio of the masses, as small terms about the mean.

        With d the difference of the numbers of trials and D(y) = lgamma(y+d) - lgamma(y):
        n D(p‖q) + (x-np) log(p (1-q) / (q (1-p))) - (D(n+1) - D(n-x+1)) - d log(1-q).
        """
        n, p, q = self.n, self.p, other.p
        d = other.n - n
        inner = (p > 0.0) & (p < 1.0) & (q > 0.0) & (q < 1.0)
        p, q = xp.where(inner, p, 0.5), xp.where(inner, q, 0.5)
        k = xp.where((x >= 0.0) & (x <= n) & (x <= other.n), x, 0.0)
        odds = log_ratio(p, q, xp) - log_failure_ratio(p, q, xp)
        chances = n * two_outcomes(p, q, xp) + excess(k, n - k, p, xp) * odds
        more = lgamma_difference(n + 1.0, d, xp) - lgamma_difference(n - k + 1.0, d + 0.0 * k, xp)
        value = chances - more - d * xp.log1p(-q)
        # NaN: a certain outcome leaves nothing to cancel
        return xp.where(inner, value, xp.nan)

    def log_ratio_across(self, other: Distribution, x: Array, xp: Any) -> Ratio | None:
        """Return the same against the Poisson law that rare successes in many trials tend to."""
        if not isinstance(other, Poisson):
            return None
        known = (self.p > 0.0) & (self.p < 1.0) & (other.rate > 0.0) & (x >= 0.0) & (x <= self.n)
        k, p = xp.where(known, x, 0.0), xp.where(known, self.p, 0.5)
        u, size = log_ratio_of_binomial(k, self.n, p, xp.where(known, other.rate, 1.0), xp)
        return Ratio(xp.where(known, u, xp.nan), size)

    def kl(self, other: "Binomial", xp: Any) -> Array | None:
        """Return n times the divergence of one trial; None where the numbers of trials differ."""
        if not settled(self.n, other.n):
            return None
        one = two_outcomes(self.p, other.p, xp)
        some = self.n > 0.0
        return xp.where(some, self.n * xp.where(some, one, 0.0), 0.0)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws."""
        return rng.binomial(int(self.n), self.p, n).astype(float)


SCIPY = {
    "binom": Law(
        {"n": COUNT, "p": PROBABILITY}, lambda n, p, loc: shifted(Binomial(n, p), loc), True
    ),
}
