"""Data frames of any library as Arrow tables, through the Arrow PyCapsule protocol."""

from typing import Any

from kullback.engines.protocol import Remark
from kullback.errors import EngineError, MissingDependencyError, UnknownDistributionError


def library_of(data: Any) -> str:
    """Return the name of the library that an object's class comes from."""
    return type(data).__module__.partition(".")[0]


def as_arrow(data: Any, role: str) -> tuple[Any, tuple[Remark, ...]]:
    """Return a data frame as an Arrow table, and what had to be decided on the way."""
    if getattr(data, "__arrow_c_stream__", None) is None:
        raise UnknownDistributionError(
            f"`{role}` is a {type(data).__module__}.{type(data).__qualname__}; expected the "
            "path of a Parquet or CSV file, or a pandas, polars or Arrow table."
        )
    try:
        import pyarrow as pa
    except ImportError:
        raise MissingDependencyError(
            "Reading data frames needs pyarrow, which is not installed: "
            "`pip install 'kullback[data]'`."
        ) from None
    try:
        if library_of(data) == "pandas":
            return pa.Table.from_pandas(data, preserve_index=False), (_pandas_remark(role),)
        return _without_views(pa.table(data)), ()
    except (pa.ArrowException, ValueError, TypeError) as problem:
        sentence = " ".join(str(part) for part in problem.args)
        raise EngineError(f"`{role}` cannot be read as a table: {sentence}") from None


def _without_views(table: Any) -> Any:
    """Return the table with plain text instead of string views, which DuckDB 1 cannot filter."""
    import pyarrow as pa

    plain = {pa.string_view(): pa.large_string(), pa.binary_view(): pa.large_binary()}
    fields = [field.with_type(plain.get(field.type, field.type)) for field in table.schema]
    return table.cast(pa.schema(fields))


def _pandas_remark(role: str) -> Remark:
    return Remark(
        "nan_is_null",
        f"`{role}` is a pandas frame, which writes missing numbers as NaN: "
        "NaN is counted as NULL on both sides.",
    )
