"""Scores whose softmax is meant: compared through differences of scores, never through probabilities."""

from typing import Any, NamedTuple

import array_api_compat

from kullback.numerics.cells import Cells
from kullback.numerics.elementary import em, is_single
from kullback.numerics.sums import two_sum

Array = Any

_DEEP = -30.0  # below, exp(-u) alone carries em(u), and p may underflow while its q does not


class Normalised(NamedTuple):
    """A row of scores as log-probabilities, and the probabilities themselves."""

    log_p: Array
    p: Array
    log_total: Array


def normalise(scores: Array, xp: Any) -> Normalised:
    """Return the softmax of the last axis, in both forms, and the log of the normaliser."""
    top = xp.max(scores, axis=-1, keepdims=True)
    possible = scores > -xp.inf
    shifted, residue = two_sum(xp.where(possible, scores, top), -top)
    weight = xp.where(possible, xp.exp(shifted) * (1.0 + residue), 0.0)
    # the largest weight is exactly 1, so log(total) = log1p(the rest) keeps small tails
    position = xp.argmax(scores, axis=-1, keepdims=True)
    index = xp.arange(scores.shape[-1], device=array_api_compat.device(scores))
    rest = xp.sum(xp.where(index == position, 0.0, weight), axis=-1, keepdims=True)
    log_p = xp.where(possible, shifted - xp.log1p(rest), -xp.inf)
    return Normalised(log_p, weight / (1.0 + rest), top + xp.log1p(rest))


def cells(l: Array, m: Array, xp: Any) -> Cells:  # noqa: E741
    """Return the cells of softmax(l) against softmax(m); -inf marks an impossible outcome.

    With d = l - m and u = d - E_p[d], the normalisers' difference is log E_p[exp(-u)], which is
    computed as log1p(E_p[em(u)]) since E_p[u] = 0.
    """
    p, q = normalise(l, xp), normalise(m, xp)
    in_p, in_q = l > -xp.inf, m > -xp.inf
    both = in_p & in_q
    d, residue = two_sum(xp.where(both, l, 0.0), -xp.where(both, m, 0.0))
    index = xp.arange(l.shape[-1], device=array_api_compat.device(l))
    at_mode = index == xp.argmax(xp.where(both, l, -xp.inf), axis=-1, keepdims=True)
    d = d - xp.sum(xp.where(at_mode, d, 0.0), axis=-1, keepdims=True)
    # what rounding left of l - m: all there is when m is l shifted by a constant
    d = d + (residue - xp.sum(xp.where(at_mode, residue, 0.0), axis=-1, keepdims=True))
    weight = xp.where(both, p.p, 0.0)
    mass = xp.sum(weight, axis=-1, keepdims=True)
    mean = xp.sum(weight * d, axis=-1, keepdims=True) / xp.where(mass > 0.0, mass, 1.0)
    u = xp.where(both, d - mean, 0.0)
    u = u + _log_mean_exp(u, xp.where(both, p.log_p, -xp.inf), weight, xp)
    shared_q = xp.sum(xp.where(both, 0.0, q.p), axis=-1, keepdims=True)
    shared_p = xp.sum(xp.where(both, 0.0, p.p), axis=-1, keepdims=True)
    any_shared = mass > 0.0
    u = (
        u
        + xp.log1p(-xp.where(any_shared, shared_p, 0.0))
        - xp.log1p(-xp.where(any_shared, shared_q, 0.0))
    )
    one_sided = xp.where(in_p, xp.inf, xp.where(in_q, -xp.inf, xp.zeros_like(u)))
    t = xp.where(both, xp.expm1(xp.where(both, u, 0.0)), 0.0)
    return Cells(p.p, q.p, t, xp.where(both, u, one_sided), True, p.log_p)


def _log_mean_exp(u: Array, log_p: Array, p: Array, xp: Any) -> Array:
    """Return log E_p[exp(-u)] for a u whose p-mean is zero, as log1p of non-negative terms."""
    deep = u < _DEEP
    gentle = p * em(xp.where(deep, 0.0, u), xp)
    # in log space, scaled by its largest term, for it may exceed every double
    exponent = xp.where(deep & (log_p > -xp.inf), log_p - u, -xp.inf)
    top = xp.max(exponent, axis=-1, keepdims=True)
    overflow = top > (80.0 if is_single(u, xp) else 600.0)
    shift = xp.where(overflow, top, 0.0)
    steep = xp.exp(exponent - shift) + xp.where(deep, p * (u - 1.0), 0.0) * xp.exp(-shift)
    inner = xp.sum(xp.where(deep, steep, gentle * xp.exp(-shift)), axis=-1, keepdims=True)
    direct = xp.log1p(xp.where(overflow, 0.0, inner))
    shifted = shift + xp.log(xp.where(overflow, inner, 1.0))
    return xp.where(overflow, shifted, direct)
