"""Coordinates in which two samples have unit covariance: estimates there know no units and no axes."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

_TURNS = 100
_SETTLED = 1e-8  # of the cosine between an axis and the one before


class Whitened(NamedTuple):
    """Two samples in common coordinates; fewer of them where columns depend on each other."""

    x: Array
    y: Array
    lost: int
    """How many directions hold no spread in either sample."""


def whiten(
    x: Array, y: Array, weights_x: Array | None = None, weights_y: Array | None = None
) -> Whitened:
    """Return x (n, d) and y (m, d) along the principal axes of their pooled within-sample covariance.

    Columns are brought to unit scale first, so that units of very different size lose no digits. Each
    axis points where the pooled third moment is positive, so that turning the data changes nothing.
    """
    centre_x, centre_y = np.average(x, 0, weights_x), np.average(y, 0, weights_y)
    scale = np.sqrt(_pooled(x - centre_x, y - centre_y, weights_x, weights_y).diagonal())
    scale = np.where(scale > 0.0, scale, 1.0)
    centre = (len(x) * centre_x + len(y) * centre_y) / (len(x) + len(y))
    x, y = (x - centre) / scale, (y - centre) / scale
    within = _pooled(
        x - np.average(x, 0, weights_x), y - np.average(y, 0, weights_y), weights_x, weights_y
    )
    values, axes = np.linalg.eigh(within)
    kept = values > len(values) * np.finfo(float).eps * max(values[-1], 1e-300)
    turn = axes[:, kept] / np.sqrt(values[kept])
    x, y = x @ turn, y @ turn
    sign = np.where((x**3).mean(0) + (y**3).mean(0) < 0.0, -1.0, 1.0)
    return Whitened(x * sign, y * sign, int((~kept).sum()))


def _pooled(x: Array, y: Array, weights_x: Array | None, weights_y: Array | None) -> Array:
    """Return the covariance of both samples' rows about their own means."""
    total_x, moment_x = _moment(x, weights_x)
    total_y, moment_y = _moment(y, weights_y)
    return np.asarray((total_x * moment_x + total_y * moment_y) / (total_x + total_y))


def _moment(centred: Array, weights: Array | None) -> tuple[int, Array]:
    if weights is None:
        return len(centred), centred.T @ centred / len(centred)
    return len(centred), (centred * weights[:, None]).T @ centred / weights.sum()


def independent_axes(x: Array, y: Array) -> tuple[Array, Array]:
    """Return two whitened samples turned so that their coordinates depend on each other least.

    Sums of functions of single coordinates then say the most. Symmetric FastICA with tanh (Hyvärinen
    1999, eq. 20) on both samples about their means; where it does not settle, any turn serves.
    """
    if x.shape[1] < 2:
        return x, y
    z = np.concatenate([x - x.mean(0), y - y.mean(0)])
    turn = np.eye(z.shape[1])
    for _ in range(_TURNS):
        bent = np.tanh(z @ turn.T)
        aim = bent.T @ z / len(z) - (1.0 - bent * bent).mean(0)[:, None] * turn
        left, _, right = np.linalg.svd(aim)
        new = left @ right
        moved = 1.0 - np.abs((new * turn).sum(1)).min()
        turn = new
        if moved < _SETTLED:
            break
    return x @ turn.T, y @ turn.T
