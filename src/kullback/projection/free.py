"""Free parameters written on the whole line, and the values from which a search begins."""

from collections.abc import Callable, Sequence
from itertools import product
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

Array = NDArray[Any]

_STEP = 1e-6


class Free(NamedTuple):
    """A free parameter: how it is written on the whole line."""

    name: str
    to_line: Callable[[Any], Any]
    from_line: Callable[[Any], Any]
    is_positive: bool = False

    def stretch(self, on_line: float) -> float:
        """Return the derivative of the parameter by its place on the line."""
        ahead, behind = self.from_line(on_line + _STEP), self.from_line(on_line - _STEP)
        return float((ahead - behind) / (2.0 * _STEP))


def free(name: str, low: float, high: float) -> Free:
    """Return a parameter that varies in an open interval."""
    if np.isfinite(high):
        width = high - low
        return Free(name, lambda v: logit((v - low) / width), lambda u: low + width * expit(u))
    if np.isfinite(low):
        return Free(
            name,
            lambda v: np.log(v - low),
            lambda u: low + np.exp(np.clip(u, -700.0, 700.0)),
            low == 0.0,
        )
    return Free(name, lambda v: v, lambda u: u)


def starts(parameters: Sequence[Free], x: Array, weights: Array) -> list[Array]:
    """Return points to begin from: usual values of each parameter for data like these."""
    mean = float(weights @ x)
    sd = max(float(np.sqrt(weights @ (x - mean) ** 2)), 1e-12 * max(1.0, abs(mean)))
    order = np.argsort(x)
    half = int(np.searchsorted(np.cumsum(weights[order]), 0.5))
    median = float(x[order[min(half, len(x) - 1)]])
    points = []
    for values in product(*(_usual(f.name, mean, sd, median) for f in parameters)):
        with np.errstate(divide="ignore", invalid="ignore"):
            point = [f.to_line(v) for f, v in zip(parameters, values, strict=True)]
        if np.isfinite(point).all():
            points.append(np.array(point, dtype=float))
    return points


def _usual(name: str, mean: float, sd: float, median: float) -> list[float]:
    size = abs(median) or sd
    if name in ("mean", "loc", "location"):
        return [mean, median, mean - 0.45 * sd, mean + 0.45 * sd, np.log(size)]
    if name in ("sd", "scale"):
        return [sd, 0.5 * sd, size, 1.0, 1.0 / size, size * sd]
    if name in ("rate", "concentration"):
        return [1.0, size, 1.0 / size]
    if name == "df":
        return [1.5, 4.0, 20.0]
    if name in ("p", "probability"):
        return [0.1, 0.5, 0.9, 1.0 / (1.0 + abs(mean)), 1.0 / max(abs(mean), 1.01)]
    return [0.5, 1.0, 2.0, 5.0, size, (mean / sd) ** 2]
