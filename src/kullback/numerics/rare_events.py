"""Binomial and negative binomial laws against the Poisson law that they tend to."""

from typing import Any

from kullback.numerics.elementary import psi
from kullback.numerics.factorials import falling_excess, rising_excess
from kullback.numerics.sums import two_product

Array = Any


def log_ratio_of_binomial(
    k: Array, n: Array, p: Array, rate: Array, xp: Any
) -> tuple[Array, Array]:
    """Return the log ratio at k <= n of Binomial(n, p) to Poisson(rate), and the size of its terms.

    log of n (n-1) ... (n-k+1) / n^k, and the common part less k log(1 - p); for 0 < p < 1.
    """
    parts = (falling_excess(n, k, xp), -k * xp.log1p(-p), *_common(k, n, p, rate, xp))
    return sum(parts), sum(xp.abs(part) for part in parts)


def log_ratio_of_waits(k: Array, n: Array, q: Array, rate: Array, xp: Any) -> tuple[Array, Array]:
    """Return the same for the negative binomial law of size n and chance of failure q.

    log of n (n+1) ... (n+k-1) / n^k, and the common part.
    """
    parts = (rising_excess(n, k, xp), *_common(k, n, q, rate, xp))
    return sum(parts), sum(xp.abs(part) for part in parts)


def _common(k: Array, n: Array, p: Array, rate: Array, xp: Any) -> tuple[Array, ...]:
    """Return k log(np/rate), -(np - rate) and n (log(1-p) + p)."""
    high, low = two_product(n + 0.0 * p, p + 0.0 * n, xp)
    more = (high - rate) + low
    return k * xp.log1p(more / rate), -more + 0.0 * k, -n * psi(-p, xp) + 0.0 * k
