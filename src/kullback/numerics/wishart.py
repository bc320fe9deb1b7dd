"""The parts of a Wishart law that depend on its degrees of freedom n = 2a and size d alone.

lgamma_d(a) is the sum of lgamma(a_i), a_i = a - c_i, c_i = 0, 1/2, ..., (d-1)/2, and d(d-1) log(π)/4.
Its large part d (a log a - a) belongs to the mean and is left out here.
"""

import math
from typing import Any

import numpy as np

from kullback.numerics.gamma import stirling_tail
from kullback.numerics.gamma_laws import h_slope, psi_and_log

Array = Any

_LOG_2 = math.log(2.0)
_LOG_PI = math.log(math.pi)


def wishart_constant(a: Array, d: int) -> Array:
    """Return d (a log a - a) - lgamma_d(a).

    It is the sum of a psi(-c_i/a) + (c_i + 1/2) log a_i - log(2π)/2 - delta(a_i), less
    d(d-1) log(π)/4.
    """
    c, rest = _steps(a, d)
    logs = (c + 0.5) * np.log(rest) - 0.5 * (_LOG_2 + _LOG_PI)
    terms = _bent(a, c, rest) + logs - stirling_tail(rest, np)
    return np.sum(terms, axis=0) - 0.25 * d * (d - 1) * _LOG_PI


def wishart_entropy(a: Array, d: int) -> Array:
    """Return the entropy at scale matrix I.

    It is d (d+1) log(2)/2, less `wishart_constant`, plus the sum of
    a psi(-c_i/a) + c_i + (d+1)/2 log a_i - (a - (d+1)/2) h'(a_i).
    """
    c, rest = _steps(a, d)
    half = 0.5 * (d + 1)
    terms = _bent(a, c, rest) + c + half * np.log(rest) - (a - half) * h_slope(rest, np)
    return half * d * _LOG_2 + np.sum(terms, axis=0) - wishart_constant(a, d)


def mean_log_determinant(a: Array, d: int) -> Array:
    """Return the mean log determinant at scale matrix I: d log 2 and the sum of digamma(a_i)."""
    _, rest = _steps(a, d)
    return d * _LOG_2 + np.sum(np.log(rest) + h_slope(rest, np), axis=0)


def _steps(a: Array, d: int) -> tuple[Array, Array]:
    """Return c_i and a - c_i along a new leading axis."""
    a = np.asarray(a)
    c = (0.5 * np.arange(d)).reshape((d,) + (1,) * a.ndim)
    return c, a - c


def _bent(a: Array, c: Array, rest: Array) -> Array:
    return a * psi_and_log(-c / a, np.log(rest / a), np)
