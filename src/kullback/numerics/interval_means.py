"""Means over an interval from a to b = a + w of the moment engine's statistics.

Where the interval is short against its distance from a singularity, a Gauss-Legendre rule of positive
terms keeps what a difference of two primitives would lose; elsewhere the primitives do not cancel.
"""

import math
from typing import Any

from kullback.numerics.dilogarithm import softplus_tail
from kullback.numerics.elementary import exprel, phi
from kullback.numerics.legendre import mean_between

Array = Any

_NODES = 64
_PI_SQUARE_12 = math.pi**2 / 12.0
_HUGE = 1e100


def mean_power(b: Array, w: Array, c: Array, xp: Any) -> Array:
    """Return the mean of x^c between a = b - w >= 0 and b; infinite where it diverges at a = 0.

    b^c (1 - r^(c+1)) / ((c+1) w/b) with r = a/b.
    """
    share = w / b
    touches = share >= 1.0
    log_r = xp.log1p(-xp.where(touches, 0.5, share))
    up = c + 1.0 + 0.0 * share
    inner = -log_r * exprel(up * log_r, xp)
    at_zero = xp.where(up > 0.0, 1.0 / xp.where(up > 0.0, up, 1.0), xp.inf)
    return b**c * (
        xp.where(touches, at_zero, inner) / share
    )  # beyond b^c, a^c rises by nothing at 0


def mean_log(b: Array, w: Array, xp: Any) -> Array:
    """Return the mean of log x between a = b - w >= 0 and b: log b - phi(-w/b) b/w."""
    return xp.log(b) - _fall_of_log(w / b, xp)


def mean_log_one_plus(b: Array, w: Array, xp: Any) -> Array:
    """Return the mean of log(1 + x) between a = b - w >= 0 and b."""
    return xp.log1p(b) - _fall_of_log(w / (1.0 + b), xp)


def _fall_of_log(share: Array, xp: Any) -> Array:
    """Return the mean of -log x between 1 - share and 1."""
    return phi(-xp.where(share < 1.0, share, 1.0), xp) / share


def mean_log_square(b: Array, w: Array, xp: Any) -> Array:
    """Return the mean of log² x between a = b - w >= 0 and b, from log b and log(x/b)."""
    share, log_b = w / b, xp.log(b)
    narrow = share < 0.8
    near = xp.where(narrow, share, 0.5)
    by_rule = mean_between(lambda t: xp.log1p(-t) ** 2, 0.0 * near, near, xp, _NODES)
    r = xp.where(narrow | (share >= 1.0), 0.2, 1.0 - share)
    log_r = xp.log(r)
    rest = xp.where(share >= 1.0, 0.0, r * (log_r * (log_r - 2.0) + 2.0))
    square = xp.where(narrow, by_rule, (2.0 - rest) / share)
    return log_b * (log_b - 2.0 * _fall_of_log(share, xp)) + square


def mean_distance_power(low: Array, high: Array, w: Array, c: Array, xp: Any) -> Array:
    """Return the mean of |x|^c between `low` and `high`, of any sign, c > -1."""
    inside = (low < 0.0) & (high > 0.0)
    left, right = xp.where(inside, -low, 0.5 * w), xp.where(inside, high, 0.5 * w)
    across = ((left / w) * left**c + (right / w) * right**c) / (c + 1.0)
    furthest = xp.where(high > -low, high, -low)
    beside = mean_power(xp.where(inside, w, furthest), w, c, xp)
    return xp.where(inside, across, beside)


def mean_exp(low: Array, high: Array, w: Array, rate: Array, xp: Any) -> Array:
    """Return the mean of exp(rate x), from the end where that is larger."""
    rises = rate > 0.0
    share = exprel(xp.where(rises, -rate, rate) * w, xp)
    return xp.exp(rate * xp.where(rises, high, low)) * share


def mean_log_one_plus_square(low: Array, high: Array, w: Array, xp: Any) -> Array:
    """Return the mean of log(1 + z²) between `low` and `high`.

    Its primitive is z log(1+z²) - 2z + 2 atan z.
    """
    middle = 0.5 * (low + high)
    narrow = w < 1.4 * xp.hypot(middle, 1.0 + 0.0 * middle)
    start, length = xp.where(narrow, low, 0.0), xp.where(narrow, w, 1.0)
    by_rule = mean_between(lambda z: xp.log1p(z * z), start, length, xp, _NODES)
    first, last = xp.where(narrow, -1.0, low), xp.where(narrow, 1.0, high)
    wide = (_primitive(last, xp) - _primitive(first, xp)) / xp.where(narrow, 2.0, w)
    return xp.where(narrow, by_rule, wide)


def _primitive(z: Array, xp: Any) -> Array:
    huge = xp.abs(z) > _HUGE
    safe = xp.where(huge, 1.0, z)
    log = xp.where(huge, 2.0 * xp.log(xp.abs(xp.where(huge, z, 1.0))), xp.log1p(safe * safe))
    return z * (log - 2.0) + 2.0 * xp.atan(z)


def mean_softplus(low: Array, high: Array, w: Array, xp: Any) -> Array:
    """Return the mean of log(1 + exp(-z)) between `low` and `high`.

    Over long intervals it is max(-z, 0) plus log(1 + exp(-|z|)), whose integral is a dilogarithm.
    """
    narrow = w < 6.0
    start, length = xp.where(narrow, low, 0.0), xp.where(narrow, w, 1.0)
    by_rule = mean_between(lambda z: _softplus(z, xp), start, length, xp, _NODES)
    n_low, n_high = xp.where(low < 0.0, -low, 0.0), xp.where(high < 0.0, -high, 0.0)
    ramp = 0.5 * ((n_low - n_high) / w) * (n_low + n_high)
    # their slopes, where one is 0, are those on the side of the other
    start, stop = xp.where(low < 0.0, -low, low), xp.where(high > 0.0, high, -high)
    near, far = (softplus_tail(xp.where(narrow, 1.0, z), xp) for z in (start, stop))
    across = (low < 0.0) & (high > 0.0)
    rest = xp.where(across, 2.0 * _PI_SQUARE_12 - near - far, xp.abs(near - far))
    return xp.where(narrow, by_rule, ramp + rest / w)


def _softplus(z: Array, xp: Any) -> Array:
    return xp.log1p(xp.exp(-xp.abs(z))) + xp.where(z < 0.0, -z, 0.0)
