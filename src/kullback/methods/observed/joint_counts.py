"""Mutual information of two variables that were counted together, and Jensen-Shannon of two counts."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtrc

from kullback.distributions.counts import Counts
from kullback.errors import ShapeError
from kullback.estimators.counting import CountEstimator, entropy_of
from kullback.estimators.intervals import interval_of
from kullback.measures.jensen_shannon import JensenShannon
from kullback.measures.joint import MutualInformation
from kullback.methods.counted import NEAR, g_test, near_equality, terms
from kullback.methods.observed.coverage import coverage_cautions
from kullback.methods.observed.frequencies import sides_of, variance_of_counts
from kullback.methods.registry import Answer, Question, method
from kullback.result import Contribution, Detail, Interval, normal_quantile

Array = NDArray[Any]

_DEPENDENT = 1e-3  # p-value of independence below which its correction no longer suits


def _joint(question: Question) -> Array:
    counts: Array = question.p.array
    if counts.ndim != 2:
        raise ShapeError(
            f"`joint` counts one variable, shape {counts.shape}; the joint counts (a, b) of two are needed."
        )
    return counts


def plug_in_information(joint: Array) -> float:
    """Return the mutual information of the observed frequencies."""
    share = joint / joint.sum()
    sides = (share.sum(axis=1), share.sum(axis=0))
    both = sum(entropy_of(side).value for side in sides) - entropy_of(share.ravel()).value
    return max(0.0, both)


def degrees(joint: Array) -> int:
    """Return (a - 1)(b - 1) of the values that were seen."""
    rows, columns = (int((joint.sum(axis=axis) > 0.0).sum()) for axis in (1, 0))
    return (rows - 1) * (columns - 1)


def independence_pvalue(joint: Array) -> float:
    """Return the p-value of independence by G = 2 n I, chi-squared with (a - 1)(b - 1) degrees."""
    df = degrees(joint)
    return 1.0 if df == 0 else float(chdtrc(df, 2.0 * joint.sum() * plug_in_information(joint)))


def dependent(question: Question) -> bool:
    """Return whether the variables clearly depend on each other."""
    return independence_pvalue(_joint(question)) < _DEPENDENT


_TOO_LARGE = "the variables depend on each other, for which its correction is too large"


@method(
    "independence_corrected",
    "estimate",
    measures=(MutualInformation,),
    p=(Counts,),
    q=(type(None),),
    yields=lambda question: _TOO_LARGE if dependent(question) else None,
)
def independence_corrected(question: Question) -> Answer:
    """Return the plug-in less (a - 1)(b - 1)/2n, its mean under independence."""
    joint = _joint(question)
    value = plug_in_information(joint) - degrees(joint) / (2.0 * float(joint.sum()))
    return information_answer(joint, value)


def information(question: Question, estimator: CountEstimator) -> Answer:
    """Return H(X) + H(Y) - H(X, Y) of an estimator of entropies."""
    joint = _joint(question)
    rows, columns = joint.sum(axis=1), joint.sum(axis=0)
    margins = (
        estimator.entropy(rows[rows > 0.0]).value + estimator.entropy(columns[columns > 0.0]).value
    )
    return information_answer(joint, margins - estimator.entropy(joint.ravel()).value)


def information_answer(joint: Array, value: float) -> Answer:
    """Return the answer with the error that the frequencies give, and a p-value of independence."""
    n = float(joint.sum())
    share = joint / n
    product = share.sum(axis=1, keepdims=True) * share.sum(axis=0)
    local = np.log(np.where(joint > 0.0, share, 1.0) / np.where(joint > 0.0, product, 1.0))
    error = float(np.sqrt(variance_of_counts(joint.ravel(), local.ravel())))
    plug_in, df, pvalue = plug_in_information(joint), degrees(joint), independence_pvalue(joint)

    def interval(level: float) -> Interval:
        if df == 0:
            return Interval(0.0, 0.0)
        width = normal_quantile(level) * error
        low, high = value - width, value + width
        if pvalue > NEAR:
            tails = (0.5 - 0.5 * level, 0.5 + 0.5 * level)
            nearest, farthest = near_equality(plug_in, 2.0 * n, df, *tails)
            low, high = min(low, nearest), max(high, farthest)
        return Interval(max(0.0, low), max(0.0, high))

    parts = [
        Contribution((i, j), float(a * u - a + b), float(a), float(b))
        for (i, j), a, b, u in zip(
            np.ndindex(joint.shape), share.ravel(), product.ravel(), local.ravel(), strict=True
        )
    ]
    singles = float((joint == 1.0).sum() / n)
    return Answer(
        value,
        error,
        int(n),
        coverage_cautions(1.0 - singles, [], int(n), max(1, df)),
        Detail(contributions=lambda at: list(parts), interval=interval),
        pvalue=pvalue,
    )


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
