"""Differences and ratios of products, exact until the last rounding."""

from typing import Any, NamedTuple

import numpy as np

from kullback.numerics.backends import as_array
from kullback.numerics.binet import are_regular
from kullback.numerics.branches import spliced
from kullback.numerics.elementary import NEAR, log_ratio, psi, psi_near
from kullback.numerics.sums import two_product

Array = Any

_PLAIN = 32.0  # up to here two roundings more are at most 2e-15 of a gamma law's divergence
_REGULAR = 1e290  # beyond this, or below its inverse, a logarithm is taken factor by factor


class Pair(NamedTuple):
    """A number known to twice the working precision: high + low."""

    high: Array
    low: Array


def pair(x: Array, xp: Any) -> Pair:
    """Return a number, a plain one or a `DoubleDouble`, as high + low."""
    high = as_array(x, xp)
    return Pair(high, x - high)


def exact_product(a: Pair, b: Pair, xp: Any) -> Pair:
    """Return a b to twice the working precision; the factors broadcast."""
    high, low = two_product(a.high + 0.0 * b.high, b.high + 0.0 * a.high, xp)
    return Pair(high, low + (a.high * b.low + a.low * b.high))


def difference(x: Pair, y: Pair) -> Array:
    """Return x - y, exact where the two are within a factor of two."""
    return (x.high - y.high) + (x.low - y.low)


def quotient_excess(a: Array, x: Array, b: Array, y: Array, xp: Any) -> Array:
    """Return (a x - b y) / (b y) for positive factors, cancellation-free and without overflow."""
    shapes = _scaled(pair(a, xp), pair(b, xp), xp)
    scales = _scaled(pair(x, xp), pair(y, xp), xp)
    ratio = (shapes[0].high / shapes[1].high) * (scales[0].high / scales[1].high)
    near = (ratio > 0.1) & (ratio < 10.0)
    # Far apart the products themselves may leave the range of doubles, and nothing cancels.
    first = exact_product(_where(near, shapes[0], xp), _where(near, scales[0], xp), xp)
    second = exact_product(_where(near, shapes[1], xp), _where(near, scales[1], xp), xp)
    return xp.where(near, difference(first, second) / second.high, ratio - 1.0)


def psi_of_products(a: Array, x: Array, b: Array, y: Array, xp: Any) -> Array:
    """Return b psi(a x / (b y) - 1) = a x/y - b - b log(a x / (b y)) >= 0, for positive factors."""
    if are_regular(a, x, b, y, like=a, xp=xp):
        return psi_of_many_products(a, x, b, y)
    t = quotient_excess(a, x, b, y, xp)
    near = (t > -0.9) & (t < 9.0)
    close = b * psi(xp.where(near, t, 0.0), xp)
    scale = as_array(x, xp) / y
    ratio = (a / b) * scale
    regular = (ratio > 1.0 / _REGULAR) & (ratio < _REGULAR)
    by_factor = log_ratio(_number(a, xp), _number(b, xp), xp) + log_ratio(x, y, xp)
    logarithm = xp.where(regular, xp.log(xp.where(regular, ratio, 1.0)), by_factor)
    return xp.where(near, close, a * scale - b - b * logarithm)


def _number(x: Array, xp: Any) -> Array:
    return as_array(x, xp) if isinstance(x, float) else x


def psi_of_many_products(a: Array, x: Array, b: Array, y: Array) -> Array:
    """Return `psi_of_products` where no product leaves the range of doubles.

    Where a x and b y are near each other but a and b are not, it is exact to rounding of what a and b
    alone set two gamma laws apart by.
    """
    ratio = (a / b) * (x / y)
    t = ratio - 1.0
    other = t - np.log(ratio, out=ratio)
    t = spliced(np.abs(t, out=t) < NEAR, _psi_of_near_products, (a, x, b, y), other)
    t *= b
    return t


def _psi_of_near_products(a: Array, x: Array, b: Array, y: Array) -> Array:
    """Return psi of the excess; its two parts are exact but for a rounding each, and may cancel.

    With d = (a - b)/b that leaves 2⁻⁵² |d| of t, and b t d 2⁻⁵² of b psi(t), beside which the shapes add
    about d²/4 to b t²/2: a relative error of sqrt(2 b) 2⁻⁵², too much for a large b.
    """
    step = a - b
    t = (step * x + b * (x - y)) / (b * y)
    rough = (b > _PLAIN) | (np.abs(step) > 0.5 * b)
    return psi_near(spliced(rough, _near_excess, (a, x, b, y), t), np)


def _near_excess(a: Array, x: Array, b: Array, y: Array) -> Array:
    first, second = Pair(*two_product(a, x, np)), Pair(*two_product(b, y, np))
    return difference(first, second) / second.high


def _scaled(x: Pair, y: Pair, xp: Any) -> tuple[Pair, Pair]:
    """Return both times the power of two that brings `y` near 1: exact."""
    exponent = -xp.floor(xp.log2(y.high))
    half = xp.floor(exponent / 2.0)  # in two steps, since 2^1074 itself overflows
    first, second = 2.0**half, 2.0 ** (exponent - half)
    return (
        Pair(x.high * first * second, x.low * first * second),
        Pair(y.high * first * second, y.low * first * second),
    )


def _where(condition: Array, x: Pair, xp: Any) -> Pair:
    return Pair(xp.where(condition, x.high, 1.0), xp.where(condition, x.low, 0.0))
