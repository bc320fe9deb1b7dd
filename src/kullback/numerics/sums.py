"""Sums and products known to twice the working precision, as unevaluated pairs high + low."""

import math
from typing import Any

import numpy as np

Array = Any

_FSUM_LIMIT = 512  # beyond this many terms the vectorised tree is faster than `math.fsum`
_SPLIT = {24: 4097.0, 53: 134217729.0}  # 2^ceil(digits/2) + 1, Veltkamp's constant


def two_sum(a: Array, b: Array) -> tuple[Array, Array]:
    """Return s + e = a + b exactly, s the rounded sum (Knuth)."""
    s = a + b
    part = s - a
    return s, (a - (s - part)) + (b - part)


def two_product(a: Array, b: Array, xp: Any) -> tuple[Array, Array]:
    """Return s + e = a b exactly, s the rounded product (Dekker, Veltkamp)."""
    digits = 24 if xp.finfo(a.dtype).bits == 32 else 53
    factor = _SPLIT[digits]
    s = a * b
    a_high = factor * a - (factor * a - a)
    b_high = factor * b - (factor * b - b)
    a_low, b_low = a - a_high, b - b_high
    return s, ((a_high * b_high - s) + a_high * b_low + a_low * b_high) + a_low * b_low


def total_of(x: Array, xp: Any) -> Array:
    """Return the sum of `x` over its last axis; where that is in single precision, compensated."""
    if xp is np:
        return np.add.reduce(x, axis=-1)  # np.sum costs as much again before it starts
    plain = xp.sum(x, axis=-1)
    if xp.finfo(x.dtype).bits == 64:
        return plain
    high, low = exact_sum(x, xp)
    return xp.where(plain < xp.inf, high + low, plain)  # inf - inf


def exact_sum(x: Array, xp: Any) -> tuple[Array, Array]:
    """Return high + low = the sum of `x` over its last axis, correct to twice its precision."""
    if xp is np and x.ndim == 1 and x.shape[0] <= _FSUM_LIMIT and x.dtype == np.float64:
        values = x.tolist()
        try:
            high = math.fsum(values)
            return high, math.fsum([*values, -high])
        except (ValueError, OverflowError):  # an infinite entry, or a sum beyond the largest double
            return math.inf, 0.0
    high, low = x, xp.zeros_like(x)
    with np.errstate(over="ignore", invalid="ignore"):  # infinite, as any other sum
        while high.shape[-1] > 1:
            half = high.shape[-1] // 2
            odd_high, odd_low = high[..., 2 * half :], low[..., 2 * half :]
            total, error = two_sum(high[..., :half], high[..., half : 2 * half])
            low = low[..., :half] + low[..., half : 2 * half] + error
            high = xp.concat([total, odd_high], axis=-1)
            low = xp.concat([low, odd_low], axis=-1)
        return two_sum(high[..., 0], low[..., 0])
