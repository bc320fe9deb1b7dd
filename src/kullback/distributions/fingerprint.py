"""When two distributions are the same: by all that they are made of, at whatever depth."""

from collections.abc import Hashable
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from kullback.distributions.arrays import is_foreign_array
from kullback.distributions.foreign import Foreign
from kullback.numerics.double_double import DoubleDouble


def fingerprint(d: Any) -> Hashable:
    """Return something hashable that two distributions share only if they are the same.

    Arrays of another library are told apart by identity: a gradient may look at each of them.
    """
    if isinstance(d, Foreign) and d.key is not None:
        return ("Foreign", d.key)
    if is_dataclass(d) and not isinstance(d, type):
        inside = tuple(fingerprint(getattr(d, f.name)) for f in fields(d) if f.init)
        return (type(d).__qualname__, *inside)
    if isinstance(d, tuple):
        return tuple(fingerprint(x) for x in d)
    if isinstance(d, DoubleDouble):
        return (fingerprint(d.high), fingerprint(d.low))
    if is_foreign_array(d):
        return id(d)
    if isinstance(d, np.ndarray | np.generic | float | int):
        array = np.asarray(d, dtype=float) + 0.0  # -0.0 becomes 0.0
        return (array.shape, array.tobytes())
    return d if isinstance(d, Hashable) else id(d)


def same(p: Any, q: Any) -> bool:
    """Return whether two distributions, or parts of them, are certainly the same."""
    return p is q or fingerprint(p) == fingerprint(q)
