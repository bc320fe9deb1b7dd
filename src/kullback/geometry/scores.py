r"""First and second derivatives of the log density with respect to the coordinates, at data.

By central differences, whose powers of the step are removed one by one (Romberg). Where a family
knows the logarithm of the ratio of two members without cancellation, the steps can be tiny.
"""

from itertools import combinations, pairwise
from typing import Any

import numpy as np

from kullback.errors import ConvergenceError
from kullback.geometry.coordinates import Coordinates
from kullback.geometry.expected import fitting_step

Array = Any

_LEVELS = 4
_TRUST = 1e-4  # a larger relative error is a kink, or rounding
_FINE, _COARSE = 2.0**-9, 2.0**-2  # of the step, where the ratio of two members is known, and not
_SMALL = 1e-2  # what the step squared times the information is at most: see `fitting_step`
_KINK = 0.45  # halving a step quarters what is even in it, and halves it at a kink


def scores(at: Coordinates, points: Array) -> Array:
    """Return the gradient of the log density at each point, shape (n, k)."""
    fine, steps = _steps(at, points)
    columns = []
    for i, step in enumerate(steps):
        changes = [
            (t, _change(at, d, points), _change(at, -d, points))
            for t, d in _halvings(step * np.eye(len(steps))[i])
        ]
        _refuse_kink([plus + minus for _, plus, minus in changes], at.labels[i], fine)
        levels = [(plus - minus) / (2.0 * t) for t, plus, minus in changes]
        columns.append(_romberg(levels, at.labels[i], fine * _SMALL**0.5) / step)
    return np.stack(columns, axis=-1)


def mean_hessian(at: Coordinates, points: Array) -> Array:
    """Return the mean of the second derivatives of the log density, shape (k, k)."""
    fine, steps = _steps(at, points)
    n, eye = len(steps), np.eye(len(steps))
    found = np.zeros((n, n))
    for i in range(n):
        found[i, i] = _second(at, steps[i] * eye[i], points, fine)
    for i, j in combinations(range(n), 2):
        plus = _second(at, steps[i] * eye[i] + steps[j] * eye[j], points, fine)
        minus = _second(at, steps[i] * eye[i] - steps[j] * eye[j], points, fine)
        found[i, j] = found[j, i] = 0.25 * (plus - minus)
    return found / np.outer(steps, steps)


def _steps(at: Coordinates, points: Array) -> tuple[float, Array]:
    """Return a step along each coordinate, small ones where the ratio is known; and how small."""
    with np.errstate(all="ignore"):
        known = at.member.log_ratio(at.member, points, np) is not None
    fine = _FINE if known else _COARSE
    return fine, np.array([fine * fitting_step(at, e) for e in np.eye(len(at.vector))])


def _halvings(direction: Array) -> list[tuple[float, Array]]:
    return [(2.0**-k, 2.0**-k * direction) for k in range(_LEVELS)]


def _change(at: Coordinates, by: Array, points: Array) -> Array:
    """Return log f(x; θ + by) - log f(x; θ)."""
    other = at.at(at.vector + by)
    with np.errstate(all="ignore"):
        ratio = at.member.log_ratio(other, points, np)
        if ratio is not None:
            return -np.asarray(ratio)
        here, there = (np.asarray(d.log_density(points, np)) for d in (at.member, other))
    return there - here


def _second(at: Coordinates, direction: Array, points: Array, fine: float) -> float:
    """Return the mean second derivative along a direction, for a parameter that runs from 0 to 1."""
    levels = [
        np.mean(_change(at, d, points) + _change(at, -d, points)) / t**2
        for t, d in _halvings(direction)
    ]
    along = " and ".join(label for label, d in zip(at.labels, direction, strict=True) if d)
    return float(_romberg(levels, along, fine * fine * _SMALL))


def _refuse_kink(even: list[Array], label: str, fine: float) -> None:
    """Raise where the slopes on both sides of the member differ, which central differences miss."""
    sharp = np.abs(even[-1]) > _KINK * np.abs(even[-2])
    seen = np.abs(even[-1]) > _TRUST * (fine * 0.5 ** (_LEVELS - 1)) ** 2 * _SMALL
    if np.any(sharp & seen):
        raise _unstable(label)


def _romberg(levels: list[Array], label: str, scale: float) -> Array:
    row = levels
    best, error = row[-1], np.abs(row[-1] - row[-2])
    for power in range(1, _LEVELS):
        row = [b + (b - a) / (4.0**power - 1.0) for a, b in pairwise(row)]
        if len(row) > 1:
            apart = np.abs(row[-1] - row[-2])
            best = np.where(apart < error, row[-1], best)
            error = np.minimum(apart, error)
    if not np.all(error <= _TRUST * np.maximum(np.abs(best), scale)):
        raise _unstable(label)
    return best


def _unstable(label: str) -> ConvergenceError:
    return ConvergenceError(
        f"The log density has no stable derivative in {label} at every observation; one may lie on a "
        'kink of the density. Use `kind="expected"`.'
    )
