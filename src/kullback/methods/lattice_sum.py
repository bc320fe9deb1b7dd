"""Sums over the integers, outward from where the terms are large, until a bound on the tail is negligible."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from kullback.distributions.base import Distribution

Array = Any
Terms = Callable[[Array], Array]

_BLOCK = 1 << 16
_MOST = 1 << 24  # terms; a tail that matters beyond is extrapolated and bounded
_NEGLIGIBLE = 1e-18


class Sum(NamedTuple):
    """Totals of the rows, the bound on what was left out, and whether nothing was."""

    value: Array
    error: Array
    finite: bool


def over(terms: Terms, low: float, high: float, centre: float, width: float) -> Sum:
    """Return the sums of the rows of `terms` over the integers low ... high."""
    if high - low < _MOST:
        return Sum(_finite(terms, int(low), int(high)), np.zeros(1), True)
    middle = int(min(max(np.floor(centre), low), high))
    start = int(min(max(32.0, 8.0 * width), _BLOCK))
    above, error_above = _outward(terms, middle, 1, high - middle, start)
    below, error_below = _outward(terms, middle - 1, -1, middle - 1 - low, start)
    return Sum(above + below, error_above + error_below, False)


def mass(d: Distribution, low: float, high: float) -> float:
    """Return the probability that `d` gives to the integers low ... high."""
    centre, width = d.bulk

    def pmf(k: Array) -> Array:
        return np.exp(d.log_density(k, np))[None]

    return float(over(pmf, low, high, float(centre), float(width)).value[0])


def _finite(terms: Terms, low: int, high: int) -> Array:
    if high < low:
        return np.zeros(terms(np.array([float(low)])).shape[0])
    blocks = [
        terms(np.arange(k, min(k + _BLOCK, high + 1), dtype=float)).sum(axis=1)
        for k in range(low, high + 1, _BLOCK)
    ]
    return np.sum(blocks, axis=0)


def _outward(terms: Terms, first: int, sign: int, length: float, size: int) -> tuple[Array, Array]:
    """Return the sums of first, first + sign, ... and the bound on the tail left out."""
    total: Array = 0.0
    done = 0
    if length < 0:
        empty = np.zeros(terms(np.array([float(first + 1)])).shape[0])
        return empty, empty
    while True:
        count = int(min(size, length + 1 - done))
        at = terms(first + sign * np.arange(done, done + count, dtype=float))
        total = total + at.sum(axis=1)
        done += count
        if done > length:
            return total, np.zeros_like(total)
        tail = _tail(at, done)
        if np.isinf(total).any() or (tail <= _NEGLIGIBLE * np.abs(total)).all():
            return total, tail
        if done >= _MOST:
            return total + tail, tail
        size = min(2 * size, 1 << 20)


def _tail(at: Array, done: int) -> Array:
    """Return the sum of all later terms if they go on to fall as the last ones do.

    The ratio of successive terms of a light tail does not grow, so a geometric series bounds it; a
    power tail k^-s has ratio 1 - s/k, and then f k/(s-1) is used.
    """
    last, before = np.abs(at[:, -1]), np.abs(at[:, -2]) if at.shape[1] > 1 else np.abs(at[:, -1])
    with np.errstate(all="ignore"):
        ratio = last / before
        power = done * (1.0 - ratio)
        geometric = last * ratio / (1.0 - ratio)
        slow = last * done / (power - 1.0)
    tail = np.where(ratio < 1.0 - 8.0 / done, geometric, np.where(power > 1.0, slow, np.inf))
    # a block of zeros before the bulk says nothing about what follows
    return np.where(last > 0.0, tail, np.where(np.abs(at).max(axis=1) > 0.0, 0.0, np.inf))
