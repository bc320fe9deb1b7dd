"""The log-partition A(θ) = log(-log(1 - p)), θ = log p, of the logarithmic distribution.

With L = -log(1 - p): the mean is A' = p/((1-p) L), and the variance A'' = p (L - p)/((1-p) L)². Both L
and the mean of small p are kept as what they have beyond p, and beyond 1.
"""

from collections.abc import Callable
from typing import Any

from kullback.numerics.elementary import log_ratio, phi, psi
from kullback.numerics.legendre import legendre
from kullback.numerics.mass_terms import log_failure_ratio

Array = Any

_NODES = 20
_TINY = 1e-100  # here p² is no longer a double, and p/3 is nothing beside 1


def log_share(p: Array, xp: Any) -> Array:
    """Return log(L/p) >= 0."""
    return xp.log1p(_over_p(psi, p, xp))


def mean_less_one(p: Array, xp: Any) -> Array:
    """Return the mean less 1, phi(-p)/((1-p) L)."""
    return _over_p(phi, p, xp) / ((1.0 - p) * (1.0 + _over_p(psi, p, xp)))


def _over_p(function: Callable[[Array, Any], Array], p: Array, xp: Any) -> Array:
    """Return psi(-p)/p or phi(-p)/p, p/2 for tiny p."""
    tiny = p < _TINY
    inner = xp.where(tiny, 0.5, p)
    return xp.where(tiny, 0.5 * p, function(-inner, xp) / inner)


def bregman_log_series(p: Array, q: Array, xp: Any) -> Array:
    """Return A(log q) - A(log p) - A'(log p) (log q - log p) >= 0 for 0 < p, q < 1.

    Near each other the integral of A'' over the way, weighted; far apart without what L and p share.
    """
    d = -log_ratio(p, q, xp)
    near = (xp.abs(d) < 2.0) & (xp.abs(d) < -0.5 * xp.log(p))
    y, w = legendre(p + 0.0 * d, xp, _NODES)
    step = xp.where(near, d, 0.0)
    close = step * step * xp.sum(w * (1.0 - y) * _variance(_between(p, y * step, xp), xp), axis=0)
    # L of both nearly p and q, or not
    small = (p < 0.3) | (q < 0.3)
    by_small = (log_share(q, xp) - log_share(p, xp)) - d * mean_less_one(p, xp)
    own = -xp.log1p(-p)
    ratio = xp.log1p(xp.where(small, 0.0, log_failure_ratio(p, q, xp)) / own)
    by_large = ratio - d * (p / ((1.0 - p) * own))
    return xp.where(near, close, xp.where(small, by_small, by_large))


def _between(p: Array, step: Array, xp: Any) -> tuple[Array, Array]:
    """Return p e^step and 1 less it, from 1 - p."""
    return p * xp.exp(step), (1.0 - p) - p * xp.expm1(step)


def _variance(point: tuple[Array, Array], xp: Any) -> Array:
    """Return p (L - p)/((1-p) L)²; near p = 0 L - p is a series, near 1 it is -log of the rest, less p."""
    p, rest = point
    low = p < 0.5
    log_rest = -xp.log(xp.where(low, 0.5, rest))
    more = xp.where(low, _over_p(psi, xp.where(low, p, 0.25), xp), log_rest / p - 1.0)
    size = rest * (1.0 + more)
    return more / (size * size)
