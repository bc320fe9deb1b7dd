"""Divergences of two rows of counts, with a test and an interval; rows are taken as independent.

The measures are the library's own, on counts that nothing has divided beforehand.
"""

import math
import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kullback.measures.base import Divergence
from kullback.measures.jensen_shannon import JensenShannon
from kullback.measures.kl import KL
from kullback.numerics.backends import special
from kullback.numerics.tables import normalised_cells, total

Counts = NDArray[np.float64]

PRIOR = 0.5
"""Half a count a cell over the union of cells (Krichevsky and Trofimov), where kl is infinite."""
REPLICATES = 2000
SEED = 1951  # Kullback and Leibler's year: the same data give the same interval, every time
ASYMPTOTIC = 1e4
"""Noncentrality beyond which equality is so far away that the bootstrap alone is right."""


def terms(p: Counts, q: Counts, measure: Divergence) -> Counts:
    """Return what each cell adds to the divergence of two rows of counts, normalised exactly."""
    cells = normalised_cells(p, q, total(p, np), total(q, np), np)
    return np.asarray(measure.pointwise(cells, np)[0])


def kl(p: Counts, q: Counts) -> Any:
    """Return D(P‖Q) over the last axis."""
    return terms(p, q, KL()).sum(axis=-1)


def smoothed_kl(p: Counts, q: Counts, prior: float = PRIOR) -> Any:
    """Return D(P‖Q) after `prior` was added to every cell of both."""
    return kl(p + prior, q + prior)


def jensen_shannon(p: Counts, q: Counts) -> float:
    """Return the even Jensen-Shannon divergence."""
    return float(terms(p, q, JensenShannon()).sum())


def g_test(p: Counts, q: Counts) -> float:
    """Return the p-value of the likelihood-ratio test that both samples have one distribution.

    G is twice the number of rows times the Jensen-Shannon divergence weighted by the samples'
    sizes: chi-squared with one degree of freedom less than there are cells.
    """
    if p.size == 1:
        return 1.0
    rows = float(p.sum() + q.sum())
    weighted = terms(p, q, JensenShannon(weight=float(p.sum()) / rows))
    return float(special(np).chdtrc(p.size - 1, 2.0 * rows * float(weighted.sum())))


def interval(
    p: Counts, q: Counts, value: float, name: str, confidence_level: float = 0.95
) -> tuple[float, float]:
    """Return the interval of D(P‖Q) around its finite plug-in estimate `value`.

    The basic (reversed) bootstrap [2 D - D*(97.5 %), 2 D - D*(2.5 %)] of multinomial replicates,
    which takes the estimate's bias off, with half a count a cell in every replicate so that an
    emptied cell does not make it infinite; widened to the noncentral chi-squared interval, which
    covers near equality where few cells make the bootstrap too short.
    """
    if p.size == 1:
        return 0.0, 0.0
    levels = ((1.0 - confidence_level) / 2.0, (1.0 + confidence_level) / 2.0)
    low, high = np.quantile(_deviations(p, q, name), levels)
    scale = 2.0 / (1.0 / float(p.sum()) + 1.0 / float(q.sum()))
    near_low, near_high = near_equality(value, scale, p.size - 1, *levels)
    return max(0.0, min(value - float(high), near_low)), max(0.0, value - float(low), near_high)


def standard_error(p: Counts, q: Counts, name: str) -> float:
    """Return the standard deviation of the estimate over the replicates."""
    return float(np.std(_deviations(p, q, name), ddof=1))


def noise(p: Counts, q: Counts) -> float:
    """Return the mean divergence of two samples of these sizes from one distribution."""
    return (p.size - 1) / 2.0 * (1.0 / float(p.sum()) + 1.0 / float(q.sum()))


def _deviations(p: Counts, q: Counts, name: str) -> Counts:
    """Return how far each replicate's estimate lies from that of the counts themselves."""
    rng = np.random.default_rng([SEED, zlib.crc32(name.encode())])
    replicates = smoothed_kl(_resample(p, rng), _resample(q, rng))
    return np.asarray(replicates - smoothed_kl(p, q))


def _resample(counts: Counts, rng: np.random.Generator) -> Counts:
    n = counts.sum()
    return rng.multinomial(int(n), counts / n, REPLICATES).astype(np.float64)


NEAR = 1e-3
"""P-value of equality above which the first order of the error may vanish, and near_equality is needed."""


def near_equality(
    value: float, scale: float, df: int, few: float, many: float
) -> tuple[float, float]:
    """Return the interval of a divergence near 0: scale · value is noncentral chi-squared about its truth.

    (inf, 0) so far from equality that this says nothing.
    """
    chi2, statistic = special(np), scale * value
    if statistic > ASYMPTOTIC + df:
        return math.inf, 0.0
    low = chi2.chndtrinc(statistic, df, many) if chi2.chdtr(df, statistic) > many else 0.0
    # two samples closer than most pairs from one distribution still do not prove equality
    median = float(chi2.chdtri(df, 0.5))
    high = chi2.chndtrinc(max(statistic, median), df, few)
    return float(low) / scale, float(high) / scale
