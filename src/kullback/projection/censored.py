"""Rows of which only an interval is known: the mass that a member gives to each."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.polynomial.legendre import leggauss
from numpy.typing import NDArray

from kullback.distributions.base import Distribution

Array = NDArray[Any]

_NODES = 8  # a panel
_U, _W = leggauss(_NODES)
_FINE = 64  # panels between the first end of an interval and the last, at the least
_NEAR, _FAR = (
    40.0,
    80.0,
)  # e-folds of the spread of the ends, from which and to which tails are laid
_FOLD = 1.0  # e-folds a panel
_DOUBLING = 2.0 ** np.arange(60)  # where the support ends a density may rise or fall like a power


@dataclass(frozen=True)
class Intervals:
    """Intervals (low, high], shape (n, 2), -inf and inf where a row is known from one side only.

    `marks` are numbers around which members may have their mass: the rows, or some of them.
    """

    ends: Array
    marks: Array

    def log_masses(self, member: Distribution) -> Array:
        """Return the logarithm of the mass of each interval, (n,), or (m, n) for a batch (m, 1)."""
        edges = np.unique(self.ends[np.isfinite(self.ends)])
        support = (float(np.min(member.support.low)), float(np.max(member.support.high)))
        x, log_w, first = _nodes(edges, self.marks, *support)
        with np.errstate(all="ignore"):
            logs = member.log_density(x, np) + log_w
            top = logs.max(axis=-1, keepdims=True)
            parts = np.add.reduceat(np.exp(logs - top), first, axis=-1)
            below = _running(parts)
            above = _running(parts[..., ::-1])[..., ::-1]
            low, high = (np.searchsorted(edges, self.ends[:, i]) for i in (0, 1))
            low = np.where(self.ends[:, 0] == -np.inf, 0, low + 1)
            high = np.where(self.ends[:, 1] == np.inf, parts.shape[-1], high + 1)
            # from the side on which less lies, where the difference loses less
            up, down = below[..., high] - below[..., low], above[..., low] - above[..., high]
            mass = np.where(below[..., low] < above[..., high], up, down)
            return np.asarray(np.log(mass) + top)


def _running(parts: Array) -> Array:
    """Return the sums of the first 0, 1, ... parts."""
    zero = np.zeros((*parts.shape[:-1], 1))
    return np.concatenate([zero, np.cumsum(parts, axis=-1)], axis=-1)


def _nodes(edges: Array, marks: Array, low: float, high: float) -> tuple[Array, Array, Array]:
    """Return nodes and log weights below, between and above the edges, and where each part begins."""
    first, last = float(edges[0]), float(edges[-1])
    spread = last - first or abs(first) or 1.0
    panels = np.concatenate(
        [
            edges,
            marks,
            np.linspace(first, last, _FINE + 1),
            low + (first - low) * _DOUBLING if -np.inf < low < first else [],
            high - (high - last) * _DOUBLING if last < high < np.inf else [],
        ]
    )
    panels = np.unique(panels[(panels >= first) & (panels <= last)])
    below = _tail(first, low, -1.0, spread)
    above = _tail(last, high, 1.0, spread)
    inner = _between(panels)
    starts = np.append(0, len(below[0]) + _NODES * np.searchsorted(panels, edges))
    x, log_w = (np.concatenate(parts) for parts in zip(below, inner, above, strict=True))
    return x, log_w, starts


def _tail(edge: float, end: float, sign: float, spread: float) -> tuple[Array, Array]:
    """Return nodes from an edge outward, or from the end of the support up to it, dense at that end."""
    if not np.isfinite(end):
        y = np.log(spread)
        return _ray(edge, sign, y - _NEAR, y + _FAR)
    if sign * (end - edge) <= 0.0:
        return np.array([edge]), np.array([-np.inf])
    y = float(np.log(abs(end - edge)))
    return _ray(end, -sign, y - _FAR, y)


def _between(panels: Array) -> tuple[Array, Array]:
    half, middle = 0.5 * np.diff(panels), 0.5 * (panels[1:] + panels[:-1])
    x = (middle[:, None] + half[:, None] * _U).ravel()
    return x, np.log(half[:, None] * _W).ravel()


def _ray(anchor: float, sign: float, first: float, last: float) -> tuple[Array, Array]:
    """Return nodes anchor ± exp(y), y from `first` to `last`."""
    y, log_w = _between(np.linspace(first, last, 1 + int(np.ceil((last - first) / _FOLD))))
    return anchor + sign * np.exp(y), y + log_w
