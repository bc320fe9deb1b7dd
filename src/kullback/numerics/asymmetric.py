r"""The asymmetric Laplace law: mean distances u above its location and v below.

With t and t' the relative changes of u and v from q to p, T that of u + v, and d the distance of the
locations, on p's lower side (else the sides change places):

    D = psi(T) + u_q v_q (t - t')²/((u + v)(u_q + v_q)) + d (t - t')/(u + v)
        + v² E(-d/v)/(u + v) (1/u_q + 1/v_q),          E(x) = exp(x) - 1 - x.

The third term may be negative; it is at most 0.71 of what the second and the fourth are together.
"""

from typing import Any

from kullback.numerics.elementary import expm1_minus, log_ratio, psi
from kullback.numerics.products import quotient_excess

Array = Any


def scale_changes(
    kappa: Array, s: Array, kappa_q: Array, s_q: Array, xp: Any
) -> tuple[Array, Array]:
    """Return u/u_q - 1 and v/v_q - 1 with u = s/kappa and v = s kappa, from exact products."""
    up = quotient_excess(s, kappa_q, s_q, kappa, xp)
    return up, quotient_excess(s, kappa, s_q, kappa_q, xp)


def log_total_change(kappa: Array, s: Array, kappa_q: Array, s_q: Array, xp: Any) -> Array:
    """Return log((u + v)/(u_q + v_q)), exact to rounding however near it is to 0."""
    total = _total_change(kappa, s, kappa_q, s_q, xp)
    near = xp.abs(total) < 0.5
    close = xp.log1p(xp.where(near, total, 0.0))
    return xp.where(near, close, _direct_log_total(kappa, s, kappa_q, s_q, xp))


def _total_change(kappa: Array, s: Array, kappa_q: Array, s_q: Array, xp: Any) -> Array:
    t_up, t_down = scale_changes(kappa, s, kappa_q, s_q, xp)
    square = kappa_q * kappa_q
    return (t_up + square * t_down) / (1.0 + square)  # weighted by q's sides


def _direct_log_total(kappa: Array, s: Array, kappa_q: Array, s_q: Array, xp: Any) -> Array:
    both, both_q = (k + 1.0 / k for k in (kappa, kappa_q))
    return log_ratio(s, s_q, xp) + xp.log(both / both_q)


def asymmetric_divergence(
    kappa: Array, s: Array, kappa_q: Array, s_q: Array, distance: Array, xp: Any
) -> Array:
    """Return the divergence, `distance` being p's location less q's."""
    ones = 0.0 * (kappa + s + kappa_q + s_q + distance)
    kappa, s, kappa_q, s_q = (v + ones for v in (kappa, s, kappa_q, s_q))
    total = _total_change(kappa, s, kappa_q, s_q, xp)
    tiny = total < -0.9
    log_total = _direct_log_total(kappa, s, kappa_q, s_q, xp)
    change = xp.where(tiny, total - log_total, psi(xp.where(tiny, 0.0, total), xp))
    both, both_q = (k + 1.0 / k for k in (kappa, kappa_q))
    turn = ((kappa_q - kappa) / kappa) * ((kappa_q + kappa) / kappa_q)
    lean = (s / s_q) * turn  # t - t'
    value = change + lean * ((turn / both) / both_q)
    d = xp.abs(distance) + ones
    to_right = distance + ones >= 0.0
    k = xp.where(to_right, kappa, 1.0 / kappa)  # the side that q's location is on is s k
    k_q = xp.where(to_right, kappa_q, 1.0 / kappa_q)
    return value + _shift_term(s, k, s_q, k_q, xp.where(to_right, lean, -lean), d, xp)


def _shift_term(
    s: Array, k: Array, s_q: Array, k_q: Array, lean: Array, d: Array, xp: Any
) -> Array:
    """Return what the distance d adds: the last two terms, or far away the three they consist of."""
    v, both = s * k, k + 1.0 / k
    near = d < v
    curved = k * expm1_minus(-xp.where(near, d / v, 0.0), xp) / both * (s / s_q)
    close = (d / s) * (lean / both) + k * curved * (k_q + 1.0 / k_q)
    gone = -xp.expm1(-d / v)
    above = (d / s_q) * (k_q / (k * both))
    beyond = (d - v * gone) * (k / both) * (k_q / s_q)
    below = (k / both) * (v / s_q) * gone / k_q
    return xp.where(near, close, above + beyond - below)


def asymmetric_distance(up: Array, down: Array, centre: Array, xp: Any) -> Array:
    """Return E|X - m|, X the law with these mean distances above and below 0, m the `centre`.

    With p the share of the side that m lies on, of mean u, and y = |m|/u: that side gives
    p u (y - 1 + 2 exp(-y)), the other (1 - p)(v + |m|).
    """
    right = centre + 0.0 * (up + down) >= 0.0
    u, v = xp.where(right, up, down), xp.where(right, down, up)
    d = xp.abs(centre) + 0.0 * u
    own, other = u / (u + v), v / (u + v)
    return own * (d - u + 2.0 * u * xp.exp(-d / u)) + other * (v + d)
