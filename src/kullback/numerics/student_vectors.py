"""What multivariate t laws need: their constants, and means of log(1 + Q/n) for quadratic forms Q.

Q = (x - m)ᵀ B⁻¹ (x - m) under a t or normal law is, given the mixing variable w, a weighted sum of
independent non-central chi-squares, whose Laplace transform is elementary. So with Frullani's integral

    E log(1 + Q/n) = ∫ (1 - E exp(-s Q/n)) exp(-s) ds/s,

an integral in s and w of an analytic function, by the trapezoidal rule after transformations under which
it decays double-exponentially.
"""

import math
from typing import Any, NamedTuple

import numpy as np

from kullback.numerics.elementary import psi
from kullback.numerics.gamma import STEPS, STIRLING, bregman_h, lgamma_difference
from kullback.numerics.gamma_laws import gamma_constant, h_slope

Array = Any

_LOG_PI = math.log(math.pi)
_EPS = float(np.finfo(float).eps)
_COARSE = 24
_MOST = 5  # halvings of both steps
_REACH = 5.0  # of the outer variable: exp(-s) and the power of s at 0 have fallen below 1e-17 there
_FALL = 40.0  # e-folds down to rounding


class Form(NamedTuple):
    """The law of Q: eigenvalues of B⁻¹A, squared mean differences along them, and the mixing's df."""

    eigenvalues: Array
    squares: Array
    df: float
    """Infinite for a normal law."""


def log_normaliser(df: Array, d: int) -> Array:
    """Return log of Γ((n+d)/2) / (Γ(n/2) (n π)^(d/2)), at unit shape."""
    a = np.asarray(0.5 * df)
    rise = lgamma_difference(a, np.asarray(0.5 * d), np) - 0.5 * d * np.log(a)
    return rise - 0.5 * d * (math.log(2.0) + _LOG_PI)


def own_mean_log(df: Array, d: int) -> Array:
    """Return E log(1 + Q/n) for the law's own Q: digamma((n+d)/2) - digamma(n/2)."""
    a, b = np.asarray(0.5 * df), np.asarray(0.5 * (df + d))
    return np.log1p(d / np.asarray(df)) + h_slope(b, np) - h_slope(a, np)


def divergence_from_normal(df: Array, d: int) -> Array:
    """Return D of a t law with df > 2 from the normal law of its mean and covariance.

    With a = n/2, b = (n+d)/2 and h' = digamma - log:
    a (h'(a) - h'(b)) + d/2 (h'(a) - log(1 - 1/a)) - B_h(b, a), in which the logarithms have cancelled.
    With h'(x) = -1/(2x) - r(x) the terms in 1/a have cancelled as well.
    """
    a, c = np.asarray(0.5 * df), 0.5 * d
    b = a + c
    slope = h_slope(a, np)
    direct = a * (slope - h_slope(b, np)) + c * (slope - np.log1p(-1.0 / a))
    large = a >= STEPS
    x = 1.0 / np.where(large, a, STEPS)
    y = 1.0 / (1.0 / x + c)
    rest, fall = _slope_rest(x, y, c)
    series = 0.5 * c * c * x * y + c * psi(-x, np) - fall / x - c * rest
    return np.where(large, series, direct) - bregman_h(b, a, np, np.asarray(-c))


def _slope_rest(x: Array, y: Array, c: float) -> tuple[Array, Array]:
    """Return r at 1/x, and its fall from there to 1/y = 1/x + c, by Stirling's series."""
    rest, fall, powers, power = 0.0 * x, 0.0 * x, 0.0 * x, 1.0 + 0.0 * x
    for m in range(1, 2 * len(STIRLING) + 1):
        powers = y * powers + power  # the sum of x^i y^(m-1-i): (x^m - y^m) / (x - y)
        power = power * x
        if m % 2 == 0:
            weight = (m - 1) * STIRLING[m // 2 - 1]
            rest, fall = rest + weight * power, fall + weight * powers
    return rest, (c * x) * y * fall


def mean_log_one_plus(form: Form, df: float) -> tuple[float, float]:
    """Return E log(1 + Q/df) and a bound on its error, from halving the steps."""
    size = float(np.max(form.eigenvalues + form.squares)) / df
    if size == 0.0:
        return 0.0, 0.0
    log_size = math.log(size)
    coarse = _by_trapezoids(form, df, _COARSE)
    for k in range(1, _MOST + 1):
        fine = _by_trapezoids(form, df, _COARSE << k)
        error = abs(fine - coarse)
        if error <= 8.0 * _EPS * abs(fine):
            break
        coarse = fine
    # what lies before the first node, where 1 - E exp(-s Q) is at most such a power
    least = min(1.0, 0.5 * form.df)
    start = math.exp(min(0.0, least * (log_size - _REACH) - math.exp(_REACH))) / least
    return fine, error + start + 8.0 * _EPS * abs(fine)


def _by_trapezoids(form: Form, df: float, n: int) -> float:
    """Return the mean with 2n + 1 nodes for s, and as many for w."""
    v = np.linspace(-_REACH, _REACH, 2 * n + 1)
    least = min(1.0, 0.5 * form.df)  # 1 - E exp(-sQ) falls like this power of s
    bend = np.exp(-v)
    y = v - bend / least
    s = np.exp(np.minimum(y, 100.0))
    weights = np.exp(-s) * (1.0 + bend / least) * (_REACH / n)
    weights[[0, -1]] *= 0.5
    kept = weights * np.minimum(s**least, 1.0) > 1e-300
    return float(np.sum(weights[kept] * _one_less(form, s[kept] / df, n)))


def _one_less(form: Form, s: Array, n: int) -> Array:
    """Return 1 - E exp(-s Q)."""
    if math.isinf(form.df):
        return _given(form, s, np.ones(()))
    log_w, weights = _mixing(form, s, n)
    return np.sum(weights * _given(form, s[:, None], np.exp(-log_w)), axis=-1)


def _mixing(form: Form, s: Array, n: int) -> tuple[Array, Array]:
    """Return log w and weights of the gamma law with shape and rate df/2.

    Its density falls like exp(a z) in z = log w to the left and double-exponentially to the right. A
    small share of Q is made large by a small w, so that the fall counts only from there.
    """
    a = 0.5 * form.df
    width = 1.0 / math.sqrt(a)
    largest = float(np.max(s) * np.max(form.eigenvalues))
    small = -math.log(largest) if largest > 0.0 else 0.0
    fall = _FALL + min(1.0, a) * max(0.0, small)
    reach = math.asinh(fall / a / width + 9.0)
    v = np.linspace(-reach, reach, 2 * n + 1)
    z = width * np.sinh(v)
    z = np.where(z < 700.0, z, 700.0)
    # log density of z: that of log w at its mean 0, less a psi(w - 1)
    log_density = float(gamma_constant(np.asarray(a), np)) - a * (np.expm1(z) - z)
    weights = np.exp(log_density) * width * np.cosh(v) * (reach / n)
    kept = weights > 1e-300
    return z[kept], weights[kept]


def _given(form: Form, s: Array, inverse_w: Array) -> Array:
    """Return 1 - E exp(-s Q) given w."""
    exponent: Array = 0.0
    for value, square in zip(form.eigenvalues, form.squares, strict=True):
        spread = 2.0 * s * value * inverse_w
        exponent = exponent - 0.5 * np.log1p(spread) - s * square / (1.0 + spread)
    return -np.expm1(exponent)
