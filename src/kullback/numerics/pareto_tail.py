"""The tail of importance weights as a generalised Pareto law: smoothed weights, and how heavy it is."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

_FEWEST = 5  # weights in the tail


class Smoothed(NamedTuple):
    """Log weights, the largest replaced by quantiles of the fitted tail, and the tail's shape."""

    log_weights: Array
    khat: float


def smoothed(log_weights: Array) -> Smoothed:
    """Return Pareto-smoothed log weights (Vehtari et al. 2024, section 2.4)."""
    n = len(log_weights)
    order = np.argsort(log_weights)
    count = min(int(np.ceil(min(0.2 * n, 3.0 * np.sqrt(n)))), n - 1)
    if count < _FEWEST:
        return Smoothed(log_weights, float("inf"))
    tail = order[-count:]
    top, cut = float(log_weights[order[-1]]), float(log_weights[order[-count - 1]])
    excess = np.exp(log_weights[tail] - top) - np.exp(cut - top)
    if excess[-1] <= 0.0:
        return Smoothed(log_weights, float("-inf"))
    shape, scale = pareto_fit(excess)
    chance = (np.arange(count) + 0.5) / count
    with np.errstate(over="ignore"):
        stretch = np.expm1(-shape * np.log1p(-chance)) / shape if shape else -np.log1p(-chance)
    found = log_weights.copy()
    found[tail] = np.minimum(np.log(scale * stretch + np.exp(cut - top)), 0.0) + top
    return Smoothed(found, shape)


def pareto_fit(excess: Array) -> tuple[float, float]:
    """Return shape and scale of the generalised Pareto law for sorted positive excesses.

    Zhang & Stephens (2009), eqs. 7 to 9: a posterior mean of the one parameter that is left when the
    shape is profiled out; the shape is then drawn towards 1/2 by ten observations.
    """
    n = len(excess)
    count = 30 + int(np.sqrt(n))
    quarter = excess[int(n / 4 + 0.5) - 1]
    quarter = quarter if quarter > 0.0 else excess[-1] / n
    grid = 1.0 / excess[-1] + (1.0 - np.sqrt(count / (np.arange(1, count + 1) - 0.5))) / (
        3.0 * quarter
    )
    shapes = np.log1p(-grid[:, None] * excess).mean(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        profile = n * (np.log(-grid / shapes) - shapes - 1.0)
    profile = np.where(np.isfinite(profile), profile, -np.inf)
    weights = np.exp(profile - profile.max())
    theta = float(grid @ weights / weights.sum())
    shape = float(np.log1p(-theta * excess).mean())
    scale = -shape / theta
    return (n * shape + 5.0) / (n + 10.0), scale
