"""The beta-binomial distribution."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.base import Distribution
from kullback.distributions.families.bernoulli import Bernoulli
from kullback.distributions.families.binomial import Binomial
from kullback.distributions.families.discrete_uniform import DiscreteUniform
from kullback.distributions.families.negative_binomial import NegativeBinomial
from kullback.distributions.family import COUNT, POSITIVE, Family, parameter
from kullback.distributions.law import Law
from kullback.distributions.native import settled
from kullback.distributions.ratio import Ratio
from kullback.distributions.support import INTEGERS, Support
from kullback.distributions.transformed import shifted
from kullback.numerics.factorials import rising_excess
from kullback.numerics.urns import Drawn, log_ratio_returned, log_ratio_to_binomial

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
    ) -> Ratio:
        """Return log of the ratio of the masses; NaN, not known, where the numbers of trials differ."""
        found = log_ratio_returned(self._urn(), other._urn(), self._drawn(x, xp), xp)
        return Ratio(xp.where(self.n == other.n, found.value, xp.nan), found.size)

    def log_ratio_across(self, other: Distribution, x: Array, xp: Any) -> Ratio | None:
        """Return the same against the binomial law that it tends to with a and b."""
        if not isinstance(other, Binomial):
            return None
        known = (self.n == other.n) & (other.p > 0.0) & (other.p < 1.0)
        chance = xp.where(known, other.p, 0.5)
        drawn = self._drawn(x, xp)
        found = log_ratio_to_binomial(self._urn(), chance, drawn, rising_excess, xp)
        return Ratio(xp.where(known, found.value, xp.nan), found.size)

    def _urn(self) -> Drawn:
        return Drawn(self.a, self.b)

    def _drawn(self, x: Array, xp: Any) -> Drawn:
        k = xp.where((x >= 0.0) & (x <= self.n), x, 0.0)
        return Drawn(k, self.n - k)

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


SCIPY = {
    "betabinom": Law(
        {"n": COUNT, "a": POSITIVE, "b": POSITIVE},
        lambda n, a, b, loc: shifted(BetaBinomial(n, a, b), loc),
        True,
    ),
}
