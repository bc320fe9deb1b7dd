"""What the Weibull and Gumbel laws share: both are powers, or logs, of an exponential variable.

Let y = 1 + x be the ratio of the two shapes and w the log of the mean of exp(-z_q) under p, z_q
being the standard Gumbel variable that q makes of X: w = shift + lgamma(1 + y). Then

    D = E(w) + B(2, 1 + y) + psi(x),     E(w) = exp(w) - 1 - w,

with B the Bregman divergence of lgamma: three terms, none of them negative.
"""

from typing import Any

import numpy as np

from kullback.numerics.backends import as_array, special
from kullback.numerics.elementary import expm1_minus, log_ratio
from kullback.numerics.gamma import bregman_lgamma, digamma
from kullback.numerics.products import Pair, exact_product, pair
from kullback.numerics.scales import psi_of_scales, relative_difference

Array = Any

EULER = 0.57721566490153286

_HUGE = 1e308
_LARGE = 2.0  # from here exp(w) is formed as a product: w itself is only known to its rounding


def extreme_value_divergence(
    steeper: Array, flatter: Array, shift: Array, power: Array, xp: Any
) -> Array:
    """Return D of two extreme-value laws whose ratio of shapes is y = `steeper` / `flatter`.

    `shift` is the log of the ratio of scales in units of q, and `power` its exponential.
    """
    x = as_array(steeper - flatter, xp) / flatter
    two = 2.0 + 0.0 * x
    bregman = bregman_lgamma(two, two + x, xp, x)
    w = shift + (bregman + (1.0 - EULER) * x)
    excess = expm1_minus(w, xp)
    if xp is np:
        mean = power * _factorial(quotient(steeper, flatter, xp))
        direct = (w > _LARGE) & (mean > 0.0) & (mean < np.inf) & (power > 1e-290)
        excess = np.where(direct, mean - 1.0 - w, excess)
    value = excess + bregman + psi_of_scales(steeper, flatter, 0.0, xp)
    return xp.where(value < xp.inf, value, xp.inf)  # beyond the doubles: w may be inf - inf


def exponential_rise(v: Array, h: Array, xp: Any) -> Array:
    """Return exp(v + h) - exp(v), to full accuracy; beyond the doubles, the largest of them."""
    up = h > 1.0
    small, large = xp.where(up, 0.0, h), xp.where(up, h, 1.0)
    rise = xp.where(up, -xp.exp(v + large) * xp.expm1(-large), xp.exp(v) * xp.expm1(small))
    return xp.clip(xp.where(h == 0.0, 0.0, rise), -_HUGE, _HUGE)


def power_log_ratio(v: Array, own: Array, its: Array, shift: Array, xp: Any) -> Array:
    """Return exp(v) expm1(h) - h - log(1+t), the log ratio of c exp(v - exp(v)) for two powers c.

    v is log of x^c at scale 1 under the first; h = t v + `shift` is what the second has more, with
    1 + t the ratio of the powers.
    """
    h = relative_difference(its, own) * v + shift
    return exponential_rise(v, h, xp) - h - log_ratio(its, own, xp)


def quotient(x: Array | Pair, y: Array, xp: Any) -> Pair:
    """Return x / y to twice the working precision; 0 where it overflows the low part."""
    top, below = x if isinstance(x, Pair) else pair(x, xp), pair(y, xp)
    high = top.high / below.high
    back = exact_product(Pair(high, 0.0 * high), below, xp)
    rest = ((top.high - back.high) + (top.low - back.low)) / below.high
    return Pair(high, xp.where(xp.abs(rest) < xp.inf, rest, 0.0))


def _factorial(y: Pair) -> Array:
    """Return Gamma(1 + y)."""
    point = 1.0 + y.high
    rest = (y.high - (point - 1.0)) + y.low
    return special(np).gamma(point) * (1.0 + digamma(point, np) * rest)
