"""Counts whose chances are Dirichlet: log ratios without cancellation, and the divergence by the chain rule.

The mass of counts x with total n is n!/prod x_i! times prod (a_i)_{x_i} / (A)_n, (a)_k the rising
factorial and A the sum of the a_i. Given the counts before it, x_i is beta-binomial among the m that
are left.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from kullback.numerics.double_double import DoubleDouble
from kullback.numerics.elementary import em
from kullback.numerics.factorials import rise_change, rising_excess
from kullback.numerics.products import quotient_excess
from kullback.numerics.sums import exact_sum, two_sum
from kullback.numerics.urns import Drawn, Sized, log_ratio_returned

Array = Any
Masses = Callable[[Array, Array, Array, Array], Array]


def log_ratio_of_counts(a: Array, c: Array, x: Array, xp: Any) -> Sized:
    """Return log of the ratio of two masses at counts `x`, in whichever way cancels less."""
    n, step = xp.sum(x, axis=-1), c - a
    total, other = (DoubleDouble(*exact_sum(v, xp)) for v in (a, c))
    by_rise = _sum(
        (-rise_change(a, x, step, xp),), (rise_change(total.high, n, other - total, xp),)
    )
    odds = quotient_excess(a, other[..., None], c, total[..., None], xp)
    by_shares = _sum(
        (x * xp.log1p(odds), rising_excess(a, x, xp), -rising_excess(c, x, xp)),
        (rising_excess(other.high, n, xp), -rising_excess(total.high, n, xp)),
    )
    first = ~(by_shares.size < by_rise.size)
    return Sized(
        xp.where(first, by_rise.value, by_shares.value),
        xp.where(first, by_rise.size, by_shares.size),
    )


def log_ratio_to_shares(a: Array, p: Array, x: Array, xp: Any) -> Sized:
    """Return log of the ratio to the multinomial mass of chances `p` > 0, which they tend to."""
    n, total = xp.sum(x, axis=-1), xp.sum(a, axis=-1)
    odds = x * xp.log1p((a - total[..., None] * p) / (total[..., None] * p))
    return _sum((odds, rising_excess(a, x, xp)), (-rising_excess(total, n, xp),))


def _sum(each: tuple[Array, ...], whole: tuple[Array, ...]) -> Sized:
    """Return the sum of what belongs to each count, last axis, and of what belongs to all."""
    parts = np.stack(np.broadcast_arrays(*each))
    value, size = np.sum(parts, axis=(0, -1)), np.sum(np.abs(parts), axis=(0, -1))
    return Sized(value + sum(whole), size + sum(map(abs, whole)))


def chain_divergence(n: int, a: Array, c: Array, log_mass: Masses) -> float:
    """Return D of two single laws with the same total `n`: sum_i sum_m P(m left) D_m of the i-th count.

    `log_mass(n, a, b, k)` is the beta-binomial log mass; every term is non-negative. The cost is that
    of parts times n² / 2.
    """
    m, k = np.tril_indices(n + 1)
    drawn = Drawn(1.0 * k, 1.0 * (m - k))
    tails, others = _tails(a), _tails(c)
    value, before = 0.0, 0.0
    for i in range(len(a) - 1):
        left = np.exp(log_mass(float(n), tails[i].high, before, m)) if i else 1.0 * (m == n)
        mass = left * np.exp(log_mass(1.0 * m, a[i], tails[i + 1].high, 1.0 * k))
        own, its = Drawn(a[i], tails[i + 1]), Drawn(c[i], others[i + 1])
        u = log_ratio_returned(own, its, drawn, np).value
        value += float(np.sum(mass * em(u, np)))
        before += a[i]
    return value


def _tails(a: Array) -> list[DoubleDouble]:
    """Return the sums of the last entries, all of them first, to twice the working precision."""
    sums = [DoubleDouble(0.0, 0.0)]
    for own in a[::-1]:
        high, error = two_sum(np.asarray(own), np.asarray(sums[-1].high))
        sums.append(DoubleDouble(high, sums[-1].low + error))
    return sums[::-1]


def marginal_divergence(n: int, a: Array, c: Array, log_mass: Masses) -> Sized:
    """Return the same as D = log (C)_n/(A)_n - sum_i E log (c_i)_X/(a_i)_X, X the i-th count alone.

    At a cost of parts times n; its terms cancel where the two are close.
    """
    k = np.arange(n + 1.0)
    rises = [rise_change(np.sum(a), np.asarray(float(n)), np.sum(c - a), np)]
    for i, own in enumerate(a):
        mass = np.exp(log_mass(float(n), own, np.sum(np.delete(a, i)), k))
        rises.append(-np.sum(mass * rise_change(own, k, c[i] - own, np)))
    return Sized(sum(rises), sum(map(abs, rises)))
