"""Dependence of observed variables: counted where few values exhaust them, by neighbours elsewhere."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

import kullback.estimators
from kullback.discovery import classes
from kullback.distributions.sample import Sample
from kullback.estimators.count_entropies import Grassberger
from kullback.estimators.information import DependenceEstimator, Information, Pairs
from kullback.estimators.intervals import interval_of, variance_of_mean
from kullback.estimators.paired import Paired, paired
from kullback.measures.joint import MutualInformation
from kullback.methods.observed.joint_counts import (
    degrees,
    independence_pvalue,
    information_answer,
    plug_in_information,
)
from kullback.methods.registry import Answer, Question, method
from kullback.result import Detail

Array = NDArray[Any]

PERMUTATIONS = 199
_DEPENDENT = 1e-3


def pair_of(question: Question) -> Paired:
    """Return both samples side by side, once a question."""
    memo = question.memo
    if "pair" not in memo:
        memo["rng"] = np.random.default_rng(question.rng)
        memo["pair"] = paired((question.p, question.q), memo["rng"])
    found: Paired = memo["pair"]
    return found


def _pairs(question: Question) -> Pairs:
    x, y = pair_of(question).parts
    block = max(question.p.block or 1, question.q.block or 1)
    return Pairs(
        x.scores, y.scores, x.mixed or y.mixed, question.memo["rng"], block if block > 1 else None
    )


@method(
    "counted_pairs",
    "estimate",
    measures=(MutualInformation,),
    p=(Sample,),
    q=(Sample,),
    refuses=lambda question: (
        None if pair_of(question).counted else "there are numbers that few values do not exhaust"
    ),
)
def counted_pairs(question: Question) -> Answer:
    """Return the mutual information of the counts of pairs, corrected as its dependence asks for."""
    pair = pair_of(question)
    joint = joint_counts(pair)
    found = information_answer(joint, corrected_information(joint))
    return found._replace(cautions=(*pair.cautions, *found.cautions))


def joint_counts(pair: Paired) -> Array:
    """Return how often each pair of values occurs, shape (a, b)."""
    x, y = (part.code for part in pair.parts)
    assert x is not None
    assert y is not None
    joint = np.zeros((int(x.max()) + 1, int(y.max()) + 1))
    np.add.at(joint, (x, y), 1.0)
    return joint


def corrected_information(joint: Array) -> float:
    """Return the plug-in less its mean under independence; Grassberger's where that is out of question."""
    if independence_pvalue(joint) > _DEPENDENT:
        return plug_in_information(joint) - degrees(joint) / (2.0 * float(joint.sum()))
    h = Grassberger().entropy
    margins = h(joint.sum(axis=1)).value + h(joint.sum(axis=0)).value
    return margins - h(joint.ravel()).value


def _register(estimator: type[DependenceEstimator]) -> None:
    def chosen(question: Question) -> DependenceEstimator:
        given = question.estimator
        return given if isinstance(given, estimator) else estimator()

    @method(
        estimator.name,
        "estimate",
        measures=(MutualInformation,),
        p=(Sample,),
        q=(Sample,),
        refuses=lambda question: chosen(question).refuses(_pairs(question)),
        yields=lambda question: (
            "few values exhaust both variables, which are counted"
            if pair_of(question).counted
            else chosen(question).yields(_pairs(question))
        ),
    )
    def run(question: Question) -> Answer:
        pairs, own = _pairs(question), chosen(question)
        if 0 in (pairs.x.shape[1], pairs.y.shape[1]):
            found = Information(0.0, np.zeros(pairs.n))
        else:
            found = own.estimate(pairs)
        answer = dressed(found, pairs.block, pairs.n)
        cautions = (*pair_of(question).cautions, *found.cautions)
        pvalue = _pvalue(pairs, own, found.value) if question.pvalue else None
        return answer._replace(cautions=cautions, pvalue=pvalue)


def dressed(found: Information, block: int | None, n: int) -> Answer:
    """Return the answer with its error and interval."""
    error = float(np.sqrt(variance_of_mean(found.local, None, block) + found.doubt**2))
    detail = Detail(interval=lambda level: interval_of(found.value, error, level))
    return Answer(found.value, error, n, found.cautions, detail)


def _pvalue(pairs: Pairs, estimator: DependenceEstimator, value: float) -> float:
    """Return how often pairs dealt anew, in whole blocks, come out as dependent."""
    reached = 0
    for _ in range(PERMUTATIONS):
        order = _dealt(pairs)
        again = Pairs(pairs.x, pairs.y[order], pairs.mixed, pairs.rng, pairs.block)
        reached += estimator.estimate(again).value >= value
    return (1 + reached) / (1 + PERMUTATIONS)


def _dealt(pairs: Pairs) -> Array:
    if pairs.block is None:
        return pairs.rng.permutation(pairs.n)
    shifted = np.roll(np.arange(pairs.n), int(pairs.rng.integers(pairs.n)))
    pieces = np.array_split(shifted, max(2, pairs.n // pairs.block))
    return np.concatenate([pieces[i] for i in pairs.rng.permutation(len(pieces))])


for _estimator in classes(kullback.estimators, DependenceEstimator).values():
    _register(_estimator)
