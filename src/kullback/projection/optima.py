"""All local minima of a smooth function of few parameters, from many starts."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Array = NDArray[Any]
Objective = Callable[[Array], Array]  # from points (m, k) to values (m,): differences in one call

_STEP = 6e-6  # the cube root of the rounding: central differences lose least
_CURVE = 2e-4  # its fourth root, for second differences
_NOISE = 1e-9  # the slope of a flat place, by differences
_NEWTON = 6
_RIDGE = 60  # steps after which a way that leads to infinity is left
_DESCENT: Any = {"method": "trust-exact", "options": {"gtol": 1e-7, "maxiter": _RIDGE}}
_SAME = 1e-4  # of the size of the parameters, within which two minima are one
_LEVEL = 1e-8  # by which a ridge may rise: the trust region ends on it anywhere
_BEYOND = 1e250  # an objective that stands for infinity


class Optimum(NamedTuple):
    """A local minimum: where, how flat, and how many starts led there."""

    value: float
    point: Array
    gradient_norm: float
    hits: int


def optima(objective: Objective, starts: Sequence[Array]) -> list[Optimum]:
    """Return the local minima that the starts lead to, best first."""
    found: list[Optimum] = []
    for start in starts:
        if objective(start[None])[0] > _BEYOND:
            continue
        with np.errstate(all="ignore"):
            end = _descended(objective, start)
            _join(objective, found, polished(objective, end))
    return sorted(found, key=lambda optimum: optimum.value)


def _descended(objective: Objective, start: Array) -> Array:
    """Return where the way downhill from `start` ends; few parameters bear the full curvature."""

    def value(point: Array) -> float:
        return float(objective(point[None])[0])

    def slope(point: Array) -> Array:
        return central(objective, point)

    def curve(point: Array) -> Array:
        return curvature(objective, point)

    run = minimize(value, start, jac=slope, hess=curve, **_DESCENT)
    return np.asarray(run.x, float)


def _join(objective: Objective, found: list[Optimum], here: Optimum) -> None:
    """Add a minimum to those found, or to the count of the one it is."""
    for place, known in enumerate(found):
        if _are_one(objective, known, here):
            better = min(known, here, key=lambda optimum: (optimum.value, optimum.gradient_norm))
            found[place] = better._replace(hits=known.hits + here.hits)
            return
    found.append(here)


def _are_one(objective: Objective, known: Optimum, here: Optimum) -> bool:
    """Return whether two minima lie together, or on a ridge that is level between them."""
    apart = np.abs(known.point - here.point) / (1.0 + np.abs(known.point))
    if apart.max(initial=0.0) < _SAME:
        return True
    if abs(known.value - here.value) > _LEVEL:
        return False
    between = objective(0.5 * (known.point + here.point)[None])[0]
    return bool(between < max(known.value, here.value) + _LEVEL)


def polished(objective: Objective, point: Array) -> Optimum:
    """Return the minimum near a point, by Newton steps as long as they flatten the slope."""
    here = central(objective, point)
    for _ in range(_NEWTON):
        curve = curvature(objective, point)
        try:
            if np.linalg.eigvalsh(curve)[0] <= 0.0:
                break
            ahead = point - np.linalg.solve(curve, here)
        except np.linalg.LinAlgError:
            break
        there = central(objective, ahead)
        if not np.linalg.norm(there) < np.linalg.norm(here):
            break
        point, here = ahead, there
        if np.linalg.norm(here) < _NOISE:
            break
    return Optimum(float(objective(point[None])[0]), point, float(np.linalg.norm(here)), 1)


def central(of: Callable[[Array], Array], point: Array) -> Array:
    """Return the derivatives by each parameter, in central differences; last axis."""
    step = _STEP * (1.0 + np.abs(point))
    ahead, behind = np.split(of(np.concatenate([point + np.diag(step), point - np.diag(step)])), 2)
    return np.asarray(np.moveaxis(ahead - behind, 0, -1) / (2.0 * step))


def curvature(objective: Objective, point: Array) -> Array:
    """Return the matrix of second derivatives, in differences of four points each."""
    k = len(point)
    moves = np.diag(_CURVE * (1.0 + np.abs(point)))
    i, j = np.triu_indices(k)
    signs = ((1.0, 1.0), (1.0, -1.0), (-1.0, 1.0), (-1.0, -1.0))
    corners = [point + a * moves[i] + b * moves[j] for a, b in signs]
    both, one, other, none = np.split(objective(np.concatenate(corners)), 4)
    matrix = np.zeros((k, k))
    matrix[i, j] = matrix[j, i] = (both - one - other + none) / (4.0 * moves[i, i] * moves[j, j])
    return matrix
