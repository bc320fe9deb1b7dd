"""The negative binomial distribution."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.base import Distribution
from kullback.distributions.families.poisson import Poisson
from kullback.distributions.family import POSITIVE, POSITIVE_PROBABILITY, Family, parameter
from kullback.distributions.law import Law
from kullback.distributions.native import settled
from kullback.distributions.ratio import Ratio
from kullback.distributions.statistics import LogLinear, Statistic, X, is_power
from kullback.distributions.support import INTEGERS, Support
from kullback.distributions.transformed import shifted
from kullback.numerics.counting import excess, is_count, log_choose_weight, stirling_tail_of_count
from kullback.numerics.gamma import lgamma_difference, stirling_tail
from kullback.numerics.mass_terms import entropy_per_success, log_failure_ratio, per_success
from kullback.numerics.rare_events import log_ratio_of_waits

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

    def log_ratio(
        self, other: "NegativeBinomial", x: Array, xp: Any, gap: Array | None = None
    ) -> Array:
        """Return log of the ratio of the masses, as small terms about the mean.

        With m = n (1-p)/p, d the difference of the sizes, and D(y) = lgamma(y+d) - lgamma(y):
        n per_success(p, q) + (x-m) log((1-p)/(1-q)) - (D(n+x) - D(n)) - d log q.
        """
        n, d = self.n, other.n - self.n
        k = xp.where(is_count(x, xp), x, 0.0)
        failure = log_failure_ratio(self.p, other.p, xp)
        off_mean = -excess(n + 0.0 * k, k, self.p, xp) / self.p
        chances = n * per_success(self.p, other.p, xp) + off_mean * failure
        rise = lgamma_difference(n + k, d + 0.0 * k, xp) - lgamma_difference(n, d, xp)
        return chances - rise - d * xp.log(other.p)

    def log_ratio_across(self, other: Distribution, x: Array, xp: Any) -> Ratio | None:
        """Return the same against the Poisson law that rare failures before many successes tend to."""
        if not isinstance(other, Poisson):
            return None
        known = (self.p < 1.0) & (other.rate > 0.0) & is_count(x, xp)
        k, failure = xp.where(known, x, 0.0), 1.0 - xp.where(known, self.p, 0.5)
        u, size = log_ratio_of_waits(k, self.n, failure, xp.where(known, other.rate, 1.0), xp)
        return Ratio(xp.where(known, u, xp.nan), size)

    def entropy(self, xp: Any) -> Array | None:
        """Return that of a geometric wait for `n` = 1; no others are known."""
        return entropy_per_success(self.p, xp) if settled(self.n, 1.0) else None

    def log_linear(self, xp: Any) -> LogLinear | None:
        """Return x log(1-p) + log p for `n` = 1; others need the mean of a binomial coefficient."""
        if not settled(self.n, 1.0):
            return None
        waits = self.p < 1.0
        failure = xp.where(waits, xp.log1p(-xp.where(waits, self.p, 0.5)), 0.0)
        return LogLinear((xp.log(self.p),), ((failure, X),))

    def expectation(self, statistic: Statistic, xp: Any) -> Array | None:
        """Return the means of x and x²."""
        mean = self.n * ((1.0 - self.p) / self.p)
        if is_power(statistic, 1.0):
            return mean
        return mean / self.p + mean * mean if is_power(statistic, 2.0) else None

    def kl(self, other: "NegativeBinomial", xp: Any) -> Array | None:
        """Return n times the divergence of a geometric wait; None where the n differ."""
        if not settled(self.n, other.n):
            return None
        return self.n * per_success(self.p, other.p, xp)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws."""
        return rng.negative_binomial(self.n, self.p, n).astype(float)


SCIPY = {
    "nbinom": Law(
        {"n": POSITIVE, "p": POSITIVE_PROBABILITY},
        lambda n, p, loc: shifted(NegativeBinomial(n, p), loc),
        True,
    ),
}
