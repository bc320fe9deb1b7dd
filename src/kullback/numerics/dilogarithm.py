"""The dilogarithm of exponentials: integrals of log(1 + exp(-t)) and of log(1 - exp(-t))."""

from typing import Any

from kullback.numerics.backends import special

Array = Any

_SMALL = 0.05
_TERMS = 12  # 0.05¹² / 12² is below the rounding of 0.05


def softplus_tail(z: Array, xp: Any) -> Array:
    """Return the integral of log(1 + exp(-t)) over t > z >= 0: -Li2(-exp(-z))."""
    y = xp.exp(-z)
    small = y < _SMALL
    by_series = -_series(-xp.where(small, y, 0.0), xp)
    return xp.where(small, by_series, -special(xp).spence(1.0 + y))


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
    """Return Li2(x) for 0 <= x <= 1."""
    small = x < _SMALL
    return xp.where(
        small,
        _series(xp.where(small, x, 0.0), xp),
        special(xp).spence(1.0 - xp.where(small, 0.5, x)),
    )


def _series(x: Array, xp: Any) -> Array:
    total = 0.0 * x
    for k in range(_TERMS, 0, -1):
        total = x * total + 1.0 / (k * k)
    return x * total
