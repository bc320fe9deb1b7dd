"""Riemann's zeta function and its derivatives for s > 1, by Euler and Maclaurin, in any array library.

    (-1)^m zeta^(m)(s) - [m = 0] = sum_{k=2}^{N-1} L_k^m k^-s + integral from N + half a term + corrections

with L_k = log k. All parts are of one size and the pole is a part of its own, so that nothing cancels
near s = 1, nor for large s, where zeta - 1 is about 2^-s.
"""

import math
from typing import Any, NamedTuple

from kullback.numerics.legendre import legendre

Array = Any

_N = 16
_LOG_N = math.log(_N)
# B_2j / (2j)!: the ninth correction is below 1e-18 of the sum for every s
_BERNOULLI = (
    1 / 12, -1 / 720, 1 / 30240, -1 / 1209600, 1 / 47900160, -691 / 1307674368000,
    1 / 74724249600, -3617 / 10670622842880000, 43867 / 5109094217170944000,
)  # fmt: skip
_NODES = 20


class Zeta(NamedTuple):
    """zeta - 1, -zeta' and zeta'' at s."""

    less_one: Array
    slope: Array
    curve: Array


def zeta(s: Array, xp: Any) -> Zeta:
    """Return zeta(s) - 1, -zeta'(s) and zeta''(s) for s > 1, each to rounding."""
    return _zeta_beyond_pole(s - 1.0, xp)


def _zeta_beyond_pole(e: Array, xp: Any) -> Zeta:
    """Return the same at 1 + e: close to the pole e has more digits than s."""
    s = 1.0 + e
    value = slope = curve = 0.0 * s
    for k in range(2, _N):
        log_k = math.log(k)
        term = float(k) ** -s
        value, slope, curve = value + term, slope + log_k * term, curve + log_k * log_k * term
    last = float(_N) ** -s
    inverse = 1.0 / e
    beyond = _N * last * inverse
    tail, first = beyond + 0.5 * last, _LOG_N + inverse
    value = value + tail
    slope = slope + beyond * first + 0.5 * _LOG_N * last
    curve = curve + beyond * (first * first + inverse * inverse) + 0.5 * _LOG_N**2 * last
    rising, log_rise, square = s * last / _N, 1.0 / s, 1.0 / (s * s)
    for j, c in enumerate(_BERNOULLI):
        lag = _LOG_N - log_rise
        term = c * rising
        value, slope = value + term, slope + term * lag
        curve = curve + term * (lag * lag - square)
        for i in (2 * j + 1, 2 * j + 2):
            rising = rising * ((s + i) / _N)
            log_rise, square = log_rise + 1.0 / (s + i), square + 1.0 / ((s + i) * (s + i))
    return Zeta(value, slope, curve)


def log_zeta(s: Array, xp: Any) -> Array:
    """Return log zeta(s), about 2^-s for large s."""
    return xp.log1p(zeta(s, xp).less_one)


def bregman_log_zeta(p: Array, q: Array, xp: Any) -> Array:
    """Return log zeta(q) - log zeta(p) - (q - p) zeta'(p)/zeta(p) >= 0.

    Near each other, (q-p)² times the integral of (1-y) (log zeta)''(p + y (q-p)) over [0, 1].
    """
    d = q - p
    near = xp.abs(d) < 0.5 * (p - 1.0)
    y, w = legendre(p + 0.0 * d, xp, _NODES)
    at = _zeta_beyond_pole((p - 1.0) + y * xp.where(near, d, 0.0), xp)
    slope = at.slope / (1.0 + at.less_one)
    variance = at.curve / (1.0 + at.less_one) - slope * slope
    close = d * d * xp.sum(w * (1.0 - y) * variance, axis=0)
    own, other = zeta(p, xp), zeta(q, xp)
    rise = xp.log1p(other.less_one) - xp.log1p(own.less_one)
    return xp.where(near, close, rise + d * (own.slope / (1.0 + own.less_one)))
