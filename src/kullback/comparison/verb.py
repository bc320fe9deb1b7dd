"""`compare`: two data sets at rest, column by column."""

from collections.abc import Callable, Sequence
from difflib import get_close_matches
from typing import Any

from kullback.comparison.column import ColumnComparison, compare_column
from kullback.comparison.comparison import Comparison, TypeChange
from kullback.engines.cells import common_kind, count, look
from kullback.engines.choose import choose
from kullback.engines.protocol import Dataset, Field
from kullback.errors import InvalidInputError

MOST_BINS = 10_000

Progress = Callable[[int, int, str], None]


def compare(
    reference: Any,
    current: Any,
    *,
    columns: Sequence[str] | None = None,
    engine: str = "auto",
    bins: int | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Compare two data sets column by column: D(reference ‖ current), and where it comes from.

    Numbers, dates and times are cut at exact quantiles of the reference, with open tails; few
    different whole numbers, categories and booleans are counted value by value; NULL, NaN and the
    infinities are cells of their own. Only counts leave the engine, never rows.

    Parameters
    ----------
    reference, current : str, path, or data frame
        A Parquet or CSV file, a glob of them, or a pandas, polars or Arrow table.
    columns : sequence of str, optional
        Compare only these; all by default.
    engine : {"auto", "duckdb"}
        What counts.
    bins : int, optional
        How many cells a column of numbers is cut into; by default min(32, n/20), n the reference's
        values. A value that fills several quantiles gets a cell of its own beside them.
    progress : callable, optional
        Called as ``progress(done, total, column)`` before each column and once at the end.

    Returns
    -------
    Comparison
        One entry a column with `kl`, `kl_reverse`, `jensen_shannon`, an `interval` and what moved.

    Raises
    ------
    EngineError
        If the data cannot be read.
    InvalidInputError
        If a data set has no rows, a column is unknown, or an option is out of range.

    Examples
    --------
    >>> import pandas as pd
    >>> import kullback as kb
    >>> last_year = pd.DataFrame({"plan": ["basic"] * 80 + ["pro"] * 20})
    >>> this_year = pd.DataFrame({"plan": ["basic"] * 30 + ["pro"] * 70})
    >>> round(kb.compare(last_year, this_year).worst(1)[0].kl, 4)
    0.5341
    """
    _require_options(columns, bins)
    chosen = choose(engine)
    with chosen.open(reference, "reference") as ref, chosen.open(current, "current") as cur:
        _require_rows(ref, "reference")
        _require_rows(cur, "current")
        p_fields, q_fields = _by_name(ref, columns), _by_name(cur, columns)
        _require_known(columns, ref, cur)
        shared = [name for name in p_fields if name in q_fields]
        found: list[ColumnComparison] = []
        changed: list[TypeChange] = []
        for done, name in enumerate(shared):
            if progress is not None:
                progress(done, len(shared), name)
            answer = _compare_one(ref, p_fields[name], cur, q_fields[name], bins)
            if isinstance(answer, ColumnComparison):
                found.append(answer)
            else:
                changed.append(answer)
        if progress is not None:
            progress(len(shared), len(shared), "")
        return Comparison(
            reference=ref.label,
            current=cur.label,
            reference_rows=ref.rows,
            current_rows=cur.rows,
            engine=chosen.name,
            columns=tuple(found),
            missing=tuple(name for name in p_fields if name not in q_fields),
            added=tuple(name for name in q_fields if name not in p_fields),
            type_changed=tuple(changed),
            remarks=tuple(dict.fromkeys((*ref.remarks, *cur.remarks))),
        )


def _compare_one(
    ref: Dataset, p_field: Field, cur: Dataset, q_field: Field, bins: int | None
) -> ColumnComparison | TypeChange:
    reference, current = look(ref, p_field), look(cur, q_field)
    kind = common_kind(reference, current)
    if kind is None:
        return TypeChange(p_field.name, p_field.type, q_field.type)
    return compare_column(p_field.name, count(reference, current, kind, bins))


def _by_name(data: Dataset, columns: Sequence[str] | None) -> dict[str, Field]:
    return {f.name: f for f in data.fields if columns is None or f.name in columns}


def _require_options(columns: Sequence[str] | None, bins: int | None) -> None:
    if isinstance(columns, str):
        raise InvalidInputError(f"`columns` is {columns!r}; expected a list of names.")
    if columns is not None and not len(columns):
        raise InvalidInputError("`columns` names no column; leave it out to compare all.")
    whole = isinstance(bins, int) and not isinstance(bins, bool)
    if bins is not None and not (whole and 2 <= bins <= MOST_BINS):
        raise InvalidInputError(
            f"`bins` is {bins!r}; expected a whole number from 2 to {MOST_BINS}."
        )


def _require_rows(data: Dataset, role: str) -> None:
    if not data.rows:
        raise InvalidInputError(
            f"`{role}` ({data.label}) has no rows, so there is nothing to compare."
        )


def _require_known(columns: Sequence[str] | None, ref: Dataset, cur: Dataset) -> None:
    names = list(dict.fromkeys(field.name for data in (ref, cur) for field in data.fields))
    for column in columns or ():
        if column not in names:
            close = get_close_matches(str(column), names, 1) or names[:1]
            raise InvalidInputError(
                f"`columns` names {column!r}, which neither data set has; "
                f"did you mean {close[0]!r}?"
            )
