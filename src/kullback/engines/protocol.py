"""What an engine must be able to do: describe columns, cut them, count them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, Self

Kind = Literal["number", "category", "boolean", "date", "time", "null"]
"""What a column can be compared as; "time" is a time of day, "null" a column without any type."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its true name, the engine's word for its type, and what it can be compared as."""

    position: int
    name: str
    type: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Summary:
    """What one pass over a column tells; `distinct` is approximate, everything else exact."""

    rows: int
    nulls: int
    nans: int
    plus_infinities: int
    minus_infinities: int
    distinct: int
    whole: bool
    low: float | None
    high: float | None

    @property
    def values(self) -> int:
        """Return how many rows hold an ordinary value."""
        special = self.nulls + self.nans + self.plus_infinities + self.minus_infinities
        return self.rows - special


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about the data that the reader of a comparison must know."""

    code: str
    message: str


class Dataset(Protocol):
    """One opened data set: a context manager whose methods only ever return counts and edges."""

    label: str
    fields: tuple[Field, ...]
    rows: int
    nan_is_null: bool
    remarks: tuple[Remark, ...]

    def summary(self, field: Field) -> Summary:
        """Return row, NULL, NaN and infinity counts of a column."""
        ...

    def quantiles(self, field: Field, probabilities: Sequence[float]) -> list[float]:
        """Return exact quantiles of the finite values, each of them a value of the column."""
        ...

    def histogram(self, field: Field, edges: Sequence[float]) -> list[int]:
        """Return the finite values' counts in the cells (-inf, e1], (e1, e2], ..., (ek, inf)."""
        ...

    def top(self, field: Field, k: int, *, numeric: bool = False) -> list[tuple[str, int]]:
        """Return the `k` most frequent values as text with their counts, ties in order of text.

        With `numeric`, values are written as doubles, so that 1 and 1.0 are the same value; NaN and
        the infinities, which are no ordinary values, are left out.
        """
        ...

    def tally(
        self, field: Field, values: Sequence[str], *, numeric: bool = False
    ) -> dict[str, int]:
        """Return the counts of the given values, written as `top` writes them."""
        ...

    def close(self) -> None:
        """Let go of files and memory."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *exception: object) -> None: ...


class Engine(Protocol):
    """Something that opens data."""

    name: str

    def open(self, data: Any, role: str) -> Dataset:
        """Open a path, a glob or a data frame; `role` is the argument's name in messages."""
        ...
