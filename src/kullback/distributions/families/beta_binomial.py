"""The beta-binomial distribution."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.families.bernoulli import Bernoulli
from kullback.distributions.families.discrete_uniform import DiscreteUniform
from kullback.distributions.families.negative_binomial import NegativeBinomial
from kullback.distributions.family import COUNT, POSITIVE, Family, parameter
from kullback.distributions.law import Law
from kullback.distributions.native import settled
from kullback.distributions.support import INTEGERS, Support
from kullback.distributions.transformed import shifted
from kullback.numerics.gamma import lgamma_difference

Array = Any


@dataclass(frozen=True, eq=False, repr=False)
class BetaBinomial(Family):
    """Beta-binomial distribution: the successes in `n` trials whose probability is Beta(a, b)."""

    n: Array = parameter(COUNT)
    a: Array = parameter(POSITIVE)
    b: Array = parameter(POSITIVE)

    @property
    def support(self) -> Support:
        """0 to n."""
        high = self.n + 0.0 * (self.a + self.b)
        return Support(INTEGERS, 0.0 * high, high)

    @property
    def bulk(self) -> tuple[float, float]:
        """Mean, and the standard deviation plus 1."""
        total = self.a + self.b
        mean = self.a / total
        spread = self.n * mean * (self.b / total) * ((total + self.n) / (total + 1.0))
        return self.n * mean, 1.0 + np.sqrt(spread)

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return log of the ratio of three negative binomial masses of one probability.

        Which one does not matter; that of equal means keeps all three moderate.
        """
        total = self.a + self.b
        p = total / (total + self.n)
        possible = (x >= 0.0) & (x <= self.n) & (x == xp.floor(x))
        k = xp.where(possible, x, 0.0)
        value = (
            NegativeBinomial(self.a, p).log_density(k, xp)
            + NegativeBinomial(self.b, p).log_density(self.n - k, xp)
            - NegativeBinomial(total, p).log_density(self.n + 0.0 * k, xp)
        )
        return xp.where(possible, value, -xp.inf)

    def log_ratio(
        self, other: "BetaBinomial", x: Array, xp: Any, gap: Array | None = None
    ) -> Array:
        """Return log of the ratio of the masses, as differences of lgamma at nearby points.

        NaN, not known, where the numbers of trials differ.
        """
        same = self.n == other.n
        possible = (x >= 0.0) & (x <= self.n)
        k = xp.where(possible, x, 0.0)
        a, b = other.a - self.a, other.b - self.b
        up = _rise(self.a, k, a, xp) + _rise(self.b, self.n - k, b, xp)
        value = _rise(self.a + self.b, self.n + 0.0 * k, a + b, xp) - up
        return xp.where(same, value, xp.nan)

    def relatives(self) -> tuple[Bernoulli | DiscreteUniform, ...]:
        """Return the Bernoulli law of one trial, and the uniform one of a = b = 1."""
        found: tuple[Bernoulli | DiscreteUniform, ...] = ()
        if settled(self.n, 1.0):
            found += (Bernoulli(self.a / (self.a + self.b)),)
        if settled(self.a, 1.0) and settled(self.b, 1.0):
            found += (DiscreteUniform(0.0 * self.n, self.n),)
        return found

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws, of the probability first."""
        return rng.binomial(int(self.n), rng.beta(self.a, self.b, n)).astype(float)


def _rise(x: Array, k: Array, d: Array, xp: Any) -> Array:
    """Return log of (x+d)_k / (x)_k, rising factorials."""
    x, d = x + 0.0 * k, d + 0.0 * k
    return lgamma_difference(x + k, d, xp) - lgamma_difference(x, d, xp)


SCIPY = {
    "betabinom": Law(
        {"n": COUNT, "a": POSITIVE, "b": POSITIVE},
        lambda n, a, b, loc: shifted(BetaBinomial(n, a, b), loc),
        True,
    ),
}
