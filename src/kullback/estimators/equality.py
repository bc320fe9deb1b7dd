"""Are two samples from one distribution? Tests that hold for any sample size, by permutation."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree
from scipy.special import chdtrc

from kullback.numerics.whitening import whiten

Array = NDArray[Any]

PERMUTATIONS = 999
_NEIGHBOURS = 5


def neighbours_pvalue(
    x: Array, y: Array, rng: np.random.Generator, block: int | None = None
) -> float:
    """Return the p-value of the test that x (n, d) and y (m, d) have one density.

    The statistic counts how many of the nearest neighbours of a row come from its own sample
    (Schilling 1986, eq. 1.4); under equality every dealing of the rows to the samples is as likely. With
    `block`, stretches of so many rows are dealt.
    """
    white = whiten(x, y)
    pooled = np.concatenate([white.x, white.y])
    k = min(_NEIGHBOURS, len(pooled) - 1)
    near = np.asarray(KDTree(pooled).query(pooled, k=range(2, k + 2))[1])
    own = np.concatenate([np.ones(len(x), dtype=bool), np.zeros(len(y), dtype=bool)])

    def together(of_p: Array) -> float:
        return float((of_p[near] == of_p[:, None]).mean())

    return _permuted(together, own, rng, block)


def labels_pvalue(
    p: Array, q: Array, kinds: int, rng: np.random.Generator, block: int | None = None
) -> float:
    """Return the p-value of the test that labels p (n,) and q (m,), from 0 to `kinds`, occur equally often.

    The statistic is the likelihood ratio G, its distribution that of permuted rows.
    """
    pooled = np.concatenate([p, q])
    totals = np.bincount(pooled, minlength=kinds).astype(np.float64)
    own = np.concatenate([np.ones(len(p), dtype=bool), np.zeros(len(q), dtype=bool)])

    def g(of_p: Array) -> float:
        counts = np.bincount(pooled[of_p], minlength=kinds)
        rest = totals - counts
        return float(sum((c * np.log(np.where(c > 0.0, c, 1.0))).sum() for c in (counts, rest)))

    return _permuted(g, own, rng, block)


def combined_pvalue(pvalues: list[float]) -> float | None:
    """Return Fisher's combination of independent p-values; None of none."""
    if not pvalues:
        return None
    if len(pvalues) == 1:
        return pvalues[0]
    return float(chdtrc(2 * len(pvalues), -2.0 * sum(np.log(v) for v in pvalues)))


def _permuted(statistic: Any, own: Array, rng: np.random.Generator, block: int | None) -> float:
    """Return (1 + how many permutations reach the statistic) / (1 + their number)."""
    observed = statistic(own)
    reached = 0
    for _ in range(PERMUTATIONS):
        reached += statistic(_dealt(own, rng, block)) >= observed
    return (1 + reached) / (1 + PERMUTATIONS)


def _dealt(own: Array, rng: np.random.Generator, block: int | None) -> Array:
    if block is None or block == 1:
        return rng.permutation(own)
    # whole stretches change places; a random start makes every cut as likely
    shifted = np.roll(np.arange(len(own)), int(rng.integers(block)))
    pieces = np.array_split(shifted, max(2, len(own) // block))
    order = np.concatenate([pieces[i] for i in rng.permutation(len(pieces))])
    return np.asarray(own[order])
