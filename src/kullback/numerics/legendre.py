"""The Gauss-Legendre rule on [0, 1] in any array library: for integrals of smooth functions."""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from array_api_compat import device

from kullback.numerics.backends import home_of

Array = Any

NODES = 96


def legendre(like: Array, xp: Any, n: int = NODES) -> tuple[Array, Array]:
    """Return the nodes and weights along a new leading axis, beside the array `like`."""
    home = home_of(like, xp)
    shape = (n,) + (1,) * like.ndim
    x, w = (home.asarray(v, dtype=like.dtype, device=device(like)) for v in _rule(n))
    return home.reshape(x, shape), home.reshape(w, shape)


def mean_between(
    function: Callable[[Array], Array], low: Array, width: Array, xp: Any, n: int = NODES
) -> Array:
    """Return the mean of the function over the interval from `low` of this `width`."""
    start = xp.asarray(low + 0.0 * width) if xp is np else low + 0.0 * width
    x, w = legendre(start, xp, n)
    return xp.sum(w * function(start + width * x), axis=0)


@cache
def _rule(n: int) -> tuple[Array, Array]:
    """Return nodes and weights; a Newton step keeps the relative precision of nodes close to 0."""
    x = np.polynomial.legendre.leggauss(n)[0].astype(np.longdouble)
    for _ in range(2):
        value, slope = _polynomial(n, x)
        x = x - value / slope
    _, slope = _polynomial(n, x)
    weights = 1.0 / ((1.0 - x) * (1.0 + x) * slope * slope)
    return (0.5 * (1.0 + x)).astype(float), weights.astype(float)


def _polynomial(n: int, x: Array) -> tuple[Array, Array]:
    """Return Legendre's polynomial of degree n and its derivative."""
    before, now = np.ones_like(x), x
    for k in range(2, n + 1):
        before, now = now, ((2 * k - 1) * x * now - (k - 1) * before) / k
    return now, n * (x * now - before) / ((x - 1.0) * (x + 1.0))
