"""What the laws built on the gamma function share: gamma, inverse gamma, beta, Dirichlet.

A log density is split at the mean: with y = x / mean, that of the gamma law is
-a psi(y - 1) - log x + log(a / 2 pi)/2 - delta(a), in which no two large terms are subtracted.
"""

import math
from typing import Any

from kullback.numerics.backends import as_array
from kullback.numerics.binet import are_regular, bregman_h_of_many
from kullback.numerics.elementary import psi
from kullback.numerics.gamma import STEPS, STIRLING, bregman_h, recurrence_steps, stirling_tail
from kullback.numerics.products import psi_of_many_products, psi_of_products, quotient_excess

Array = Any

_LOG_TWO_PI = math.log(2.0 * math.pi)


def h_slope(x: Array, xp: Any) -> Array:
    """Return digamma(x) - log x < 0, the slope of h(x) = lgamma(x) - x log x + x, for x > 0."""
    x = as_array(x, xp)
    y = 1.0 / (x + STEPS)
    series = 0.0 * y
    for k in range(len(STIRLING), 0, -1):
        series = series * (y * y) + (2 * k - 1) * STIRLING[k - 1]
    by_step = xp.sum(
        _psi_of_inverse(x + recurrence_steps(x, xp), xp), axis=0
    )  # h'(x) = h'(x+1) - psi(1/x)
    return -(0.5 + y * series) * y - by_step


def gamma_divergence(a: Array, x: Array, b: Array, y: Array, xp: Any) -> Array:
    """Return KL of the gamma law with shape `a`, scale `x` from that with shape `b`, scale `y`.

    b psi(tau) + B_h(a, b), where 1 + tau = a x / (b y) is the ratio of the means: one term for the
    means, one for the shapes.
    """
    if are_regular(a, x, b, y, like=a, xp=xp):
        return psi_of_many_products(a, x, b, y) + bregman_h_of_many(a, b, b - a)
    return psi_of_products(a, x, b, y, xp) + bregman_h(a, b, xp)


def gamma_log_ratio(
    a: Array, x: Array, b: Array, y: Array, at: tuple[Array, Array], xp: Any
) -> Array:
    """Return the log ratio of the densities of the laws of `gamma_divergence`, as small terms.

    `at` is z - 1 and log z, z being the point over the first mean. With 1 + t the ratio of the
    means: (b - a) [psi(z-1) + h'(a)] + b (z-1) t + b psi(t) + B_h(a, b).
    """
    t = quotient_excess(a, x, b, y, xp)
    shapes = (b - a) * (psi_and_log(*at, xp) + h_slope(a, xp))
    return shapes + b * at[0] * t + gamma_divergence(a, x, b, y, xp)


def gamma_log_kernel(shape: Array, excess: Array, log_y: Array, xp: Any) -> Array:
    """Return a log density of the gamma kind at y = `excess` + 1 times its mean, without -log x."""
    return gamma_constant(shape, xp) - shape * psi_and_log(excess, log_y, xp)


def psi_and_log(excess: Array, log_y: Array, xp: Any) -> Array:
    """Return psi(excess); near -1, where `excess` has lost the digits of y, by `log_y`."""
    low = excess < -0.5
    return xp.where(low, excess - log_y, psi(xp.where(low, 0.0, excess), xp))


def gamma_constant(shape: Array, xp: Any) -> Array:
    """Return log(a / 2 pi)/2 - delta(a): the log density of log x at the mean of x."""
    return 0.5 * (xp.log(shape) - _LOG_TWO_PI) - stirling_tail(as_array(shape, xp), xp)


def gamma_entropy(shape: Array, power: float, xp: Any) -> Array:
    """Return the entropy at scale 1 of X^power, for power 1 (gamma) or -1 (inverse gamma).

    H = (power - 1/2) log a + log(2 pi)/2 + delta(a) - (a - power) h'(a).
    """
    slope = (shape - power) * h_slope(shape, xp)
    return power * xp.log(shape) - gamma_constant(shape, xp) - slope


def at_zero(x: Array, shape: Array, flat: Array, xp: Any) -> Array:
    """Return the log density for x <= 0 of a law like x^(shape-1): `flat` for shape 1."""
    end = xp.where(shape < 1.0, xp.inf, xp.where(shape > 1.0, -xp.inf, flat))
    return xp.where(x == 0.0, end, -xp.inf)


def _psi_of_inverse(x: Array, xp: Any) -> Array:
    """Return 1/x - log(1 + 1/x)."""
    inverse = 1.0 / x
    huge = inverse > 1e300  # x denormal
    near = psi(xp.where(huge, 1.0, inverse), xp)
    return xp.where(huge, inverse, near)
