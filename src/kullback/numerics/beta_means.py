"""Means under the beta law of shapes a and b."""

from typing import Any

from kullback.numerics.backends import as_array, special
from kullback.numerics.gamma import lgamma_difference
from kullback.numerics.gamma_laws import h_slope

Array = Any

_TERMS = 280  # of exp and its like up to 100: exp(-40) of the sum is left
_SERIES_UP_TO = 100.0


def mean_log(a: Array, b: Array, xp: Any) -> Array:
    """Return digamma(a) - digamma(a+b), through the parts that remain once log is split off."""
    return (h_slope(a, xp) - h_slope(a + b, xp)) - xp.log1p(b / a)


def mean_log_square(a: Array, b: Array, xp: Any) -> Array:
    """Return the variance trigamma(a) - trigamma(a+b) plus the square of the mean."""
    centre, trigamma = mean_log(a, b, xp), special(xp).trigamma
    return (trigamma(a) - trigamma(a + b)) + centre * centre


def mean_power(a: Array, b: Array, c: Array, xp: Any) -> Array:
    """Return B(a+c, b)/B(a, b), infinite for c <= -a."""
    if isinstance(c, float) and c in (1.0, 2.0):
        first = a / (a + b)
        return first if c == 1.0 else first * ((a + 1.0) / (a + b + 1.0))
    c = c + 0.0 * a
    exists = c > -a
    c = xp.where(exists, c, 0.0)
    log_mean = lgamma_difference(a, c, xp) - lgamma_difference(a + b, c, xp)
    return xp.where(exists, xp.exp(log_mean), xp.inf)


def mean_distance(a: Array, b: Array, m: Array, density: Array, xp: Any) -> Array:
    """Return E|X - m| for 0 < m < 1, `density` being that at m.

    (m - E X)(2 F(m) - 1) + 2 m (1-m) f(m)/(a+b): no large things cancel where m is the mean.
    """
    off = m - a / (a + b)
    below = special(xp).betainc(a + 0.0 * m, b + 0.0 * m, m + 0.0 * a)
    return off * (2.0 * below - 1.0) + 2.0 * m * (1.0 - m) * density / (a + b)


def mean_exp(a: Array, b: Array, rate: Array, xp: Any) -> Array:
    """Return 1F1(a; a+b; t), for t < 0 as exp(t) 1F1(b; a+b; -t): by its positive series."""
    rate = as_array(rate, xp) + 0.0 * a
    falls = rate < 0.0
    first, size = xp.where(falls, b + 0.0 * rate, a + 0.0 * rate), xp.abs(rate)
    small = size <= _SERIES_UP_TO
    x = xp.where(small, size, 0.0)
    term = total = 1.0 + 0.0 * (x + first)
    for k in range(_TERMS):
        term = term * (((first + k) / (a + b + k)) * (x / (k + 1.0)))
        total = total + term
    value = total * xp.exp(xp.where(falls, -x, 0.0))
    if xp.all(small):
        return value
    y = xp.where(small, _SERIES_UP_TO, size)
    beyond = special(xp).hyp1f1(first, a + b + 0.0 * first, y) * xp.exp(xp.where(falls, -y, 0.0))
    return xp.where(small, value, beyond)
