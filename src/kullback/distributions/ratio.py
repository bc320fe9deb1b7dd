"""The logarithm of p/q, without subtracting two large logarithms where a family knows how."""

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from kullback.distributions.base import Distribution

Array = Any

_SUMS = 4.0  # roundings of the sums that a log density is made of, besides that of its own size


class Ratio(NamedTuple):
    """log p/q at points, and the size of what was added up to it: u is known to `size` roundings."""

    u: Array
    size: Array


def shared_forms(p: Any, q: Any) -> Iterator[tuple[Any, Any]]:
    """Yield p and q written as members of one family, their own first."""
    own = type(p) is type(q)
    if own:
        yield p, q  # before either is written in another way, which takes long for large batches
    others = list(q.forms())
    for form_p in p.forms():
        if not (own and form_p is p):
            yield from ((form_p, form_q) for form_q in others if type(form_p) is type(form_q))


def closed_divergence(p: Distribution, q: Distribution) -> float | None:
    """Return D(p‖q) of two single distributions in closed form; None if there is none."""
    if p.support.space.ordered and any(p.support.misses(q.support)):
        return np.inf
    with np.errstate(all="ignore"):
        found = (form_p.kl(form_q, np) for form_p, form_q in shared_forms(p, q))
        value = next((v for v in found if v is not None), None)
    return None if value is None else float(np.max(value))


def uncancelled(p: Distribution, q: Distribution, x: Array, gap: Array | None) -> Ratio | None:
    """Return log p - log q as a family knows it without subtraction; None if none does."""
    forms = next(shared_forms(p, q), None)
    if forms is not None:
        within = forms[0].log_ratio(forms[1], x, np, gap)
        return within if within is None else _sized(within)
    across = p.log_ratio_across(q, x, np)
    if across is None:
        back = q.log_ratio_across(p, x, np)
        if back is None:
            return None
        u, size = _sized(back)
        across = Ratio(-u, size)
    u, size = _sized(across)
    # a form for near families: far apart its own terms cancel, and the subtraction does not
    return Ratio(np.where(np.abs(u) < 1.0, u, np.nan), size)


def log_ratio_of(p: Distribution, q: Distribution, x: Array, gap: Array | None = None) -> Ratio:
    """Return log p/q, uncancelled where a family knows it; 0 where neither is possible."""
    log_p, log_q = p.log_density(x, np, gap), q.log_density(x, np, gap)
    return best_ratio(log_p, log_q, uncancelled(p, q, x, gap))


def best_ratio(log_p: Array, log_q: Array, known: Ratio | None) -> Ratio:
    """Return what is known of log p/q where it is finite, else the difference of the logarithms."""
    size = np.abs(log_p) + np.abs(log_q) + _SUMS
    u = np.where(log_p == log_q, 0.0, log_p - log_q)  # -inf - -inf: neither is possible
    if known is None:
        return Ratio(u, size)
    taken = np.isfinite(known.u) & np.isfinite(u)
    # without a subtraction the rounding is relative: a small ratio is known to a smaller error
    rounding = known.size + np.minimum(_SUMS, (_SUMS - 1.0) * known.size)
    return Ratio(np.where(taken, known.u, u), np.where(taken, rounding, size))


def _sized(found: Any) -> Ratio:
    return found if isinstance(found, Ratio) else Ratio(found, np.abs(found))
