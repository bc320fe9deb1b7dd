"""Sums of smooth functions over long runs of integers, from a few of their values.

The sum over the integers of [a, b) is the integral over [a - 1/2, b - 1/2] less a 24th of the change of
the derivative (Euler-Maclaurin at half integers); the next correction is 1e-4 / width⁴ of the value.
Both are taken of a polynomial through values at integers near the Chebyshev points.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.polynomial import chebyshev

Array = Any

_DEGREE = 20
_SHORT = 1 << 12  # runs up to this long are added one by one
_EPS = float(np.finfo(float).eps)
_POINTS = -np.cos(np.pi * np.arange(_DEGREE + 1) / _DEGREE)


def _functional(degree: int) -> tuple[Array, Array]:
    """Return the integral of each Chebyshev polynomial over [-1, 1], and the change of its derivative."""
    n = np.arange(degree + 1)
    even = n % 2 == 0
    integrals = np.where(even, 2.0 / (1.0 - np.where(even, n, 0.0) ** 2), 0.0)
    return integrals, np.where(even, 2.0 * n**2, 0.0)


_WHOLE, _COARSE = _functional(_DEGREE), _functional(_DEGREE // 2)


def sum_runs(
    f: Callable[[Array], Array], low: Array, high: Array, scale: Array, *, rtol: float
) -> tuple[Array, Array]:
    """Return the sums of the rows of `f` over the integers of each [low, high), added up, and bounds.

    `f` maps n integers to an array (2k, n): k terms, then the rounding error to expect of each. `scale`
    is the size of the totals that these sums are part of: runs are halved until their error is below
    `rtol` of it or their rounding, or they are short.
    """
    value: Array = 0.0
    error: Array = 0.0
    while len(low):
        short = high - low <= _SHORT
        for a, b in zip(low[short], high[short], strict=True):
            value = value + f(np.arange(a, b)).sum(axis=1)
        low, high = low[~short], high[~short]
        if not len(low):
            break
        values, errors = _rule(f, low, high)
        allowed = rtol * np.maximum(np.abs(scale), np.abs(value + values.sum(axis=1)))
        k = len(values) // 2
        limit = np.maximum(allowed[:k, None] / 8.0, 4.0 * np.abs(values[k:]))
        bad = (errors[:k] > limit).any(axis=0)
        value = value + values[:, ~bad].sum(axis=1)
        error = error + errors[:, ~bad].sum(axis=1)
        middle = np.floor(0.5 * (low[bad] + high[bad]))
        low, high = np.concatenate([low[bad], middle]), np.concatenate([middle, high[bad]])
    return value, error


def _rule(f: Callable[[Array], Array], low: Array, high: Array) -> tuple[Array, Array]:
    half = 0.5 * (high - low)
    middle = low - 0.5 + half
    points = np.clip(np.round(middle[:, None] + half[:, None] * _POINTS), low[:, None], None)
    points = np.minimum(points, high[:, None] - 1.0)
    rows = f(points.ravel())
    rows = rows.reshape(rows.shape[0], *points.shape)
    places = (points - middle[:, None]) / half[:, None]
    fine = _apply(rows, places, half, _WHOLE)
    coarse = _apply(rows[..., ::2], places[:, ::2], half, _COARSE)
    raw = np.abs(fine - coarse)
    size = np.abs(rows).sum(axis=-1) * half
    # the finer rule's error is about the square of the coarser one's; never below rounding
    error = np.minimum(raw, size * (30.0 * raw / np.where(size > 0.0, size, 1.0)) ** 1.5)
    return fine, error + 4.0 * _EPS * np.abs(fine)


def _apply(rows: Array, places: Array, half: Array, functional: tuple[Array, Array]) -> Array:
    """Return the sums over the runs of the polynomials through `rows` at `places`."""
    integrals, slopes = functional
    target = integrals * half[:, None] - slopes / (24.0 * half[:, None])
    powers = chebyshev.chebvander(places, len(integrals) - 1)
    weights = np.linalg.solve(np.swapaxes(powers, -1, -2), target[..., None])[..., 0]
    return (rows * weights).sum(axis=-1)
