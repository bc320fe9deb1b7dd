r"""Integrals over the line of exp(-A E(u) - B E(-u) - C (e^u - 1)²), with E(u) = e^u - 1 - u.

Such an integral is what a Laplace transform of a gamma, inverse gamma or chi law becomes, in the
logarithm of the variable and measured from the peak: the modified Bessel function of the second
kind (C = 0) and the parabolic cylinder function (B = 0). The exponent has no large terms that cancel,
so one trapezoid rule keeps all digits for every order and argument, in any array library.
"""

import math
from typing import Any

from array_api_compat import device

from kullback.numerics.backends import home_of
from kullback.numerics.broadcasting import together
from kullback.numerics.elementary import expm1_minus
from kullback.numerics.gamma import stirling_tail

Array = Any

NODES = 301
DROP = 40.0  # exp(-40) is below the rounding of the sum
_TINY = 1e-100  # keeps 1/C finite, and with it the gradient
_LEAST = 1e-26  # a smaller B is not reached by the nodes
_WIDEST = 0.5  # a node's step in u is at most this much of its step on the line


def peaked_integral(a: Array, b: Array, c: Array, xp: Any) -> Array:
    """Return the integral of exp(-a E(u) - b E(-u) - c (e^u - 1)²) for a > 0, b and c >= 0 of one shape.

    The trapezoid rule runs in u where both tails decay doubly exponentially. Without b that on the
    left decays only like exp(a u): there it runs in z with u = w (z + 1 - e^-z), which helps. In
    between, for a below 0.7 and a tiny b, neither does, and the value is NaN: not known.
    """
    low, high = -_reach_left(a, b, c, xp), _reach_right(a, c, xp)
    bare = b < _LEAST
    width = 1.0 / xp.sqrt(a + b + 2.0 * c)
    width = xp.where(width < _WIDEST, width, _WIDEST)
    start = xp.where(bare, -xp.log1p(-low / width), low)
    step = (xp.where(bare, high / width, high) - start) / (NODES - 1)
    j = home_of(a, xp).arange(NODES, dtype=a.dtype, device=device(a))
    z = start + step * xp.reshape(j, (NODES,) + (1,) * a.ndim)
    shrink = xp.exp(-xp.where(bare, z, 0.0))
    u = xp.where(bare, width * (z + 1.0 - shrink), z)
    slope = xp.where(bare, width * (1.0 + shrink), 1.0)
    rise = xp.expm1(u)
    back = xp.where(bare, 0.0, -u)
    exponent = a * expm1_minus(u, xp) + b * expm1_minus(back, xp) + c * rise * rise
    value = step * xp.sum(slope * xp.exp(-exponent), axis=0)
    return xp.where((a < 0.7) & bare & (b > 0.0), xp.nan, value)


def _reach_right(a: Array, c: Array, xp: Any) -> Array:
    """Return a u > 0 from which the integrand is below exp(-DROP)."""
    by_a = _reach_of_exponential(a, xp)
    return xp.minimum(by_a, xp.log1p(xp.sqrt(DROP / (c + _TINY))))


def _reach_left(a: Array, b: Array, c: Array, xp: Any) -> Array:
    """Return a -u > 0 from which the integrand is below exp(-DROP).

    There E(u) >= u²/(2 - u) and 1 - e^u >= -u/(1 - u).
    """
    ratio = DROP / a
    by_a = 0.5 * (ratio + xp.sqrt(ratio * (ratio + 8.0)))
    seen = b >= _LEAST
    by_b = xp.where(seen, _reach_of_exponential(xp.where(seen, b, 1.0), xp), by_a)
    flat = xp.sqrt(DROP / (c + _TINY))
    steep = flat < 0.9
    by_c = xp.where(steep, flat / (1.0 - xp.where(steep, flat, 0.0)), by_a)
    return xp.minimum(xp.minimum(by_a, by_b), by_c)


def _reach_of_exponential(a: Array, xp: Any) -> Array:
    """Return a u > 0 with a E(u) >= DROP."""
    ratio = DROP / a
    return xp.minimum(xp.sqrt(2.0 * ratio), 1.0 + xp.log1p(ratio))


def scaled_bessel_k(nu: Array, z: Array, xp: Any) -> tuple[Array, Array]:
    """Return (r, i) with exp(z) K_nu(z) = exp(r) i / 2, for z > 0: r grows with |nu|, i does not.

    r = |nu| asinh(|nu|/z) - nu²/(z + sqrt(z² + nu²)), the height of the peak.
    """
    nu, z = together(xp, nu, z)
    nu = xp.abs(nu)
    root = xp.hypot(z, nu)
    above = 0.5 * (root + nu)
    below = (0.5 * z / above) * (0.5 * z)
    rise = nu * xp.asinh(nu / z) - nu * (nu / (z + root))
    return rise, peaked_integral(above, below, xp.zeros_like(above), xp)


def chi_mean_of_exp(df: Array, t: Array, xp: Any) -> Array:
    """Return E exp(t R), R the length of a standard normal vector in `df` dimensions (not only whole).

    The density of log R times exp(t R) peaks at r = (t + sqrt(t² + 4 df))/2.
    """
    df, t = together(xp, df, t)
    root = xp.sqrt(df)
    slant = 0.5 * (t / root)
    away = xp.abs(slant) + xp.hypot(xp.ones_like(slant), slant)
    r = root * xp.where(slant < 0.0, 1.0 / away, away)
    height = df * xp.asinh(slant) + 0.5 * t * r
    integral = peaked_integral(df, xp.zeros_like(df), 0.5 * r * r, xp)
    at_zero = xp.sqrt(math.pi / df) * xp.exp(stirling_tail(0.5 * df, xp))
    return xp.exp(height) * (integral / at_zero)


def inverse_gamma_mean_of_exp(shape: Array, t: Array, xp: Any) -> Array:
    """Return E exp(-t/Y), t >= 0, Y of the gamma law of this `shape` and scale 1."""
    shape, t = together(xp, shape, t)
    part = (t / shape) / shape
    root = xp.sqrt(1.0 + 4.0 * part)
    less = 2.0 * part / (1.0 + root)  # peak over shape, less 1
    # at the peak y, a log y - y - t/y rises from a log a - a by a log(y/a) - (y - a) - t/y, and t/y = y - a
    height = shape * (xp.log1p(less) - 2.0 * less)
    integral = peaked_integral(shape * (1.0 + less), shape * less, xp.zeros_like(shape), xp)
    at_zero = xp.sqrt(2.0 * math.pi / shape) * xp.exp(stirling_tail(shape, xp))
    return xp.exp(height) * (integral / at_zero)
