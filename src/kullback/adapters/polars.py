"""A polars Series becomes a table; it has no index, so its outcomes have no names."""

from typing import Any

import polars as pl

from kullback.distributions.table import Table
from kullback.errors import InvalidInputError


def adapt(obj: Any) -> Table | None:
    """Return a Series as a table; None if `obj` is no Series."""
    if isinstance(obj, pl.DataFrame | pl.LazyFrame):
        raise InvalidInputError(
            "`probs` is a whole data frame. Compare frames column by column with "
            "`kullback.compare(reference, current)`, or pass one column of probabilities or counts."
        )
    return Table(obj.to_numpy()) if isinstance(obj, pl.Series) else None
