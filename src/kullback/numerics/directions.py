"""Angles between vectors that need not have unit length."""

from typing import Any

from kullback.numerics.products import Pair, exact_product
from kullback.numerics.sums import exact_sum, two_product
from kullback.numerics.tables import power_of_two_scale

Array = Any


def one_minus_cosine(x: Array, y: Array, xp: Any) -> Array:
    """Return 1 - x·y / (|x| |y|) along the last axis: the half of the squared chord of the directions.

    With the part of y across x to twice the working precision, it is (|y_across|² / |y|²) / (1 + cos):
    vectors that differ in the last digit only are told apart, and parallel ones give 0.
    """
    x = x * power_of_two_scale(xp.abs(x), xp)
    y = y * power_of_two_scale(xp.abs(y), xp)
    dot, square = _dot(x, y, xp), _dot(x, x, xp)
    high = dot.high / square.high
    back = exact_product(Pair(high, 0.0 * high), square, xp)
    low = ((dot.high - back.high) + (dot.low - back.low)) / square.high
    along, rest = two_product(x, high[..., None] + 0.0 * x, xp)
    across = ((y - along) - rest) - x * low[..., None]
    length = xp.sum(y * y, axis=-1)
    cosine = dot.high / xp.sqrt(square.high * length)
    small = xp.sum(across * across, axis=-1) / length / (1.0 + xp.abs(cosine))
    return xp.where(cosine > 0.0, small, 1.0 - cosine)


def _dot(x: Array, y: Array, xp: Any) -> Pair:
    x, y = xp.broadcast_arrays(x, y)
    high, low = two_product(x, y, xp)
    return Pair(*(xp.asarray(v) for v in exact_sum(xp.concat([high, low], axis=-1), xp)))
