r"""Log ratios of the laws of k successes in n draws from an urn: hypergeometric, beta-binomial, binomial.

With (a)_k the rising factorial (the falling one, drawn without return), the mass is
choose(n, k) (a)_k (b)_(n-k) / (a+b)_n. Against other contents of the urn, the factorials change a
little each; against an urn of other size but the same shares, they are powers times nearly 1.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from kullback.numerics.counting import excess
from kullback.numerics.factorials import falling_excess, rise_change, rising_excess
from kullback.numerics.products import quotient_excess

Array = Any
Excess = Callable[[Array, Array, Any], Array]


class Drawn(NamedTuple):
    """The successes, and the failures, among the draws."""

    successes: Array
    failures: Array


class Sized(NamedTuple):
    """A sum, and the size of the terms in it."""

    value: Array
    size: Array


def log_ratio_returned(p: Drawn, q: Drawn, k: Drawn, xp: Any) -> Sized:
    """Return the log ratio for beta-binomial laws of contents `p` and `q`, each of both kinds."""
    n, a, b = k.successes + k.failures, q.successes - p.successes, q.failures - p.failures
    changes = (
        rise_change(p.successes + p.failures, n, a + b, xp),
        -rise_change(p.successes, k.successes, a, xp),
        -rise_change(p.failures, k.failures, b, xp),
    )
    return _smaller(_sum(changes, xp), _by_shares(p, q, k, rising_excess, xp), xp)


def log_ratio_kept(p: Drawn, q: Drawn, k: Drawn, xp: Any) -> Sized:
    """Return the log ratio for hypergeometric laws; the falling factorials are rising from below."""
    n, total = k.successes + k.failures, p.successes + p.failures
    a, b = q.successes - p.successes, q.failures - p.failures
    changes = (
        rise_change(total - n + 1.0, n, a + b, xp),
        -rise_change(p.successes - k.successes + 1.0, k.successes, a, xp),
        -rise_change(p.failures - k.failures + 1.0, k.failures, b, xp),
    )
    return _smaller(_sum(changes, xp), _by_shares(p, q, k, falling_excess, xp), xp)


def log_ratio_to_binomial(p: Drawn, chance: Array, k: Drawn, factorial: Excess, xp: Any) -> Sized:
    """Return the log ratio to the binomial law of this chance, 0 < chance < 1."""
    total = p.successes + p.failures
    more = excess(p.successes, p.failures, chance, xp) / total
    odds = (
        k.successes * xp.log1p(more / chance),
        k.failures * xp.log1p(-more / (1.0 - chance)),
    )
    return _sum((*odds, *_excesses(p, k, factorial, xp)), xp)


def _by_shares(p: Drawn, q: Drawn, k: Drawn, factorial: Excess, xp: Any) -> Sized:
    """Return the log ratio as that of the binomial laws of the same shares, and what is left."""
    total = p.successes + p.failures
    odds = quotient_excess(p.successes, q.failures, q.successes, p.failures, xp)
    parts = (
        k.successes * xp.log1p(odds * (p.failures / total)),
        k.failures * xp.log1p(-(odds / (1.0 + odds)) * (p.successes / total)),
        *_excesses(p, k, factorial, xp),
        *(-x for x in _excesses(q, k, factorial, xp)),
    )
    return _sum(parts, xp)


def _excesses(p: Drawn, k: Drawn, factorial: Excess, xp: Any) -> tuple[Array, ...]:
    n = k.successes + k.failures
    return (
        factorial(p.successes, k.successes, xp),
        factorial(p.failures, k.failures, xp),
        -factorial(p.successes + p.failures, n, xp),
    )


def _sum(parts: tuple[Array, ...], xp: Any) -> Sized:
    return Sized(sum(parts), sum(xp.abs(part) for part in parts))


def _smaller(one: Sized, other: Sized, xp: Any) -> Sized:
    """Return, at each point, whichever cancels less."""
    first = ~(other.size < one.size)
    return Sized(xp.where(first, one.value, other.value), xp.where(first, one.size, other.size))
