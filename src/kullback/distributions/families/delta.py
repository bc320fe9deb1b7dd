"""The distribution with all its mass at one point."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.family import REAL, Family, parameter
from kullback.distributions.listed import Listed
from kullback.distributions.native import settled
from kullback.distributions.support import LINE, Support

Array = Any


@dataclass(frozen=True, eq=False, repr=False)
class Delta(Family):
    """All mass at the point `value` (Dirac's delta): a pmf on the integers for a whole number.

    On the line it is an atom: it and whatever has a density there live on disjoint sets.
    """

    value: Array = parameter(REAL)

    @property
    def support(self) -> Support:
        """The point."""
        return Support(LINE, self.value, self.value)

    @property
    def bulk(self) -> tuple[float, float]:
        """The point, and a width for want of any."""
        return self.value, 1.0 + 0.0 * self.value

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return the log of the mass at x, which is no density."""
        return xp.where(x == self.value, 0.0, -xp.inf)

    def translated(self, by: Array) -> "Delta":
        """Return the distribution of X + by."""
        return Delta(self.value + by)

    def stretched(self, by: Array) -> "Delta":
        """Return the distribution of by X."""
        return Delta(self.value * by)

    def relatives(self) -> tuple[Listed, ...]:
        """Return the pmf on the integers that one at a whole number is."""
        if not settled(self.value % 1.0, 0.0):
            return ()
        integers = np.unique(self.value)
        there = np.asarray(self.value)[..., None] == integers
        return (Listed(integers, there.astype(float)),)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return the point `n` times."""
        return np.full(n, float(self.value))

    def entropy(self, xp: Any) -> Array:
        """Return 0: there is one outcome."""
        return 0.0 * self.value
