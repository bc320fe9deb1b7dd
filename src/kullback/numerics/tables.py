"""Probability tables along the last axis: exactly normalised, or as they are.

No table is divided by its sum before the subtraction p - q: rounding in p/sum(p) alone leaves a
residue of first order against a divergence of second order.
"""

from typing import Any, NamedTuple

import array_api_compat

from kullback.numerics.cells import Cells, from_relative_difference, holds_everywhere
from kullback.numerics.elementary import is_close, is_single
from kullback.numerics.sums import exact_sum, total_of, two_product, two_sum

Array = Any

NEARLY_ONE = 1e-10
"""Sums this close to 1 need no two-products: the correction's rounding is then below 1e-26."""


class Total(NamedTuple):
    """The sum of a table, high + low: numbers for a single NumPy row, else of shape (..., 1)."""

    high: Array
    low: Array


def total(p: Array, xp: Any) -> Total:
    """Return the sum of `p` over the last axis to twice its precision."""
    high, low = exact_sum(p, xp)
    return Total(high, low) if isinstance(high, float) else Total(high[..., None], low[..., None])


def generalised_cells(p: Array, q: Array, xp: Any) -> Cells:
    """Return the cells of two tables as they are, whatever they sum to."""
    q_safe = xp.where(q > 0.0, q, 1.0)
    return from_relative_difference(p, q, (p - q) / q_safe, q_safe, xp)


def normalised_cells(
    p: Array, q: Array, p_sum: Total, q_sum: Total, xp: Any, *, positive: bool = False
) -> Cells:
    """Return the cells of p/P and q/Q, with P and Q the exact sums of the two tables.

    `positive` says that no q is 0, if that is known.
    """
    p_excess = (p_sum.high - 1.0) + p_sum.low
    q_excess = (q_sum.high - 1.0) + q_sum.low
    q_safe = q if positive else xp.where(q > 0.0, q, 1.0)
    if _nearly_zero(p_excess, xp) and _nearly_zero(q_excess, xp):
        # (p Q - q P)/(q P) with P = 1 + p_excess, Q = 1 + q_excess
        t = (p - q) / q_safe * (q_sum.high / p_sum.high) + (q_excess - p_excess) / p_sum.high
    else:
        t = cross_excess(p, q_sum, q_safe, p_sum, xp)
    p, q_safe = _divided(p, p_sum.high), _divided(q_safe, q_sum.high)
    return from_relative_difference(
        p, q_safe if positive else _divided(q, q_sum.high), t, q_safe, xp
    )


def _divided(p: Array, sums: Array) -> Array:
    return p if isinstance(sums, float) and sums == 1.0 else p / sums


def cross_excess(a: Array, b: Total, c: Array, d: Total, xp: Any) -> Array:
    """Return (a b - c d) / (c d), the leading products exact."""
    ab, ab_low = two_product(a, b.high + 0.0 * a, xp)
    cd, cd_low = two_product(c, d.high + 0.0 * c, xp)
    difference, residue = two_sum(ab, -cd)
    low = residue + ((ab_low - cd_low) + (a * b.low - c * d.low))
    excess = (difference + low) / cd
    if not is_single(cd, xp):
        return excess
    # single precision cannot spare the three roundings: what they left over is divided again
    near = is_close(excess, xp)
    rough = xp.where(near, excess, 0.0)
    product, product_low = two_product(rough, cd + 0.0 * rough, xp)
    rest = ((difference - product) - product_low) + (low - rough * (cd_low + c * d.low))
    return xp.where(near, rough + rest / cd, excess)


def power_of_two_scale(p: Array, xp: Any) -> Array:
    """Return the power of two that brings the largest entry of each row near 1, if it is far from it.

    Exact where it is applied; 1 for ordinary rows, so that small entries are never pushed to denormals.
    """
    largest = xp.max(p, axis=-1, keepdims=True)
    single = is_single(p, xp)
    far, lowest, highest = (1e15, -126.0, 52.0) if single else (1e150, -1022.0, 480.0)
    extreme = (largest > 0.0) & ((largest < 1.0 / far) | (largest > far))
    exponent = xp.round(xp.log2(xp.where(extreme, largest, 1.0)))
    # in two steps, since 2^1074 itself overflows
    half = xp.floor(-exponent / 2.0)
    return 2.0**half * 2.0 ** xp.clip(-exponent - half, lowest, highest)


def _nearly_zero(excess: Array, xp: Any) -> bool:
    if isinstance(excess, float):
        return abs(excess) <= NEARLY_ONE
    return holds_everywhere(xp.abs(excess) <= NEARLY_ONE, xp)


def independence_cells(joint: Array, xp: Any) -> Cells:
    """Return the cells of a joint table (..., a, b) against the product of its margins.

    t = (n N - r c)/(r c) with the sums r, c, N known to twice the precision: exactly 0 for an exactly
    independent table.
    """
    rows = _expanded(exact_sum(joint, xp), -1)
    columns = _expanded(exact_sum(xp.moveaxis(joint, -2, -1), xp), -2)
    whole = _whole(exact_sum(_flat(joint, xp), xp))
    scaled, scaled_low = two_product(joint, whole.high + 0.0 * joint, xp)
    product, product_low = two_product(rows.high + 0.0 * joint, columns.high + 0.0 * joint, xp)
    cross = rows.high * columns.low + rows.low * columns.high
    numerator = (scaled - product) + ((scaled_low - product_low) + (joint * whole.low - cross))
    p, q = joint / whole.high, (rows.high / whole.high) * (columns.high / whole.high)
    # a product of margins that underflows is not zero; its joint cell is below 1e-150 anyway
    possible = (rows.high > 0.0) & (columns.high > 0.0)
    q = xp.where(possible & (q == 0.0), xp.finfo(q.dtype).smallest_normal, q)
    t = numerator / xp.where(product > 0.0, product, 1.0)
    return from_relative_difference(p, q, t, xp.where(q > 0.0, q, 1.0), xp)


def _flat(joint: Array, xp: Any) -> Array:
    return xp.reshape(joint, (*joint.shape[:-2], -1))


def _whole(sums: tuple[Array, Array]) -> Total:
    high, low = sums
    return (
        Total(high, low) if isinstance(high, float) else Total(*(s[..., None, None] for s in sums))
    )


def _expanded(sums: tuple[Array, Array], axis: int) -> Total:
    index = (..., None) if axis == -1 else (..., None, slice(None))
    return Total(sums[0][index], sums[1][index])


def entropy_terms(p: Array, xp: Any) -> Array:
    """Return -p log p, where the largest p is 1 minus the sum of the others: exact when near one-hot."""
    index = xp.arange(p.shape[-1], device=array_api_compat.device(p))
    largest = index == xp.argmax(p, axis=-1, keepdims=True)
    others = total_of(xp.where(largest, 0.0, p), xp)[..., None]
    dominant = largest & (others < 0.5)
    positive = p > 0.0
    log_p = xp.log(xp.where(positive, p, 1.0))
    log_p = xp.where(dominant, xp.log1p(-xp.where(dominant, others, 0.0)), log_p)
    return xp.where(positive, -p * log_p, 0.0)
