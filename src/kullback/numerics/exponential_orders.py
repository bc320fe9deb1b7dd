r"""Exponential integrals of any positive order, E_ν(x) = ∫_1^∞ exp(-x t) t^-ν dt, times exp(x).

Below 1.5 by the power series, in which the two terms that are large near a whole order are taken
together; beyond by the continued fraction 1/(x + ν - ν/(x + ν + 2 - 2(ν+1)/(x + ν + 4 - ...))).
"""

from typing import Any

from kullback.numerics.backends import as_array, special
from kullback.numerics.broadcasting import together
from kullback.numerics.gamma import lgamma_difference

Array = Any

_NEAR = 1.5  # above, so many fractions leave 1e-17; below, so many terms do
_FRACTIONS = 80
_TERMS = 30


def scaled_exponential_integral(order: Array, x: Array, xp: Any) -> Array:
    """Return exp(x) E_ν(x), ν the `order`, for ν > 0 and x > 0; about 1/(x + ν)."""
    nu, x = together(xp, order, x)
    near = x < _NEAR
    close = xp.exp(xp.where(near, x, 1.0)) * _series(nu, xp.where(near, x, 1.0), xp)
    large = xp.where(near, _NEAR, x)
    fraction = large + (nu + 2.0 * _FRACTIONS)
    for k in range(_FRACTIONS, 0, -1):
        fraction = (large + (nu + (2.0 * k - 2.0))) - k * (nu + (k - 1.0)) / fraction
    return xp.where(near, close, 1.0 / fraction)


def _series(nu: Array, x: Array, xp: Any) -> Array:
    """Return E_ν(x) = Γ(-b) x^b - sum_k (-x)^k/(k! (k - b)), b = ν - 1, for x up to `_NEAR`.

    With n the whole number next to b and b = n + ε, the first and the n-th term add up to
    -(-x)^n/n! (R - 1)/ε, R = x^ε Γ(1 - ε) Γ(1 + ε) n!/Γ(n+1+ε) = exp(ε r' + ε² r''/2 + ...).
    """
    b = nu - 1.0
    n = xp.floor(b + 0.5)
    n = xp.where(n > 0.0, n, 0.0)
    e = b - n
    whole = e == 0.0
    step = xp.where(whole, 0.25, e)
    lg = special(xp).lgamma
    one = as_array(1.0, xp) + 0.0 * step
    slope = xp.log(x) - special(xp).digamma(n + 1.0)
    bend = 2.0 * special(xp).trigamma(one) - special(xp).trigamma(n + 1.0)
    both = lgamma_difference(one, -step, xp) + lgamma_difference(one, step, xp)
    rise = step * xp.log(x) + both - lgamma_difference(n + 1.0, step, xp)
    at_whole = slope + 0.5 * e * (slope * slope + bend)  # e is 0 there, its derivative is not
    pair = xp.where(whole, at_whole, xp.expm1(rise) / step)
    even = n - 2.0 * xp.floor(0.5 * n)
    sign = 1.0 - 2.0 * even
    total = -sign * xp.exp(n * xp.log(x) - lg(n + 1.0)) * pair
    power = one
    for k in range(_TERMS):
        own = n == k
        total = total - xp.where(own, 0.0, power / (k - xp.where(own, k + 1.0, b)))
        power = -power * x / (k + 1)
    return total


def entire_exponential_integral(x: Array, xp: Any) -> Array:
    """Return Ein(x) = E1(x) + log x + γ = sum_k (-1)^(k+1) x^k/(k k!), for 0 <= x <= 1."""
    term, total = 1.0, 0.0
    for k in range(1, 22):
        term = -term * x / k
        total = total - term / k
    return total
