"""All local minima of a smooth function of few parameters, from many starts."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Array = NDArray[Any]
Objective = Callable[[Array], float]

_STEP = 6e-6  # the cube root of the rounding: central differences lose least
_CURVE = 2e-4  # its fourth root, for second differences
_NEWTON = 6
_RIDGE = 60  # steps after which a way that leads to infinity is left
_DESCENT: Any = {"method": "trust-exact", "options": {"gtol": 1e-7, "maxiter": _RIDGE}}
_SAME = 1e-4  # of the size of the parameters, within which two minima are one
_BEYOND = 1e250  # an objective that stands for infinity


class Optimum(NamedTuple):
    """A local minimum: where, how flat, and how many starts led there."""

    value: float
    point: Array
    gradient_norm: float
    hits: int


def optima(
    objective: Objective,
    starts: Sequence[Array],
    gradient: Callable[[Array], Array] | None = None,
) -> list[Optimum]:
    """Return the local minima that the starts lead to, best first."""
    slope = gradient or (lambda point: central(objective, point))
    found: list[Optimum] = []
    for start in starts:
        if objective(start) > _BEYOND:
            continue
        with np.errstate(all="ignore"):
            end = _descended(objective, slope, start)
        here = _polished(objective, slope, end)
        _join(found, here)
    return sorted(found, key=lambda optimum: optimum.value)


def _descended(objective: Objective, slope: Callable[[Array], Array], start: Array) -> Array:
    """Return where the way downhill from `start` ends; few parameters bear the full curvature."""

    def curve(point: Array) -> Array:
        return curvature(slope, point)

    run = minimize(objective, start, jac=slope, hess=curve, **_DESCENT)
    return np.asarray(run.x, float)


def _join(found: list[Optimum], here: Optimum) -> None:
    """Add a minimum to those found, or to the count of the one it is."""
    for place, known in enumerate(found):
        apart = np.abs(known.point - here.point) / (1.0 + np.abs(known.point))
        if apart.max(initial=0.0) < _SAME:
            better = min(known, here, key=lambda optimum: optimum.gradient_norm)
            found[place] = better._replace(hits=known.hits + here.hits)
            return
    found.append(here)


def _polished(objective: Objective, slope: Callable[[Array], Array], point: Array) -> Optimum:
    """Return the minimum near a point, by Newton steps as long as they flatten the slope."""
    here = slope(point)
    for _ in range(_NEWTON):
        curve = curvature(slope, point)
        try:
            if np.linalg.eigvalsh(curve)[0] <= 0.0:
                break
            next_point = point - np.linalg.solve(curve, here)
        except np.linalg.LinAlgError:
            break
        there = slope(next_point)
        if not np.linalg.norm(there) < np.linalg.norm(here):
            break
        point, here = next_point, there
    return Optimum(float(objective(point)), point, float(np.linalg.norm(here)), 1)


def central(objective: Callable[[Array], Any], point: Array) -> Array:
    """Return the derivatives by each parameter, in central differences; last axis."""
    columns = []
    for j in range(len(point)):
        step = np.zeros(len(point))
        step[j] = _STEP * (1.0 + abs(point[j]))
        columns.append((objective(point + step) - objective(point - step)) / (2.0 * step[j]))
    return np.stack(columns, axis=-1) if columns else np.zeros(0)


def curvature(slope: Callable[[Array], Array], point: Array) -> Array:
    """Return the matrix of second derivatives, in differences of the slope."""
    rows = []
    for j in range(len(point)):
        step = np.zeros(len(point))
        step[j] = _CURVE * (1.0 + abs(point[j]))
        rows.append((slope(point + step) - slope(point - step)) / (2.0 * step[j]))
    matrix = np.array(rows).reshape(len(point), len(point))
    return np.asarray(0.5 * (matrix + matrix.T))
