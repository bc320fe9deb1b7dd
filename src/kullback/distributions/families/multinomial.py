"""The multinomial distribution."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.families.categorical import check_rows, table_divergence
from kullback.distributions.family import COUNT, PROBABILITY, Family, parameter
from kullback.distributions.support import Space, Support
from kullback.numerics.compositions import listed_compositions
from kullback.numerics.counting import is_count, log_poisson

Array = Any


@dataclass(frozen=True, eq=False, repr=False)
class Multinomial(Family):
    """Multinomial distribution: how often each outcome came in `n` draws with probabilities `p`."""

    n: Array = parameter(COUNT)
    p: Array = parameter(PROBABILITY, event=1)

    def validate(self) -> None:
        """Raise when there is no outcome axis, or a row does not sum to 1."""
        check_rows(self.p, "Multinomial.p")

    @property
    def support(self) -> Support:
        """Vectors of counts."""
        return Support(Space("counts", self.p.shape[-1]))

    @property
    def atoms(self) -> Array | None:
        """All vectors of counts that add up to `n`, where they are few."""
        return listed_compositions(self.n, self.p.shape[-1])

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return log of n!/(x_1! ... x_m!) p^x, as Poisson counts given their total."""
        possible = xp.all(is_count(x, xp), axis=-1) & (xp.sum(x, axis=-1) == self.n)
        k = xp.where(possible[..., None], x, 0.0)
        rates = self.n * (self.p / xp.sum(self.p))
        some = rates > 0.0
        each = log_poisson(k, xp.where(some, rates, 1.0), xp)
        each = xp.where(some, each, xp.where(k == 0.0, 0.0, -xp.inf))
        n = xp.asarray(self.n)
        whole = xp.where(n > 0.0, log_poisson(n, xp.where(n > 0.0, n, 1.0), xp), 0.0)
        return xp.where(possible, xp.sum(each, axis=-1) - whole, -xp.inf)

    def kl(self, other: "Multinomial", xp: Any) -> Array | None:
        """Return n times the divergence of one draw; infinite where the numbers of draws differ."""
        if self.p.shape[-1] != other.p.shape[-1]:
            return None
        same, some = self.n == other.n, self.n > 0.0
        one = xp.where(some, table_divergence(self.p, other.p, xp), 0.0)
        return xp.where(same, xp.where(some, self.n, 1.0) * one, xp.inf)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` vectors of counts."""
        return rng.multinomial(int(self.n), self.p / np.sum(self.p), size=n).astype(float)
