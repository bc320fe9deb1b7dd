"""The SQL that counts. Columns are named by position, so that no name ever needs quoting."""

import glob
import math
from collections.abc import Sequence

from kullback.engines.protocol import Field, Kind

INTEGERS = frozenset(
    sign + size + "INT" + end
    for sign in ("", "U")
    for size, end in (("TINY", ""), ("SMALL", ""), ("", "EGER"), ("BIG", ""), ("HUGE", ""))
)


def kind_of(type_name: str) -> Kind:
    """Return what a column of this type is compared as; nested and binary values by their text."""
    base = type_name.partition("(")[0]
    if type_name == '"NULL"':
        return "null"
    if base in INTEGERS or type_name in ("FLOAT", "DOUBLE", "INTERVAL") or base == "DECIMAL":
        return "number" if not type_name.endswith("]") else "category"
    if type_name == "BOOLEAN":
        return "boolean"
    if type_name == "DATE" or (base.startswith("TIMESTAMP") and not type_name.endswith("]")):
        return "date"
    if type_name in ("TIME", "TIME_NS"):
        return "time"
    return "category"


def as_double(field: Field) -> str:
    """Return the expression of a number, or of a date or time in microseconds, as a double."""
    column = f"c{field.position}"
    if field.type == "INTERVAL":
        return f"epoch({column})"
    if field.kind == "time":
        return f"CAST(epoch_us({column}) AS DOUBLE)"
    if field.kind == "date":
        zoned = "TZ" in field.type or "ZONE" in field.type
        stamp = "TIMESTAMPTZ" if zoned else "TIMESTAMP"
        moment = f"CAST({column} AS {stamp})"
        # the two infinite dates have no epoch
        return (
            f"CASE WHEN isfinite({moment}) THEN CAST(epoch_us({moment}) AS DOUBLE) "
            f"WHEN {column} IS NULL THEN NULL WHEN {moment} > CAST('1970-01-01' AS {stamp}) "
            f"THEN {double(math.inf)} ELSE {double(-math.inf)} END"
        )
    return f"CAST({column} AS DOUBLE)"


def as_text(field: Field, *, numeric: bool) -> str:
    """Return the expression that writes a value as text."""
    if numeric:
        return f"CAST({as_double(field)} AS VARCHAR)"
    return f"CAST(c{field.position} AS VARCHAR)"


def double(value: float) -> str:
    """Return a literal that reads back as exactly this double (a bare 0.1 would be a DECIMAL)."""
    return f"CAST('{value!r}' AS DOUBLE)"


def literal(path: str) -> str:
    """Return a path as SQL text that names this very file: quotes doubled, wildcards disarmed."""
    return text(glob.escape(path))


def text(value: str) -> str:
    """Return a piece of text as SQL."""
    return "'" + value.replace("'", "''") + "'"


def summary(field: Field) -> str:
    """Return the query of one pass over a column, in the order of `Summary`."""
    column = f"c{field.position}"
    if field.kind in ("category", "boolean", "null"):
        text = as_text(field, numeric=False)
        return (
            f"SELECT count(*), count(*) - count({column}), 0, 0, 0, "
            f"approx_count_distinct({text}), false, NULL, NULL FROM data"
        )
    return (
        "SELECT count(*), count(*) - count(x), count(*) FILTER (WHERE isnan(x)), "
        f"count(*) FILTER (WHERE x = {double(math.inf)}), "
        f"count(*) FILTER (WHERE x = {double(-math.inf)}), "
        "approx_count_distinct(x), "
        "coalesce(bool_and(x = trunc(x)) FILTER (WHERE isfinite(x)), false), "
        "min(x) FILTER (WHERE isfinite(x)), max(x) FILTER (WHERE isfinite(x)) "
        f"FROM (SELECT {as_double(field)} AS x FROM data)"
    )


def quantiles(field: Field, probabilities: Sequence[float]) -> str:
    """Return the query of exact quantiles; approximate ones change from run to run."""
    wanted = ", ".join(double(p) for p in probabilities)
    return (
        f"SELECT quantile_disc(x, [{wanted}]) "
        f"FROM (SELECT {as_double(field)} AS x FROM data) WHERE isfinite(x)"
    )


def histogram(field: Field, edges: Sequence[float]) -> str:
    """Return the query of counts between edges: a binary tree of comparisons a row."""
    return (
        f"SELECT {_search('x', edges, 0, len(edges))} AS cell, count(*) "
        f"FROM (SELECT {as_double(field)} AS x FROM data) WHERE isfinite(x) GROUP BY cell"
    )


def top(field: Field, k: int, *, numeric: bool) -> str:
    """Return the query of the most frequent values."""
    return (
        f"SELECT value, count(*) AS n FROM ({_values(field, numeric=numeric)}) "
        f"GROUP BY value ORDER BY n DESC, value LIMIT {int(k)}"
    )


def tally(field: Field, *, numeric: bool) -> str:
    """Return the query of the counts of the values bound to its one parameter, a list of text."""
    return (
        f"SELECT value, count(*) FROM ({_values(field, numeric=numeric)}) "
        "WHERE value IN (SELECT unnest(CAST(? AS VARCHAR[]))) GROUP BY value"
    )


def _values(field: Field, *, numeric: bool) -> str:
    ordinary = f"isfinite({as_double(field)})" if numeric else f"c{field.position} IS NOT NULL"
    return f"SELECT {as_text(field, numeric=numeric)} AS value FROM data WHERE {ordinary}"


def _search(x: str, edges: Sequence[float], low: int, high: int) -> str:
    if low == high:
        return str(low)
    middle = (low + high) // 2
    left, right = _search(x, edges, low, middle), _search(x, edges, middle + 1, high)
    return f"CASE WHEN {x} <= {double(edges[middle])} THEN {left} ELSE {right} END"
