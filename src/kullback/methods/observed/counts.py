"""Entropies and divergences of counts, each with the error of the frequencies they rest on."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

import kullback.estimators
from kullback.discovery import classes
from kullback.distributions.counts import Aligned, Counts
from kullback.errors import ShapeError
from kullback.estimators.counting import CountEstimator, PlugIn
from kullback.estimators.equality import labels_pvalue
from kullback.measures.entropy import Entropy
from kullback.measures.joint import MutualInformation
from kullback.measures.kl import KL
from kullback.methods.counted import NEAR, g_test, near_equality
from kullback.methods.observed.counts_and_tables import TABULAR, counts_against_table
from kullback.methods.observed.coverage import coverage_cautions
from kullback.methods.observed.frequencies import (
    second_order_of_ratio,
    second_order_of_surprise,
    sides_of,
    variance_of_counts,
)
from kullback.methods.observed.joint_counts import dependence_estimator, information
from kullback.methods.registry import Answer, Question, method
from kullback.numerics.count_divergences import CountRatio
from kullback.result import Contribution, Detail, Interval, Violation, normal_quantile

Array = NDArray[Any]

_ENOUGH_EXPECTED = (
    5.0  # expected counts from which on the statistic G is chi-squared (Cochran 1954)
)


def row_of(question: Question) -> Array:
    """Return the counts of a single side."""
    counts: Array = question.p.array
    if counts.ndim != 1:
        raise ShapeError(
            f"`p` counts two variables, shape {counts.shape}; ravel them for the entropy of pairs, or sum "
            "over an axis for that of one."
        )
    return counts


def _register(estimator: type[CountEstimator]) -> None:
    def chosen(question: Question) -> CountEstimator:
        given = question.estimator
        return given if isinstance(given, estimator) else estimator()

    @method(
        estimator.name,
        "estimate",
        measures=(KL, Entropy, MutualInformation),
        p=(Counts,),
        q=(Counts, type(None), *TABULAR),
        yields=lambda question: _yields(question, chosen(question)),
    )
    def run(question: Question) -> Answer:
        if isinstance(question.q, TABULAR):
            return counts_against_table(question, chosen(question))
        if isinstance(question.measure, KL):
            return _divergence(question, chosen(question))
        if isinstance(question.measure, Entropy):
            return _entropy(question, chosen(question))
        return information(question, chosen(question))


def _yields(question: Question, estimator: CountEstimator) -> str | None:
    """Return why another method answers by itself: a divergence and an information have one each."""
    if isinstance(question.measure, Entropy):
        return estimator.yields(row_of(question))
    usual = "zhang_grabchak"
    if isinstance(question.measure, MutualInformation):
        found = dependence_estimator(question)
        if found is None:
            return "the variables may be independent, for which there is a correction of its own"
        usual = found
    return None if estimator.name == usual else "it answers when it is asked for by name"


def _divergence(question: Question, estimator: CountEstimator) -> Answer:
    sides = sides_of(question)
    p, q = sides.p, sides.q
    found = estimator.divergence(p, q)
    variance = variance_of_counts(p, found.log_ratio) + second_order_of_surprise(p)
    variance += variance_of_counts(q, found.ratio) + second_order_of_ratio(q, found.ratio)
    error = float(np.sqrt(variance)) if np.isfinite(found.value) else 0.0
    plug_in = PlugIn().divergence(p, q).value
    near = g_test(p, q) > NEAR

    def interval(level: float) -> Interval:
        if not np.isfinite(found.value):
            return Interval(found.value, found.value)
        width = normal_quantile(level) * error
        low, high = found.value - width, found.value + width
        if near and np.isfinite(plug_in):
            # near equality the first order vanishes, and with it the width
            scale = 2.0 / (1.0 / float(p.sum()) + 1.0 / float(q.sum()))
            tails = (0.5 - 0.5 * level, 0.5 + 0.5 * level)
            nearest, farthest = near_equality(plug_in, scale, max(1, p.size - 1), *tails)
            low, high = min(low, nearest), max(high, farthest)
        return Interval(max(0.0, low), max(0.0, high))

    unseen = [o for o, a, b in zip(sides.outcomes, p, q, strict=True) if a > 0.0 == b]
    covered = float(p[q > 0.0].sum() / p.sum())
    return Answer(
        found.value,
        error,
        int(p.sum() + q.sum()),
        coverage_cautions(covered, unseen, int(min(p.sum(), q.sum())), p.size),
        Detail(
            contributions=lambda at: _parts(sides, found),
            interval=interval,
            violations=lambda: [
                Violation(o, float(a / p.sum()))
                for o, a, b in zip(sides.outcomes, p, q, strict=True)
                if a > 0.0 == b
            ],
        ),
        pvalue=_pvalue(question, p, q),
    )


def _parts(sides: Aligned, found: CountRatio) -> list[Contribution]:
    p, q = sides.p / sides.p.sum(), sides.q / sides.q.sum()
    return [
        Contribution(o, float(a * u - a + b) if a else float(b), float(a), float(b))
        for o, a, b, u in zip(sides.outcomes, p, q, found.log_ratio, strict=True)
    ]


def _pvalue(question: Question, p: Array, q: Array) -> float | None:
    """Return the p-value of P = Q by the statistic G; by permutation, on request, where that is no chi²."""
    if not question.pvalue or _expected_are_enough(p, q):
        return float(g_test(p, q))
    rng = np.random.default_rng(question.rng)
    rows = [np.repeat(np.arange(side.size), side.astype(np.int64)) for side in (p, q)]
    return labels_pvalue(rows[0], rows[1], p.size, rng)


def _expected_are_enough(p: Array, q: Array) -> bool:
    smaller = min(p.sum(), q.sum()) / (p.sum() + q.sum())
    pooled = p + q
    return bool((pooled[pooled > 0.0] * smaller).min() >= _ENOUGH_EXPECTED)


def _entropy(question: Question, estimator: CountEstimator) -> Answer:
    counts = row_of(question)
    found = estimator.entropy(counts)
    variance = variance_of_counts(counts, found.surprise) + second_order_of_surprise(counts)
    error = float(np.sqrt(variance))
    singles = float((counts == 1.0).sum() / counts.sum())
    covered = 1.0 - singles
    return Answer(
        found.value,
        error,
        int(counts.sum()),
        coverage_cautions(covered, [], int(counts.sum()), counts.size),
    )


for _estimator in classes(kullback.estimators, CountEstimator).values():
    _register(_estimator)
