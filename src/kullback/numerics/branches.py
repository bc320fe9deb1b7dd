"""Two forms of one function, each computed only where it is needed.

`where` computes both forms everywhere, which gradients and small arrays do not mind. Of many NumPy
numbers the series is taken of those that need it, and the plain form, a logarithm or so, of all.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

Array = Any

MANY = 512  # fewer numbers are done before their places are found
_PIECE = 1 << 16


def is_many(x: Array, xp: Any) -> bool:
    """Return whether `x` is a NumPy array long enough for its branches to be taken apart."""
    return xp is np and type(x) is np.ndarray and x.size >= MANY


def lies_within(x: Array, low: float, high: float) -> bool:
    """Return whether all of `x` lies strictly between the two; NaN does not."""
    return bool(x.min() > low and x.max() < high)


def lies_inside(x: Array, low: float, high: float) -> bool:
    """Return the same of an array of any length, which passes through the cache once."""
    flat = x.reshape(-1)
    pieces = (flat[start : start + _PIECE] for start in range(0, flat.size, _PIECE))
    return all(lies_within(piece, low, high) for piece in pieces)


def spliced(near: Array, form: Callable[..., Array], t: Any, other: Array) -> Array:
    """Return form(t) where `near` and `other` elsewhere; `other` may be overwritten.

    `t` is the argument of the form, or a tuple of them, of the shape of `near`.
    """
    arguments = t if isinstance(t, tuple) else (t,)
    places = np.flatnonzero(near)
    if places.size == near.size:
        return form(*arguments)
    if places.size:
        values = form(*(x.take(places) for x in arguments))
        other[np.unravel_index(places, near.shape) if near.ndim > 1 else places] = values
    return other
