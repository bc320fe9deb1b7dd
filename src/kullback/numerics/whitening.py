"""Coordinates in which two samples have unit covariance: estimates there know no units and no axes."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

_TURNS = 100
_SETTLED = 1e-8  # of the cosine between an axis and the one before, and of weights in sum
_WILD = 100.0  # root mean square that a single row makes, in typical deviations
_CAP = 1e30  # a tenth power of which is still a number


class Whitened(NamedTuple):
    """Two samples in common coordinates; fewer of them where columns depend on each other."""

    x: Array
    y: Array
    lost: int
    """How many directions hold no spread in either sample."""
    log_volume: float
    """Logarithm of the volume that a unit of volume here has in the units of the data."""


def whiten(
    x: Array, y: Array, weights_x: Array | None = None, weights_y: Array | None = None
) -> Whitened:
    """Return x (n, d) and y (m, d) along the principal axes of their pooled within-sample covariance.

    Columns are brought to unit scale first, so that units of very different size lose no digits. Each
    axis points where the pooled third moment is positive, so that turning the data changes nothing. Where
    tails are so heavy that a few rows make up all moments, these are of rows weighted down far out.
    """
    x, y, unit, wild = in_reach(x, y)
    if wild:
        weights_x, weights_y = _near_weights(x, y, weights_x, weights_y)
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
    log_volume = float(np.log(unit).sum() + np.log(scale).sum() + 0.5 * np.log(values[kept]).sum())
    return Whitened(x * sign, y * sign, int((~kept).sum()), log_volume)


def in_reach(x: Array, y: Array, cap: float = _CAP) -> tuple[Array, Array, Array, bool]:
    """Return both samples in units in which moments neither overflow nor underflow, with these units.

    Also whether tails are wild: rows lie hundreds of times as far out as half of the rows do. Only these
    ever reach the cap, so far out that nothing but their direction matters.
    """
    pooled = np.concatenate([x, y])
    middle = np.median(pooled, axis=0)
    # halves: the difference of two numbers may overflow
    away = np.abs(0.5 * pooled - 0.5 * middle)
    typical = np.median(away, axis=0)
    most = away.max(axis=0, initial=0.0)
    unit = np.where(typical > 0.0, typical, np.where(most > 0.0, most, 0.5))
    unit = np.ldexp(1.0, np.frexp(unit)[1])  # a power of two: dividing by it rounds nothing
    with np.errstate(over="ignore"):
        x, y = (np.clip((0.5 * z - 0.5 * middle) / unit, -cap, cap) for z in (x, y))
        wild = (most / unit > _WILD * np.sqrt(len(pooled))) & (typical > 0.0)
    return x, y, 2.0 * unit, bool(wild.any())


def _near_weights(
    x: Array, y: Array, weights_x: Array | None, weights_y: Array | None
) -> tuple[Array, Array]:
    """Return weights 1/(1 + r²) at the distance r from the centre that they define: Cauchy's likelihood.

    References
    ----------
    Kent & Tyler (1991), eq. 1.3. :doi:`10.1214/aos/1176348388`
    """
    given = [np.ones(len(z)) if w is None else w for z, w in ((x, weights_x), (y, weights_y))]
    near = [np.exp(-np.abs(z).max(axis=1)) * w for z, w in zip((x, y), given, strict=True)]
    for _ in range(_TURNS):
        sides = [z - np.average(z, 0, w) for z, w in zip((x, y), near, strict=True)]
        scatter = _pooled(*sides, *near)
        inverse = np.linalg.pinv(scatter, hermitian=True)
        far = [((z @ inverse) * z).sum(axis=1) for z in sides]
        new = [w / (1.0 + r) for w, r in zip(given, far, strict=True)]
        moved = max(
            float(np.abs(a / a.sum() - b / b.sum()).sum()) for a, b in zip(near, new, strict=True)
        )
        near = new
        if moved < _SETTLED:
            break
    return near[0], near[1]


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
