"""Probability tables along the last axis: exactly normalised, or as they are.

No table is divided by its sum before the subtraction p - q: rounding in p/sum(p) alone leaves a
residue of first order against a divergence of second order.
"""

from typing import Any, NamedTuple

import numpy as np

from kullback.numerics.cells import Cells, from_relative_difference
from kullback.numerics.sums import exact_sum, two_product

Array = Any

NEARLY_ONE = 1e-10
"""Sums this close to 1 need no two-products: the correction's rounding is then below 1e-26."""


class Total(NamedTuple):
    """The sum of a table, high + low, each of shape (..., 1)."""

    high: Array
    low: Array


def total(p: Array, xp: Any) -> Total:
    """Return the sum of `p` over the last axis to twice its precision."""
    high, low = exact_sum(p, xp)
    return Total(high[..., None], low[..., None])


def generalised_cells(p: Array, q: Array, xp: Any) -> Cells:
    """Return the cells of two tables as they are, whatever they sum to."""
    q_safe = xp.where(q > 0.0, q, 1.0)
    return from_relative_difference(p, q, (p - q) / q_safe, q_safe, xp)


def normalised_cells(p: Array, q: Array, p_sum: Total, q_sum: Total, xp: Any) -> Cells:
    """Return the cells of p/P and q/Q, with P and Q the exact sums of the two tables."""
    p_excess = (p_sum.high - 1.0) + p_sum.low
    q_excess = (q_sum.high - 1.0) + q_sum.low
    if _all_below(xp.abs(p_excess), xp) and _all_below(xp.abs(q_excess), xp):
        numerator = (p - q) + (p * q_excess - q * p_excess)
    else:
        numerator = cross_difference(p, q_sum, q, p_sum, xp)
    q_safe = xp.where(q > 0.0, q, 1.0)
    t = numerator / (q_safe * p_sum.high)
    return from_relative_difference(
        p / p_sum.high, q / q_sum.high, t, q_safe / q_sum.high, xp
    )


def cross_difference(a: Array, b: Total, c: Array, d: Total, xp: Any) -> Array:
    """Return a b - c d, the leading products exact."""
    ab, ab_low = two_product(a, b.high + 0.0 * a, xp)
    cd, cd_low = two_product(c, d.high + 0.0 * c, xp)
    return (ab - cd) + ((ab_low - cd_low) + (a * b.low - c * d.low))


def power_of_two_scale(p: Array, xp: Any) -> Array:
    """Return the power of two that brings the largest entry of each row near 1, if it is far from it.

    Exact where it is applied; 1 for ordinary rows, so that small entries are never pushed to denormals.
    """
    largest = xp.max(p, axis=-1, keepdims=True)
    extreme = (largest > 0.0) & ((largest < 1e-150) | (largest > 1e150))
    exponent = xp.round(xp.log2(xp.where(extreme, largest, 1.0)))
    # in two steps, since 2^1074 itself overflows
    half = xp.floor(-exponent / 2.0)
    return 2.0**half * 2.0 ** xp.clip(-exponent - half, -1022.0, 480.0)


def _all_below(excess: Array, xp: Any) -> bool:
    if xp is np and excess.size == 1:
        return bool(excess.item() <= NEARLY_ONE)
    return bool(xp.all(excess <= NEARLY_ONE))
