"""Discrete distributions: exact sums, or sums with a bounded tail."""

from typing import Any

import numpy as np

from kullback.distributions.base import Distribution
from kullback.measures.base import Divergence, Functional
from kullback.methods import lattice_sum
from kullback.methods.densities import (
    cells_of,
    entry,
    finished,
    indices,
    logs_of_pair,
    terms_with_rounding,
)
from kullback.methods.domination import escape, violations, window
from kullback.methods.registry import Answer, Question, method
from kullback.result import Contribution, Detail

Array = Any

_EPS = float(np.finfo(float).eps)


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
    measure, p, q = question.measure, question.p, question.q
    shape, places = indices(p, q)
    outside = escape(measure, p, q)
    value, error = np.empty(shape), np.zeros(shape)
    finite = True
    for at in places:
        if outside is not None and np.broadcast_to(outside, shape)[at]:
            value[at] = np.inf
        else:
            one = single(measure, entry(p, shape, at), entry(q, shape, at))
            value[at], error[at], ended = one
            finite &= ended
    by_support = bool(np.isinf(value).all())
    return Answer(
        value[()],
        None if by_support or finite else error[()],
        detail=Detail(
            contributions=lambda at: _outcomes(measure, entry(p, shape, at), entry(q, shape, at)),
            violations=lambda: violations(measure, p, q),
        ),
        kind="exact" if by_support or finite else None,
        method="support" if by_support else None,
    )


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
    measure, p = question.measure, question.p
    shape, places = indices(p, None)
    value, error = np.empty(shape), np.empty(shape)
    for at in places:
        d = entry(p, shape, at)

        def terms(k: Array, d: Distribution = d) -> Array:
            log_p = d.log_density(k, np)
            mass = np.exp(log_p)
            rounding = np.where(mass > 0.0, _EPS * mass * (np.abs(log_p) + 4.0), 0.0)
            return np.stack([measure.terms(mass, log_p, np), rounding])

        centre, width = (float(v) for v in d.bulk)
        found = lattice_sum.over(terms, float(d.support.low), float(d.support.high), centre, width)
        value[at], error[at] = found.value[0], found.value[1] + found.error[0]
    return Answer(value[()], error[()])


def single(measure: Divergence, p: Distribution, q: Distribution) -> tuple[float, float, bool]:
    """Return the value for one pair, the bound on its error, and whether the sum had an end."""
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
    return *finished(measure, found.value[:rows], errors), found.finite


def _outcomes(measure: Divergence, p: Distribution, q: Distribution) -> list[Contribution]:
    k = window(p)
    cells, _ = cells_of(logs_of_pair(p, q, k), 0.0)
    (term, *_) = measure.pointwise(cells, np)
    rows = zip(k.tolist(), term.tolist(), cells.p.tolist(), cells.q.tolist(), strict=True)
    return [Contribution(int(x), value, a, b) for x, value, a, b in rows if a > 0.0 or b > 0.0]
