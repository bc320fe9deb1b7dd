"""Mutual information of two variables that were counted together, and Jensen-Shannon of two counts."""

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kullback.distributions.counts import Counts
from kullback.errors import ShapeError
from kullback.estimators.counting import CountEstimator
from kullback.estimators.intervals import interval_of
from kullback.measures.jensen_shannon import JensenShannon
from kullback.measures.joint import MutualInformation
from kullback.methods.counted import g_test, terms
from kullback.methods.observed.counted_information import (
    DEPENDENT,
    CountedInformation,
    counted_total_correlation,
)
from kullback.methods.observed.coverage import coverage_cautions
from kullback.methods.observed.frequencies import sides_of, variance_of_counts
from kullback.methods.registry import Answer, Question, method
from kullback.numerics.contingency import Contingency
from kullback.result import Contribution, Detail

Array = NDArray[Any]


def _joint(question: Question) -> Array:
    counts: Array = question.p.array
    if counts.ndim != 2:
        raise ShapeError(
            f"`joint` counts one variable, shape {counts.shape}; the joint counts (a, b) of two are needed."
        )
    return counts


def of_joint(joint: Array) -> CountedInformation:
    """Return the mutual information of the variables that joint counts (a, b) are of."""
    return counted_total_correlation(Contingency(np.argwhere(joint > 0.0), joint[joint > 0.0]))


def dependence_estimator(question: Question) -> str | None:
    """Return whose entropies the information is made of; None where it may be 0."""
    found = of_joint(_joint(question))
    return found.estimator.name if found.pvalue < DEPENDENT else None


_TOO_LARGE = "the variables depend on each other, for which its correction is too large"


@method(
    "independence_corrected",
    "estimate",
    measures=(MutualInformation,),
    p=(Counts,),
    q=(type(None),),
    yields=lambda question: _TOO_LARGE if dependence_estimator(question) else None,
)
def independence_corrected(question: Question) -> Answer:
    """Return the plug-in less (a - 1)(b - 1)/2n, its mean under independence."""
    joint = _joint(question)
    return with_contributions(joint, of_joint(joint).independent)


def information(question: Question, estimator: CountEstimator) -> Answer:
    """Return H(X) + H(Y) - H(X, Y) of an estimator of entropies."""
    joint = _joint(question)
    rows, columns = joint.sum(axis=1), joint.sum(axis=0)
    margins = (
        estimator.entropy(rows[rows > 0.0]).value + estimator.entropy(columns[columns > 0.0]).value
    )
    return with_contributions(joint, margins - estimator.entropy(joint.ravel()).value)


def with_contributions(joint: Array, value: float) -> Answer:
    """Return the answer, and what each pair of values adds to the plug-in."""
    share = joint / joint.sum()
    product = share.sum(axis=1, keepdims=True) * share.sum(axis=0)
    local = np.log(np.where(joint > 0.0, share, 1.0) / np.where(joint > 0.0, product, 1.0))
    parts = [
        Contribution((i, j), float(a * u - a + b), float(a), float(b))
        for (i, j), a, b, u in zip(
            np.ndindex(joint.shape), share.ravel(), product.ravel(), local.ravel(), strict=True
        )
    ]
    found = of_joint(joint).answer(value)
    return found._replace(detail=replace(found.detail, contributions=lambda at: list(parts)))


@method("counted_jensen_shannon", "estimate", measures=(JensenShannon,), p=(Counts,), q=(Counts,))
def jensen_shannon(question: Question) -> Answer:
    """Return the Jensen-Shannon divergence of the frequencies, its bias of first order taken off."""
    sides, measure = sides_of(question), question.measure
    p, q = sides.p, sides.q
    each = terms(p, q, measure)
    w = measure.weight
    v = 1.0 - w if measure.other is None else measure.other
    share_p, share_q = p / p.sum(), q / q.sum()
    mixed = w * share_p + v * share_q
    bias = 0.0
    for weight, share, counts in ((w, share_p, p), (v, share_q, q)):
        # half the second derivative of a term, times the variance of its frequency
        seen = share > 0.0
        bend = weight * (1.0 - weight * share[seen] / mixed[seen]) / share[seen]
        bias += 0.5 * float((bend * share[seen] * (1.0 - share[seen])).sum() / counts.sum())
    value = float(each.sum()) - bias
    inside = mixed > 0.0
    gain_p, gain_q = (
        weight * np.log(np.where(share > 0.0, share, 1.0) / np.where(inside, mixed, 1.0))
        for weight, share in ((w, share_p), (v, share_q))
    )
    error = float(np.sqrt(variance_of_counts(p, gain_p) + variance_of_counts(q, gain_q)))
    parts = [
        Contribution(o, float(t), float(a), float(b))
        for o, t, a, b in zip(sides.outcomes, each, share_p, share_q, strict=True)
    ]
    return Answer(
        value,
        error,
        int(p.sum() + q.sum()),
        coverage_cautions(1.0, [], int(min(p.sum(), q.sum())), p.size),
        Detail(
            contributions=lambda at: list(parts),
            interval=lambda level: interval_of(value, error, level),
        ),
        pvalue=float(g_test(p, q)),
    )
