"""Free parameters written on the whole line, and the values from which a search begins."""

from collections.abc import Sequence
from itertools import product
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

Array = NDArray[Any]

_STEP = 1e-6


class Free(NamedTuple):
    """A free parameter, which varies in an open interval, and how it is written on the whole line."""

    name: str
    low: float
    high: float

    def to_line(self, value: Any) -> Any:
        """Return the place of a value on the line; the ends of the interval lie at infinity."""
        if np.isfinite(self.high):
            return logit((value - self.low) / (self.high - self.low))
        with np.errstate(divide="ignore"):
            return np.log(value - self.low) if np.isfinite(self.low) else value

    def from_line(self, place: Any) -> Any:
        """Return the value at a place on the line."""
        if np.isfinite(self.high):
            return self.low + (self.high - self.low) * expit(place)
        if np.isfinite(self.low):
            return self.low + np.exp(np.clip(place, -700.0, 700.0))
        return place

    def stretch(self, place: float) -> float:
        """Return the derivative of the value by its place."""
        ahead, behind = self.from_line(place + _STEP), self.from_line(place - _STEP)
        return float((ahead - behind) / (2.0 * _STEP))

    @property
    def is_positive(self) -> bool:
        """Whether it may be every positive number."""
        return self.low == 0.0 and self.high == np.inf


def starts(parameters: Sequence[Free], x: Array, weights: Array) -> list[Array]:
    """Return points to begin from: usual values of each parameter for data like these."""
    mean = float(weights @ x)
    sd = max(float(np.sqrt(weights @ (x - mean) ** 2)), 1e-12 * max(1.0, abs(mean)))
    order = np.argsort(x)
    half = int(np.searchsorted(np.cumsum(weights[order]), 0.5))
    median = float(x[order[min(half, len(x) - 1)]])
    points = []
    for values in product(*(_usual(f, mean, sd, median) for f in parameters)):
        with np.errstate(divide="ignore", invalid="ignore"):
            point = [f.to_line(v) for f, v in zip(parameters, values, strict=True)]
        if np.isfinite(point).all():
            points.append(np.array(point, dtype=float))
    return points


def _usual(parameter: Free, mean: float, sd: float, median: float) -> list[float]:
    name, size = parameter.name, abs(median) or sd
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
    if parameter.low == -np.inf:
        return [-2.0, -0.2, 0.2, 2.0]
    return [0.5, 1.0, 2.0, 5.0, size, (mean / sd) ** 2]
