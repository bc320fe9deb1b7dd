"""Distributions moved along the line."""

import math
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from kullback.distributions.base import Distribution
from kullback.distributions.support import Support
from kullback.numerics.double_double import exact_total

Array = Any


@dataclass(frozen=True, eq=False)
class Shifted(Distribution):
    """The distribution of X + loc, for families without a location of their own."""

    base: Distribution
    loc: Array

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """Broadcast shape of the base and the shift."""
        return np.broadcast_shapes(self.base.batch_shape, np.shape(self.loc))

    @property
    def support(self) -> Support:
        """The base's support, moved without rounding."""
        inner = self.base.support
        return Support(inner.space, _moved(inner.low, self.loc), _moved(inner.high, self.loc))

    @property
    def bulk(self) -> tuple[float, float]:
        """The base's bulk, moved."""
        centre, width = self.base.bulk
        return centre + self.loc, width

    @property
    def breaks(self) -> tuple[float, ...]:
        """The base's breaks, moved."""
        return tuple(b + self.loc for b in self.base.breaks)

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return the base's log density at x - loc."""
        return self.base.log_density(x - self.loc, xp, gap)

    def entropy(self, xp: Any) -> Array | None:
        """Return the base's entropy: a shift changes nothing."""
        return self.base.entropy(xp)

    def translated(self, by: Array) -> Distribution:
        """Return the base itself when the shift is undone, else a new shift."""
        loc = self.loc + by
        return self.base if np.all(loc == 0.0) else Shifted(self.base, loc)

    def __getitem__(self, index: Any) -> Self:
        """Return the distribution at `index` of the batch."""
        shape = self.batch_shape
        own = self.base.batch_shape
        places = np.broadcast_to(np.arange(math.prod(own)).reshape(own), shape)[index]
        base = self.base[np.unravel_index(places, own)] if own else self.base
        return type(self)(base, np.broadcast_to(self.loc, shape)[index])


def without_common_shift(p: Any, q: Any) -> tuple[Any, Any]:
    """Return the bases when both sides are moved by the same amount: a divergence sees no shift."""
    if isinstance(p, Shifted) and isinstance(q, Shifted) and np.array_equal(p.loc, q.loc):
        return p.base, q.base
    return p, q


def _moved(end: Any, loc: Any) -> Any:
    return exact_total(end, loc) if np.all(np.isfinite(np.asarray(end))) else end + loc
