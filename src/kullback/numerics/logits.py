"""Scores whose softmax is meant: compared through differences of scores, never through probabilities."""

from typing import Any, NamedTuple

import array_api_compat

from kullback.numerics.cells import Cells, holds_everywhere
from kullback.numerics.elementary import em, is_single
from kullback.numerics.sums import two_sum

Array = Any

_DEEP = -30.0  # below, exp(-u) alone carries em(u), and p may underflow while its q does not


class Normalised(NamedTuple):
    """A row of scores as log-probabilities, as probabilities, and the normaliser of each."""

    log_p: Array
    p: Array
    top: Array
    log_rest: Array
    """The log of the normaliser, less the largest score."""

    @property
    def log_total(self) -> Array:
        """Return the log of the normaliser."""
        return self.top + self.log_rest


def normalise(scores: Array, xp: Any) -> Normalised:
    """Return the softmax of the last axis, in both forms, and the log of the normaliser."""
    top = xp.max(scores, axis=-1, keepdims=True)
    possible = scores > -xp.inf
    shifted, residue = two_sum(xp.where(possible, scores, top), -top)
    # scores apart by more than the largest double
    lowest = -float(xp.finfo(scores.dtype).max)
    residue = xp.where(shifted > lowest, residue, 0.0)
    shifted = xp.where(shifted > lowest, shifted, lowest)
    weight = xp.where(possible, xp.exp(shifted) * (1.0 + residue), 0.0)
    # the largest weight is exactly 1, so log(total) = log1p(the rest) keeps small tails
    position = xp.argmax(scores, axis=-1, keepdims=True)
    index = xp.arange(scores.shape[-1], device=array_api_compat.device(scores))
    rest = xp.sum(xp.where(index == position, 0.0, weight), axis=-1, keepdims=True)
    log_p = xp.where(possible, shifted - xp.log1p(rest), -xp.inf)
    return Normalised(log_p, weight / (1.0 + rest), top, xp.log1p(rest))


def cells(l: Array, m: Array, xp: Any) -> Cells:  # noqa: E741
    """Return the cells of softmax(l) against softmax(m); -inf marks an impossible outcome."""
    p, q = normalise(l, xp), normalise(m, xp)
    in_p, in_q = l > -xp.inf, m > -xp.inf
    both = in_p & in_q
    huge = _huge(l, xp) | _huge(m, xp)
    whole = holds_everywhere(both & ~huge, xp)
    if whole:
        u = _log_ratios(l, m, both, p, xp)
    else:
        # within the outcomes that both allow, then what each has there
        regular = both & ~huge
        any_shared = xp.any(regular, axis=-1, keepdims=True)
        inside = xp.where(regular | ~any_shared, 0.0, -xp.inf)
        safe_l, safe_m = (xp.where(regular, scores, 0.0) + inside for scores in (l, m))
        p_inside, q_inside = normalise(safe_l, xp), normalise(safe_m, xp)
        u = _log_ratios(safe_l, safe_m, regular, p_inside, xp)
        u = u + _log_share(p, p_inside, regular, any_shared, xp)
        u = u - _log_share(q, q_inside, regular, any_shared, xp)
        u = xp.where(huge & both, _coarse_log_ratios(p, q, both, xp), u)
    one_sided = xp.where(in_p, xp.inf, xp.where(in_q, -xp.inf, xp.zeros_like(u)))
    t = xp.where(both, xp.expm1(xp.where(both, u, 0.0)), 0.0)
    return Cells(p.p, q.p, t, xp.where(both, u, one_sided), True, p.log_p)


def _log_ratios(l: Array, m: Array, both: Array, p: Normalised, xp: Any) -> Array:  # noqa: E741
    """Return log(p/q) of the softmax of l and of m over the outcomes `both`, p that of l.

    With d = l - m and u = d - E_p[d], the normalisers' difference is log E_p[exp(-u)], which is
    computed as log1p(E_p[em(u)]) since E_p[u] = 0.
    """
    d, residue = two_sum(xp.where(both, l, 0.0), -xp.where(both, m, 0.0))
    index = xp.arange(l.shape[-1], device=array_api_compat.device(l))
    at_mode = index == xp.argmax(xp.where(both, l, -xp.inf), axis=-1, keepdims=True)
    d = d - xp.sum(xp.where(at_mode, d, 0.0), axis=-1, keepdims=True)
    # what rounding left of l - m: all there is when m is l shifted by a constant
    d = d + (residue - xp.sum(xp.where(at_mode, residue, 0.0), axis=-1, keepdims=True))
    weight = xp.where(both, p.p, 0.0)
    mean = xp.sum(weight * d, axis=-1, keepdims=True)
    u = xp.where(both, d - mean, 0.0)
    # log p - u by the scores of q: where both are large their difference has lost its digits
    m_mode = xp.sum(xp.where(at_mode, m, 0.0), axis=-1, keepdims=True)
    excess = (xp.where(both, m, m_mode) - m_mode) - (p.log_rest - mean)
    return u + _log_mean_exp(u, xp.where(both, excess, -xp.inf), weight, xp)


def _log_share(
    p: Normalised, inside: Normalised, shared: Array, any_shared: Array, xp: Any
) -> Array:
    """Return the log of the mass of `p` on the outcomes `shared`, whose own softmax is `inside`."""
    outside = xp.sum(xp.where(shared, 0.0, p.p), axis=-1, keepdims=True)
    little = (outside <= 0.5) & any_shared
    by_complement = xp.log1p(-xp.where(little, outside, 0.0))
    by_normalisers = (inside.top - p.top) + (inside.log_rest - p.log_rest)
    return xp.where(little, by_complement, xp.where(any_shared, by_normalisers, 0.0))


def _huge(scores: Array, xp: Any) -> Array:
    """Return the rows whose differences of scores may exceed the largest double."""
    limit = float(xp.finfo(scores.dtype).max) / 64.0
    finite = xp.where(scores > -xp.inf, scores, 0.0)
    return xp.any(xp.abs(finite) > limit, axis=-1, keepdims=True)


def _coarse_log_ratios(p: Normalised, q: Normalised, both: Array, xp: Any) -> Array:
    """Return log(p/q) by subtraction, inf where q has no logarithm among the doubles but p has mass."""
    difference = xp.where(both, p.log_p, 0.0) - xp.where(both, q.log_p, 0.0)
    none = q.log_p <= -float(xp.finfo(q.p.dtype).max)
    return xp.where(none & (p.p > 0.0), xp.inf, difference)


def _log_mean_exp(u: Array, excess: Array, p: Array, xp: Any) -> Array:
    """Return log E_p[exp(-u)] for a u whose p-mean is zero, as log1p of non-negative terms.

    `excess` is log p - u.
    """
    deep = u < _DEEP
    gentle = p * em(xp.where(deep, 0.0, u), xp)
    # in log space, scaled by its largest term, for it may exceed every double
    exponent = xp.where(deep, excess, -xp.inf)
    top = xp.max(exponent, axis=-1, keepdims=True)
    overflow = top > (80.0 if is_single(u, xp) else 600.0)
    shift = xp.where(overflow, top, 0.0)
    steep = xp.exp(exponent - shift) + xp.where(deep, p * (u - 1.0), 0.0) * xp.exp(-shift)
    inner = xp.sum(xp.where(deep, steep, gentle * xp.exp(-shift)), axis=-1, keepdims=True)
    direct = xp.log1p(xp.where(overflow, 0.0, inner))
    shifted = shift + xp.log(xp.where(overflow, inner, 1.0))
    return xp.where(overflow, shifted, direct)
