"""The columns of a data frame of any library, through narwhals."""

from typing import Any

import narwhals.stable.v2 as nw
import numpy as np
from numpy.typing import NDArray

from kullback.errors import InvalidInputError, UnknownDistributionError

Array = NDArray[Any]

_UNNAMED = "column 0"


def frame_columns(data: Any) -> tuple[tuple[str, ...], list[Array]]:
    """Return the names and columns of a frame or series: numbers, times, or objects."""
    try:
        native = nw.from_native(data, eager_only=True, allow_series=True)
    except TypeError:
        raise UnknownDistributionError(
            f"`x` is a {type(data).__module__}.{type(data).__qualname__}; a sample is an array of numbers "
            "or labels, or an eager data frame (collect a lazy one first)."
        ) from None
    except nw.exceptions.DuplicateError as error:
        raise InvalidInputError(f"`x` has columns of one name; rename them. ({error})") from None
    if 0 in native.shape:
        raise InvalidInputError(f"`x` is an empty frame, of shape {native.shape}.")
    if isinstance(native, nw.Series):
        return (_UNNAMED,), [
            _column(native)
        ]  # a series is compared with others, whatever their names
    # a frame of pandas may have numbers for names
    columns = list(native.iter_columns())
    return tuple(str(column.name) for column in columns), [_column(column) for column in columns]


def _column(series: Any) -> Array:
    if series.dtype.is_numeric() and not series.dtype.is_decimal():
        return np.array([np.nan if v is None else v for v in series.to_list()], dtype=np.float64)
    if series.dtype.is_numeric():
        return np.array([np.nan if v is None else float(v) for v in series.to_list()])
    if series.dtype.is_temporal():
        return np.array(
            series.to_list(), dtype="datetime64[us]" if series.dtype != nw.Duration else None
        )
    return np.array(series.to_list(), dtype=object)
