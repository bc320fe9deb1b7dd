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
    """Probabilities, shape (..., m), of the integers start, start + 1, ..., start + m - 1."""

    start: int
    probs: Array

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """Leading axes of the probabilities."""
        return tuple(self.probs.shape[:-1])

    @property
    def support(self) -> Support:
        """From the first possible integer to the last."""
        possible = self.probs > 0.0
        m = possible.shape[-1]
        first = np.argmax(possible, axis=-1)
        last = m - 1 - np.argmax(possible[..., ::-1], axis=-1)
        return Support(INTEGERS, (self.start + first) * 1.0, (self.start + last) * 1.0)

    @property
    def bulk(self) -> tuple[float, float]:
        """The middle of the list and its length."""
        m = self.probs.shape[-1]
        return self.start + (m - 1) / 2.0, float(m)

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return the log probability of each integer, -inf off the list."""
        index = xp.asarray(x) - self.start
        inside = (index >= 0) & (index < self.probs.shape[-1]) & (index == xp.floor(index))
        mass = self.probs[xp.where(inside, index, 0).astype(int)]
        mass = xp.where(inside, mass, 0.0)
        return xp.where(mass > 0.0, xp.log(xp.where(mass > 0.0, mass, 1.0)), -xp.inf)

    def __getitem__(self, index: Any) -> Self:
        """Return the distribution at `index` of the batch."""
        return type(self)(self.start, self.probs[index])


def on_integers(probs: Array, outcomes: tuple[Any, ...] | None, name: str) -> Listed:
    """Return a table as a distribution on its integer outcomes, 0 ... m-1 if it names none."""
    if outcomes is None:
        return Listed(0, probs)
    if not all(isinstance(k, int | np.integer) and not isinstance(k, bool) for k in outcomes):
        raise SupportError(
            f"`{name}` names outcomes such as {outcomes[0]!r}; against a distribution on the integers they "
            "must be integers."
        )
    low, high = min(outcomes), max(outcomes)
    spread = np.zeros((*probs.shape[:-1], int(high - low) + 1))
    spread[..., [int(k - low) for k in outcomes]] = probs
    return Listed(int(low), spread)
