"""Sums over the integers, outward from where the terms are large, until a bound on the tail is negligible."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from kullback.distributions.base import Distribution
from kullback.methods.densities import logs_of_one, weight_of
from kullback.methods.tails import STEP, beyond_of_integrand
from kullback.numerics.lattice import sum_runs

Array = Any
Terms = Callable[[Array], Array]

_BLOCK = 1 << 14
LIST = 1 << 20  # a finite support up to this long is added one by one
_ONE_BY_ONE = 1 << 15  # terms added before the rest is taken in runs
_REACH = 350.0  # e-folds; what lies beyond is extrapolated
_NEGLIGIBLE = 1e-18
_RTOL = 1e-15


class Sum(NamedTuple):
    """Totals of the rows, the bound on their error from what was not added, and whether all was."""

    value: Array
    error: Array
    finite: bool


def over(terms: Terms, low: float, high: float, around: Sequence[Distribution]) -> Sum:
    """Return the sums of the rows of `terms` over the integers low ... high, outward from the bulks.

    `terms` maps n integers to an array (2k, n): k terms, then the rounding error to expect of each.
    """
    if high - low < LIST:
        total = listed(terms, low, high)
        return Sum(total, np.zeros_like(total), True)
    bulks: list[tuple[float, float]] = []
    for d in sorted(around, key=lambda d: float(d.bulk[0])):
        centre, width = float(np.floor(min(max(d.bulk[0], low), high))), float(d.bulk[1])
        # bulks that touch are met on the way out from one of them
        if not bulks or centre - bulks[-1][0] > 8.0 * (width + bulks[-1][1]):
            bulks.append((centre, width))
    value: Array = 0.0
    error: Array = 0.0
    for i, (centre, width) in enumerate(bulks):
        size = int(min(max(32.0, 8.0 * width), _BLOCK))
        left = low if i == 0 else np.floor(0.5 * (bulks[i - 1][0] + centre)) + 1.0
        right = high if i == len(bulks) - 1 else np.floor(0.5 * (centre + bulks[i + 1][0]))
        for first, sign, length in (
            (centre, 1.0, right - centre),
            (centre - 1.0, -1.0, centre - 1.0 - left),
        ):
            added, bound = _outward(terms, first, sign, length, size)
            value, error = value + added, error + bound
    return Sum(value, error, False)


def mass(d: Distribution, low: float, high: float) -> float:
    """Return the probability that `d` gives to the integers low ... high."""
    low, high = max(low, float(d.support.low)), min(high, float(d.support.high))
    if low > high:
        return 0.0

    def pmf(k: Array) -> Array:
        return np.stack(weight_of(logs_of_one(d, k), 0.0))

    return float(over(pmf, low, high, (d,)).value[0])


def listed(terms: Terms, low: float, high: float) -> Array:
    """Return the sums of the rows of `terms` over the integers low ... high, one by one."""
    blocks = np.arange(low, high + 1.0, _BLOCK)
    sums = [terms(np.arange(k, min(k + _BLOCK, high + 1.0))).sum(axis=1) for k in blocks]
    return np.sum(sums, axis=0) if sums else 0.0 * terms(np.array([low]))[:, 0]


def _outward(
    terms: Terms, first: float, sign: float, length: float, size: int
) -> tuple[Array, Array]:
    """Return the sums of first, first + sign, ... (length + 1 of them) and the bound on their error."""

    def at_distance(j: Array) -> Array:
        return terms(first + sign * j)

    total = 0.0 * terms(np.array([first + 1.0 if length < 0.0 else first]))[:, 0]
    done = 0.0
    while done <= length:
        count = min(float(size), length + 1.0 - done)
        block = at_distance(np.arange(done, done + count))
        total = total + block.sum(axis=1)
        done += count
        if done > length or np.isinf(total).any():
            break
        tail = _light_tail(block)
        if (tail <= _NEGLIGIBLE * np.abs(total)).all():
            return total, tail
        if done >= _ONE_BY_ONE:
            rest, error = _in_runs(at_distance, done, length + 1.0, total)
            return total + rest, error
        size = min(2 * size, _BLOCK)
    return total, 0.0 * total


def _light_tail(block: Array) -> Array:
    """Return a bound on all later terms if their ratio does not grow: the geometric series."""
    last = np.abs(block[:, -1])
    before = np.abs(block[:, -2]) if block.shape[1] > 1 else last
    ratio = np.where(before > 0.0, last / np.where(before > 0.0, before, 1.0), 0.0)
    bound = last * ratio / np.where(ratio < 1.0, 1.0 - ratio, 1.0)
    # a block of zeros before the bulk says nothing about what follows
    seen = np.abs(block).max(axis=1) > 0.0
    return np.where((ratio < 1.0) & seen, bound, np.inf)


def _in_runs(f: Terms, start: float, stop: float, scale: Array) -> tuple[Array, Array]:
    """Return the sums over distances start ... stop - 1, in runs that double, and their bounds."""
    value, error = 0.0 * scale, 0.0 * scale
    last = min(stop, float(np.exp(_REACH)))
    while start < last:
        edges = np.minimum(start * 2.0 ** np.arange(9.0), last)
        edges = edges[: int(np.searchsorted(edges, last)) + 1]
        added, bound = sum_runs(f, edges[:-1], edges[1:], scale + value, rtol=_RTOL)
        value, error, start = value + added, error + bound, float(edges[-1])
        if np.isinf(value).any():
            return value, error
        if (np.abs(added) <= _NEGLIGIBLE * np.abs(scale + value)).all():
            return value, error
    if start < stop:
        tail, bound = _beyond(f, start)
        k = len(tail)
        value[:k], error[:k] = value[:k] + tail, error[:k] + bound
    return value, error


def _beyond(f: Terms, start: float) -> tuple[Array, Array]:
    """Return the sums from distance `start` on, as integrals in its logarithm, and their bounds."""
    y = np.log(start) - STEP * np.arange(5.0)
    return beyond_of_integrand(f(np.round(np.exp(y))) * np.exp(y))
