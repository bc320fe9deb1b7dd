"""Distributions whose parameters are arrays of another library, and their NumPy twins.

What decides (support, which method, whether sums settle) looks at the twins; where a gradient is
wanted, the value itself is computed from the arrays as they came.
"""

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any, NamedTuple

import array_api_compat
import numpy as np

from kullback.distributions.arrays import is_foreign_array, library_name, widest
from kullback.distributions.base import Distribution
from kullback.errors import InvalidInputError
from kullback.numerics.backends import special

Array = Any


class Native(NamedTuple):
    """Both sides in the library that their parameters came in."""

    p: Any
    q: Any
    xp: Any
    dtype: Any
    device: Any
    tracked: bool
    """Whether somebody will ask for a gradient."""
    traced: bool
    """Whether the numbers themselves are not known yet, as inside `jax.jit`."""


def mapped(d: Any, change: Callable[[Array], Array]) -> Any:
    """Return the distribution with every array in it, at whatever depth, changed."""
    if isinstance(d, tuple):
        return tuple(mapped(x, change) for x in d)
    if isinstance(d, Distribution) and is_dataclass(d):
        inside = {f.name: getattr(d, f.name) for f in fields(d) if f.init}
        return replace(d, **{name: mapped(x, change) for name, x in inside.items()})
    return change(d) if is_foreign_array(d) or isinstance(d, np.ndarray | np.generic) else d


def foreign_arrays(d: Any) -> Iterator[Array]:
    """Yield the arrays of other libraries in a distribution, at whatever depth."""
    if isinstance(d, tuple):
        for x in d:
            yield from foreign_arrays(x)
    elif isinstance(d, Distribution) and is_dataclass(d):
        for f in fields(d):
            yield from foreign_arrays(getattr(d, f.name))
    elif is_foreign_array(d):
        yield d


def native_pair(p: Any, q: Any) -> Native | None:
    """Return both sides in their common library; None where both are NumPy's.

    With NumPy on one side the other's library and device win; two other libraries, or devices, are
    an error.
    """
    arrays = [*foreign_arrays(p), *foreign_arrays(q)]
    if not arrays:
        return None
    libraries = {library_name(x) for x in arrays}
    if len(libraries) > 1:
        if not any(_special(x).tracks(x) for x in arrays):
            return None  # nobody asks for a gradient: computed in NumPy, as every pair can be
        raise InvalidInputError(
            f"The parameters come from {' and '.join(sorted(libraries))}, and one of them asks for a "
            "gradient, which cannot cross libraries. Convert one side, or detach both."
        )
    xp = array_api_compat.array_namespace(*arrays)
    devices = {array_api_compat.device(x) for x in arrays}
    if len(devices) > 1:
        shown = ", ".join(sorted(map(str, devices)))
        raise InvalidInputError(f"The parameters lie on the devices {shown}; move them to one.")
    device = devices.pop()
    real = [x.dtype for x in arrays if xp.isdtype(x.dtype, "real floating")]
    dtype = xp.result_type(*real) if real else widest(xp)

    def adopted(x: Array) -> Array:
        wide = widest(xp)
        return (
            xp.astype(x, wide) if is_foreign_array(x) else xp.asarray(x, dtype=wide, device=device)
        )

    tracked = any(_special(x).tracks(x) for x in arrays)
    sides = (mapped(p, adopted), mapped(q, adopted)) if tracked else (p, q)
    return Native(*sides, xp, dtype, device, tracked, not all(is_known(x) for x in arrays))


def is_known(x: Array) -> bool:
    """Return whether the numbers in an array are there to be looked at."""
    return bool(_special(x).known(x))


def twin(d: Any) -> Any:
    """Return the same distribution with NumPy parameters."""
    return mapped(d, lambda x: _special(x).detached(x) if is_foreign_array(x) else x)


def _special(x: Array) -> Any:
    return special(array_api_compat.array_namespace(x))
