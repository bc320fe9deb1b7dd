"""Dependence of observed variables: counted where few values exhaust them, by neighbours elsewhere."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

import kullback.estimators
from kullback.discovery import classes
from kullback.distributions.sample import Sample
from kullback.estimators.information import DependenceEstimator, Information, Pairs
from kullback.estimators.intervals import interval_of, variance_of_mean
from kullback.estimators.paired import Paired, paired
from kullback.measures.joint import MutualInformation
from kullback.methods.observed.counted_information import (
    CountedInformation,
    counted_total_correlation,
)
from kullback.methods.registry import Answer, Question, method
from kullback.numerics.contingency import Contingency
from kullback.result import Detail

Array = NDArray[Any]

PERMUTATIONS = 199


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
    mixed = x.mixed or y.mixed
    return Pairs(x.scores, y.scores, mixed, question.memo["rng"], block_of(question))


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
    return counted(pair, counted_total_correlation, question)


def counted(
    found: Paired, information: Callable[[Contingency], CountedInformation], question: Question
) -> Answer:
    """Return information of the values that rows have, by how many rows have them together."""
    cells, cell = Contingency.of_rows(found.codes)
    asked = information(cells)
    block, first_order = block_of(question), None
    if block is not None:
        first_order = variance_of_mean(cells.surprise(asked.terms)[cell], None, block)
    answer = asked.answer(asked.corrected(), first_order)
    return answer._replace(cautions=(*found.cautions, *answer.cautions))


def block_of(question: Question) -> int | None:
    """Return how many rows stay together, by the sample that asks for most."""
    sides = [side for side in (question.p, question.q) if side is not None]
    block = max(side.block or 1 for side in sides)
    return block if block > 1 else None


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
