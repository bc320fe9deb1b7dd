"""What three or more observed variables share: conditional mutual information, total correlation."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kullback.distributions.sample import Sample
from kullback.estimators.information import Information
from kullback.estimators.paired import Paired, paired
from kullback.measures.observed import ConditionalMutualInformation, TotalCorrelation
from kullback.methods.observed.counted_information import (
    counted_conditional_information,
    counted_total_correlation,
)
from kullback.methods.observed.dependence import block_of, counted, dressed
from kullback.methods.registry import Answer, Question, method
from kullback.numerics.local_information import conditional_information, shared_information

Array = NDArray[Any]

_FEW, _MORE = 3, 7


@method(
    "conditional_neighbours",
    "estimate",
    measures=(ConditionalMutualInformation,),
    p=(Sample,),
    q=(Sample,),
)
def conditional_mutual_information(question: Question) -> Answer:
    """Return I(X; Y | Z): counted within each value of Z, or by neighbours of all three together."""
    x, y, given = question.p, question.q, question.measure.given
    found = paired((x, y, given), np.random.default_rng(question.rng))
    if found.counted:
        answer = counted(found, counted_conditional_information, question)
        return answer._replace(method="conditional_counts")
    a, b, z = (part.scores for part in found.parts)
    if 0 in (a.shape[1], b.shape[1]):
        local = doubted = np.zeros(len(a))
    elif z.shape[1] == 0:
        local, doubted = (shared_information([a, b], k) for k in _scales(len(a)))
    else:
        local, doubted = (conditional_information(a, b, z, k) for k in _scales(len(a)))
    return _answer(found, local, doubted, block_of(question))


@method(
    "neighbours_of_all",
    "estimate",
    measures=(TotalCorrelation,),
    p=(Sample,),
    q=(type(None),),
)
def total_correlation(question: Question) -> Answer:
    """Return how far the variables are from independent: counted, or by neighbours of all of them.

    A single sample of several columns has these as its variables.
    """
    others = question.measure.others
    samples = (question.p, *others) if others else question.p.split()
    found = paired(samples, np.random.default_rng(question.rng))
    if found.counted:
        return counted(found, counted_total_correlation, question)._replace(method="joint_counts")
    parts = [part.scores for part in found.parts if part.scores.shape[1]]
    n = len(found.parts[0].scores)
    if len(parts) < 2:
        return _answer(found, np.zeros(n), np.zeros(n), question.p.block)
    local, doubted = (shared_information(parts, k) for k in _scales(n))
    return _answer(found, local, doubted, question.p.block)


def _scales(n: int) -> tuple[int, int]:
    return min(_FEW, n - 1), min(_MORE, n - 1)


def _answer(found: Paired, local: Array, doubted: Array, block: int | None) -> Answer:
    value = float(local.mean())
    doubt = abs(value - float(doubted.mean()))
    answer = dressed(Information(value, local, doubt), block, len(local))
    return answer._replace(cautions=found.cautions)
