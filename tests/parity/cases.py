"""One table of cases for every array library: the same numbers in, expected values by mpmath.

Rows of a batch are the pairs of `PAIRS`, so that a library is asked once for each measure.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import mpmath as mp
import numpy as np
from array_api_compat import array_namespace

import kullback as kb
from tests.oracle import tables as oracle

DIGITS = 60
EPS = 2.0**-53
DOUBLE = 50 * EPS  # the library's own claim is 1e-14
SINGLE = 4e-7  # what the contract states for input in single precision


@dataclass(frozen=True)
class Case:
    """A measure of two tables, and its definition."""

    ask: Callable
    definition: Callable
    compensated: float = 1e-6
    """Relative error allowed where all is done in single precision."""
    roundings: float = 0.0
    """Absolute error allowed, in roundings of 1: for a function of p/q, which is near 1."""


def _jeffreys(p, q):
    return oracle.kl(p, q) + oracle.kl(q, p)


def _tsallis(p, q, order):
    return mp.expm1((order - 1) * oracle.renyi(p, q, order)) / (order - 1)


def _weighted_js(p, q, w):
    a, b = oracle.normalised(p), oracle.normalised(q)
    middle = [w * x + (1 - w) * y for x, y in zip(a, b, strict=True)]
    return w * oracle.kl_of(a, middle) + (1 - w) * oracle.kl_of(b, middle)


def _stacked(p, q):
    return {"table": [oracle.weights(p), oracle.weights(q)]}


def _conditional_entropy(p, q):
    rows = _stacked(p, q)["table"]
    whole = mp.fsum(x for row in rows for x in row)
    return mp.fsum(mp.fsum(row) / whole * oracle.entropy({"probs": row}) for row in rows)


def stack(p, q):
    """Two tables as the rows of a joint one."""
    return array_namespace(p).stack([p, q], axis=-2)


HALF = mp.mpf(1) / 2
CASES = {
    "kl": Case(kb.kl, oracle.kl, SINGLE),
    "jeffreys": Case(kb.jeffreys, _jeffreys),
    "jensen_shannon": Case(kb.jensen_shannon, oracle.js),
    "jensen_shannon, weighted": Case(
        lambda p, q: kb.jensen_shannon(p, q, weights=(0.25, 0.75)),
        lambda p, q: _weighted_js(p, q, HALF / 2),
    ),
    "renyi 0.25": Case(
        lambda p, q: kb.renyi(p, q, 0.25), lambda p, q: oracle.renyi(p, q, HALF / 2)
    ),
    "renyi 2": Case(lambda p, q: kb.renyi(p, q, 2.0), lambda p, q: oracle.renyi(p, q, 2)),
    "tsallis 0.5": Case(lambda p, q: kb.tsallis(p, q, 0.5), lambda p, q: _tsallis(p, q, HALF)),
    "hellinger": Case(kb.hellinger, lambda p, q: mp.sqrt(oracle.hellinger2(p, q))),
    "bhattacharyya": Case(kb.bhattacharyya, lambda p, q: oracle.renyi(p, q, HALF) / 2),
    "total_variation": Case(kb.total_variation, oracle.tv),
    "chi_square": Case(kb.chi_square, oracle.chi2),
    "f_divergence": Case(
        lambda p, q: kb.f_divergence(p, q, lambda x: (x - 1) ** 2), oracle.chi2, 1e-6, 4
    ),
    "f_divergence of a function of the library": Case(
        lambda p, q: kb.f_divergence(p, q, lambda x: array_namespace(x).abs(x - 1) / 2),
        oracle.tv,
        roundings=4,
    ),
    "entropy": Case(lambda p, q: kb.entropy(p), lambda p, q: oracle.entropy(p)),
    "cross_entropy": Case(kb.cross_entropy, oracle.cross_entropy),
    "perplexity": Case(lambda p, q: kb.perplexity(p), lambda p, q: mp.exp(oracle.entropy(p))),
    "perplexity of q": Case(kb.perplexity, lambda p, q: mp.exp(oracle.cross_entropy(p, q))),
    "mutual_information": Case(
        lambda p, q: kb.mutual_information(stack(p, q), normalize=True),
        lambda p, q: oracle.mutual_information(_stacked(p, q)),
    ),
    "conditional_entropy": Case(
        lambda p, q: kb.conditional_entropy(stack(p, q), given=-2, normalize=True),
        _conditional_entropy,
    ),
}

_P = np.array([0.05, 0.3, 0.15, 0.125, 0.25, 0.125])
_APART = np.array([0.25, 0.02, 0.13, 0.3, 0.1, 0.2])
_ZEROS = np.array([0.0, 0.5, 0.0, 0.25, 0.25, 0.0])
_ONE_HOT = np.array([0.0, 0.0, 1.0, 0.0, 0.0, 0.0])
_TILT = np.array([1.0, -2.0, 0.5, 1.5, -1.0, 2.0])


def _tilted(p, delta):
    q = p * (1.0 + delta * _TILT)
    return q / q.sum()


PAIRS = {
    "apart": (_P, _APART),
    "near, 1e-1": (_P, _tilted(_P, 1e-1)),
    "near, 1e-4": (_P, _tilted(_P, 1e-4)),
    "near, a few roundings of single precision": (_P, _tilted(_P, 2e-7)),
    "equal": (_P, _P),
    "zeros in p": (_ZEROS, _APART),
    "zeros in q": (_APART, _ZEROS),
    "zeros in both": (_ZEROS, _tilted(_ZEROS, 1e-2)),
    "one-hot p": (_ONE_HOT, _APART),
    "one-hot both": (_ONE_HOT, _ONE_HOT),
}
POSITIVE = ("apart", "near, 1e-1", "near, 1e-4")


def batch(dtype, names=tuple(PAIRS)):
    """All p and all q as rows, rounded to `dtype`: what is passed, and what is expected of it."""
    return tuple(np.stack([PAIRS[name][i] for name in names]).astype(dtype) for i in (0, 1))


def sides(p, q):
    """A pair of NumPy rows as the oracle reads it."""
    return tuple({"probs": [mp.mpf(float(x)) for x in row]} for row in (p, q))


@cache
def expected(name, dtype="float64"):
    """The values of measure `name` for the rows of `batch(dtype)`."""
    with mp.workdps(DIGITS):
        rows = zip(*batch(dtype), strict=True)
        return np.array([float(CASES[name].definition(*sides(*row))) for row in rows])


@cache
def expected_gradients(name):
    """Derivatives of measure `name` in p and in q for the rows of `POSITIVE`, by differences."""
    with mp.workdps(DIGITS):
        rows = zip(*batch("float64", POSITIVE), strict=True)
        found = [[_slopes(CASES[name].definition, *sides(*row), i) for i in (0, 1)] for row in rows]
    return np.moveaxis(np.array(found, dtype=float), 1, 0)


def _slopes(definition, p, q, which):
    """Central differences: 1e-20 apart at 60 digits, so right to 20 digits."""
    slopes = []
    for i, x in enumerate((p, q)[which]["probs"]):
        ends = []
        for step in (mp.mpf("1e-20"), -mp.mpf("1e-20")):
            moved = [{"probs": list(p["probs"])}, {"probs": list(q["probs"])}]
            moved[which]["probs"][i] = x + step
            ends.append(definition(*moved))
        slopes.append((ends[0] - ends[1]) / mp.mpf("2e-20"))
    return slopes


def assert_close(actual, name, dtype="float64", rtol=DOUBLE, eps=EPS):
    """Every row is right, infinite exactly where it is and zero exactly where it is."""
    atol = CASES[name].roundings * eps
    np.testing.assert_allclose(actual, expected(name, dtype), rtol=rtol, atol=atol, err_msg=name)
