"""The parts of a Wishart law that depend on its degrees of freedom n = 2a and size d alone.

lgamma_d(a) is the sum of lgamma(a_i), a_i = a - c_i, c_i = 0, 1/2, ..., (d-1)/2, and d(d-1) log(π)/4.
Its large part d (a log a - a) belongs to the mean and is left out here.
"""

import math
from typing import Any

from array_api_compat import device

from kullback.numerics.backends import as_array, home_of
from kullback.numerics.gamma import stirling_tail
from kullback.numerics.gamma_laws import h_slope, psi_and_log

Array = Any

_LOG_2 = math.log(2.0)
_LOG_PI = math.log(math.pi)


def wishart_constant(a: Array, d: int, xp: Any) -> Array:
    """Return d (a log a - a) - lgamma_d(a).

    It is the sum of a psi(-c_i/a) + (c_i + 1/2) log a_i - log(2π)/2 - delta(a_i), less
    d(d-1) log(π)/4.
    """
    a, c, rest = _steps(a, d, xp)
    logs = (c + 0.5) * xp.log(rest) - 0.5 * (_LOG_2 + _LOG_PI)
    terms = _bent(a, c, rest, xp) + logs - stirling_tail(rest, xp)
    return xp.sum(terms, axis=0) - 0.25 * d * (d - 1) * _LOG_PI


def wishart_entropy(a: Array, d: int, xp: Any) -> Array:
    """Return the entropy at scale matrix I.

    It is d (d+1) log(2)/2, less `wishart_constant`, plus the sum of
    a psi(-c_i/a) + c_i + (d+1)/2 log a_i - (a - (d+1)/2) h'(a_i).
    """
    a, c, rest = _steps(a, d, xp)
    half = 0.5 * (d + 1)
    slopes = (a - half) * h_slope(rest, xp)
    terms = _bent(a, c, rest, xp) + c + half * xp.log(rest) - slopes
    return half * d * _LOG_2 + xp.sum(terms, axis=0) - wishart_constant(a, d, xp)


def mean_log_determinant(a: Array, d: int, xp: Any) -> Array:
    """Return the mean log determinant at scale matrix I: d log 2 and the sum of digamma(a_i)."""
    _, _, rest = _steps(a, d, xp)
    return d * _LOG_2 + xp.sum(xp.log(rest) + h_slope(rest, xp), axis=0)


def stein_loss(a: Array, d: int, xp: Any) -> Array:
    """Return E[tr R - d - log det R] of R = W/n: the sum of log a - digamma(a_i)."""
    a, c, rest = _steps(a, d, xp)
    return -xp.sum(xp.log1p(-c / a) + h_slope(rest, xp), axis=0)


def stein_loss_of_inverse(a: Array, d: int, xp: Any) -> Array:
    """Return the same of R = (n - d - 1) W⁻¹, n > d + 1: the sum of digamma(a_i) - log((n - d - 1)/2)."""
    a, c, rest = _steps(a, d, xp)
    half = 0.5 * (d + 1)
    return xp.sum(xp.log1p((half - c) / (a - half)) + h_slope(rest, xp), axis=0)


def _steps(a: Array, d: int, xp: Any) -> tuple[Array, Array, Array]:
    """Return a, and c_i and a - c_i along a new leading axis."""
    a = as_array(a, xp)
    steps = home_of(a, xp).arange(d, dtype=a.dtype, device=device(a))
    c = xp.reshape(0.5 * steps, (d,) + (1,) * a.ndim)
    return a, c, a - c


def _bent(a: Array, c: Array, rest: Array, xp: Any) -> Array:
    return a * psi_and_log(-c / a, xp.log(rest / a), xp)
