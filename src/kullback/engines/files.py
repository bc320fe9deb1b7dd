"""Which files a path or glob means, of which format, and what their columns are truly called."""

import csv
import glob
import gzip
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

from kullback.errors import EngineError

Format = Literal["parquet", "csv"]

SUFFIXES: dict[str, Format] = {
    ".parquet": "parquet",
    ".pq": "parquet",
    ".csv": "csv",
    ".tsv": "csv",
    ".csv.gz": "csv",
    ".tsv.gz": "csv",
}
DELIMITERS = (",", "\t", ";", "|")
HEADER_LIMIT = 1_000_000
"""No header is longer than this many characters."""


@dataclass(frozen=True, slots=True)
class Files:
    """The files of one data set, in order of their names."""

    label: str
    paths: tuple[str, ...]
    format: Format


@dataclass(frozen=True, slots=True)
class Header:
    """The first record of a CSV file and the character that separates its fields."""

    names: tuple[str, ...]
    delimiter: str


def find(path: str, role: str) -> Files:
    """Return the files that a path or a glob means, or say why there are none."""
    if not path.strip():
        raise EngineError(f"`{role}` is {path!r}; name a Parquet or CSV file, or a glob of them.")
    if Path(path).is_dir():
        raise EngineError(
            f"`{role}` is the folder {path!r}; name its files, "
            f"such as '{path.rstrip('/')}/*.parquet'."
        )
    paths = [path] if Path(path).is_file() else sorted(p for p in glob.glob(path, recursive=True))
    paths = [p for p in paths if Path(p).is_file()]
    if not paths:
        noun = "file matches" if glob.has_magic(path) else "such file:"
        raise EngineError(f"`{role}`: no {noun} {path!r}.")
    formats = {p: _format(p, role) for p in paths}
    if len(set(formats.values())) > 1:
        raise EngineError(f"`{role}`: {path!r} matches both Parquet and CSV files; name one kind.")
    for p in paths:
        if Path(p).stat().st_size == 0:
            raise EngineError(f"`{role}`: {p!r} is empty (0 bytes).")
    return Files(path, tuple(paths), formats[paths[0]])


def header(path: str) -> Header:
    """Read the names of a CSV file's columns: its first record is always the header."""
    try:
        with _open_text(path) as file:
            first_line = file.readline(HEADER_LIMIT)
            delimiter = _delimiter(path, first_line)
            file.seek(0)
            names = next(csv.reader(file, delimiter=delimiter, strict=True), [])
    except UnicodeDecodeError:
        raise EngineError(not_utf8(path)) from None
    except (OSError, EOFError, csv.Error) as problem:
        raise EngineError(f"{path!r}: its header cannot be read ({problem}).") from None
    if not any(name.strip() for name in names):
        raise EngineError(f"{path!r}: its first line must name the columns, and is blank.")
    return Header(tuple(names), delimiter)


def not_utf8(path: str) -> str:
    """Return what to say of a text file in another encoding."""
    return (
        f"{path!r} is not UTF-8 text; convert it first, for example with "
        f"`iconv -f latin1 -t utf-8`."
    )


def _format(path: str, role: str) -> Format:
    suffixes = [suffix.lower() for suffix in Path(path).suffixes]
    for count in (2, 1):
        known = SUFFIXES.get("".join(suffixes[-count:]))
        if known:
            return known
    raise EngineError(
        f"`{role}`: {path!r} has none of the known endings {', '.join(SUFFIXES)}; "
        "only Parquet and CSV files are read."
    )


def _open_text(path: str) -> IO[str]:
    if path.lower().endswith(".gz"):
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return open(path, encoding="utf-8-sig", newline="")


def _delimiter(path: str, first_line: str) -> str:
    if ".tsv" in Path(path).name.lower():
        return "\t"
    outside_quotes = "".join(first_line.split('"')[::2])
    return max(DELIMITERS, key=outside_quotes.count)
