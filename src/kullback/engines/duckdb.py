"""Counting through DuckDB: the only file that imports it.

CSV files are first rewritten as Parquet in a temporary folder: read once and strictly, whatever
number of columns is then counted. Memory stays that of one column's distinct values.
"""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

from kullback.engines import sql
from kullback.engines.csv_import import rewrite
from kullback.engines.files import find, header
from kullback.engines.frames import as_arrow, library_of
from kullback.engines.protocol import Dataset, Field, Remark, Summary
from kullback.errors import EngineError, MissingDependencyError

try:
    import duckdb
except ImportError:
    raise MissingDependencyError(
        "Comparing data needs duckdb, which is not installed: `pip install 'kullback[data]'`."
    ) from None

SETTINGS: dict[str, str | bool] = {
    # nothing is ever downloaded, printed or taken from the caller's variables
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",
    "preserve_insertion_order": "false",
}


class DuckDBDataset:
    """A view called `data` with columns c0, c1, ... in a DuckDB connection of its own."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.fields: tuple[Field, ...] = ()
        self.rows = 0
        self.nan_is_null = False
        self.remarks: tuple[Remark, ...] = ()
        self._folder = tempfile.TemporaryDirectory(prefix="kullback-", ignore_cleanup_errors=True)
        self._connection = duckdb.connect(
            ":memory:", config={**SETTINGS, "temp_directory": self._folder.name}
        )
        self._connection.execute("SET enable_progress_bar = false")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the connection and of the temporary folder."""
        self._connection.close()
        self._folder.cleanup()

    def summary(self, field: Field) -> Summary:
        """Return row, NULL, NaN and infinity counts of a column."""
        return Summary(*self.run(sql.summary(field))[0])

    def quantiles(self, field: Field, probabilities: Sequence[float]) -> list[float]:
        """Return exact quantiles of the finite values."""
        return list(self.run(sql.quantiles(field, probabilities))[0][0] or [])

    def histogram(self, field: Field, edges: Sequence[float]) -> list[int]:
        """Return the finite values' counts in the cells (-inf, e1], ..., (ek, inf)."""
        counts = [0] * (len(edges) + 1)
        for cell, count in self.run(sql.histogram(field, edges)):
            counts[cell] = count
        return counts

    def top(self, field: Field, k: int, *, numeric: bool = False) -> list[tuple[str, int]]:
        """Return the `k` most frequent values with their counts."""
        return self.run(sql.top(field, k, numeric=numeric))

    def tally(
        self, field: Field, values: Sequence[str], *, numeric: bool = False
    ) -> dict[str, int]:
        """Return the counts of the given values."""
        if not values:
            return {}
        return dict(self.run(sql.tally(field, numeric=numeric), [list(values)]))

    def run(self, query: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a query; what DuckDB says when it cannot becomes one sentence."""
        try:
            return self._connection.execute(query, list(parameters)).fetchall()
        except duckdb.Error as problem:
            raise EngineError(f"{self.label}: {one_sentence(problem)}") from None

    def open_files(self, path: str, role: str) -> None:
        """Make `data` out of Parquet or CSV files."""
        files = find(path, role)
        if files.format == "csv":
            names = list(header(files.paths[0]).names)
            parts = rewrite(files.paths, Path(self._folder.name), self.run)
        else:
            names = self._parquet_names(files.paths[0])
            parts = list(files.paths)
        described = [self._describe(f"read_parquet({sql.literal(part)})") for part in parts]
        self._require_same_columns(files.paths, described)
        listed = ", ".join(sql.literal(part) for part in parts)
        options = ", union_by_name = true" if len(parts) > 1 else ""
        self._finish(f"read_parquet([{listed}]{options})", names)

    def open_frame(self, data: Any, role: str) -> None:
        """Make `data` out of a data frame."""
        table, self.remarks = as_arrow(data, role)
        self.nan_is_null = library_of(data) == "pandas"
        if not table.num_columns:
            raise EngineError(f"`{role}` is a {self.label} without columns.")
        self._connection.register("frame", table)
        self._finish("frame", table.column_names)

    def _finish(self, source: str, names: Sequence[str]) -> None:
        described = self._describe(source)
        columns = ", ".join(f"c{i}" for i in range(len(described)))
        self.run(f"CREATE VIEW data({columns}) AS SELECT * FROM {source}")
        self.fields = tuple(
            Field(i, name, type_name, sql.kind_of(type_name))
            for i, (name, (_, type_name)) in enumerate(
                zip(true_names(names, described), described, strict=True)
            )
        )
        self.rows = self.run("SELECT count(*) FROM data")[0][0]

    def _describe(self, source: str) -> list[tuple[str, str]]:
        return [(row[0], row[1]) for row in self.run(f"DESCRIBE SELECT * FROM {source}")]

    def _parquet_names(self, path: str) -> list[str]:
        """Return the names as the file has them: DuckDB renames those that differ only in case."""
        rows = self.run(f"SELECT name, num_children FROM parquet_schema({sql.literal(path)})")
        names, at = [], 1
        while at < len(rows):
            names.append(rows[at][0])
            pending = 1
            while pending:  # step over everything nested in this column
                pending += (rows[at][1] or 0) - 1
                at += 1
        return names

    def _require_same_columns(
        self, paths: Sequence[str], described: Sequence[list[tuple[str, str]]]
    ) -> None:
        first = dict(described[0])
        for path, columns in zip(paths[1:], described[1:], strict=True):
            other = dict(columns)
            for name in first.keys() ^ other.keys():
                lacking, having = (path, paths[0]) if name in first else (paths[0], path)
                raise EngineError(
                    f"{self.label}: {lacking!r} lacks the column `{name}`, which {having!r} has."
                )
            for name, type_name in first.items():
                kinds = {sql.kind_of(type_name), sql.kind_of(other[name])} - {"null"}
                if len(kinds) > 1:
                    raise EngineError(
                        f"{self.label}: the column `{name}` is {type_name} in {paths[0]!r} and "
                        f"{other[name]} in {path!r}; make them one type."
                    )


class DuckDBEngine:
    """Parquet and CSV files, globs of them, and data frames of any Arrow-speaking library."""

    name = "duckdb"

    def open(self, data: Any, role: str) -> Dataset:
        """Open a path, a glob or a data frame."""
        is_path = isinstance(data, (str, Path))
        label = str(data) if is_path else f"{library_of(data)}.{type(data).__name__}"
        dataset = DuckDBDataset(label)
        try:
            if is_path:
                dataset.open_files(label, role)
            else:
                dataset.open_frame(data, role)
        except BaseException:
            dataset.close()
            raise
        return dataset


def true_names(names: Sequence[str], described: Sequence[tuple[str, str]]) -> list[str]:
    """Return the columns' names as the source has them; DuckDB's where blank or given twice."""
    if len(names) != len(described):
        return [name for name, _ in described]
    unique: list[str] = []
    for name, (duckdb_name, _) in zip(names, described, strict=True):
        unique.append(duckdb_name if not name.strip() or name in unique else name)
    return unique


def one_sentence(problem: Exception) -> str:
    """Return the first line of DuckDB's message, without its category and as one sentence."""
    first = str(problem).strip().partition("\n")[0]
    sentence = first.partition("Error: ")[2] or first
    return sentence.rstrip(".: ") + "."


ENGINE = DuckDBEngine()
