"""What the training losses share: checks at the door, masks, and what a reduction divides by.

========== ==========================================================================
reduction  what is returned
========== ==========================================================================
none       every row's value, 0 where the mask leaves it out
sum        their sum
token_mean the sum divided by the number of rows that the mask keeps, 0 if it keeps none
batch_mean the sum divided by the length of the first axis, masked rows included
========== ==========================================================================
"""

import math
from collections.abc import Sequence
from typing import Any

import array_api_compat
import numpy as np

from kullback.errors import InvalidInputError, ShapeError
from kullback.numerics.backends import make_ready, namespace_of

Array = Any

make_ready()

REDUCTIONS = ("none", "token_mean", "batch_mean", "sum")


def one_of(name: str, value: Any, choices: Sequence[str]) -> None:
    """Raise unless the option `name` has one of the values there are."""
    if value not in choices:
        listed = ", ".join(f'"{choice}"' for choice in choices)
        raise InvalidInputError(f"`{name}` is {value!r}; it is one of {listed}.")


def number(
    name: str, value: Any, low: float, high: float = math.inf, *, ends: bool = False
) -> float:
    """Return an option as a number, which must lie between the two; with `ends`, on `low` too."""
    try:
        found = float(value)
    except (TypeError, ValueError) as error:
        raise InvalidInputError(f"`{name}` is {value!r}; pass a plain number.") from error
    if not (low < found < high or (ends and found == low)):
        span = f"{'[' if ends else '('}{low:g}, {high:g})"
        raise InvalidInputError(f"`{name}` is {found:g}; pass a finite number in {span}.")
    return found


def floating(first: tuple[str, Array], *others: tuple[str, Any]) -> tuple[Any, list[Array]]:
    """Return the namespace of named arrays, and these as real floating arrays of it.

    Plain numbers stay so beside an array of a library; lists become NumPy's, and NumPy's arrays
    those of the other library, in its dtype.
    """
    named = (first, *others)
    own = [(k, np.asarray(x) if isinstance(x, list | tuple) else x) for k, x in named]
    arrays = [x for _, x in own if not isinstance(x, int | float)]
    arrays = [x for x in arrays if not isinstance(x, np.ndarray)] or arrays
    try:
        xp = namespace_of(*arrays)
    except TypeError as error:
        kinds = ", ".join(f"`{k}` a {type(x).__name__}" for k, x in own)
        raise InvalidInputError(
            f"these are no arrays of one library: {kinds}; convert them to one of them."
        ) from error
    found = [_as_floating(k, beside(x, arrays[0], xp), xp) for k, x in own]
    if xp is not np:
        found = [
            xp.astype(new, arrays[0].dtype) if isinstance(old, np.ndarray) else new
            for new, (_, old) in zip(found, own, strict=True)
        ]
    return xp, found


def beside(x: Any, like: Array, xp: Any) -> Any:
    """Return NumPy's array as one of the library of `like`, on its device, and others as they are."""
    if xp is np or not isinstance(x, np.ndarray):
        return x
    return xp.asarray(x, device=array_api_compat.device(like))


def _as_floating(name: str, x: Any, xp: Any) -> Any:
    if isinstance(x, int | float) or xp.isdtype(x.dtype, "real floating"):
        return x
    if xp.isdtype(x.dtype, "integral"):
        return xp.astype(x, xp.asarray(0.0).dtype)
    raise InvalidInputError(f"`{name}` has the dtype {x.dtype}; real numbers are needed.")


def computed_in(x: Array, xp: Any) -> Array:
    """Return half precision as single, and NumPy's as double: a loss of two digits says little."""
    if isinstance(x, int | float):
        return x
    if xp is np:
        return x.astype(np.float64, copy=False)
    return xp.astype(x, xp.float32) if xp.finfo(x.dtype).bits < 32 else x


def returned_in(xp: Any, *arrays: Array) -> Any:
    """Return the dtype of NumPy's answer, single for half precision; nothing of other libraries."""
    if xp is not np:
        return None
    return np.result_type(np.float32, *(x for x in arrays if not isinstance(x, int | float)))


def narrowed(value: Array, dtype: Any) -> Array:
    """Return the answer in the dtype that `returned_in` gave."""
    return value if dtype is None else value.astype(dtype, copy=False)


def same_shape(first: tuple[str, Array], second: tuple[str, Array]) -> None:
    """Raise unless two named arrays have one shape; nothing is broadcast in a loss."""
    if first[1].shape != second[1].shape:
        raise ShapeError(
            f"`{first[0]}` has the shape {tuple(first[1].shape)} and `{second[0]}` "
            f"{tuple(second[1].shape)}; they must be the same, since a loss does not broadcast."
        )


def kept(mask: Any, shape: tuple[int, ...], like: Array, xp: Any) -> Array | None:
    """Return the mask as booleans: True, or anything but 0, keeps a row."""
    if mask is None:
        return None
    if isinstance(mask, list | tuple):
        mask = np.asarray(mask)
    mask = beside(mask, like, xp)
    if tuple(mask.shape) != tuple(shape):
        raise ShapeError(
            f"`mask` has the shape {tuple(mask.shape)}, and there are {tuple(shape)} rows; pass one "
            "entry a row, True where it counts."
        )
    return mask if xp.isdtype(mask.dtype, "bool") else mask != 0


def reduced(values: Array, mask: Array | None, reduction: str, xp: Any, dtype: Any) -> Array:
    """Return the rows' values as `reduction` says; a row left out adds 0, even if it is inf."""
    if mask is not None:
        values = xp.where(mask, values, xp.zeros_like(values))
    if reduction == "none":
        return narrowed(values, dtype)
    return narrowed(xp.sum(values) / _divisor(values, mask, reduction, xp), dtype)


def _divisor(values: Array, mask: Array | None, reduction: str, xp: Any) -> Any:
    match reduction:
        case "batch_mean":
            return max(values.shape[0] if values.ndim else 1, 1)
        case "token_mean" if mask is None:
            return max(math.prod(values.shape), 1)
        case "token_mean":
            count = xp.sum(xp.astype(mask, values.dtype))
            return xp.where(count > 0.0, count, xp.ones_like(count))
    return 1
