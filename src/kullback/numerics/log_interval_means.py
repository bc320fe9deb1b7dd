"""Means over an interval of density ∝ 1/x, from a to b = a e^L, of the moment engine's statistics.

In y = log x the density is flat. Over a short interval a Gauss-Legendre rule in y does not cancel; over
a long one a difference of two dilogarithms, or exponential integrals, does not.
"""

from typing import Any

from kullback.numerics.backends import special
from kullback.numerics.dilogarithm import between
from kullback.numerics.elementary import expm1_minus, exprel, log_ratio, psi
from kullback.numerics.gamma_laws import psi_and_log
from kullback.numerics.interval_means import mean_softplus
from kullback.numerics.legendre import mean_between

Array = Any

_NODES = 64
_SHORT = 2.0
_GENTLE = 40.0  # e-folds over the interval that the rule still follows


def mean_power(a: Array, b: Array, length: Array, c: Array, xp: Any) -> Array:
    """Return (b^c - a^c)/(c L), from the larger of the two."""
    rise = c * length
    rises = rise > 0.0
    return xp.where(rises, b, a) ** c * exprel(xp.where(rises, -rise, rise), xp)


def mean_distance(a: Array, b: Array, length: Array, m: Array, xp: Any) -> Array:
    """Return E|x - m|: m (psi(a/m - 1) + psi(b/m - 1))/L between the ends."""
    inside = (m > a) & (m < b)
    centre = xp.where(inside, m, a)
    below = psi_and_log((a - centre) / centre, log_ratio(a, centre, xp), xp)
    both = below + psi((b - centre) / centre, xp)
    short = length < _SHORT
    above = xp.where(
        short, a * (expm1_minus(xp.where(short, length, 1.0), xp) / length), (b - a) / length - a
    )
    beyond = b * (expm1_minus(-length, xp) / length)
    outside = xp.where(m < b, (a - m) + above, (m - b) + beyond)
    return xp.where(inside, centre * both / length, outside)


def mean_log_one_plus(log_x: Array, length: Array, xp: Any) -> Array:
    """Return the mean of log(1 + e^y) for y from `log_x` to `log_x` + `length`, of either sign."""
    start, stop = -log_x, -(log_x + length)
    up = stop > start
    return mean_softplus(xp.where(up, start, stop), xp.where(up, stop, start), xp.abs(length), xp)


def mean_log_complement(top: Array, length: Array, xp: Any) -> Array:
    """Return the mean of log(1 - e^y) for y from `top` - `length` to `top` <= 0."""
    smooth = (-top > 0.125 * length) & (length < 3.0 * _SHORT)
    start, width = xp.where(smooth, top - length, -2.0), xp.where(smooth, length, 1.0)
    by_rule = mean_between(lambda y: _log_complement(y, xp), start, width, xp, _NODES)
    low, size = xp.where(smooth, 0.0, -top), xp.where(smooth, 1.0, length)
    return xp.where(smooth, by_rule, -between(low, low + size, xp) / size)


def _log_complement(y: Array, xp: Any) -> Array:
    small = y < -1.0
    return xp.where(
        small,
        xp.log1p(-xp.exp(xp.where(small, y, -1.0))),
        xp.log(-xp.expm1(xp.where(small, -1.0, y))),
    )


def mean_exp(a: Array, b: Array, length: Array, rate: Array, xp: Any) -> Array:
    """Return the mean of exp(rate x): a difference of exponential integrals, or the rule."""
    gentle = (length < _SHORT) & (xp.abs(rate) * (b - a) < _GENTLE)
    width, slope = xp.where(gentle, length, 1.0), xp.where(gentle, rate, 0.0)
    by_rule = mean_between(lambda y: xp.exp(slope * a * xp.exp(y)), 0.0 * width, width, xp, _NODES)
    expi = special(xp).expi
    r = xp.where(gentle | (rate == 0.0), 1.0, rate)
    apart = (expi(r * b) - expi(r * a)) / length
    flat = 1.0 + rate * ((b - a) / length)
    return xp.where(gentle, by_rule, xp.where(rate == 0.0, flat, apart))
