"""The normaliser of Student's t, as a function of half the degrees of freedom.

g(a) = lgamma(a + 1/2) - lgamma(a) - log(a)/2 tends to 0 from below, like -1/(8a); formed by
subtraction it would have no digits left at large a. One step up changes it by
log1p(1/(4a(a+1)))/2, and from 10 on its asymptotic series is exact to rounding.
"""

from typing import Any

Array = Any

_STEPS = 10
# -(1 - 2^-2k) B_2k / (k (2k-1)): the coefficients of a^-(2k-1), k = 1, 2, ...
_SERIES = (
    -0.125,
    1 / 192,
    -1 / 640,
    17 / 14336,
    -31 / 18432,
    691 / 180224,
    -5461 / 425984,
    929569 / 15728640,
    -3202291 / 8912896,
)


def half_step(a: Array, xp: Any) -> Array:
    """Return g(a) for a > 0."""
    total = 0.0 * a
    for j in range(_STEPS):
        total = total - 0.5 * xp.log1p(0.25 / (a + j) / (a + (j + 1.0)))
    y = 1.0 / (a + _STEPS)
    series = 0.0 * y
    for c in reversed(_SERIES):
        series = series * (y * y) + c
    return total + series * y


def half_step_slope(a: Array, xp: Any) -> Array:
    """Return g'(a) = digamma(a + 1/2) - digamma(a) - 1/(2a) > 0."""
    total = 0.0 * a
    for j in range(_STEPS):
        low, high = a + j, a + (j + 1.0)
        total = total + 0.5 * (1.0 / low + 1.0 / high) / (4.0 * low * high + 1.0)
    y = 1.0 / (a + _STEPS)
    series = 0.0 * y
    for k in range(len(_SERIES), 0, -1):
        series = series * (y * y) - (2 * k - 1) * _SERIES[k - 1]
    return total + series * (y * y)


def half_step_difference(a: Array, b: Array, xp: Any) -> Array:
    """Return g(b) - g(a), every part of which has the sign of b - a."""
    d = b - a
    total = 0.0 * (a + b)
    for j in range(_STEPS):
        total = total + 0.5 * _step_change(a + j, b + j, d, xp)
    x, y = 1.0 / (a + _STEPS), 1.0 / (b + _STEPS)
    series, powers, power = 0.0 * total, 0.0 * total, 1.0 + 0.0 * total
    for m in range(1, 2 * len(_SERIES)):
        powers = y * powers + power  # sum of y^i x^(m-1-i): (y^m - x^m) / (y - x)
        power = power * x
        if m % 2:
            series = series + _SERIES[m // 2] * powers
    return total - (d * x) * y * series


def _step_change(a: Array, b: Array, d: Array, xp: Any) -> Array:
    """Return log1p(1/(4a(a+1))) - log1p(1/(4b(b+1)))."""
    ratio = (d / a) * ((a + b + 1.0) / (a + 1.0)) / (4.0 * b * (b + 1.0) + 1.0)
    near = xp.abs(ratio) < 0.5
    direct = xp.log1p(0.25 / a / (a + 1.0)) - xp.log1p(0.25 / b / (b + 1.0))
    return xp.where(near, xp.log1p(xp.where(near, ratio, 0.0)), direct)
