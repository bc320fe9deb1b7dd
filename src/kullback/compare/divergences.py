"""Divergences of counts, all through the library's own tables; nothing is divided beforehand."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from kullback.numerics.cells import kl_terms
from kullback.numerics.tables import normalised_cells, total

Counts = NDArray[np.float64]

PRIOR = 0.5
"""Half a count a cell over the union of cells (Krichevsky and Trofimov), where kl is infinite."""


def terms(p: Counts, q: Counts) -> Counts:
    """Return p log(p/q) - p + q >= 0 of each cell of the normalised tables; they add up to KL."""
    cells = normalised_cells(p, q, total(p, np), total(q, np), np)
    one_sided = np.where(q > 0.0, cells.q, np.where(p > 0.0, np.inf, 0.0))
    with np.errstate(invalid="ignore"):  # cells empty on one side, replaced just below
        common = kl_terms(cells, np)
    return np.asarray(np.where((p > 0.0) & (q > 0.0), common, one_sided))


def kl(p: Counts, q: Counts) -> Any:
    """Return D(P||Q) over the last axis."""
    return terms(p, q).sum(axis=-1)


def smoothed_kl(p: Counts, q: Counts, prior: float = PRIOR) -> Any:
    """Return D(P||Q) after `prior` was added to every cell of both."""
    return kl(p + prior, q + prior)


def jensen_shannon(p: Counts, q: Counts) -> float:
    """Return half of D(P||M) + D(Q||M), M the even mixture."""
    mixture = p * q.sum() + q * p.sum()
    return float(kl(p, mixture) + kl(q, mixture)) / 2.0


def g_test(p: Counts, q: Counts) -> float:
    """Return the p-value of the likelihood-ratio test that both samples have one distribution.

    G = 2 n D(P||M) + 2 m D(Q||M) with M the pooled sample: chi-squared with one degree of freedom
    less than there are cells.
    """
    pooled = p + q
    statistic = 2.0 * float(p.sum() * kl(p, pooled) + q.sum() * kl(q, pooled))
    return float(special.chdtrc(p.size - 1, statistic)) if p.size > 1 else 1.0
