"""Log densities of a pair turned into cells; shared by quadrature, summation and Monte Carlo."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from kullback.distributions.base import Distribution
from kullback.distributions.ratio import best_ratio, uncancelled
from kullback.measures.base import Divergence, Functional
from kullback.numerics.cells import Cells, log_mass

Array = Any

_EPS = float(np.finfo(float).eps)
_APART = 40.0  # e-folds after which the smaller mass is below the rounding of the larger


Gap = tuple[Array, float] | None
"""How far points lie below a point, and that point; more precise than the points themselves."""


class Rounding(NamedTuple):
    """Relative rounding errors to expect of p/q and of the masses, from the sizes of the logarithms."""

    ratio: Array
    mass: Array


class Logs(NamedTuple):
    """Log densities of p and q at points, u = log p/q, the sizes of what made u, and p's slope there."""

    log_p: Array
    log_q: Array
    u: Array
    size: Array
    slope: Array


def _gap_of(d: Distribution, gap: Gap) -> Array | None:
    """Return how far points lie below the upper end of `d`."""
    if gap is None or not np.isfinite(float(d.support.high)):
        return None
    below, point = gap
    beyond = float(d.support.high - point)
    # an end that the point is, rounded up: no point lies beyond it
    return below + (0.0 if -np.spacing(abs(point)) <= beyond < 0.0 else beyond)


def logs_of_pair(p: Distribution, q: Distribution, x: Array, gap: Gap = None) -> Logs:
    """Return the logarithms of p and q at points `x`; `gap` says how far these are below some point."""
    log_p = p.log_density(x, np, _gap_of(p, gap))
    log_q = q.log_density(x, np, _gap_of(q, gap))
    u, size = best_ratio(log_p, log_q, uncancelled(p, q, x, _gap_of(p, gap)))
    return Logs(log_p, log_q, u, size, _slope(p, x))


def logs_of_one(d: Distribution, x: Array, gap: Gap = None) -> Logs:
    """Return the logarithms of a single distribution, as if it were compared with itself."""
    log_p = d.log_density(x, np, _gap_of(d, gap))
    return Logs(log_p, log_p, np.zeros_like(log_p), np.abs(log_p), _slope(d, x))


def cells_of(logs: Logs, log_weight: Array | float) -> tuple[Cells, Rounding]:
    """Return the cells at points of weight exp(log_weight), and their rounding."""
    log_p, log_q, u = logs.log_p, logs.log_q, logs.u
    # where q dominates, p and its rounding no longer matter
    size = np.where(u < -_APART, np.abs(log_q) + 4.0, logs.size)
    masses = np.where(u < -_APART, np.abs(log_q), np.abs(log_p)) + logs.slope
    finite = np.abs(u) < np.inf
    t = np.where(finite, np.expm1(np.where(finite, u, 0.0)), 0.0)
    log_mass = log_p + log_weight
    cells = Cells(np.exp(log_mass), np.exp(log_q + log_weight), t, u, True, log_mass)
    size, masses = (np.where(np.isfinite(v), v, 0.0) for v in (size, masses))
    return cells, Rounding(_EPS * size, _EPS * (masses + 4.0))


def weight_of(logs: Logs, log_weight: Array | float) -> tuple[Array, Array]:
    """Return the mass of the first distribution at points of weight exp(log_weight), and its rounding."""
    weight = np.exp(logs.log_p + log_weight)
    rounding = _EPS * weight * (np.abs(logs.log_p) + logs.slope + 4.0)
    return weight, np.where(weight > 0.0, rounding, 0.0)


def _slope(d: Distribution, x: Array) -> Array:
    """Return roughly |d log density / d log x|: how much the rounding of a point changes a density."""
    if d.support.space.discrete:
        return np.zeros_like(x)  # integers are not rounded
    apart = [np.maximum(float(w), np.abs(x - float(c))) for c, w in d.lumps]
    return 4.0 * np.abs(x) / np.min(apart, axis=0)


def terms_with_rounding(measure: Divergence, cells: Cells, rounding: Rounding) -> Array:
    """Return the rows of terms of the cells, and below them as many rows of their rounding errors.

    A relative error e of p/q moves a term by |p - q| e near equality; far from it by |term| e too, for
    measures that are not linear in the logarithm. The sums that follow the first do not vanish at
    equality and move by |term| e everywhere. A relative error of both masses moves all of them alike.
    """
    # a mass may underflow and its power not; where even the logarithms fail there is nothing
    seen = np.isfinite(cells.u) & (log_mass(cells, np) > -np.inf)
    possible = (cells.p > 0.0) | (cells.q > 0.0) | seen
    rows = [np.where(possible, term, 0.0) for term in measure.pointwise(cells, np)]
    sizes = [np.abs(row) for row in rows]
    sizes[0] = np.abs(cells.p - cells.q) + (0.0 if measure.linear_in_log else sizes[0])
    ratio = rounding.ratio
    if np.isfinite(measure.only_p[0]):
        # such a measure no longer sees the ratio where p dominates
        ratio = np.where(cells.u > _APART, rounding.mass, ratio)
    errors = [
        ratio * size + rounding.mass * np.abs(row) for size, row in zip(sizes, rows, strict=True)
    ]
    return np.stack([*rows, *(np.where(np.isfinite(error), error, 0.0) for error in errors)])


def functional_with_rounding(measure: Functional, logs: Logs, log_weight: Array | float) -> Array:
    """Return the terms of a functional of p, and below them their rounding errors."""
    weight, rounding = weight_of(logs, log_weight)
    finite = np.where(np.isfinite(logs.log_p), np.abs(logs.log_p), 0.0)
    return np.stack([measure.terms(weight, logs.log_p, np), rounding * (finite + 1.0)])


def value_of_sums(
    measure: Divergence,
    sums: Callable[[Divergence], tuple[Array, Array]],
    look: Callable[[], Logs],
) -> tuple[float, float]:
    """Return the value made of a measure's sums, which are scaled first where they leave the doubles.

    `sums` returns the totals of a measure's terms and bounds on their errors; `look` logarithms of both
    sides all over their support.
    """
    totals, errors = sums(measure)
    scaled = measure.rescaled(totals, look)
    if scaled is not measure:
        totals, errors = sums(scaled)
    return finished(scaled, totals, errors)


def finished(measure: Divergence, totals: Array, errors: Array) -> tuple[float, float]:
    """Return the value made of the totals, and how far the errors of the totals can move it."""
    if np.isinf(totals).any():
        return np.inf, 0.0
    value = float(measure.finish(tuple(totals), np))
    if value == -np.inf:
        return np.inf, np.inf  # a scaled sum that fell out of range again: nothing bounds it
    if not np.isfinite(value):
        return value, 0.0
    moved = [float(measure.finish(tuple(totals + side * errors), np)) for side in (1.0, -1.0)]
    if not np.isfinite(errors).all():
        return max(value, 0.0), np.inf
    error = max((abs(m - value) for m in moved if np.isfinite(m)), default=np.inf)
    # every term is >= 0, so a sum below it is an extrapolated tail that overshot within its error
    return (value, error) if value >= 0.0 or not measure.non_negative else (0.0, error)
