"""Two distributions on the same cells: what every divergence is computed from.

`Cells` is the meeting point of tables, logits, sums and quadrature: the masses of p and q and their
relation, accurate where subtraction of the masses would not be.
"""

from typing import Any, NamedTuple

import numpy as np

from kullback.numerics.elementary import (
    NEAR,
    alpha_term,
    expm1_minus,
    is_close,
    is_single,
    phi,
    phi_close,
)

Array = Any

# the logarithm of ratios beyond is a difference of logarithms, in single precision as in double
_HUGE = 1e30
_TINY = 1e-30


class Cells(NamedTuple):
    """Masses p and q of cells, t = (p - q)/q and u = log(p/q).

    Where |t| < `NEAR`, t carries the digits and u may have lost them: use `log_ratios`.
    Where one side is impossible u is +inf (no q) or -inf (no p), where both are it is 0; t is 0 there.
    t may overflow to inf, and q underflow to 0, although u is finite.
    """

    p: Array
    q: Array
    t: Array
    u: Array
    singular: bool
    """Whether a cell may be impossible on one side; False lets the ends be skipped."""
    log_p: Array | None = None
    """log p where p itself may have underflowed; None where p says it all."""


def from_relative_difference(p: Array, q: Array, t: Array, q_safe: Array, xp: Any) -> Cells:
    """Return the cells of masses `p`, `q` >= 0 whose (p - q)/q is `t`.

    `q_safe` is q with 0 made 1, or q itself where no q is 0.
    """
    ratio = p / q_safe
    regular = (ratio > _TINY) & (ratio < _HUGE)
    if holds_everywhere(regular if q_safe is q else regular & (q > 0.0), xp):
        return Cells(p, q, t, xp.log(ratio), False)
    u = xp.log(xp.where(regular, ratio, 1.0))
    in_p, in_q = p > 0.0, q > 0.0
    both = in_p & in_q
    odd = both & ~regular
    u = xp.where(odd, xp.log(xp.where(odd, p, 1.0)) - xp.log(xp.where(odd, q, 1.0)), u)
    one_sided = xp.where(in_p, xp.inf, xp.where(in_q, -xp.inf, xp.zeros_like(u)))
    return Cells(p, q, xp.where(both, t, 0.0), xp.where(both, u, one_sided), True)


def holds_everywhere(condition: Array, xp: Any) -> bool:
    """Return whether all of `condition` is known to be true; a traced array is never known."""
    if xp is np:
        return bool(np.logical_and.reduce(condition, axis=None))
    try:
        return bool(xp.all(condition))
    except Exception:  # noqa: BLE001  each tracing library has an error of its own
        return False


def log_ratios(cells: Cells, xp: Any) -> Array:
    """Return log(p/q) to full relative accuracy, also where p and q are nearly equal."""
    near = xp.abs(cells.t) < NEAR
    return xp.where(
        near & (xp.abs(cells.u) < xp.inf), xp.log1p(xp.where(near, cells.t, 0.0)), cells.u
    )


def kl_terms(cells: Cells, xp: Any) -> Array:
    """Return p log(p/q) - p + q >= 0 of each cell where both masses are possible.

    Near equality as q phi(t), which keeps all digits; else directly from u.
    """
    near = is_close(cells.t, xp)
    close = cells.q * phi_close(xp.where(near, cells.t, 0.0), xp)
    return xp.where(near, close, cells.p * cells.u - cells.p + cells.q)


def jensen_shannon_terms(cells: Cells, w: float, xp: Any, v: float | None = None) -> Array:
    """Return m [w phi(v (p-q)/m) + v phi(-w (p-q)/m)], m = w p + v q, of every cell; v is 1 - w."""
    v = 1.0 - w if v is None else v
    near = is_close(cells.t, xp) & (xp.abs(cells.u) < xp.inf)
    t = xp.where(near, cells.t, 0.0)
    m = w * cells.p + v * cells.q
    d = xp.where(near, t / (w * t + 1.0), (cells.p - cells.q) / xp.where(m > 0.0, m, 1.0))
    # rounding may carry an end point an ulp beyond -1
    high, low = xp.clip(v * d, -1.0, None), xp.clip(-w * d, -1.0, None)
    return m * (w * phi(high, xp) + v * phi(low, xp))


def shared(cells: Cells, xp: Any) -> Cells:
    """Return the cells with u and t made 0 where one side is impossible: safe for any formula."""
    if not cells.singular:
        return cells
    both = xp.abs(cells.u) < xp.inf
    t, u = xp.where(both, cells.t, 0.0), xp.where(both, cells.u, 0.0)
    return Cells(cells.p, cells.q, t, u, False, cells.log_p)


def log_mass(cells: Cells, xp: Any) -> Array:
    """Return log p, -inf where p is impossible."""
    if cells.log_p is not None:
        return cells.log_p
    possible = cells.p > 0.0
    return xp.where(possible, xp.log(xp.where(possible, cells.p, 1.0)), -xp.inf)


def powers(cells: Cells, a: float, xp: Any) -> Array:
    """Return p^a q^(1-a) of each cell where both masses are possible."""
    e = a - 1.0
    p, q = cells.p, cells.q
    least, farthest = (1e-30, 69.0) if is_single(p, xp) else (1e-290, 600.0)
    ordinary = (p > least) & (q > least) & (xp.abs(cells.u) < farthest)
    ratio = xp.where(ordinary, p, 1.0) / xp.where(ordinary, q, 1.0)
    # of the two forms the one whose exponent is negative for a < 1
    up = ratio > 1.0
    power = xp.where(up, p * xp.where(up, ratio, 1.0) ** e, q * xp.where(up, 1.0, ratio) ** a)
    by_logs = xp.exp(xp.where(ordinary, 0.0, log_mass(cells, xp) + e * cells.u))
    return xp.where(ordinary, power, by_logs)


def alpha_terms(cells: Cells, a: float, power: Array, xp: Any) -> Array:
    """Return q v_a(t) = (p^a q^(1-a) - q - a (p - q)) / (a (a-1)) >= 0, given p^a q^(1-a).

    Near equality by `alpha_term`; where the power is near p (or q) by what v_a has beyond phi (or
    psi), which keeps the digits when the order is near 1 (or 0).
    """
    e = a - 1.0
    p, q, u = cells.p, cells.q, cells.u
    near = is_close(cells.t, xp)
    close = q * alpha_term(a, xp.where(near, cells.t, 0.0), xp)
    if a >= 0.5:
        gentle = xp.abs(e * u) < 1.0
        excess = expm1_minus(xp.where(gentle, e * u, 0.0), xp) / e
        beside = ((p * u - p + q) + p * excess) / a
        direct = (power - p - e * (p - q)) / (a * e)
    else:
        gentle = xp.abs(a * u) < 1.0
        excess = expm1_minus(xp.where(gentle, a * u, 0.0), xp) / a
        beside = ((p - q - q * u) - q * excess) / -e
        direct = (power - q - a * (p - q)) / (a * e)
    return xp.where(near, close, xp.where(gentle, beside, direct))


def with_ends(cells: Cells, term: Array, only_p: float, only_q: float, xp: Any) -> Array:
    """Return `term`, replaced by only_p·p where q is impossible and by only_q·q where p is."""
    if not cells.singular:
        return term
    # inf times a mass that underflowed would be NaN
    lost = xp.full_like(cells.p, xp.inf) if only_p == xp.inf else only_p * cells.p
    idle = xp.full_like(cells.q, xp.inf) if only_q == xp.inf else only_q * cells.q
    both = xp.abs(cells.u) < xp.inf
    if only_q < xp.inf:
        # impossible on both sides: the term is 0 either way, its derivative in q that of the end
        in_p = cells.p > 0.0 if cells.log_p is None else cells.log_p > -xp.inf
        both = both & (in_p | (cells.q > 0.0))
    return xp.where(both, term, xp.where(cells.u == xp.inf, lost, idle))
