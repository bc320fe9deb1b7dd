"""Laws of directions: angles between vectors of any length, and what they add to a divergence."""

from typing import Any

from kullback.numerics.backends import as_array
from kullback.numerics.bessel import bessel_ratio, bregman_bessel
from kullback.numerics.blocks import in_blocks
from kullback.numerics.products import Pair, exact_product
from kullback.numerics.sums import exact_sum, two_product
from kullback.numerics.tables import power_of_two_scale

Array = Any


_BLOCK = 512  # each value takes a rule of some eighty nodes


def direction_divergence(order: Array, k_p: Array, k_q: Array, turned: Array, xp: Any) -> Array:
    """Return D of two von Mises-Fisher laws whose means are apart by 1 - cos = `turned`.

    B(k_p, k_q) + k_q A(k_p) (1 - cos); `order` is d/2 - 1.
    """
    return in_blocks(_divergence, (order, k_p, k_q, turned), xp, size=_BLOCK)


def _divergence(order: Array, k_p: Array, k_q: Array, turned: Array, xp: Any) -> Array:
    chord = k_q * bessel_ratio(order, k_p, xp) * turned
    return bregman_bessel(order, k_p, k_q, xp) + chord


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
    return Pair(*(as_array(v, xp) for v in exact_sum(xp.concat([high, low], axis=-1), xp)))
