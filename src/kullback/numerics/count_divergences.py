"""Divergences of two rows of counts, nearly without bias."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kullback.numerics.backends import special

Array = NDArray[Any]


def _digamma(x: Array | float) -> Array:
    return np.asarray(special(np).digamma(np.asarray(x)))


class CountRatio(NamedTuple):
    """What counts say of p/q: its logarithm where P was seen, itself where Q was."""

    value: float
    log_ratio: Array
    ratio: Array


def zhang_grabchak(p: Array, q: Array) -> CountRatio:
    """Return the divergence of counts q (k,) from counts p (k,): always finite.

    D = sum of (p/n) [psi(m + 1) - psi(q + 1) - psi(n) + psi(p)], the series of Zhang and Grabchak (2014)
    summed in closed form. Where q was seen, log(p/q) is known to first order, and p/q with it.
    """
    n, m = float(p.sum()), float(q.sum())
    seen = p > 0.0
    log_ratio = (
        _digamma(m + 1.0) - _digamma(q + 1.0) - _digamma(n) + _digamma(np.where(seen, p, 1.0))
    )
    log_ratio = np.where(seen, log_ratio, 0.0)
    ratio = (p / n) * (m / np.maximum(q, 1.0))
    return CountRatio(float((p / n) @ log_ratio), log_ratio, ratio)


class CountSurprise(NamedTuple):
    """The entropy of counts, and -log p of each outcome that was seen."""

    value: float
    surprise: Array


def entropy_of_counts(counts: Array) -> CountSurprise:
    """Return the entropy as sum of (c/n) [psi(n) - psi(c)]: Zhang's series (2012, eq. 4) in closed form."""
    n = float(counts.sum())
    surprise = _digamma(n) - _digamma(np.maximum(counts, 1.0))
    return CountSurprise(float((counts / n) @ surprise), surprise)


def cross_surprise(q: Array) -> Array:
    """Return -log q of each outcome as psi(m + 1) - psi(q + 1): the other half of the series."""
    return np.asarray(_digamma(q.sum() + 1.0) - _digamma(q + 1.0))
