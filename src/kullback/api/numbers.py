"""Numbers among the arguments of a verb."""

import math
from typing import Any

import numpy as np


def real_number(value: Any) -> float:
    """Return `value` as a float; NaN, which passes no comparison, for what is no single number."""
    try:
        array = np.asarray(value)
    except ValueError:  # ragged
        return math.nan
    return float(array) if array.ndim == 0 and array.dtype.kind in "fiub" else math.nan
