"""The divergence of two probabilities or rates, and of two coins, down to the smallest double."""

from typing import Any

import numpy as np

from kullback.numerics.binet import are_regular
from kullback.numerics.branches import spliced
from kullback.numerics.elementary import NEAR, log_ratio, phi_near

Array = Any


def mass_term(p: Array, q: Array, difference: Array, xp: Any) -> Array:
    """Return p log(p/q) - p + q >= 0 for p, q >= 0: q where p = 0, inf where q = 0 < p.

    `difference` is p - q, given apart because a caller may know it better than by subtraction.
    """
    if are_regular(p, q, like=difference, xp=xp):
        return _mass_terms(p, q, difference)
    near, t, log, both = _compared(p, q, difference, xp)
    value = xp.where(near, q * phi_near(t, xp), p * log - difference)
    return xp.where(both, value, _one_sided(p, q, xp))


def _mass_terms(p: Array, q: Array, difference: Array) -> Array:
    """Return many a `mass_term` of ordinary size."""
    t = difference / q
    other = p / q
    np.log(other, out=other)
    other *= p
    other -= difference
    return spliced(np.abs(t) < NEAR, _near_mass_term, (t, q), other)


def _near_mass_term(t: Array, q: Array) -> Array:
    return q * phi_near(t, np)


def two_outcomes(p: Array, q: Array, xp: Any) -> Array:
    """Return the divergence of a coin that falls with probability `p` from one with `q`.

    Each outcome has a non-negative term of its own; 1 - p is formed only where its rounding is
    harmless, next to the exact difference of the two.
    """
    d = p - q
    return mass_term(p, q, d, xp) + mass_term(1.0 - p, 1.0 - q, -d, xp)


def per_success(p: Array, q: Array, xp: Any) -> Array:
    """Return `two_outcomes` / p for p > 0, without its underflow: the cost of a wait."""
    d = p - q
    near, t, log, both = _compared(p, q, d, xp)
    success = xp.where(near, (q / p) * phi_near(t, xp), log - d / p)
    success = xp.where(both, success, xp.inf)
    return success + mass_term(1.0 - p, 1.0 - q, -d, xp) / p


def entropy_per_success(p: Array, xp: Any) -> Array:
    """Return the entropy of a coin that falls with probability `p` over p: that of a wait."""
    inside = p < 1.0
    p = xp.where(inside, p, 0.5)
    return xp.where(inside, -xp.log(p) - (1.0 - p) * (xp.log1p(-p) / p), 0.0)


def log_failure_ratio(p: Array, q: Array, xp: Any) -> Array:
    """Return log((1-p)/(1-q)) for p, q < 1, from their exact difference; 0 where one of them is 1."""
    both = (p < 1.0) & (q < 1.0)
    rest = xp.where(both, 1.0 - q, 1.0)
    t = xp.where(both, (q - p) / rest, 0.0)
    near = xp.abs(t) < 0.5
    far = log_ratio(xp.where(both, 1.0 - p, 1.0), rest, xp)
    return xp.where(near, xp.log1p(xp.where(near, t, 0.0)), far)


def _compared(p: Array, q: Array, d: Array, xp: Any) -> tuple[Array, Array, Array, Array]:
    """Return whether p and q are near, t = d/q there, log(p/q), and whether both are positive."""
    both = (p > 0.0) & (q > 0.0)
    p, q = xp.where(both, p, 1.0), xp.where(both, q, 1.0)
    near = xp.abs(d) < NEAR * q
    t = xp.where(near, d / xp.where(near, q, 1.0), 0.0)
    return near, t, log_ratio(p, q, xp), both


def _one_sided(p: Array, q: Array, xp: Any) -> Array:
    return xp.where(p > 0.0, xp.inf, q + 0.0 * p)
