"""Distributions stretched about 0."""

from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from kullback.distributions.base import Distribution
from kullback.distributions.composite import indexed
from kullback.distributions.support import Support

Array = Any


@dataclass(frozen=True, eq=False)
class Stretched(Distribution):
    """The distribution of scale X, for families on a fixed interval."""

    base: Distribution
    scale: Array

    def undone_with(self, other: Distribution) -> bool:
        """Return whether `other` is stretched alike, which a divergence does not see."""
        return isinstance(other, Stretched) and np.array_equal(self.scale, other.scale)

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """Broadcast shape of the base and the scale."""
        return np.broadcast_shapes(self.base.batch_shape, np.shape(self.scale))

    @property
    def support(self) -> Support:
        """The base's support, stretched."""
        inner = self.base.support
        return Support(inner.space, inner.low * self.scale, inner.high * self.scale)

    @property
    def bulk(self) -> tuple[float, float]:
        """The base's bulk, stretched."""
        centre, width = self.base.bulk
        return centre * self.scale, width * self.scale

    @property
    def breaks(self) -> tuple[float, ...]:
        """The base's breaks, stretched."""
        return tuple(b * self.scale for b in self.base.breaks)

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return the base's log density at x/scale, less log scale."""
        inner = self.base.log_density(x / self.scale, xp, None if gap is None else gap / self.scale)
        return inner - xp.log(self.scale)

    def log_ratio(self, other: Self, x: Array, xp: Any, gap: Array | None = None) -> Array | None:
        """Return the bases' log ratio when both are stretched alike."""
        if type(self.base) is not type(other.base) or not np.array_equal(self.scale, other.scale):
            return None
        inner_gap = None if gap is None else gap / self.scale
        return self.base.log_ratio(other.base, x / self.scale, xp, inner_gap)

    def entropy(self, xp: Any) -> Array | None:
        """Return the base's entropy plus log scale."""
        inner = self.base.entropy(xp)
        return None if inner is None else inner + xp.log(self.scale)

    def stretched(self, by: Array) -> Distribution:
        """Return the base itself when the stretch is undone, else a new one."""
        scale = self.scale * by
        return self.base if np.all(scale == 1.0) else Stretched(self.base, scale)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws of the base, stretched."""
        return self.base.sample(n, rng) * self.scale

    def __getitem__(self, index: Any) -> Self:
        """Return the distribution at `index` of the batch."""
        return indexed(self, index)
