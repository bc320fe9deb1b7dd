"""Logarithms of the probabilities of counts, without loss at large ones (Loader 2000)."""

import math
from typing import Any

from kullback.numerics.gamma import STEPS, STIRLING
from kullback.numerics.mass_terms import mass_term
from kullback.numerics.sums import two_product, two_sum

Array = Any

_LOG_TWO_PI = math.log(2.0 * math.pi)

# log k! - (k + 1/2) log k + k - log(2 pi)/2 for k = 1 ... 9; Stirling's series takes over at 10
_TAILS = (
    0.08106146679532726,
    0.0413406959554093,
    0.02767792568499834,
    0.020790672103765093,
    0.016644691189821193,
    0.013876128823070748,
    0.01189670994589177,
    0.010411265261972096,
    0.009255462182712733,
)


def is_count(k: Array, xp: Any) -> Array:
    """Return whether each of `k` is a whole number, 0 or more."""
    return (k >= 0.0) & (k == xp.floor(k)) & (k < xp.inf)


def stirling_tail_of_count(k: Array, xp: Any) -> Array:
    """Return log k! - (k + 1/2) log k + k - log(2 pi)/2 for whole k >= 1."""
    large = k >= STEPS
    y = 1.0 / xp.where(large, k, 1.0 * STEPS)
    series = 0.0 * y
    for c in reversed(STIRLING):
        series = series * (y * y) + c
    index = xp.astype(xp.where(large, 1.0, k), xp.int64) - 1
    table = xp.asarray(_TAILS, dtype=y.dtype)
    small = xp.reshape(xp.take(table, xp.reshape(index, (-1,))), index.shape)
    return xp.where(large, series * y, small)


def log_poisson(k: Array, rate: Array, xp: Any) -> Array:
    """Return k log(rate) - rate - log k! for whole k >= 0 and rate > 0."""
    some = k > 0.0
    n = xp.where(some, k, 1.0)
    value = (
        -mass_term(n, rate, n - rate, xp)
        - stirling_tail_of_count(n, xp)
        - 0.5 * (_LOG_TWO_PI + xp.log(n))
    )
    return xp.where(some, value, -rate)


def log_choose_weight(x: Array, y: Array, p: Array, tails: Array, xp: Any) -> Array:
    """Return log of (x+y)! / (x! y!) p^x (1-p)^y for x, y > 0 and 0 < p < 1.

    `tails` is Stirling's tail of x + y less those of x and of y.
    """
    n = x + y
    d = excess(x, y, p, xp)
    odds = -mass_term(x, n * p, d, xp) - mass_term(y, n * (1.0 - p), -d, xp)
    return odds + tails + 0.5 * (xp.log(n / x) - xp.log(y) - _LOG_TWO_PI)


def excess(x: Array, y: Array, p: Array, xp: Any) -> Array:
    """Return x - (x + y) p: among many trials its rounding would cost half the digits."""
    first, first_low = two_product(x + 0.0 * p, p + 0.0 * x, xp)
    second, second_low = two_product(y + 0.0 * p, p + 0.0 * y, xp)
    rest, rest_low = two_sum(x, -first)
    d, d_low = two_sum(rest, -second)
    return d + (d_low + rest_low - first_low - second_low)
