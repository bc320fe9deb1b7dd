r"""Rising and falling factorials against powers, and against each other, without cancellation.

(x)_k = x (x+1) ... (x+k-1) rises, n (n-1) ... (n-k+1) falls. Beside the power they nearly are, both
are X phi(k/X) -/+ log(1 + k/X)/2 and a difference of Stirling's tails, where X is x, or -n.
"""

import math
from typing import Any

from kullback.numerics.counting import stirling_tail_of_count
from kullback.numerics.elementary import phi
from kullback.numerics.gamma import STEPS, STIRLING, recurrence_steps, stirling_tail

Array = Any

_HALF_LOG_TWO_PI = 0.5 * math.log(2.0 * math.pi)


def rising_excess(x: Array, k: Array, xp: Any) -> Array:
    """Return log of (x)_k / x^k >= 0 for x > 0 and k >= 0."""
    t = k / x
    tails = stirling_tail(x + k, xp) - stirling_tail(x + 0.0 * k, xp)
    value = x * phi(t, xp) - 0.5 * xp.log1p(t) + tails
    return xp.where((k == 0.0) | (k == 1.0), 0.0, value)  # not the rounding of what cancels


def falling_excess(n: Array, k: Array, xp: Any) -> Array:
    """Return log of n (n-1) ... (n-k+1) / n^k <= 0 for whole numbers 0 <= k <= n."""
    size = xp.where(n > 0.0, n, 1.0)
    rest = n - k
    some = rest > 0.0
    t = xp.where(n > 0.0, -k / size, 0.0)
    less = 0.5 * xp.log1p(xp.where(some, t, 0.0))
    tail = stirling_tail_of_count(xp.where(some, rest, 1.0), xp)
    # 0! has no tail
    end = xp.where(some, -less - tail, 0.5 * xp.log(size) + _HALF_LOG_TWO_PI)
    value = end + stirling_tail_of_count(size + 0.0 * k, xp) - size * phi(t, xp)
    return xp.where(k > 1.0, value, 0.0)


def rise_change(x: Array, k: Array, d: Array, xp: Any) -> Array:
    """Return log of (x+d)_k / (x)_k, of the sign of d k, for x > 0, x + d > 0 and k >= 0.

    A mixed difference of lgamma, symmetric in d and k. Each step of x up by 1 adds a logarithm of
    that sign; then Stirling's series, of which x log x is expanded about the longer step.
    """
    j = recurrence_steps(x + 0.0 * (k + d), xp)
    x = x + 0.0 * (k + d)
    up = x + j
    by_step = xp.sum(xp.log1p((k / up) * (d / (up + k + d))), axis=0)
    x = x + STEPS
    longer = xp.abs(k) > xp.abs(d)
    far, short = xp.where(longer, k, d), xp.where(longer, d, k)
    end = x + far
    slope = short * xp.log1p(far / x)
    bent = end * phi(short / end, xp) - x * phi(short / x, xp)
    half = 0.5 * xp.log1p((k / x) * (d / (x + k + d)))
    tails = _tail_change(end, short, xp) - _tail_change(x, short, xp)
    return by_step + (slope + bent) + half + tails


def _tail_change(x: Array, d: Array, xp: Any) -> Array:
    """Return the change of Stirling's series from x to x + d, both at least STEPS.

    That of x^-m is the sum of a^i b^(m-1-i) times a - b, with a = 1/(x+d) and b = 1/x.
    """
    a, b = 1.0 / (x + d), 1.0 / x
    series, polynomial, power = 0.0 * a, 1.0 + 0.0 * a, 1.0 + 0.0 * a
    for m in range(1, 2 * len(STIRLING)):
        if m % 2:
            series = series + STIRLING[m // 2] * polynomial
        power = power * b
        polynomial = a * polynomial + power
    return -(d * a) * (b * series)
