"""The divergence of Dirichlet laws, of which beta is the case of two, without cancellation.

Breaking off one component at a time leaves a sum of beta divergences, each >= 0. With s = a + b a
beta divergence B(a, a') + B(b, b') - B(s, s'), B the Bregman divergence of lgamma, is computed

* split at its mean: s' times the two-outcome divergence of the means (Q first), plus
  B_h(a, a') + B_h(b, b') - B_h(s, s');
* where a component is small, so that the last two nearly cancel, along the path that moves b
  first: B_a(b, b') + B_b'(a, a') - (psi(s + b' - b) - psi(s)) (a' - a), where B_h(x, y) is that
  of lgamma(x) - lgamma(x + h) and a sum of non-negative terms.
"""

from typing import Any, NamedTuple

from kullback.numerics.cells import holds_everywhere
from kullback.numerics.elementary import log_ratio, phi, psi
from kullback.numerics.gamma import STEPS, STIRLING, bregman_h, steps
from kullback.numerics.products import Pair, difference, exact_product
from kullback.numerics.sums import two_sum

Array = Any

SMALL = 0.5
"""Below this a component is moved apart; the two moves' Fisher correlation is then below 0.64."""


class _Move(NamedTuple):
    """One parameter under P and Q, and its exact change."""

    old: Pair
    new: Pair
    change: Pair


def dirichlet_divergence(a: Array, c: Array, xp: Any) -> Array:
    """Return KL of the Dirichlet law with concentrations `a` from that with concentrations `c`.

    Parameters
    ----------
    a, c : array, shape (..., k)
        Positive concentrations of P and of Q.
    xp : namespace
        Array library of `a` and `c`.

    Notes
    -----
    Relative error at most 1e-14, however near, uneven, small or large the concentrations are.
    """
    zero = xp.zeros_like(a)
    change = Pair(*two_sum(c, -a))
    heads = _Move(Pair(a, zero), Pair(c, zero), change)
    rests = [_at(heads, -1)]
    for k in range(a.shape[-1] - 2, 0, -1):
        head, rest = _at(heads, k), rests[-1]
        rests.append(_Move(*(_add(x, y) for x, y in zip(head, rest, strict=True))))
    rest = _Move(
        *(
            Pair(*(xp.stack([r[i][j] for r in reversed(rests)], axis=-1) for j in range(2)))
            for i in range(3)
        )
    )
    head = _Move(*(Pair(x.high[..., :-1], x.low[..., :-1]) for x in heads))
    return xp.sum(_beta_divergence(head, rest, xp), axis=-1)


def _at(move: _Move, k: int) -> _Move:
    return _Move(*(Pair(x.high[..., k], x.low[..., k]) for x in move))


def _add(x: Pair, y: Pair) -> Pair:
    high, low = two_sum(x.high, y.high)
    return Pair(*two_sum(high, low + (x.low + y.low)))


def _beta_divergence(a: _Move, b: _Move, xp: Any) -> Array:
    """Return KL of Beta(a, b) from Beta(a', b')."""
    first = a.old.high <= b.old.high
    x, y, dx = (xp.where(first, u.high, v.high) for u, v in zip(a, b, strict=True))
    u, v, du = (xp.where(first, v.high, u.high) for u, v in zip(a, b, strict=True))
    small = (x < SMALL) & (y < SMALL)
    at_mean = _split_at_mean(a, b, xp)
    if holds_everywhere(~small, xp):
        return at_mean
    one = xp.ones_like(x)
    x, y, dx = xp.where(small, x, one), xp.where(small, y, one), xp.where(small, dx, 0.0)
    apart = _bregman_beside(u, v, du, x, xp) + _bregman_beside(x, y, dx, v, xp)
    return xp.where(small, apart - digamma_difference(x + u, du, xp) * dx, at_mean)


def _split_at_mean(a: _Move, b: _Move, xp: Any) -> Array:
    x, y = a.old.high, b.old.high
    total, new_total = x + y, a.new.high + b.new.high
    # a' s - a s' = b (a' - a) - a (b' - b), by exact products
    n = difference(exact_product(a.change, b.old, xp), exact_product(a.old, b.change, xp))
    means = (x / total) * phi(n / x / new_total, xp) + (y / total) * phi(-n / y / new_total, xp)
    shapes = bregman_h(x, a.new.high, xp, a.change.high) + bregman_h(
        y, b.new.high, xp, b.change.high
    )
    sums = bregman_h(total, new_total, xp, a.change.high + b.change.high)
    return new_total * means + (shapes - sums)


def digamma_difference(x: Array, d: Array, xp: Any) -> Array:
    """Return digamma(x + d) - digamma(x) without cancellation, for x and x + d > 0."""
    j = steps(x + d, xp)
    total = xp.sum(d / (x + j) / (x + d + j), axis=0)
    low, high = x + STEPS, x + d + STEPS
    p, q = 1 / low, 1 / high
    gap = d * p * q  # p - q
    power, old, series = gap, p, xp.zeros_like(gap)  # p^n - q^n, p^n
    for n in range(2, 2 * len(STIRLING) + 1):
        power = q * power + gap * old
        old = old * p
        if n % 2 == 0:
            series = series + (n - 1) * STIRLING[n // 2 - 1] * power
    near = xp.abs(d) < 0.5 * low
    ratio = xp.where(near, xp.log1p(xp.where(near, d * p, 0.0)), log_ratio(high, low, xp))
    return total + ratio + gap / 2 + series


def _bregman_beside(x: Array, y: Array, d: Array, h: Array, xp: Any) -> Array:
    """Return the Bregman divergence of lgamma(x) - lgamma(x + h) from x to y = x + d.

    Each step up leaves psi(d/x) - psi(d/(x+h)) = psi(v) + h d^2 / (x (x+h) (y+h)), where
    1 + v = y (x+h) / (x (y+h)).
    """
    j = steps(x + y + h, xp)
    total = xp.sum(_step_beside(x + j, y + j, d, h, xp), axis=0)
    x, y = x + STEPS, y + STEPS
    # x log x leaves h psi(d/(x+h)) + y psi(-h d / ((x+h) y)), log x half a step
    leading = h * _psi(d / (x + h), y + h, x + h, xp) + y * psi(-h * (d / (x + h)) / y, xp)
    return total + leading + _step_beside(x, y, d, h, xp) / 2 + _series_beside(x, y, d, h, xp)


def _psi(t: Array, y: Array, x: Array, xp: Any) -> Array:
    """Return psi(t) for t = y/x - 1, by log(y/x) where t is near -1."""
    low = t < -0.7
    return xp.where(low, t - log_ratio(y, x, xp), psi(xp.where(low, 0.0, t), xp))


def _step_beside(x: Array, y: Array, d: Array, h: Array, xp: Any) -> Array:
    """Return psi(d/x) - psi(d/(x+h)), a sum of two terms >= 0."""
    v = (h / (y + h)) * (d / x)
    low = v < -0.7
    by_factors = v - log_ratio(y, x, xp) + log_ratio(y + h, x + h, xp)
    rest = (h / (x + h)) * (d / x) * (d / (y + h))
    return xp.where(low, by_factors, psi(xp.where(low, 0.0, v), xp)) + rest


def _series_beside(x: Array, y: Array, d: Array, h: Array, xp: Any) -> Array:
    """Return what Stirling's series adds: d^2 (T(1/x, 1/y) - T(1/(x+h), 1/(y+h))).

    T(p, q) = p^2 q sum_k c_k P_{2k-1}(p, q) as in `gamma`, with P_m = q P_{m-1} + m p^{m-1}; the
    difference of each power and polynomial is carried along beside it.
    """
    p, q, r, s = 1 / x, 1 / y, 1 / (x + h), 1 / (y + h)
    dp, dq = h * p * r, h * q * s
    power, d_power = xp.ones_like(p * q), xp.zeros_like(p * q)
    poly, d_poly, series, d_series = d_power, d_power, d_power, d_power
    old = power  # r^(m-1), q-free companion of `power`
    far = d_power  # P_{m-1} at (r, s)
    for m in range(1, 2 * len(STIRLING)):
        d_poly = q * d_poly + dq * far + m * d_power
        poly, far = q * poly + m * power, s * far + m * old
        d_power = p * d_power + dp * old
        power, old = power * p, old * r
        if m % 2:
            series = series + STIRLING[m // 2] * poly
            d_series = d_series + STIRLING[m // 2] * d_poly
    # p^2 q S(p,q) - r^2 s S(r,s), with the factors outside taken last
    d_cube = (dp * (p + r)) * q + (r * r) * dq
    return (d * d_cube * series + d * (r * r) * s * d_series) * d
