"""A column of data at rest: a distribution only once an engine has counted it."""

from dataclasses import dataclass

from kullback.errors import InvalidInputError

SEPARATOR = "::"
ENDINGS = (".parquet", ".pq", ".csv", ".tsv", ".csv.gz", ".tsv.gz")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a Parquet or CSV file, or of a glob of them, such as ``data.parquet::price``.

    Against another column it is counted in cells that the reference decides, so its divergence is
    an estimate, and a lower bound.
    """

    path: str
    column: str


def as_column(text: str) -> Column | None:
    """Return the column that "data.parquet::price" names; None for text that names no file."""
    path, separator, column = text.partition(SEPARATOR)
    if not path.strip().lower().endswith(ENDINGS):
        return None
    if not separator or not column:
        raise InvalidInputError(
            f"{text!r} is a whole file. Name one column as {path + SEPARATOR + 'column'!r}; or use "
            "`compare` for all columns one by one, or `Sample` for rows as draws."
        )
    return Column(path, column)
