"""The hypergeometric distribution."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.families.binomial import Binomial
from kullback.distributions.family import COUNT, Family, parameter
from kullback.distributions.law import Law
from kullback.distributions.support import INTEGERS, Support
from kullback.distributions.transformed import shifted
from kullback.errors import InvalidInputError
from kullback.numerics.gamma import lgamma_difference

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
    ) -> Array:
        """Return log of the ratio of the masses, factorial by factorial."""
        low = np.maximum(self.support.low, other.support.low)
        high = np.minimum(self.support.high, other.support.high)
        k = xp.where((x >= low) & (x <= high), x, low)
        total = 0.0 * k
        for sign, own, its in zip(_SIGNS, self._counts(k), other._counts(k), strict=True):
            start, step = own + 1.0 + 0.0 * k, (its - own) + 0.0 * k
            total = total - sign * lgamma_difference(start, step, xp)
        return total

    def _counts(self, k: Array) -> tuple[Array, ...]:
        """Return the nine counts whose factorials make the mass."""
        failures = self.population - self.successes
        rest = self.draws - k
        whole = (self.population, self.draws, self.population - self.draws)
        return (self.successes, k, self.successes - k, failures, rest, failures - rest, *whole)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws."""
        failures = int(self.population - self.successes)
        return rng.hypergeometric(int(self.successes), failures, int(self.draws), n).astype(float)


_SIGNS = (1.0, -1.0, -1.0, 1.0, -1.0, -1.0, -1.0, 1.0, 1.0)


def _hypergeom(M: Array, n: Array, N: Array, loc: Array) -> Any:
    return shifted(Hypergeometric(M, n, N), loc)


SCIPY = {"hypergeom": Law({"M": COUNT, "n": COUNT, "N": COUNT}, _hypergeom, True)}
