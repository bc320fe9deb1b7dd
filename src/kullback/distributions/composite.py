"""Distributions made of others: adapted from the inside out, and indexed by broadcasting."""

import math
from abc import abstractmethod
from collections.abc import Callable
from typing import Any, Self

import numpy as np

from kullback.distributions.base import Distribution

Array = Any
Adapt = Callable[[Any, str], Any]


class Composite(Distribution):
    """A distribution that keeps the parts it was given until the door makes distributions of them."""

    @abstractmethod
    def adapted(self, adapt: Adapt) -> Self:
        """Return the same with every part adapted; `adapt` takes a part and what messages call it."""


def entry_of(d: Any, shape: tuple[int, ...], index: Any) -> Any:
    """Return what stands at `index` of a distribution, or array, once it is broadcast to `shape`."""
    if isinstance(d, Distribution):
        own = d.batch_shape
        if not own:
            return d
        places = np.broadcast_to(np.arange(math.prod(own)).reshape(own), shape)[index]
        return d[np.unravel_index(places, own)]
    return np.broadcast_to(d, shape)[index]
