"""The log-gamma function's differences, none of which cancels.

Two Bregman divergences carry every family built on the gamma function:

* `bregman_lgamma`, of lgamma itself;
* `bregman_h`, of h(x) = lgamma(x) - x log x + x, what is left once the mean is split off.

They differ by that of x log x:  B(a, b) = a phi(d/a) + B_h(a, b)  with d = b - a, and h obeys

    B_h(a, b) = (b+1) psi(d / (a (b+1))) + B_h(a+1, b+1),

so B_h is a sum of non-negative terms that carries both arguments to where Stirling's series
converges. Every form here takes its difference `d` separately, because a caller often knows it
better than b - a does.
"""

import math
from typing import Any

from array_api_compat import device

from kullback.numerics.backends import home_of, special
from kullback.numerics.binet import are_regular, bregman_h_of_many
from kullback.numerics.elementary import log_ratio, phi, psi

Array = Any

# B_{2k} / (2k (2k-1)): Stirling's series lgamma(x) ~ ... + sum_k c_k x^-(2k-1).
# From 10 on these terms leave less than 1e-16 of the results below.
STIRLING = (
    1 / 12,
    -1 / 360,
    1 / 1260,
    -1 / 1680,
    1 / 1188,
    -691 / 360360,
    1 / 156,
    -3617 / 122400,
    43867 / 244188,
)
STEPS = 10
HALF_LOG_TWO_PI = 0.5 * math.log(2 * math.pi)

# atanh(r)/r - 1 = sum_k r^2k / (2k+1): for r <= 1/2 the rest is below 2^-54 of it.
TAIL_TERMS = 26

# Where the second-order functions phi and psi leave their series: there x - log x loses nothing.
NEAR = 0.4


def bregman_lgamma(a: Array, b: Array, xp: Any, d: Array | None = None) -> Array:
    """Return lgamma(b) - lgamma(a) - digamma(a) (b - a), which is never negative.

    Parameters
    ----------
    a, b : array of positive floats
        The base point and the other point.
    xp : namespace
        Array library of `a` and `b`.
    d : array, optional
        b - a, where it is known better than by subtraction.

    Notes
    -----
    Relative error at most 2e-15 for a and b from 1e-300 to 1e300, equal or not; inf where the
    value (about b/a for a tiny) exceeds the largest double.
    """
    d = b - a if d is None else d
    if are_regular(a, b, like=d, xp=xp):
        return a * phi(d / a, xp) + bregman_h_of_many(a, b, d)
    return _bregman_xlogx(a, b, d, xp) + bregman_h(a, b, xp, d)


def bregman_h(a: Array, b: Array, xp: Any, d: Array | None = None) -> Array:
    """Return the Bregman divergence of h(x) = lgamma(x) - x log x + x, never negative.

    Parameters are those of `bregman_lgamma`. It behaves as psi(d/a) / 2 for large arguments and
    as psi(d/a) for small ones.
    """
    d = b - a if d is None else d
    if are_regular(a, b, like=d, xp=xp):
        return bregman_h_of_many(a, b, d)
    j = recurrence_steps(a + b, xp)
    by_step = xp.sum(_shift_term(a + j, b + j, d, xp), axis=0)
    return by_step + _bregman_h_large(a + STEPS, b + STEPS, d, xp)


def bregman_multivariate_h(a: Array, b: Array, dim: int, xp: Any, d: Array | None = None) -> Array:
    """Return the Bregman divergence of lgamma_dim(x) - dim (x log x - x), never negative.

    lgamma_dim is the multivariate log-gamma function, the sum of lgamma(x - i/2) for i < dim, so
    a and b exceed (dim - 1)/2. Each step down by c = i/2 leaves, beside `bregman_h`, the x log x
    parts' difference, which is c psi(d/a) + (b-c) psi(-c d / (a (b-c))).
    """
    d = b - a if d is None else d
    total = bregman_h(a, b, xp, d)
    for i in range(1, dim):
        c = 0.5 * i
        rest = c * _bregman_log(a, b, d, xp) + (b - c) * psi(-c * d / (a * (b - c)), xp)
        total = total + bregman_h(a - c, b - c, xp, d) + rest
    return total


def stirling_tail(x: Array, xp: Any) -> Array:
    """Return delta(x) = lgamma(x) - (x - 1/2) log x + x - log(2 pi)/2 > 0, for every x > 0.

    With it a log density loses nothing at large shapes: the large terms are combined by hand.
    """
    tail = xp.sum(_tail_step(x + recurrence_steps(x, xp), xp), axis=0)
    y = 1 / (x + STEPS)
    series = xp.zeros_like(y)
    for c in reversed(STIRLING):
        series = series * (y * y) + c
    return tail + series * y


def lgamma(x: Array, xp: Any) -> Array:
    """Return log Gamma(x) for x > 0."""
    return special(xp).lgamma(x)


def digamma(x: Array, xp: Any) -> Array:
    """Return the derivative of log Gamma at x > 0."""
    return special(xp).digamma(x)


def lgamma_difference(x: Array, d: Array, xp: Any) -> Array:
    """Return lgamma(x + d) - lgamma(x), exact to rounding however small |d|/x is.

    Relative accuracy is lost only where the difference itself vanishes, around the minimum of
    lgamma at 1.46.
    """
    # From one step up both lgammas are moderate; the step itself is log((x+d)/x).
    up = x + 1
    near = xp.abs(d) < 0.5 * up
    small = xp.where(near, d, 0.0)
    by_slope = digamma(up, xp) * small + bregman_lgamma(up, up + small, xp, small)
    rise = xp.where(near, by_slope, lgamma(up + d, xp) - lgamma(up, xp))
    close = xp.abs(d) < 0.5 * x
    log_step = xp.where(close, xp.log1p(xp.where(close, d / x, 0.0)), log_ratio(x + d, x, xp))
    return rise - log_step


def recurrence_steps(like: Array, xp: Any) -> Array:
    """Return 0, 1, ..., STEPS - 1 along a new leading axis."""
    j = home_of(like, xp).arange(STEPS, dtype=like.dtype, device=device(like))
    return xp.reshape(j, (STEPS,) + (1,) * like.ndim)


def _shift_term(a: Array, b: Array, d: Array, xp: Any) -> Array:
    """Return B_h(a, b) - B_h(a+1, b+1) = (b+1) psi(v), where 1 + v = b (a+1) / (a (b+1))."""
    v = (d / (b + 1)) / a
    near = xp.abs(v) < NEAR
    # b << a: 1 + v rounds to 0, so take it as a product, in the order that cannot underflow.
    low = v < -0.7
    product = xp.where(a < 1, (b / (b + 1) / a) * (a + 1), (b / (b + 1)) * ((a + 1) / a))
    one_plus_v = xp.where(low, product, 1 + xp.where(low, 0.0, v))
    finite = one_plus_v < xp.inf  # inf - inf
    far = xp.where(finite, v - xp.log(xp.where(finite, one_plus_v, 1.0)), xp.inf)
    return (b + 1) * xp.where(near, psi(xp.where(near, v, 0.0), xp), far)


def _bregman_h_large(a: Array, b: Array, d: Array, xp: Any) -> Array:
    """Return `bregman_h` for arguments of at least STEPS, by Stirling's series.

    The divergence of x^-m is x y d^2 sum_{i=1}^m i x^i y^(m-i) at x = 1/a, y = 1/b: positive.
    """
    x, y = 1 / a, 1 / b
    series = xp.zeros_like(x * y)
    polynomial, power = xp.zeros_like(series), xp.ones_like(series)
    for m in range(1, 2 * len(STIRLING)):
        polynomial = y * polynomial + m * power
        power = power * x
        if m % 2:
            series = series + STIRLING[m // 2] * polynomial
    return _bregman_log(a, b, d, xp) / 2 + (d * x) * (d * y) * x * series


def _bregman_log(a: Array, b: Array, d: Array, xp: Any) -> Array:
    """Return the Bregman divergence of -log: psi(d/a) = d/a - log(b/a)."""
    t = d / a
    near = xp.abs(t) < NEAR
    return xp.where(near, psi(xp.where(near, t, 0.0), xp), t - log_ratio(b, a, xp))


def _bregman_xlogx(a: Array, b: Array, d: Array, xp: Any) -> Array:
    """Return the Bregman divergence of x log x: a phi(d/a) = b log(b/a) - d."""
    t = d / a
    near = xp.abs(t) < NEAR
    far = b * log_ratio(b, a, xp) - d
    return xp.where(near, a * phi(xp.where(near, t, 0.0), xp), far)


def _tail_step(x: Array, xp: Any) -> Array:
    """Return delta(x) - delta(x+1) = (x + 1/2) log(1 + 1/x) - 1 = atanh(r)/r - 1, r = 1/(2x+1)."""
    near = x > 0.5
    r = 1 / (2 * xp.where(near, x, 1.0) + 1)
    series = xp.zeros_like(r)
    for k in range(TAIL_TERMS, 0, -1):
        series = (series + 1 / (2 * k + 1)) * (r * r)
    safe = xp.where(near, 1.0, x)
    return xp.where(near, series, (safe + 0.5) * (xp.log1p(safe) - xp.log(safe)) - 1)
