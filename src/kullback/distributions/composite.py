"""Distributions made of others: adapted from the inside out, and indexed by broadcasting."""

import math
from abc import abstractmethod
from collections.abc import Callable, Iterable
from dataclasses import fields, replace
from typing import Any, Self, TypeVar, cast

import numpy as np

from kullback.distributions.base import Distribution
from kullback.distributions.native import foreign_arrays, is_known, twin
from kullback.distributions.support import Space

Array = Any
Adapt = Callable[[Any, str], Any]
Whole = TypeVar("Whole", bound=Distribution)


class Composite(Distribution):
    """A distribution that keeps the parts it was given until the door makes distributions of them."""

    @abstractmethod
    def adapted(self, adapt: Adapt) -> Self:
        """Return the same with every part adapted; `adapt` takes a part and what messages call it."""

    @property
    @abstractmethod
    def held(self) -> tuple[Any, ...]:
        """The parts, as they were given or adapted."""


def are_adapted(parts: Iterable[Any]) -> bool:
    """Return whether all parts are distributions here, down to those that they are made of."""
    return all(
        are_adapted(part.held) if isinstance(part, Composite) else isinstance(part, Distribution)
        for part in parts
    )


def space_of(d: Distribution) -> Space | None:
    """Return where a distribution lives, as its NumPy twin says; None while its numbers are being traced."""
    try:
        return twin(d).support.space  # type: ignore[no-any-return]  # a twin is of the same class
    except (TypeError, RuntimeError):
        if all(is_known(x) for x in foreign_arrays(d)):
            raise
        return None


def may_share_space(p: Distribution, q: Distribution) -> bool:
    """Return whether both live on one space, as far as that can be told."""
    spaces = space_of(p), space_of(q)
    return None in spaces or spaces[0] == spaces[1]


def indexed(d: Whole, index: Any) -> Whole:
    """Return what stands at `index` of a batch, all fields of which broadcast to its shape."""
    shape, held = d.batch_shape, cast(Any, d)
    parts = {f.name: entry_of(getattr(d, f.name), shape, index) for f in fields(held)}
    return cast(Whole, replace(held, **parts))


def entry_of(d: Any, shape: tuple[int, ...], index: Any) -> Any:
    """Return what stands at `index` of a distribution, or array, once it is broadcast to `shape`."""
    if isinstance(d, Distribution):
        own = d.batch_shape
        if not own:
            return d
        places = np.broadcast_to(np.arange(math.prod(own)).reshape(own), shape)[index]
        return d[np.unravel_index(places, own)]
    return np.broadcast_to(d, shape)[index]
