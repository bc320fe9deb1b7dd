"""A column of a file as observations: its distinct numbers, and how often each occurs."""

from kullback.distributions.counts import Counts
from kullback.distributions.relation import Column
from kullback.engines.choose import choose
from kullback.errors import InvalidInputError

_DISTINCT = 5_000_000  # numbers that are held in memory


def counts_of_column(column: Column, name: str) -> Counts:
    """Return the numbers of a column with their counts; missing values and infinities are refused."""
    with choose("auto").open(column.path, name) as data:
        field = next((one for one in data.fields if one.name == column.column), None)
        if field is None:
            known = ", ".join(one.name for one in data.fields)
            raise InvalidInputError(f"`{name}` has no column {column.column!r}; it has {known}.")
        if field.kind != "number":
            raise InvalidInputError(
                f"Column {column.column!r} of `{name}` holds {field.type}; families here are of numbers."
            )
        summary = data.summary(field)
        missing = summary.rows - summary.values
        if missing:
            raise InvalidInputError(
                f"Column {column.column!r} of `{name}` has {missing} rows that are missing or infinite; "
                "leave them out of the file first."
            )
        found = data.top(field, _DISTINCT + 1, numeric=True)
    if len(found) > _DISTINCT:
        raise InvalidInputError(
            f"Column {column.column!r} of `{name}` has more than {_DISTINCT} distinct numbers; draw a sample."
        )
    return Counts({float(value): count for value, count in found})
