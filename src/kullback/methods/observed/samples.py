"""Divergences of two samples: labels are counted, numbers go to an estimator, and the parts add up.

Every estimator of `kullback.estimators` is a method under its own name; evidence of the rows themselves
decides between them, an estimator saying when it would leave the question to another.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

import kullback.estimators
from kullback.discovery import classes
from kullback.distributions.sample import Sample
from kullback.estimators.base import DivergenceEstimator, Draws, Estimate
from kullback.estimators.equality import combined_pvalue, labels_pvalue, neighbours_pvalue
from kullback.estimators.intervals import effective_size, interval_of, variance_of_mean
from kullback.estimators.strata import Layout, laid_out
from kullback.measures.jensen_shannon import JensenShannon
from kullback.measures.kl import KL
from kullback.methods.observed.coverage import coverage_cautions
from kullback.methods.registry import Answer, Question, method
from kullback.numerics.count_divergences import zhang_grabchak
from kullback.result import Caution, Contribution, Detail

Array = NDArray[Any]

_COVERED = (
    0.95  # share of P's rows whose label Q was seen to have, below which counting knows too little
)
_REACH = 5.0  # a ratio beyond m/5 rests on fewer than five draws of Q
_LARGE_SHARE = 0.01
_ALL_SHARE = 0.5


class Parts(NamedTuple):
    """The estimate of the whole, row by row, and what each label adds."""

    estimate: Estimate
    by_label: Array
    share_p: Array
    share_q: Array


def layout_of(question: Question) -> Layout:
    """Return both samples laid out, once a question."""
    memo = question.memo
    if "layout" not in memo:
        memo["rng"] = np.random.default_rng(question.rng)
        memo["layout"] = laid_out(question.p, question.q, memo["rng"])
    found: Layout = memo["layout"]
    return found


def _draws(question: Question, label: int) -> Draws:
    """Return the numbers of the rows with a label, both samples'."""
    layout, p, q = layout_of(question), question.p, question.q
    dense = layout.dense[label]
    in_x: Any = slice(None)
    in_y: Any = slice(None)
    if len(layout.names) > 1:
        in_x, in_y = layout.label_x == label, layout.label_y == label
    return Draws(
        layout.x[in_x][:, dense],
        layout.y[in_y][:, dense],
        question.memo["rng"],
        None if p.weights is None else p.weights[in_x],
        None if q.weights is None else q.weights[in_y],
        None if p.block is None and q.block is None else max(p.block or 1, q.block or 1),
        question.progress,
    )


def _largest(question: Question) -> Draws | None:
    """Return the draws of the label with most rows of numbers on the smaller side; None without numbers."""
    layout = layout_of(question)
    if "largest" not in question.memo:
        question.memo["largest"] = _with_most_rows(layout)
    best: int | None = question.memo["largest"]
    return None if best is None else _draws(question, best)


def _with_most_rows(layout: Layout) -> int | None:
    labels = len(layout.names)
    rows = np.minimum(
        np.bincount(layout.label_x, minlength=labels), np.bincount(layout.label_y, minlength=labels)
    )
    rows = np.where(layout.dense.any(axis=1), rows, -1)
    best = int(rows.argmax())
    return best if rows[best] >= 0 else None


def _register(estimator: type[DivergenceEstimator]) -> None:
    def chosen(question: Question) -> DivergenceEstimator:
        given = question.estimator
        return given if isinstance(given, estimator) else estimator()

    def refuses(question: Question) -> str | None:
        draws = _largest(question)
        if draws is None:
            return "there are no numbers, only labels, which are counted"
        return chosen(question).refuses(draws)

    def yields(question: Question) -> str | None:
        draws = _largest(question)
        return None if draws is None else chosen(question).yields(draws)

    @method(
        estimator.name,
        "estimate",
        measures=(KL, JensenShannon),
        p=(Sample,),
        q=(Sample,),
        refuses=refuses,
        yields=yields,
    )
    def run(question: Question) -> Answer:
        return answered(question, _combined(question, chosen(question)))


@method(
    "counted_labels",
    "estimate",
    measures=(KL, JensenShannon),
    p=(Sample,),
    q=(Sample,),
    refuses=lambda question: (
        None if _largest(question) is None else "there are numbers with a density"
    ),
)
def counted_labels(question: Question) -> Answer:
    """Return the divergence of samples whose rows are labels, or numbers that few values exhaust."""
    return answered(question, _combined(question, None))


def _combined(question: Question, estimator: DivergenceEstimator | None) -> Parts:
    """Return D(labels) + sum of P(label) D(within label), and the ratio of each row."""
    layout, p, q = layout_of(question), question.p, question.q
    counts = [_counted(side, label, len(layout.names)) for side, label in _sides(layout, p, q)]
    labels = zhang_grabchak(*counts)
    log_ratio, ratio = labels.log_ratio[layout.label_x], labels.ratio[layout.label_y]
    share_p, share_q = (c / c.sum() for c in counts)
    by_label = share_p * labels.log_ratio
    doubt, cautions, skipped = 0.0, list(layout.cautions), 0.0
    for label in np.flatnonzero(layout.dense.any(axis=1) & (counts[0] > 0)):
        draws = _draws(question, int(label))
        if estimator is None or min(draws.n, draws.m) < 2 or estimator.refuses(draws) is not None:
            skipped += share_p[label]
            continue
        found = estimator.estimate(draws)
        in_x, in_y = layout.label_x == label, layout.label_y == label
        log_ratio[in_x] += found.log_ratio
        ratio[in_y] *= found.ratio
        by_label[label] += share_p[label] * found.value
        doubt += float(share_p[label]) * found.doubt
        cautions += found.cautions
    seen = counts[1] > 0.0
    unseen = [name for name, a, b in zip(layout.names, *counts, strict=True) if a > 0.0 == b]
    cautions += coverage_cautions(
        float(share_p[seen].sum()), unseen, min(len(p), len(q)), len(layout.names)
    )
    cautions += _few_rows(skipped)
    cautions += _reach(log_ratio, len(q), p.weights)
    estimate = Estimate(
        float(by_label.sum()), log_ratio, ratio, doubt, tuple(dict.fromkeys(cautions))
    )
    return Parts(estimate, by_label, share_p, share_q)


def _sides(layout: Layout, p: Sample, q: Sample) -> tuple[tuple[Sample, Array], ...]:
    return (p, layout.label_x), (q, layout.label_y)


def _counted(side: Sample, label: Array, labels: int) -> Array:
    """Return how often each label was seen; weights count as the rows they are worth."""
    if side.weights is None:
        return np.bincount(label, minlength=labels).astype(np.float64)
    worth = effective_size(side.weights, len(side)) / side.weights.sum()
    return np.asarray(np.bincount(label, weights=side.weights, minlength=labels) * worth)


def answered(question: Question, parts: Parts) -> Answer:
    """Return the answer: the estimate, its error from the rows, and the interval about it."""
    found, p, q, measure = parts.estimate, question.p, question.q, question.measure
    if isinstance(measure, JensenShannon):
        gain_p, gain_q = _jensen_shannon_gains(found, measure)
        value = float(np.average(gain_p, weights=p.weights) + np.average(gain_q, weights=q.weights))
    else:
        gain_p, gain_q, value = found.log_ratio, found.ratio, found.value
    variance = variance_of_mean(gain_p, p.weights, p.block)
    variance += variance_of_mean(gain_q, q.weights, q.block)
    # the doubt is about D; what is bounded by log 2 doubts no more than a like share
    doubt = found.doubt * min(1.0, abs(value / found.value)) if found.value else found.doubt
    error = float(np.sqrt(variance + doubt**2))
    pvalue = _pvalue(question) if question.pvalue else None
    detail = Detail(
        contributions=_contributions(question, parts) if isinstance(measure, KL) else None,
        interval=lambda level: interval_of(value, error, level),
    )
    return Answer(value, error, len(p) + len(q), found.cautions, detail, pvalue=pvalue)


def _jensen_shannon_gains(found: Estimate, measure: JensenShannon) -> tuple[Array, Array]:
    """Return w log(r/(w r + v)) at the rows of P and v log(1/(w r + v)) at those of Q, r = p/q."""
    w = measure.weight
    v = 1.0 - w if measure.other is None else measure.other
    mixed = np.logaddexp(np.log(w) + found.log_ratio, np.log(v))
    return w * (found.log_ratio - mixed), -v * np.log(w * found.ratio + v)


def _contributions(
    question: Question, parts: Parts
) -> Callable[[tuple[int, ...]], list[Contribution]] | None:
    names = layout_of(question).names
    if len(names) < 2:
        return None
    rows = list(zip(names, parts.by_label, parts.share_p, parts.share_q, strict=True))
    return lambda at: [
        Contribution(name, float(value - a + b), float(a), float(b)) for name, value, a, b in rows
    ]


def _pvalue(question: Question) -> float | None:
    """Return the p-value of P = Q: labels by counting, numbers within each label by neighbours."""
    layout, rng = layout_of(question), question.memo["rng"]
    if question.p.weights is not None or question.q.weights is not None:
        return None
    block = max(question.p.block or 1, question.q.block or 1)
    found = []
    if len(layout.names) > 1:
        found.append(labels_pvalue(layout.label_x, layout.label_y, len(layout.names), rng, block))
    for label in np.flatnonzero(layout.dense.any(axis=1)):
        draws = _draws(question, int(label))
        if min(draws.n, draws.m) > 1:
            found.append(neighbours_pvalue(draws.x, draws.y, rng, block))
    return combined_pvalue(found)


def _few_rows(skipped: float) -> tuple[Caution, ...]:
    if skipped == 0.0:
        return ()
    return (
        Caution(
            "few_rows_in_labels",
            f"Within labels that hold {skipped:.1%} of `p` there were too few rows to compare numbers; "
            "their part is taken as 0, so the estimate is too small. Merge labels, or draw more.",
        ),
    )


def _reach(log_ratio: Array, m: int, weights: Array | None) -> list[Caution]:
    """Return the caution that q is smaller than its draws can show where some of P's rows lie."""
    beyond = log_ratio > np.log(m / _REACH)
    share = float(np.average(beyond, weights=weights))
    if share < _LARGE_SHARE:
        return []
    where = (
        f"Where {share:.0%} of the rows of `p` lie, q is too small for {m} draws to show how small"
    )
    if share > _ALL_SHARE:
        return [Caution("possibly_infinite", f"{where}: the divergence may be infinite.")]
    return [Caution("large_divergence", f"{where}: read the estimate as a lower bound.")]


for _estimator in classes(kullback.estimators, DivergenceEstimator).values():
    _register(_estimator)
