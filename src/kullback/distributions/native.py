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
from kullback.errors import InvalidInputError
from kullback.numerics.backends import special
from kullback.numerics.double_double import DoubleDouble

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

    def where(self, condition: Array, x: Array, y: Array) -> Array:
        """Return x where a condition on the twins, or on traced parameters, holds, else y."""
        if not is_foreign_array(condition):
            condition = self.xp.asarray(np.asarray(condition), device=self.device)
        return self.xp.where(condition, x, y)

    def home(self, x: Array | None) -> Array | None:
        """Return an answer in the library, dtype and on the device that the parameters came in."""
        if x is None:
            return None
        if not is_foreign_array(x):
            return self.xp.asarray(np.asarray(x), dtype=self.dtype, device=self.device)
        return self.xp.astype(x, self.dtype)


def mapped(d: Any, change: Callable[[Array], Array]) -> Any:
    """Return the distribution with every array in it, at whatever depth, changed."""
    if isinstance(d, tuple):
        return tuple(mapped(x, change) for x in d)
    if is_dataclass(d) and not isinstance(d, type):
        inside = {f.name: getattr(d, f.name) for f in fields(d) if f.init}
        return replace(d, **{name: mapped(x, change) for name, x in inside.items()})
    arrays = np.ndarray | np.generic | DoubleDouble
    return change(d) if is_foreign_array(d) or isinstance(d, arrays) else d


def foreign_arrays(d: Any) -> Iterator[Array]:
    """Yield the arrays of other libraries in a distribution, at whatever depth."""
    if isinstance(d, tuple):
        for x in d:
            yield from foreign_arrays(x)
    elif is_dataclass(d) and not isinstance(d, type):
        for f in fields(d):
            yield from foreign_arrays(getattr(d, f.name))
    elif is_foreign_array(d):
        yield d


def native_pair(p: Any, q: Any) -> Native | None:
    """Return both sides in one library; None where NumPy's twins are all there is to compute with.

    With NumPy on one side the other's library and device win. Of two other libraries the one that
    asks for a gradient does, and the numbers of the other are constants there.
    """
    arrays = [*foreign_arrays(p), *foreign_arrays(q)]
    if not arrays:
        return None
    asking = {library_name(x) for x in arrays if is_tracked(x)}
    libraries = asking or {library_name(x) for x in arrays}
    if len(libraries) > 1:
        if not asking:
            return None
        raise InvalidInputError(
            f"The parameters come from {' and '.join(sorted(libraries))}, and both ask for a gradient, "
            "which cannot cross libraries. Convert one side, or detach it."
        )
    arrays = [x for x in arrays if library_name(x) in libraries]
    xp = array_api_compat.array_namespace(*arrays)
    real = [x.dtype for x in arrays if xp.isdtype(x.dtype, "real floating")]
    dtype = xp.result_type(*real) if real else widest(xp)
    device = _one_device(arrays)
    traced = not all(is_known(x) for x in arrays)
    if not asking:
        return Native(p, q, xp, dtype, device, False, traced)
    return Native(*_adopted((p, q), arrays[0]), xp, dtype, device, True, traced)


def _one_device(arrays: list[Array]) -> Any:
    devices = {array_api_compat.device(x) for x in arrays} - {None}  # a tracer has none yet
    if len(devices) > 1:
        shown = ", ".join(sorted(map(str, devices)))
        raise InvalidInputError(f"The parameters lie on the devices {shown}; move them to one.")
    return devices.pop() if devices else None


def _adopted(sides: tuple[Any, Any], like: Array) -> tuple[Any, Any]:
    """Return both sides with all their arrays in the library of `like`; one array stays one.

    What NumPy knows to twice the precision is rounded.
    """
    backend, library = _special(like), library_name(like)
    seen: dict[int, tuple[Array, Array]] = {}

    def adopted(x: Array) -> Array:
        if id(x) not in seen:
            own = not is_foreign_array(x) or library_name(x) == library
            there = np.asarray(x) if isinstance(x, DoubleDouble) else x
            seen[id(x)] = x, backend.adopted(there if own else _special(x).detached(x), like)
        return seen[id(x)][1]

    p, q = (mapped(side, adopted) for side in sides)
    return p, q


def is_tracked(x: Array) -> bool:
    """Return whether a gradient with respect to an array may be asked for."""
    return bool(_special(x).tracks(x)) or not is_known(x)


def settled(x: Array, y: Array) -> bool:
    """Return whether two parameters are equal, and stay so: a gradient looks at what is beside."""
    if x is y:
        return True
    arrays = [v for v in (x, y) if is_foreign_array(v)]
    if any(is_tracked(v) for v in arrays):
        return False
    x, y = (_special(v).detached(v) if is_foreign_array(v) else v for v in (x, y))
    try:
        return bool(np.all(np.equal(x, y)))
    except ValueError:  # of shapes that do not broadcast
        return False


def is_known(x: Array) -> bool:
    """Return whether the numbers in an array are there to be looked at."""
    return bool(_special(x).known(x))


def beside(x: Array, like: Array) -> Array:
    """Return plain numbers in the library of the array `like`."""
    return _special(like).beside(x, like)


def twin(d: Any) -> Any:
    """Return the same distribution with NumPy parameters; itself, where they are that already."""
    if next(foreign_arrays(d), None) is None:
        return d
    return mapped(d, lambda x: _special(x).detached(x) if is_foreign_array(x) else x)


def _special(x: Array) -> Any:
    return special(array_api_compat.array_namespace(x))
