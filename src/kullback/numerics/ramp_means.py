"""Means over one side of a triangle: x = end + length √u, u uniform; s = √u has density 2s."""

from typing import Any

from kullback.numerics.elementary import expm1_minus
from kullback.numerics.legendre import legendre

Array = Any

_GENTLE = 40.0
_NODES = 64


def mean_exp(end: Array, length: Array, rate: Array, xp: Any) -> Array:
    """Return the mean of exp(rate x), `length` of either sign; from the larger end."""
    rise = rate * length
    up, size = rise > 0.0, xp.abs(rise)
    # 2s exp(-z s) over [0, 1], and 2 (1-s) exp(-z s) seen from the ridge
    flat, steep = size < 1e-5, size > _GENTLE
    z = xp.where(flat | steep, 1.0, size)
    far = xp.where(steep, size, _GENTLE)
    fall = 2.0 * xp.exp(-z) * expm1_minus(z, xp) / z / z
    fall = xp.where(steep, 2.0 * (1.0 - (1.0 + far) * xp.exp(-far)) / far / far, fall)
    fall = xp.where(flat, 1.0 - 2.0 * size / 3.0, fall)
    z = xp.where(flat, 1.0, size)
    climb = xp.where(flat, 1.0 - size / 3.0, 2.0 * expm1_minus(-z, xp) / z / z)
    return xp.where(up, xp.exp(rate * (end + length)) * climb, xp.exp(rate * end) * fall)


def mean_distance(off: Array, length: Array, xp: Any) -> Array:
    """Return the mean of |off + length s|, `length` >= 0."""
    inside = (off < 0.0) & (off + length > 0.0)
    safe = xp.where(length > 0.0, length, 1.0)
    r = xp.where(inside, -off / safe, 0.0)
    # |s - r|: 2/3 - r + 2 r³/3, where r < 1
    across = safe * (2.0 / 3.0 - r + 2.0 * r * r * r / 3.0)
    return xp.where(inside, across, xp.abs(off + 2.0 * length / 3.0))


def mean_log_up(end: Array, length: Array, xp: Any) -> Array:
    """Return the mean of log(end + length s), end >= 0."""
    some = length > 0.0
    ratio = xp.where(some, end / xp.where(some, length, 1.0), 1.0)
    smooth = ratio > 0.15
    r = xp.where(smooth, 1.0, ratio)
    zero = r > 0.0
    square = xp.where(zero, r * r * xp.log(xp.where(zero, r, 1.0)), 0.0)
    by_parts = (1.0 - r * r) * xp.log1p(r) + square - 0.5 + r
    x, w = legendre(ratio * 1.0, xp, _NODES)
    start = xp.where(smooth, ratio, 1.0)
    by_rule = xp.log(start) + xp.sum(w * (2.0 * x) * xp.log1p(x / start), axis=0)
    value = xp.log(xp.where(some, length, 1.0)) + xp.where(smooth, by_rule, by_parts)
    return xp.where(some, value, 0.0)


def mean_log_down(ridge: Array, length: Array, xp: Any) -> Array:
    """Return the mean of log(ridge + length (1 - s)), ridge >= 0."""
    some = length > 0.0
    ratio = xp.where(some, ridge / xp.where(some, length, 1.0), 1.0)
    smooth = ratio > 0.15
    r = xp.where(smooth, 1.0, ratio)
    zero = r > 0.0
    # with t = 1 + r: t² log t - (t² - 1) log(t - 1) - 1/2 - t
    square = xp.where(zero, r * (2.0 + r) * xp.log(xp.where(zero, r, 1.0)), 0.0)
    by_parts = (1.0 + r) * (1.0 + r) * xp.log1p(r) - square - 1.5 - r
    x, w = legendre(ratio * 1.0, xp, _NODES)
    start = xp.where(smooth, ratio, 1.0)
    by_rule = xp.log(start) + xp.sum(w * (2.0 * x) * xp.log1p((1.0 - x) / start), axis=0)
    value = xp.log(xp.where(some, length, 1.0)) + xp.where(smooth, by_rule, by_parts)
    return xp.where(some, value, 0.0)
