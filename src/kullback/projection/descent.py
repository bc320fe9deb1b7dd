"""Downhill from many starts at once: Newton's method with a trusted radius, by differences.

A function of few parameters costs more to call than to compute, so that all starts walk together and
every round is one call.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Objective = Callable[[Array], Array]  # from points (m, k) to values (m,)

_STEP = 2e-4  # the fourth root of the rounding: second differences lose least
_NOTHING = 1e-12  # a descent not worth a round, where Newton's own steps take over
_STUCK = 1e-9  # the radius of a walk that rounding has ended
_WIDEST = 4.0  # in units of 1 + the size of the parameters
_WORTH = 0.1  # of the descent foretold, the least that makes a step
_BEYOND = 1e250  # an objective that stands for infinity


class Local(NamedTuple):
    """Values (m,), slopes (m, k) and curvatures (m, k, k), by parameters in units of 1 + their size."""

    values: Array
    slopes: Array
    curves: Array


def walked(objective: Objective, points: Array, rounds: int) -> Array:
    """Return where the ways from points (m, k) end; where the objective is infinite, they do not begin."""
    points, here, radii = points.copy(), local(objective, points), np.ones(len(points))
    walking = np.flatnonzero(np.isfinite(here.values))
    for _ in range(rounds):
        steps, foretold = _steps(Local(*(part[walking] for part in here)), radii[walking])
        on = (foretold > _NOTHING) & (radii[walking] > _STUCK)
        walking, steps, foretold = walking[on], steps[on], foretold[on]
        if not len(walking):
            break
        ahead = points[walking] + steps * _sizes(points[walking])
        there = local(objective, ahead)
        taken = here.values[walking] - there.values > _WORTH * foretold
        reached = np.linalg.norm(steps, axis=1) > 0.9 * radii[walking]
        radii[walking] *= np.where(taken, np.where(reached, 2.5, 1.0), 0.25)
        np.minimum(radii, _WIDEST, out=radii)
        points[walking[taken]] = ahead[taken]
        for whole, part in zip(here, there, strict=True):
            whole[walking[taken]] = part[taken]
    return points


def _steps(now: Local, radii: Array) -> tuple[Array, Array]:
    """Return Newton's steps, downhill also where the ground curves down, and the descents foretold."""
    bends, axes = np.linalg.eigh(now.curves)
    bends = np.maximum(np.abs(bends), 1e-12 * np.abs(bends).max(axis=1, keepdims=True) + 1e-30)
    along = np.einsum("mij,mi->mj", axes, now.slopes)
    steps = -along / bends
    lengths = np.maximum(np.linalg.norm(steps, axis=1), 1e-300)
    steps *= np.minimum(1.0, radii / lengths)[:, None]
    foretold = -(along * steps + 0.5 * bends * steps**2).sum(1)
    return np.einsum("mij,mj->mi", axes, steps), foretold


def local(objective: Objective, points: Array) -> Local:
    """Return values, slopes and curvatures, all in one call; infinite where the ground near ends."""
    m, k = points.shape
    i, j = np.triu_indices(k)
    unit = np.eye(k)
    corners = np.concatenate([a * unit[i] + b * unit[j] for a, b in _SIGNS]) * _STEP
    around = points[:, None] + corners * _sizes(points)[:, None]
    both, one, other, none = np.moveaxis(
        objective(around.reshape(-1, k)).reshape(m, 4, len(i)), 1, 0
    )
    same = i == j
    values = one[:, same][:, 0]
    slopes = (both - none)[:, same] / (4.0 * _STEP)
    curves = np.zeros((m, k, k))
    curves[:, i, j] = curves[:, j, i] = (both - one - other + none) / (4.0 * _STEP**2)
    ends = np.maximum(both, none).max(axis=1) > _BEYOND
    return Local(np.where(ends, np.inf, values), slopes, curves)


_SIGNS = ((1.0, 1.0), (1.0, -1.0), (-1.0, 1.0), (-1.0, -1.0))


def curvature(objective: Objective, point: Array) -> Array:
    """Return the matrix of second derivatives at one point (k,)."""
    size = _sizes(point)
    return np.asarray(local(objective, point[None]).curves[0] / np.outer(size, size))


def _sizes(points: Array) -> Array:
    return 1.0 + np.abs(points)
