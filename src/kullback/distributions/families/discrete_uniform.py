"""The uniform distribution on consecutive integers."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.base import Distribution
from kullback.distributions.family import WHOLE, Family, parameter
from kullback.distributions.law import Law
from kullback.distributions.support import INTEGERS, Support
from kullback.errors import InvalidInputError

Array = Any


@dataclass(frozen=True, eq=False, repr=False)
class DiscreteUniform(Family):
    """Uniform distribution on the integers `low` to `high`, both included."""

    low: Array = parameter(WHOLE)
    high: Array = parameter(WHOLE)

    @classmethod
    def likeliest(cls, x: Array, weights: Array) -> "DiscreteUniform":
        """Return the shortest range that holds all points."""
        return cls(x.min(), x.max())

    def validate(self) -> None:
        """Raise when the ends are in the wrong order."""
        if not np.all(self.low <= self.high):
            raise InvalidInputError(
                f"`DiscreteUniform.low` is {self.low} and `high` is {self.high}; `low` must not "
                "exceed `high`."
            )

    @property
    def support(self) -> Support:
        """From low to high."""
        return Support(INTEGERS, self.low, self.high)

    @property
    def bulk(self) -> tuple[float, float]:
        """Middle and number of integers."""
        return self.low + 0.5 * (self.high - self.low), self._size()

    def _size(self) -> Array:
        return (self.high - self.low) + 1.0

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return minus the logarithm of the number of integers."""
        inside = (x >= self.low) & (x <= self.high) & (x == xp.floor(x))
        return xp.where(inside, -xp.log(self._size()), -xp.inf)

    def entropy(self, xp: Any) -> Array:
        """Return the logarithm of the number of integers."""
        return xp.log(self._size())

    def kl(self, other: "DiscreteUniform", xp: Any) -> Array:
        """Return the logarithm of the ratio of the sizes, from what q has more at either end."""
        more = (other.high - self.high) + (self.low - other.low)
        inside = (other.high >= self.high) & (self.low >= other.low)
        return xp.where(inside, xp.log1p(xp.where(inside, more, 0.0) / self._size()), xp.inf)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws."""
        return rng.integers(int(self.low), int(self.high), n, endpoint=True).astype(float)


def _randint(low: Array, high: Array, loc: Array) -> Distribution:
    if not np.all(low < high):
        raise InvalidInputError(
            f"`low` of `randint` is {low} and `high` is {high}; `low` must be below `high`."
        )
    return DiscreteUniform(low + loc, high - 1.0 + loc)


SCIPY = {
    "randint": Law({"low": WHOLE, "high": WHOLE}, _randint, True),
}
