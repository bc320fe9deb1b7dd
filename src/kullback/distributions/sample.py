"""Observations: draws from a distribution nobody has written down."""

from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from kullback.distributions.arrays import as_numpy, is_foreign_array
from kullback.distributions.table import place_of
from kullback.errors import InvalidInputError, ShapeError

Array = NDArray[Any]
NanPolicy = Literal["raise", "omit"]
_NUMBERS, _TIMES = "fiu", "mM"


@dataclass(frozen=True, eq=False, repr=False)
class Sample:
    """Observations, one a row: draws from a distribution of which nothing else is known.

    Numbers may be compared by size; everything else (text, booleans, categories) is a label. Repeated
    numbers are found when an estimate is made, and treated as the atoms or the rounding they are.

    Parameters
    ----------
    x : array, shape (n,) or (n, d), or a data frame
        Numbers, labels, or, in a frame of any library, columns of both.
    weights : array, shape (n,), optional
        How much each row counts; non-negative, in any unit.
    nan_policy : {"raise", "omit"}
        What happens to rows with a missing value. Rows that are omitted are named in the answer.
    block : int, optional
        Rows closer than this may depend on each other (a time series): errors then come from blocks
        of so many rows.

    Raises
    ------
    InvalidInputError
        For fewer than two rows, missing values under "raise", or weights that are negative or not as
        many as there are rows.
    ShapeError
        For more than two axes, or ragged rows.

    Examples
    --------
    >>> import kullback as kb
    >>> kb.Sample([[0.1, 3.0], [0.4, 2.5], [0.2, 2.8]])
    Sample(3 rows of 2 numbers)
    """

    x: Any
    weights: Any = None
    nan_policy: NanPolicy = "raise"
    block: int | None = None
    numbers: Array = field(init=False)
    """The numeric columns, shape (n, d)."""
    labels: Array = field(init=False)
    """The other columns, as objects, shape (n, c)."""
    number_names: tuple[str, ...] = field(init=False)
    label_names: tuple[str, ...] = field(init=False)
    kept: NDArray[np.bool_] = field(init=False)
    """Which of the rows that were given have no missing value."""

    def __post_init__(self) -> None:
        if self.nan_policy not in ("raise", "omit"):
            raise InvalidInputError(
                f"`nan_policy` is {self.nan_policy!r}; it must be 'raise' or 'omit'."
            )
        names, columns = _columns(self.x)
        rows = len(columns[0])
        weights = _checked_weights(self.weights, rows)
        missing = np.zeros((rows, len(columns)), dtype=bool)
        for j, column in enumerate(columns):
            missing[:, j] = _missing(column)
        keep = np.logical_not(missing.any(axis=1))
        if self.nan_policy == "raise" and not keep.all():
            raise InvalidInputError(
                f"`x` misses a value at {place_of(missing)} and in {int((~keep).sum())} rows in all; fill "
                "them, or leave those rows out with `nan_policy='omit'`."
            )
        if keep.sum() < 2:
            raise InvalidInputError(
                f"`x` has {int(keep.sum())} complete rows; an estimate needs two or more."
            )
        self._keep(names, [column[keep] for column in columns], keep)
        object.__setattr__(self, "weights", None if weights is None else weights[keep])
        object.__setattr__(self, "block", _checked_block(self.block, int(keep.sum())))

    def _keep(self, names: tuple[str, ...], columns: list[Array], kept: Any) -> None:
        numeric = [column.dtype.kind == "f" for column in columns]
        rows = len(columns[0])
        numbers = [c for c, is_number in zip(columns, numeric, strict=True) if is_number]
        labels = [c for c, is_number in zip(columns, numeric, strict=True) if not is_number]
        fields = {
            "numbers": np.stack(numbers, axis=1) if numbers else np.empty((rows, 0)),
            "labels": np.stack(labels, axis=1) if labels else np.empty((rows, 0), dtype=object),
            "number_names": tuple(n for n, yes in zip(names, numeric, strict=True) if yes),
            "label_names": tuple(n for n, yes in zip(names, numeric, strict=True) if not yes),
            "kept": kept,
        }
        for name, value in fields.items():
            object.__setattr__(self, name, value)

    @property
    def omitted(self) -> int:
        """How many rows were left out for a missing value."""
        return int((~self.kept).sum())

    def split(self) -> tuple["Sample", ...]:
        """Return each column as a sample of the complete rows."""
        columns = [*self.numbers.T, *self.labels.T]
        return tuple(Sample(column, self.weights, block=self.block) for column in columns)

    def __len__(self) -> int:
        """Return the number of complete rows."""
        return len(self.numbers)

    def __repr__(self) -> str:
        """Return how many rows of what there are."""
        parts = [
            f"{count} {word}{'s' if count > 1 else ''}"
            for count, word in ((self.numbers.shape[1], "number"), (self.labels.shape[1], "label"))
            if count
        ]
        return f"Sample({len(self)} rows of {' and '.join(parts)})"


def _columns(x: Any) -> tuple[tuple[str, ...], list[Array]]:
    """Return the names and the columns, each as floats or as objects."""
    if isinstance(x, np.ndarray | list | tuple | range) or is_foreign_array(x):
        array = _array(as_numpy(x) if is_foreign_array(x) else x)
        names = tuple(f"column {j}" for j in range(array.shape[1]))
        return names, [_numbers_or_labels(array[:, j]) for j in range(array.shape[1])]
    # narwhals reads frames of any library, and is loaded when the first one comes
    from kullback.distributions.frame_columns import frame_columns

    names, raw = frame_columns(x)
    return names, [_numbers_or_labels(column) for column in raw]


def _array(x: Any) -> Array:
    try:
        array = np.asarray(x)
        if array.dtype.kind in "US" and not isinstance(x, np.ndarray):
            array = np.asarray(x, dtype=object)  # a list may mix numbers and text
    except ValueError:
        raise ShapeError("`x` is ragged: its rows differ in length.") from None
    if array.ndim not in (1, 2) or not array.size:
        raise ShapeError(
            f"`x` has shape {array.shape}; a sample is (n,) or (n, d), one row an observation."
        )
    return array[:, None] if array.ndim == 1 else array


def _numbers_or_labels(column: Array) -> Array:
    """Return a column of numbers and times as floats, one of anything else as objects."""
    if column.dtype.kind in _NUMBERS:
        return column.astype(np.float64)
    if column.dtype.kind in _TIMES:
        gaps = np.isnat(column)
        return np.where(gaps, np.nan, column.astype(np.int64).astype(np.float64))
    if column.dtype.kind == "c":
        raise InvalidInputError("`x` holds complex numbers; give their parts as two columns.")
    labels = column.astype(object)
    if all(type(v) in (int, float) or isinstance(v, np.floating | np.integer) for v in labels):
        return labels.astype(np.float64)
    return labels


def _missing(column: Array) -> NDArray[np.bool_]:
    if column.dtype.kind == "f":
        return np.isnan(column)
    return np.array([v is None or v != v for v in column], dtype=bool)


def _checked_weights(weights: Any, rows: int) -> Array | None:
    if weights is None:
        return None
    array = np.asarray(weights, dtype=np.float64)
    if array.shape != (rows,):
        raise ShapeError(f"`weights` has shape {array.shape}; one weight a row is {(rows,)}.")
    wrong = ~((array >= 0.0) & np.isfinite(array))
    if wrong.any():
        raise InvalidInputError(
            f"`weights` is {array[wrong][0]:g} at {place_of(wrong)}; weights are finite and not negative."
        )
    if not array.any():
        raise InvalidInputError("`weights` are all 0; nothing was observed.")
    return array


def _checked_block(block: Any, rows: int) -> int | None:
    if block is None or (isinstance(block, int) and 1 <= block <= rows // 2):
        return block
    raise InvalidInputError(
        f"`block` is {block!r}; a block is 1 to {rows // 2} rows, half of those there are."
    )
