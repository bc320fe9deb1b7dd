"""The hypergeometric distribution."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.base import Distribution
from kullback.distributions.families.binomial import Binomial
from kullback.distributions.family import COUNT, Family, parameter
from kullback.distributions.law import Law
from kullback.distributions.ratio import Ratio
from kullback.distributions.support import INTEGERS, Support
from kullback.distributions.transformed import shifted
from kullback.errors import InvalidInputError
from kullback.numerics.factorials import falling_excess
from kullback.numerics.urns import Drawn, log_ratio_kept, log_ratio_to_binomial

Array = Any


@dataclass(frozen=True, eq=False, repr=False)
class Hypergeometric(Family):
    """Hypergeometric distribution: the `successes` of a `population` found among `draws` of it."""

    population: Array = parameter(COUNT)
    successes: Array = parameter(COUNT)
    draws: Array = parameter(COUNT)

    def validate(self) -> None:
        """Raise when there are more successes, or draws, than members of the population."""
        for name in ("successes", "draws"):
            value = getattr(self, name)
            if not np.all(value <= self.population):
                raise InvalidInputError(
                    f"`Hypergeometric.{name}` is {value} and `population` is {self.population}; "
                    f"`{name}` cannot exceed it."
                )

    @property
    def support(self) -> Support:
        """From the draws that cannot fail to those that can succeed."""
        low = np.maximum(0.0, self.draws - (self.population - self.successes))
        return Support(INTEGERS, low, np.minimum(self.draws, self.successes) + 0.0 * low)

    @property
    def bulk(self) -> tuple[float, float]:
        """Mean, and the standard deviation plus 1."""
        size = np.maximum(self.population, 1.0)
        share, rest = self.successes / size, 1.0 - self.successes / size
        left = (self.population - self.draws) / np.maximum(self.population - 1.0, 1.0)
        return self.draws * share, 1.0 + np.sqrt(self.draws * share * rest * left)

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return log of the ratio of three binomial masses of one probability: draws/population."""
        p = self.draws / np.maximum(self.population, 1.0)
        low, high = self.support.low, self.support.high
        possible = (x >= low) & (x <= high) & (x == xp.floor(x))
        k = xp.where(possible, x, low)
        value = (
            Binomial(self.successes, p).log_density(k, xp)
            + Binomial(self.population - self.successes, p).log_density(self.draws - k, xp)
            - Binomial(self.population, p).log_density(self.draws + 0.0 * k, xp)
        )
        return xp.where(possible, value, -xp.inf)

    def log_ratio(
        self, other: "Hypergeometric", x: Array, xp: Any, gap: Array | None = None
    ) -> Ratio:
        """Return log of the ratio of the masses, for equal draws, or successes, which are alike.

        NaN, not known, for others: such laws are hardly ever near.
        """
        own, its = self.support, other.support
        known = (x >= np.maximum(own.low, its.low)) & (x <= np.minimum(own.high, its.high))
        if not np.all(self.draws == other.draws):
            known = known & (self.successes == other.successes)
            self, other = self._mirrored(), other._mirrored()
        drawn = self._drawn(xp.where(known, x, np.maximum(own.low, its.low)))
        found = log_ratio_kept(self._urn(), other._urn(), drawn, xp)
        return Ratio(xp.where(known, found.value, xp.nan), found.size)

    def log_ratio_across(self, other: Distribution, x: Array, xp: Any) -> Ratio | None:
        """Return the same against the binomial law that it tends to with the population."""
        if not isinstance(other, Binomial):
            return None
        own = self.support
        known = (self.draws == other.n) & (other.p > 0.0) & (other.p < 1.0)
        known = known & (x >= own.low) & (x <= own.high) & (self.population > 0.0)
        drawn = self._drawn(xp.where(known, x, own.low))
        chance = xp.where(known, other.p, 0.5)
        found = log_ratio_to_binomial(self._urn(), chance, drawn, falling_excess, xp)
        return Ratio(xp.where(known, found.value, xp.nan), found.size)

    def _mirrored(self) -> "Hypergeometric":
        """Return the same law, told as the draws found among the successes."""
        return Hypergeometric(self.population, self.draws, self.successes)

    def _urn(self) -> Drawn:
        return Drawn(self.successes, self.population - self.successes)

    def _drawn(self, k: Array) -> Drawn:
        return Drawn(k, self.draws - k)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws."""
        failures = int(self.population - self.successes)
        return rng.hypergeometric(int(self.successes), failures, int(self.draws), n).astype(float)


def _hypergeom(M: Array, n: Array, N: Array, loc: Array) -> Any:
    return shifted(Hypergeometric(M, n, N), loc)


SCIPY = {"hypergeom": Law({"M": COUNT, "n": COUNT, "N": COUNT}, _hypergeom, True)}
