"""CSV files rewritten as Parquet, strictly: a row that does not fit is reported, never lost."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from kullback.engines import sql
from kullback.engines.files import header, not_utf8
from kullback.errors import EngineError

Run = Callable[[str], list[tuple[Any, ...]]]

REJECTS = "rejected_rows"
SCANS = "rejected_scans"


def rewrite(paths: Sequence[str], folder: Path, run: Run) -> list[str]:
    """Write each CSV file as a Parquet file into `folder`; return the new paths in order."""
    parts = []
    for index, path in enumerate(paths):
        part = str(folder / f"part{index}.parquet")
        try:
            _copy(path, part, run, every_row=False)
            if _rejected(run, "error_type = 'CAST'"):
                # the types were guessed from the first rows, and a later one disagrees
                _copy(path, part, run, every_row=True)
        except EngineError as problem:
            if "sniffing" not in str(problem):
                raise
            raise EngineError(
                f"{path!r} is not well-formed CSV: a quote or a separator is out of place."
            ) from None
        _refuse_rejected(path, part, run)
        parts.append(part)
    return parts


def _copy(path: str, part: str, run: Run, *, every_row: bool) -> None:
    for table in (REJECTS, SCANS):
        run(f"DROP TABLE IF EXISTS {table}")
    sample = -1 if every_row else 20480
    run(
        f"COPY (SELECT * FROM read_csv({sql.literal(path)}, header = true, skip = 0, "
        f"delim = {sql.text(header(path).delimiter)}, quote = '\"', escape = '\"', comment = '', "
        f"strict_mode = true, null_padding = false, sample_size = {sample}, "
        f"store_rejects = true, rejects_limit = 0, "
        f"rejects_table = '{REJECTS}', rejects_scan = '{SCANS}')) "
        f"TO {sql.text(part)} (FORMAT parquet)"
    )


def _refuse_rejected(path: str, part: str, run: Run) -> None:
    if _rejected(run, "error_type = 'INVALID ENCODING'"):
        raise EngineError(not_utf8(path))
    rejected = _rejected(run, "true")
    if not rejected:
        return
    line, error, message = run(
        f"SELECT line, error_type, error_message FROM {REJECTS} ORDER BY line LIMIT 1"
    )[0]
    kept = run(f"SELECT count(*) FROM read_parquet({sql.literal(part)})")[0][0]
    reason = " ".join(message.replace("Number of Columns: ", "").split()).rstrip(".")
    raise EngineError(
        f"{path!r}: {rejected} of {kept + rejected} rows were rejected, the first on line {line} "
        f"({error.lower()}: {reason}); repair the file, since dropping rows would bias the answer."
    )


def _rejected(run: Run, condition: str) -> int:
    count: int = run(f"SELECT count(DISTINCT line) FROM {REJECTS} WHERE {condition}")[0][0]
    return count
