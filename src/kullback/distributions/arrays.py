"""From what the caller holds to the array that is computed with, in the caller's own library."""

import sys
from typing import Any, NamedTuple

import array_api_compat
import numpy as np

from kullback.errors import InvalidInputError, ShapeError

Array = Any

_EXACT_LIBRARIES = (
    "torch",
    "jax",
    "jaxlib",
    "cupy",
    "dask",
    "ndonnx",
    "sparse",
    "array_api_strict",
)


class Work(NamedTuple):
    """An array in double precision, where its device has it, beside the array that was given."""

    xp: Any
    array: Array
    original: Array
    tolerance: float
    """How far a row's sum may stray from 1: what rounding of the given precision explains."""


def to_work(values: Any, name: str) -> Work:
    """Return `values` ready to be computed with; raise for what is no array of real numbers."""
    if type(values) is np.ndarray:
        return _numpy_work(values, values, name)
    if is_foreign_array(values):
        return _foreign_work(values, name)
    if isinstance(values, str | bytes | dict | set):
        raise InvalidInputError(f"`{name}` is {values!r}; an array of real numbers is needed here.")
    array = _numpy_array(values, name)
    return _numpy_work(array, array, name)


def _numpy_array(values: Any, name: str) -> Any:
    try:
        return np.asarray(values)
    except ValueError:
        raise ShapeError(
            f"`{name}` is ragged: its rows differ in length. Give rows of one length."
        ) from None


def is_foreign_array(values: Any) -> bool:
    """Return whether `values` is an array of a library other than NumPy."""
    if type(values).__module__.partition(".")[0] not in _EXACT_LIBRARIES:
        return False
    return bool(array_api_compat.is_array_api_obj(values))


def _numpy_work(array: Array, original: Array, name: str) -> Work:
    kind, size = array.dtype.kind, array.dtype.itemsize
    if kind not in "fiub":
        shown = {"c": "complex numbers", "O": "Python objects", "U": "strings", "S": "bytes"}
        raise InvalidInputError(
            f"`{name}` holds {shown.get(kind, str(array.dtype))}; real numbers are needed."
        )
    _check_shape(array.shape, name)
    if kind != "f" or size != 8:
        tolerance = 1e-3 if kind == "f" and size < 8 else 1e-6
        return Work(np, array.astype(np.float64), original, tolerance)
    return Work(np, array, original, 1e-6)


def _foreign_work(values: Any, name: str) -> Work:
    xp = array_api_compat.array_namespace(values)
    _check_shape(tuple(values.shape), name)
    if _is_traced(values):
        raise InvalidInputError(
            f"`{name}` is being traced (inside `jit`, `grad` or `vmap`): its numbers cannot be checked, "
            "and a Result cannot cross a trace. Use `kullback.functional` there."
        )
    dtype = values.dtype
    if xp.isdtype(dtype, "complex floating"):
        raise InvalidInputError(f"`{name}` holds complex numbers; real numbers are needed.")
    real = xp.isdtype(dtype, "real floating")
    narrow = real and xp.finfo(dtype).bits < 64
    # bfloat16 rounds by more than the 1e-3 that single and half precision are granted
    tolerance = max(1e-3, float(xp.finfo(dtype).eps)) if narrow else 1e-6
    return Work(xp, _widened(values, xp, real), values, tolerance)


def _is_traced(values: Any) -> bool:
    """Return whether `values` stand for numbers that are not known yet."""
    if "Tracer" in type(values).__name__:  # JAX's, of which some would answer
        return True
    try:
        bool(values[(0,) * values.ndim] == 0)
    except Exception:  # noqa: BLE001  each tracing library has an error of its own
        return True
    return False


def widest(xp: Any) -> Any:
    """Return double precision; single for JAX without x64, which has no other."""
    if xp.__name__.startswith("jax") and not sys.modules["jax"].config.jax_enable_x64:
        return xp.float32  # the compensated forms then work in single
    return xp.float64


def _widened(values: Any, xp: Any, real: bool) -> Any:
    """Return `values` in double precision, or in the widest the device has."""
    if real and xp.finfo(values.dtype).bits == 64:
        return values
    try:
        return xp.astype(values, widest(xp))
    except (TypeError, RuntimeError):
        return xp.astype(values, xp.float32)


def _check_shape(shape: tuple[int, ...], name: str) -> None:
    if len(shape) == 0:
        raise ShapeError(f"`{name}` is a single number; a table has an axis of outcomes.")
    if 0 in shape:
        raise ShapeError(f"`{name}` is empty, shape {shape}; a table has at least one outcome.")


def move_axis(values: Any, axis: Any, name: str) -> Any:
    """Return `values` with `axis` moved last."""
    if not isinstance(axis, int | np.integer) or isinstance(axis, bool):
        raise InvalidInputError(f"`axis` is {axis!r}; a whole number is needed.")
    xp = array_api_compat.array_namespace(values) if is_foreign_array(values) else np
    array = values if xp is not np else _numpy_array(values, name)
    if not -array.ndim <= axis < array.ndim:
        raise ShapeError(f"`axis` is {axis}, but `{name}` has {array.ndim} axes.")
    return xp.moveaxis(array, axis, -1)


def promote(p: Work, q: Work) -> tuple[Work, Work, Any]:
    """Return both sides in one library, and the dtype of the answer.

    With NumPy on one side the other's library and device win; two other libraries, or devices, are
    an error.
    """
    if p.xp is np and q.xp is np:
        return p, q, None
    if p.xp is np or q.xp is np:
        guest, host = (p, q) if p.xp is np else (q, p)
        moved = host.xp.asarray(guest.array, dtype=host.array.dtype, device=_device(host))
        guest = Work(host.xp, moved, guest.original, guest.tolerance)
        p, q = (guest, host) if p.xp is np else (host, guest)
        return p, q, result_dtype(host)
    if p.xp is not q.xp:
        raise InvalidInputError(
            f"`p` is an array of {_library(p)} and `q` of {_library(q)}; convert one of them."
        )
    if _device(p) != _device(q):
        raise InvalidInputError(
            f"`p` is on device {_device(p)} and `q` on {_device(q)}; move one of them."
        )
    wide = p.xp.result_type(result_dtype(p), result_dtype(q))
    return p, q, wide


def _library(work: Work) -> str:
    return str(getattr(work.xp, "__name__", work.xp)).replace("array_api_compat.", "")


def library_name(x: Array) -> str:
    """Return the name of the library an array belongs to."""
    return type(x).__module__.partition(".")[0].replace("jaxlib", "jax")


def _device(work: Work) -> Any:
    return array_api_compat.device(work.array)


def result_dtype(work: Work) -> Any:
    """Return the floating dtype the caller gave, or the one computed in for whole numbers."""
    given = work.original.dtype
    return given if work.xp.isdtype(given, "real floating") else work.array.dtype


def as_numpy(x: Any) -> Any:
    """Return a NumPy copy of an array of any library: for messages and lists, not for computing."""
    if type(x).__module__ == "torch":
        return np.asarray(x.detach().cpu())
    try:
        return np.asarray(x)
    except RuntimeError:  # on a device whose memory NumPy cannot read
        home = array_api_compat.array_namespace(x).__array_namespace_info__().default_device()
        return np.asarray(array_api_compat.to_device(x, home))
