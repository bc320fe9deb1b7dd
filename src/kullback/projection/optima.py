"""All local minima of a smooth function of few parameters, from many starts."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kullback.projection.descent import Objective, curvature, walked

Array = NDArray[Any]
_STEP = 6e-6  # the cube root of the rounding: central differences lose least
_NOISE = 1e-9  # the slope of a flat place, by differences
_NEWTON = 6
_SAME = 1e-4  # of the size of the parameters, within which two minima are one
_ROUNDS = 60  # after which a way that leads to infinity is left
_LAST_ROUNDS = 30  # from the end of a rough way
_SLOPING = 1e-3  # a slope where a walk was left on its way: no minimum
_BEYOND = 1e250  # an objective that stands for infinity
_LEVEL = 1e-8  # by which a ridge may rise: the trust region ends on it anywhere


class Optimum(NamedTuple):
    """A local minimum: where, how flat, and how many starts led there."""

    value: float
    point: Array
    gradient_norm: float
    hits: int


def optima(
    objective: Objective, starts: Sequence[Array], rough: Objective | None = None
) -> list[Optimum]:
    """Return the local minima that the starts lead to, best first.

    `rough` is a cheaper objective with nearly the same minima, on which the long way is walked.
    """
    with np.errstate(all="ignore"):
        found = _ends(rough or objective, [Optimum(np.nan, point, np.nan, 1) for point in starts])
        if rough is not None:
            found = _ends(objective, found, _LAST_ROUNDS)
        done: list[Optimum] = []
        for one in found:
            _join(objective, done, polished(objective, one.point)._replace(hits=one.hits))
    done.sort(key=lambda optimum: optimum.value)
    return done[:1] + [one for one in done[1:] if one.gradient_norm < _SLOPING]


def _ends(objective: Objective, starts: list[Optimum], rounds: int = _ROUNDS) -> list[Optimum]:
    """Return where the ways downhill from the starts end, each end but once."""
    ends = walked(objective, np.array([start.point for start in starts], float), rounds)
    found: list[Optimum] = []
    for start, point, value in zip(starts, ends, objective(ends), strict=True):
        if value < _BEYOND:
            _join(objective, found, Optimum(float(value), point, np.nan, start.hits))
    return found


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
