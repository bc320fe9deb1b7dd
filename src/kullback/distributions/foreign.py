"""A distribution of another library that has no counterpart here: known only by what it computes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from kullback.distributions.base import Distribution
from kullback.distributions.support import Space, Support

Array = Any

_RESOLVED = 2.0**-26
"""A relative distance that a double next to 1 still tells to half its digits."""


@dataclass(frozen=True, eq=False, repr=False)
class Foreign(Distribution):
    """Callables of a foreign distribution, or of a batch of them.

    Parameters
    ----------
    name : str
        What messages call it.
    space : Space
        What a draw is.
    log_of : callable
        Log density, or log pmf, of an array of points; asked of a single distribution only.
    low, high : float or array
        Ends of the support; infinite where the space has no order.
    middle : callable, optional
        Returns centre and width of the bulk; called only when they are needed.
    sampler : callable, optional
        Of (n, rng): draws of shape (n, *event).
    kinks : tuple of float
        Points where the density is not smooth.
    entries : callable, optional
        Of an index: the distribution at that place of a batch.
    key : optional
        What tells it from others: two of equal key are the same distribution.
    listed : array, optional
        All that is possible, in order, where that is known and little.
    """

    name: str
    space: Space
    log_of: Callable[[Array], Array]
    low: Array = -np.inf
    high: Array = np.inf
    middle: Callable[[], tuple[float, float]] | None = None
    sampler: Callable[[int, np.random.Generator], Array] | None = None
    kinks: tuple[float, ...] = ()
    entries: Callable[[Any], "Foreign"] | None = None
    key: Any = None
    listed: Array | None = None

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """Shape of the ends."""
        return np.broadcast_shapes(np.shape(self.low), np.shape(self.high))

    @property
    def support(self) -> Support:
        """The interval that the other library gives."""
        return Support(self.space, self.low, self.high)

    @property
    def bulk(self) -> tuple[float, float]:
        """Median and interquartile range, or the best guess of them."""
        return (0.0, 1.0) if self.middle is None else self.middle()

    @property
    def breaks(self) -> tuple[float, ...]:
        """Points where the density is not smooth."""
        return self.kinks

    @property
    def atoms(self) -> Array | None:
        """All that is possible, where it is listed."""
        return self.listed

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return what the other library computes, -inf where it gives no number.

        Closer to a finite upper end than points can tell apart, a power of the distance is assumed.
        """
        value = self._asked(np.asarray(x))
        if gap is None or not np.isfinite(self.high):
            return value
        least = _RESOLVED * (abs(self.high) + min(abs(self.low), abs(self.high)))
        close = np.asarray(gap) < least
        near, next_to = (float(self._asked(np.asarray(self.high - k * least))) for k in (1.0, 2.0))
        if not np.any(close) or not np.isfinite(near) or not np.isfinite(next_to):
            return value
        power = (next_to - near) / np.log(2.0)
        with np.errstate(divide="ignore"):
            return np.where(close, near + power * (np.log(gap) - np.log(least)), value)

    def _asked(self, x: Array) -> Array:
        value = np.asarray(self.log_of(x), dtype=float)
        return np.where(np.isnan(value), -np.inf, value)

    def kl(self, other: "Foreign", xp: Any) -> Array | None:
        """Return 0 for the same distribution, where a sum of zeros would find no end; else None."""
        same = self.key is not None and self.key == other.key
        return xp.zeros(self.batch_shape) if same else None

    def __getitem__(self, index: Any) -> Self:
        """Return the distribution at `index` of the batch."""
        if self.entries is None:
            return self
        single: Any = self.entries(index)
        return single  # type: ignore[no-any-return]

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws, shape (n, *event)."""
        if self.sampler is None:
            return super().sample(n, rng)
        return self.sampler(n, rng)

    def __repr__(self) -> str:
        """Return the name."""
        return self.name
