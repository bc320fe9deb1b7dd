"""A pandas Series becomes a table: its index names the outcomes, unless it only counts them."""

from typing import Any

import pandas as pd

from kullback.distributions.table import Table
from kullback.errors import InvalidInputError


def adapt(obj: Any) -> Table | None:
    """Return a Series as a table; None if `obj` is no Series."""
    if isinstance(obj, pd.DataFrame):
        raise InvalidInputError(
            f"`probs` is a whole data frame, of shape {obj.shape}. Compare frames column by column with "
            "`kullback.compare(reference, current)`, or pass the distribution of one column: "
            "frame[column].value_counts(normalize=True)."
        )
    if not isinstance(obj, pd.Series):
        return None
    values = obj.to_numpy()
    if values.dtype == object and pd.api.types.is_numeric_dtype(obj.dtype):
        values = obj.to_numpy(dtype=float, na_value=float("nan"))  # nullable, with a gap
    return Table(values, outcomes=_labels(obj.index))


def _labels(index: pd.Index) -> tuple[Any, ...] | None:
    """Return the names of the outcomes; None for the default index 0, 1, ..., n-1."""
    if isinstance(index, pd.RangeIndex) and index.start == 0 and index.step == 1:
        return None
    # one missing label is not equal to another: all are called None
    return tuple(None if pd.api.types.is_scalar(x) and pd.isna(x) else x for x in index.tolist())
