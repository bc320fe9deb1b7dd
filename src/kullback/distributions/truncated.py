"""Distributions on the line cut off at one or both ends."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from kullback.distributions.base import Distribution
from kullback.distributions.composite import indexed
from kullback.distributions.families.normal import Normal
from kullback.distributions.families.truncated_normal import TruncatedNormal
from kullback.distributions.support import Support

Array = Any


@dataclass(frozen=True, eq=False)
class Truncated(Distribution):
    """The distribution of X given that low <= X <= high.

    `log_mass` is the logarithm of the probability of that, as whoever truncates knows it.
    """

    base: Distribution
    low: Array
    high: Array
    log_mass: Array

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """Broadcast shape of the base and the cuts."""
        shapes = (self.base.batch_shape, np.shape(self.low), np.shape(self.high))
        return np.broadcast_shapes(*shapes)

    @property
    def support(self) -> Support:
        """What the cuts leave of the base's support."""
        inner = self.base.support
        low, high = np.asarray(inner.low), np.asarray(inner.high)
        return Support(inner.space, np.maximum(low, self.low), np.minimum(high, self.high))

    @property
    def bulk(self) -> tuple[Array, Array]:
        """The base's bulk, brought between the cuts."""
        centre, width = self.base.bulk
        inside = np.clip(centre, self.low, self.high)
        return inside, np.minimum(
            width, np.where(self.high > self.low, self.high - self.low, width)
        )

    @property
    def breaks(self) -> tuple[float, ...]:
        """The base's breaks."""
        return self.base.breaks

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return the base's log density less the log of the mass that is left."""
        inside = (x >= self.low) & (x <= self.high)
        return np.where(inside, self.base.log_density(x, xp) - self.log_mass, -np.inf)

    def log_ratio(self, other: Self, x: Array, xp: Any, gap: Array | None = None) -> Array | None:
        """Return the bases' log ratio less that of the masses."""
        if type(self.base) is not type(other.base):
            return None
        inner = self.base.log_ratio(other.base, x, xp)
        return None if inner is None else inner - (self.log_mass - other.log_mass)

    def relatives(self) -> tuple[Distribution, ...]:
        """Return the family's own truncated member, where there is one."""
        if isinstance(self.base, Normal):
            return (TruncatedNormal(self.base.mean, self.base.sd, self.low, self.high),)
        return ()

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws of the base that fell between the cuts."""
        kept = np.empty(0)
        while kept.size < n:
            x = self.base.sample(2 * n, rng)
            kept = np.concatenate([kept, x[(x >= self.low) & (x <= self.high)]])
        return kept[:n]

    def __getitem__(self, index: Any) -> Self:
        """Return the distribution at `index` of the batch."""
        return indexed(self, index)
