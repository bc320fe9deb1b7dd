"""Counts on one side, known probabilities on the other."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc

from kullback.distributions.counts import Counts, aligned
from kullback.distributions.pairing import alone
from kullback.distributions.table import Logits, LogProbs, Table
from kullback.estimators.counting import CountEstimator
from kullback.estimators.intervals import interval_of
from kullback.measures.kl import KL
from kullback.methods.observed.coverage import coverage_cautions
from kullback.methods.observed.frequencies import (
    second_order_of_ratio,
    second_order_of_surprise,
    variance_of_counts,
)
from kullback.methods.registry import Answer, Question, method
from kullback.methods.tabular import probabilities
from kullback.numerics.count_divergences import cross_surprise
from kullback.result import Contribution, Detail, Violation

Array = NDArray[Any]

TABULAR = (Table, Logits, LogProbs)


class Beside(NamedTuple):
    """Counts and known probabilities of the same outcomes."""

    counts: Array
    known: Array
    outcomes: tuple[Any, ...]


def counts_against_table(question: Question, estimator: CountEstimator) -> Answer:
    """Return the divergence of a known table from counts: infinite where it forbids what was seen."""
    side = _beside(question.p, question.q, "q")
    counts, known = side.counts, side.known
    n = float(counts.sum())
    wrong = (counts > 0.0) & (known == 0.0)
    if wrong.any():
        found = [
            Violation(o, float(c / n))
            for o, c, bad in zip(side.outcomes, counts, wrong, strict=True)
            if bad
        ]
        detail = Detail(violations=lambda: found)
        return Answer(np.inf, kind="exact", detail=detail, method="support", pvalue=0.0)
    own = estimator.entropy(counts)
    log_ratio = np.where(
        counts > 0.0, -own.surprise - np.log(np.where(known > 0.0, known, 1.0)), 0.0
    )
    cross = float(counts[counts > 0.0] @ np.log(known[counts > 0.0]) / n)
    value = -own.value - cross
    variance = variance_of_counts(counts, log_ratio) + second_order_of_surprise(counts)
    error = float(np.sqrt(variance))
    singles = float((counts == 1.0).sum() / n)
    cautions = coverage_cautions(1.0 - singles, [], int(n), int((known > 0.0).sum()))
    return Answer(
        value,
        error,
        int(n),
        cautions,
        _detail(side.outcomes, counts / n, known, log_ratio, value, error),
        pvalue=_goodness_of_fit(counts, known),
    )


@method("table_against_counts", "estimate", measures=(KL,), p=TABULAR, q=(Counts,))
def table_against_counts(question: Question) -> Answer:
    """Return the divergence of counts from a known table: finite, though the frequencies' may not be."""
    side = _beside(question.q, question.p, "p")
    counts, known = side.counts, side.known
    m = float(counts.sum())
    log_known = np.log(np.where(known > 0.0, known, 1.0))
    log_ratio = np.where(known > 0.0, log_known + cross_surprise(counts), 0.0)
    value = float(known @ log_ratio)
    # an outcome that was never seen may still be as frequent as one seen once
    at_least_once = np.maximum(counts, 1.0)
    ratio = known * m / at_least_once
    variance = variance_of_counts(at_least_once, ratio) + second_order_of_ratio(counts, ratio)
    error = float(np.sqrt(variance))
    unseen = [o for o, a, b in zip(side.outcomes, known, counts, strict=True) if a > 0.0 == b]
    covered = float(known[counts > 0.0].sum())
    return Answer(
        value,
        error,
        int(m),
        coverage_cautions(covered, unseen, int(m), int((known > 0.0).sum())),
        _detail(side.outcomes, known, counts / m, log_ratio, value, error),
        pvalue=_goodness_of_fit(counts, known),
    )


def _beside(counts: Counts, table: Any, name: str) -> Beside:
    """Return counts and a table on the union of their outcomes."""
    tables = alone(table, normalize=False, name=name)
    probs = np.asarray(probabilities(tables.p, tables.xp))
    # a table takes part in the alignment as if it were counts: its numbers are put in afterwards
    stand_in = Counts(np.full(probs.shape, 2.0), tables.outcomes)
    pair = aligned(counts, stand_in)
    known = np.zeros(len(pair.outcomes))
    known[pair.q > 0.0] = probs
    return Beside(pair.p, known, pair.outcomes)


def _detail(
    outcomes: tuple[Any, ...], p: Array, q: Array, log_ratio: Array, value: float, error: float
) -> Detail:
    parts = [
        Contribution(o, float(a * u - a + b), float(a), float(b))
        for o, a, b, u in zip(outcomes, p, q, log_ratio, strict=True)
    ]
    return Detail(
        contributions=lambda at: list(parts),
        interval=lambda level: interval_of(value, error, level),
    )


def _goodness_of_fit(counts: Array, known: Array) -> float:
    """Return the p-value of G, chi-squared with one degree less than there are possible outcomes."""
    seen = counts > 0.0
    if np.any(known[seen] == 0.0):
        return 0.0
    expected = known * float(counts.sum())
    g = 2.0 * float((counts[seen] * np.log(counts[seen] / expected[seen])).sum())
    return float(chdtrc(max(1, int((known > 0.0).sum()) - 1), max(g, 0.0)))
