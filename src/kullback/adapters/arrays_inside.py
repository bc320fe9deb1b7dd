"""The arrays that an object of another library was made of, at whatever depth."""

from collections.abc import Iterator
from types import FunctionType, MethodType, ModuleType
from typing import Any

from kullback.distributions.arrays import is_foreign_array
from kullback.distributions.native import is_tracked

Array = Any

_CACHES = ("_cached_x_y", "_cache")
"""What transforms remember of points that went through them, which are no parameters."""


def arrays_inside(obj: Any) -> Iterator[Array]:
    """Yield the arrays in an object: in attributes, lists and dictionaries, and what functions close over."""
    waiting, seen = [obj], set()
    while waiting:
        value = waiting.pop()
        if id(value) in seen:
            continue
        seen.add(id(value))
        if is_foreign_array(value):
            yield value
        else:
            waiting += _inside(value)


def _inside(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [inner for key, inner in value.items() if key not in _CACHES]
    if isinstance(value, list | tuple | set | frozenset):
        return list(value)
    if isinstance(value, FunctionType):
        return [cell.cell_contents for cell in value.__closure__ or () if _is_filled(cell)]
    if isinstance(value, MethodType):
        return [value.__self__, value.__func__]
    attributes = None if isinstance(value, type | ModuleType) else getattr(value, "__dict__", None)
    return [] if attributes is None else [attributes]


def _is_filled(cell: Any) -> bool:
    try:
        cell.cell_contents  # noqa: B018  an empty one raises when it is looked at
    except ValueError:
        return False
    return True


def is_tracked_inside(obj: Any) -> bool:
    """Return whether a gradient may be asked for with respect to something that an object was made of."""
    return any(is_tracked(x) for x in arrays_inside(obj))
