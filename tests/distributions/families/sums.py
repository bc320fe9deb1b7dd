"""Divergences, entropies and means on the integers, as sums in high precision."""

import mpmath as mp
import numpy as np

import kullback as kb


def divergence(log_p, log_q, integers, dps=60):
    with mp.workdps(dps):
        pairs = [(log_p(k), log_q(k)) for k in integers]
        return mp.fsum(mp.exp(u) * (u - v) for u, v in pairs if u > -mp.inf)


def mean(log_p, statistic, integers, dps=40):
    with mp.workdps(dps):
        return mp.fsum(mp.exp(log_p(k)) * statistic(k) for k in integers)


def choose(n, k):
    """log of n over k, of exact whole numbers."""
    return mp.log(mp.binomial(n, k))


def assert_kl(p, q, expected, rtol, *, kind="exact"):
    """Check the public answer; `expected` is an mpmath number."""
    with np.errstate(all="ignore"):
        result = kb.kl(p, q)
    error = float(abs(result.value - expected) / expected)
    assert error <= rtol, (p, q, result, mp.nstr(expected, 20), error)
    assert result.kind == kind, (p, q, result)
    if kind == "numerical":
        assert abs(result.value - expected) <= result.error


def assert_entropy(p, log_p, integers, rtol=1e-14):
    expected = -mean(log_p, log_p, integers)
    value = float(kb.entropy(p))
    assert abs(value - expected) <= rtol * expected, (p, value, mp.nstr(expected, 20))
