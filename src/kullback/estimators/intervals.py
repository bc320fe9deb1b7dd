"""The error of a mean over rows that are weighted, or depend on their neighbours; and the interval."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kullback.result import Interval, normal_quantile

Array = NDArray[Any]


def effective_size(weights: Array | None, rows: int) -> float:
    """Return how many equally weighted rows are worth as much (Kish 1965): (sum w)^2 / sum w^2."""
    return float(rows) if weights is None else float(weights.sum() ** 2 / (weights @ weights))


def variance_of_mean(
    values: Array, weights: Array | None = None, block: int | None = None
) -> float:
    """Return the variance of the mean of `values`.

    With `block`, that of the moving block bootstrap of Künsch (1989), eq. 2.7, in closed form: the
    variance of the means of all stretches of so many rows, times their share of the rows.
    """
    n = len(values)
    if weights is None:
        centred = values - values.mean()
    else:
        centred = (values - np.average(values, weights=weights)) * weights * (n / weights.sum())
    if block is None or block == 1:
        return float(centred @ centred) / n / max(n - 1, 1)
    sums = np.cumsum(np.concatenate([[0.0], centred]))
    means = (sums[block:] - sums[:-block]) / block
    return float(means @ means) / len(means) * block / n


def interval_of(value: float, error: float, confidence_level: float) -> Interval:
    """Return the interval of a quantity that is never negative; it reaches 0 wherever the estimate does."""
    width = normal_quantile(confidence_level) * error
    return Interval(max(0.0, value - width), max(0.0, value + width))
