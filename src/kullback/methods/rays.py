"""Where to place the nodes of a one-dimensional integral: rays in a logarithmic coordinate.

A region is cut into rays x = anchor ± exp(y). In y algebraic ends and tails decay exponentially, so
one rule serves a gamma density of shape 1e-3 at zero and a Cauchy tail alike.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from kullback.distributions.base import Distribution

Array = Any

REACH = 350.0  # e-folds on either side of the bulk's width; what lies beyond is extrapolated
_LARGEST, _SMALLEST = 700.0, -740.0  # exp of these is still a double
_COARSE = 3.0  # an algebraic tail x^-a over three e-folds is smooth for 21 nodes
_LADDER = np.concatenate([[0.0], 2.0 ** np.arange(-4, 12)])


class Ray(NamedTuple):
    """x = anchor + sign·exp(y) for y in the pieces between `ends`; `to_high` if it starts at p's high."""

    anchor: float
    sign: float
    ends: Array
    to_high: bool
    open_ended: bool
    """Whether the region goes on beyond the last end."""

    def points(self, y: Array) -> tuple[Array, Array | None]:
        """Return x, and the distance to the upper end where the ray starts there."""
        step = np.exp(y)
        return self.anchor + self.sign * step, step if self.to_high else None


def rays(low: float, high: float, around: Sequence[Distribution], *, to_high: bool) -> list[Ray]:
    """Return the rays that cover (low, high), with ends placed by the bulks of the distributions."""
    marks = _marks(low, high, around)
    sizes = [float(np.log(d.bulk[1])) for d in around]
    size = (min(sizes), max(sizes))
    if np.isfinite(low) and np.isfinite(high):
        middle = low + 0.5 * (high - low)
        return [
            _ray(low, 1.0, middle - low, marks, size, to_high=False),
            _ray(high, -1.0, high - middle, marks, size, to_high=to_high),
        ]
    if np.isfinite(low):
        return [_ray(low, 1.0, np.inf, marks, size, to_high=False)]
    if np.isfinite(high):
        return [_ray(high, -1.0, np.inf, marks, size, to_high=to_high)]
    centre = float(around[0].bulk[0])
    return [_ray(centre, sign, np.inf, marks, size, to_high=False) for sign in (1.0, -1.0)]


def _marks(low: float, high: float, around: Sequence[Distribution]) -> Array:
    """Return points inside (low, high) where something may happen: bulks at many scales, kinks."""
    points: list[Array] = []
    for d in around:
        centre, width = (float(v) for v in d.bulk)
        points += [centre + width * _LADDER, centre - width * _LADDER, np.asarray(d.breaks, float)]
    marks = np.unique(np.concatenate(points))
    return marks[(marks > low) & (marks < high) & np.isfinite(marks)]


def _ray(
    anchor: float,
    sign: float,
    length: float,
    marks: Array,
    size: tuple[float, float],
    *,
    to_high: bool,
) -> Ray:
    """Return one ray; an end that is no end of the region lies `REACH` from the scale of the bulk."""
    distance = sign * (marks - anchor)
    inside = np.log(distance[(distance > 0.0) & (distance < length)])
    last = min(size[1] + REACH, _LARGEST, float(np.log(length)))
    first = max(min(size[0], last) - REACH, _SMALLEST)
    grid = np.arange(first, last, _COARSE)
    ends = np.unique(np.concatenate([grid, inside[(inside > first) & (inside < last)], [last]]))
    return Ray(anchor, sign, ends, to_high, bool(last < np.log(length)))


_STEP = 32.0  # e-folds between the points a tail is fitted to
_FORESEEN = 1e-10  # a fit that foresees the next points this well needs no further term
_EPS = float(np.finfo(float).eps)


class Fit(NamedTuple):
    """(a + b s + c s²) exp(-k s), and how badly it foresees points that it was not fitted to."""

    misfit: float
    degree: int
    k: float
    abc: tuple[float, float, float]


def tail_beyond(
    f: Callable[[Array], Array], masses: Callable[[Array], Array], y: float, outward: float
) -> tuple[Array, Array]:
    """Return the integral of `f` from `y` outward to infinity, and a bound on its error.

    Out there an integrand is a polynomial in the distance s times exp(-k s): a power of x times powers
    of its logarithm. k is that of one of the `masses`, or of the integrand itself, whichever foresees
    the next points best. The integral is infinite when the best k is 0 or less.
    """
    points = y - outward * _STEP * np.arange(5.0)
    rows, rates = f(points), _rates(masses(points))
    tails = [_tail_of(row, (*_rates(np.abs(row[None])), *rates), abs(y)) for row in rows]
    return np.array([tail for tail, _ in tails]), np.array([bound for _, bound in tails])


def _rates(rows: Array) -> list[float]:
    """Return the rates k of rows ~ exp(-k s), those that can be seen."""
    with np.errstate(all="ignore"):
        rates = np.log(rows[:, 1] / rows[:, 0]) / _STEP
    return [float(k) for k in rates if np.isfinite(k)]


def _tail_of(row: Array, rates: Iterable[float], size: float) -> tuple[float, float]:
    if row[0] == 0.0:
        return 0.0, 0.0
    if not np.isfinite(row).all():
        return np.inf, 0.0
    fits = [_fit(row, k, degree) for degree in range(3) for k in rates]
    best = next((fit for fit in fits if fit.misfit < _FORESEEN), min(fits))
    k, (a, b, c) = best.k, best.abc
    if k < 1e-10:
        return np.inf, 0.0
    tail = a / k + b / k**2 + 2.0 * c / k**3
    # a rate is the difference of two logarithms of about this size, over the step
    blur = 4.0 * _EPS * (2.0 * size + abs(np.log(abs(row[0]))) + 4.0) / (_STEP * k)
    return tail, abs(tail) * min(1.0, 10.0 * best.misfit + (best.degree + 1) * blur)


def _fit(row: Array, k: float, degree: int) -> Fit:
    with np.errstate(all="ignore"):
        flat = row * np.exp(-k * _STEP * np.arange(5.0))
    first, second, third = (float(x) for x in flat[:3])
    b = c = 0.0
    if degree == 1:
        b = (first - second) / _STEP
    elif degree == 2:
        c = (first - 2.0 * second + third) / (2.0 * _STEP**2)
        b = (3.0 * first - 4.0 * second + third) / (2.0 * _STEP)
    s = -_STEP * np.arange(5.0)
    with np.errstate(all="ignore"):
        misfit = float(np.max(np.abs((first + b * s + c * s**2) / flat - 1.0)))
    return Fit(misfit if np.isfinite(misfit) else np.inf, degree, k, (first, b, c))
