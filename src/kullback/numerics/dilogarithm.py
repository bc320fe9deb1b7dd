"""The dilogarithm of exponentials: integrals of log(1 + exp(-t)) and of log(1 - exp(-t)).

With u = -log(1 - x), Li2(x) = u - u²/4 + sum_k B_2k u^(2k+1)/(2k+1)!, for u up to log 2 here.
"""

import math
from typing import Any

from kullback.numerics.elementary import horner

Array = Any

# B_2k/(2k+1)! for k = 8, ..., 1; at u = log 2 the next one leaves 2e-18 of u
_BERNOULLI = tuple(
    b / math.factorial(2 * k + 1)
    for k, b in zip(
        range(8, 0, -1),
        (-3617 / 510, 7 / 6, -691 / 2730, 5 / 66, -1 / 30, 1 / 42, -1 / 30, 1 / 6),
        strict=True,
    )
)
_LI2_OF_1 = math.pi**2 / 6.0


def softplus_tail(z: Array, xp: Any) -> Array:
    """Return the integral of log(1 + exp(-t)) over t > z >= 0: -Li2(-exp(-z)).

    It is Li2(x) + u²/2 at x = 1/(1 + exp(z)), where u = log(1 + exp(-z)).
    """
    u = xp.log1p(xp.exp(-z))
    return u + u * u * (0.25 + _odd(u))


def between(low: Array, high: Array, xp: Any) -> Array:
    """Return Li2(exp(-low)) - Li2(exp(-high)), 0 <= low < high: the integral of -log(1 - exp(-t)).

    Close to 0 through Li2(1) - Li2(exp(-t)) = Li2(u) - t log u with u = 1 - exp(-t).
    """
    near = low < 1.0
    a, b = xp.where(near, low, 1.0), xp.where(near, high, 1.0)
    close = _fall(b, xp) - _fall(a, xp)
    return xp.where(near, close, _li2(xp.exp(-low), xp) - _li2(xp.exp(-high), xp))


def _fall(t: Array, xp: Any) -> Array:
    """Return Li2(1) - Li2(exp(-t))."""
    some = t > 0.0
    safe = xp.where(some, t, 1.0)
    u = -xp.expm1(-safe)
    return xp.where(some, _li2(u, xp) - safe * xp.log(u), 0.0)


def _li2(x: Array, xp: Any) -> Array:
    """Return Li2(x) for 0 <= x <= 1; of the larger half as Li2(1) - log(x) log(1-x) - Li2(1-x)."""
    large = x > 0.5
    rest = xp.where(large, 1.0 - x, x)
    u = -xp.log1p(-rest)
    value = u - u * u * (0.25 - _odd(u))
    both = large & (rest > 0.0)
    logs = xp.log(xp.where(both, x, 1.0)) * xp.log(xp.where(both, rest, 1.0))
    return xp.where(large, (_LI2_OF_1 - logs) - value, value)


def _odd(u: Array) -> Array:
    """Return sum_k B_2k u^(2k-1)/(2k+1)!."""
    return u * horner(_BERNOULLI, u * u)
