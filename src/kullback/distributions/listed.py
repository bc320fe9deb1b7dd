"""A distribution on finitely many listed integers."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from kullback.distributions.base import Distribution
from kullback.distributions.support import INTEGERS, Support
from kullback.errors import SupportError

Array = Any


@dataclass(frozen=True, eq=False)
class Listed(Distribution):
    """Probabilities, shape (..., m), of m integers in increasing order."""

    integers: Array
    probs: Array

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """Leading axes of the probabilities."""
        return tuple(self.probs.shape[:-1])

    @property
    def support(self) -> Support:
        """From the first possible integer to the last."""
        possible = self.probs > 0.0
        first = np.argmax(possible, axis=-1)
        last = possible.shape[-1] - 1 - np.argmax(possible[..., ::-1], axis=-1)
        return Support(INTEGERS, self.integers[first], self.integers[last])

    @property
    def bulk(self) -> tuple[float, float]:
        """The middle integer, and how far the list extends."""
        spread = float(self.integers[-1] - self.integers[0]) + 1.0
        return float(self.integers[len(self.integers) // 2]), spread

    @property
    def atoms(self) -> Array:
        """The integers that are possible."""
        return self.integers[self.probs > 0.0]

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return the log probability of each integer, -inf off the list."""
        place = np.minimum(np.searchsorted(self.integers, x), len(self.integers) - 1)
        mass = xp.where(self.integers[place] == x, self.probs[place], 0.0)
        return xp.where(mass > 0.0, xp.log(xp.where(mass > 0.0, mass, 1.0)), -xp.inf)

    def __getitem__(self, index: Any) -> Self:
        """Return the distribution at `index` of the batch."""
        return type(self)(self.integers, self.probs[index])


def on_integers(probs: Array, outcomes: tuple[Any, ...] | None, name: str) -> Listed:
    """Return a table as a distribution on its integer outcomes, 0 ... m-1 if it names none."""
    if outcomes is None:
        return Listed(np.arange(probs.shape[-1], dtype=float), probs)
    if not all(isinstance(k, int | np.integer) and not isinstance(k, bool) for k in outcomes):
        raise SupportError(
            f"`{name}` names outcomes such as {outcomes[0]!r}; against a distribution on the integers they "
            "must be integers."
        )
    integers = np.array([float(k) for k in outcomes])
    order = np.argsort(integers)
    return Listed(integers[order], probs[..., order])
