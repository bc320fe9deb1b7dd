r"""The expected Fisher information: in closed form, or as the curvature of the divergence.

D(θ‖θ + h) + D(θ‖θ - h) = hᵀ I h + O(h⁴). The divergence within a family does not cancel, so that
its second differences keep nearly all digits; halving the step removes the powers of h one by one.
"""

from itertools import combinations, pairwise
from typing import Any, NamedTuple

import numpy as np

from kullback.api.divergences import kl
from kullback.api.plan import plan
from kullback.errors import ConvergenceError, InvalidInputError, KullbackError, NoMethodError
from kullback.geometry.closed_forms import form_of
from kullback.geometry.coordinates import Coordinates

Array = Any

_LEVELS = 5
_LARGE, _SMALL = (
    1e-2,
    1e-4,
)  # of D(θ‖θ + h): large enough not to round, small enough to be quadratic
_TRUST = 1e-4  # a larger relative error means that the divergence is not quadratic there
_ROUNDING = 8 * np.finfo(float).eps  # two divergences, and the steps of the extrapolation


class Curvature(NamedTuple):
    """A matrix, the bound on its error (0 for closed forms), and how it was found."""

    matrix: Array
    error: float
    method: str


def expected_information(at: Coordinates) -> Curvature:
    """Return the Fisher information per draw in the given coordinates."""
    at.refuse_edges()
    form = form_of(type(at.member))
    if form is None:
        return curvature(at)
    every = Coordinates(at.member)
    matrix = np.asarray(form(at.member), dtype=float)
    kept = [every.labels.index(label) for label in at.labels]
    return Curvature(matrix[np.ix_(kept, kept)], 0.0, "closed form")


def curvature(at: Coordinates) -> Curvature:
    """Return it from second differences of the divergence (Kullback 1959, ch. 2, sec. 6)."""
    steps = np.array([fitting_step(at, e) for e in np.eye(len(at.vector))])
    n = len(steps)
    matrix, error = np.zeros((n, n)), np.zeros((n, n))
    for i, e in enumerate(np.eye(n)):
        matrix[i, i], error[i, i] = _extrapolated(at, steps * e)
    for i, j in combinations(range(n), 2):
        plus = _extrapolated(at, steps * (np.eye(n)[i] + np.eye(n)[j]))
        minus = _extrapolated(at, steps * (np.eye(n)[i] - np.eye(n)[j]))
        matrix[i, j] = matrix[j, i] = 0.25 * (plus[0] - minus[0])
        error[i, j] = error[j, i] = 0.25 * (plus[1] + minus[1])
    scale = np.outer(steps, steps)
    size = np.sqrt(np.outer(np.diag(matrix), np.diag(matrix)))
    if not np.all(error <= _TRUST * size):
        raise ConvergenceError(
            f"The divergence of {at.member!r} is not quadratic near equality (relative error "
            f"{np.max(error / np.where(size > 0.0, size, 1.0)):.1g}): the family is not regular there."
        )
    return Curvature(matrix / scale, float(np.max(error / scale)), "curvature of the divergence")


def both_ways(at: Coordinates, step: Array) -> float:
    """Return D(θ‖θ + h) + D(θ‖θ - h), infinite where one of them is no member."""
    try:
        ahead, behind = at.at(at.vector + step), at.at(at.vector - step)
    except KullbackError:
        return np.inf
    return _divergence(at, ahead) + _divergence(at, behind)


def _divergence(at: Coordinates, other: Any) -> float:
    with np.errstate(all="ignore"):
        inside = at.member.kl(other, np)
    if inside is not None and np.isfinite(inside):
        return float(inside)
    try:
        planned = plan(at.member, other).kind
    except NoMethodError:
        return np.inf
    if planned == "estimate" or (found := kl(at.member, other)).kind == "estimate":
        raise InvalidInputError(
            f"The divergence of {at.member!r} from a neighbour is estimated from draws here, too rough to "
            f"take its curvature in all of {', '.join(e.name for e in at.entries)}. Say which of them "
            "are `known`."
        )
    return float(found.value)


def fitting_step(at: Coordinates, direction: Array) -> float:
    """Return a step along a coordinate for which the divergence is small, and well above rounding."""
    size = float(np.abs(at.vector) @ np.abs(direction)) or 1.0
    step = 0.125 * size
    for _ in range(200):
        value = both_ways(at, step * direction)
        if value > _LARGE:
            step *= 0.5
        elif value < _SMALL:
            step *= 3.0
        else:
            return step
    raise ConvergenceError(
        f"No step of {at.labels[int(np.argmax(direction))]} changes {at.member!r} a little: the "
        "divergence is infinite, or 0, on both sides."
    )


def _extrapolated(at: Coordinates, step: Array) -> tuple[float, float]:
    """Return the limit of the second differences over t² as t → 0, and its error (Romberg)."""
    row = [both_ways(at, 2.0**-k * step) * 4.0**k for k in range(_LEVELS)]
    best, error = row[-1], abs(row[-1] - row[-2])
    for power in range(1, _LEVELS):
        row = [b + (b - a) / (4.0**power - 1.0) for a, b in pairwise(row)]
        if len(row) > 1 and abs(row[-1] - row[-2]) < error:
            best, error = row[-1], abs(row[-1] - row[-2])
    return best, error + _ROUNDING * abs(best)
