"""Discrete distributions: exact sums, or sums with a bounded tail."""

from typing import Any

import numpy as np

from kullback.distributions.base import Distribution
from kullback.measures.base import Divergence, Functional
from kullback.methods import lattice_sum
from kullback.methods.densities import (
    cells_of,
    finished,
    functional_with_rounding,
    logs_of_one,
    logs_of_pair,
    terms_with_rounding,
)
from kullback.methods.domination import window
from kullback.methods.entries import Single, answer_entries
from kullback.methods.registry import Answer, Question, method
from kullback.result import Contribution

Array = Any


def _refuses(question: Question) -> str | None:
    for side in (question.p, question.q):
        if side is not None and side.support.space.kind != "integers":
            return f"{type(side).__name__} lives on {side.support.space}, not on the integers"
    return None if question.measure.is_sum else "a supremum is no sum"


@method(
    "summation",
    "numerical",
    measures=(Divergence,),
    p=(Distribution,),
    q=(Distribution,),
    refuses=_refuses,
)
def divergence(question: Question) -> Answer:
    """Return the divergence of two distributions on the integers."""
    return answer_entries(question, _single, _outcomes)


@method(
    "summation_one",
    "numerical",
    measures=(Functional,),
    p=(Distribution,),
    q=(type(None),),
    refuses=_refuses,
)
def functional(question: Question) -> Answer:
    """Return the functional of one distribution on the integers."""
    return answer_entries(question, _single_functional)


def _single(measure: Divergence, p: Distribution, q: Distribution) -> Single:
    low = min(float(p.support.low), float(q.support.low))
    high = max(float(p.support.high), float(q.support.high))
    if measure.only_q[0] == 0.0:
        low, high = float(p.support.low), float(p.support.high)

    def terms(k: Array) -> Array:
        return terms_with_rounding(measure, *cells_of(logs_of_pair(p, q, k), 0.0))

    centre, width = (float(v) for v in p.bulk)
    found = lattice_sum.over(terms, low, high, centre, width)
    rows = len(found.value) // 2
    errors = found.value[rows:] + (0.0 if found.finite else found.error[:rows])
    return Single(*finished(measure, found.value[:rows], errors), found.finite)


def _single_functional(measure: Functional, p: Distribution, _: None) -> Single:
    def terms(k: Array) -> Array:
        return functional_with_rounding(measure, logs_of_one(p, k), 0.0)

    centre, width = (float(v) for v in p.bulk)
    found = lattice_sum.over(terms, float(p.support.low), float(p.support.high), centre, width)
    return Single(float(found.value[0]), float(found.value[1] + found.error[0]), found.finite)


def _outcomes(measure: Divergence, p: Distribution, q: Distribution) -> list[Contribution]:
    k = window(p)
    cells, _ = cells_of(logs_of_pair(p, q, k), 0.0)
    (term, *_) = measure.pointwise(cells, np)
    rows = zip(k.tolist(), term.tolist(), cells.p.tolist(), cells.q.tolist(), strict=True)
    return [Contribution(int(x), value, a, b) for x, value, a, b in rows if a > 0.0 or b > 0.0]
