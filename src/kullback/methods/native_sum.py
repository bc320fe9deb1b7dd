"""Finitely many outcomes, summed in the library of the parameters: so that gradients flow."""

from typing import Any

import numpy as np

from kullback.distributions.base import Distribution
from kullback.distributions.native import Native
from kullback.measures.base import Divergence, Functional
from kullback.methods.batches import entry, indices
from kullback.methods.domination import escape, violations
from kullback.methods.enumeration import missed, not_listed, outcomes
from kullback.methods.registry import FORMULA_FAILS, Answer, Question, method, not_native
from kullback.methods.summation import goes_on, runs
from kullback.numerics.cells import Cells
from kullback.result import Detail

Array = Any

_FOUND = "native_sum"


def _refuses(question: Question) -> str | None:
    """Return why there is no value with a gradient; None leaves the value in the memo."""
    if not question.tracked:
        return "no gradient is asked for"
    if question.traced:
        return "it has to look at the outcomes, which are being traced; ask outside of the trace"
    refusal = not_listed(question) if _is_counts(question.p) else goes_on(question)
    if refusal is not None:
        return refusal
    try:
        question.memo[_FOUND] = _value(question)
    except FORMULA_FAILS as error:
        return not_native(error, question)
    return None


def _is_counts(d: Distribution) -> bool:
    return d.support.space.kind == "counts"


@method(
    "native_sum",
    "exact",
    measures=(Divergence,),
    p=(Distribution,),
    q=(Distribution,),
    refuses=_refuses,
    differentiable=True,
)
def divergence(question: Question) -> Answer:
    """Return the divergence of two distributions of integers, or of counts, with a gradient."""
    measure, p, q, native = question.measure, question.p, question.q, question.native
    value, outside = question.memo[_FOUND], escape(question.measure, p, q)
    if outside is not None and native is not None:
        value = native.where(outside, native.xp.inf, value)
    if _is_counts(p):
        return Answer(value, detail=Detail(violations=lambda: missed(question)))
    return Answer(value, detail=Detail(violations=lambda: violations(measure, p, q)))


@method(
    "native_sum_one",
    "exact",
    measures=(Functional,),
    p=(Distribution,),
    q=(type(None),),
    refuses=_refuses,
    differentiable=True,
)
def functional(question: Question) -> Answer:
    """Return the functional of one distribution of integers, or of counts, with a gradient."""
    return Answer(question.memo[_FOUND])


def _value(question: Question) -> Array:
    native = question.native
    assert native is not None
    shape, places = indices(question.p, question.q)
    if not shape:
        return _single(question.measure, question.p, question.q, native)
    values = []
    for at in places:
        sides = (question.p, question.q, native.p, native.q)
        p, q, own, its = (None if d is None else entry(d, shape, at) for d in sides)
        values.append(_single(question.measure, p, q, native._replace(p=own, q=its)))
    return native.xp.reshape(native.xp.stack(values), shape)


def _single(measure: Any, p: Any, q: Any, native: Native) -> Array:
    """Return the value of one pair, or of one distribution."""
    if q is not None:
        return _divergence(measure, p, q, native)
    xp = native.xp
    log_p = native.p.log_density(_points(_outcomes(p), native), xp)
    possible = log_p > -xp.inf
    log_p = xp.where(possible, log_p, 0.0)
    return xp.sum(measure.terms(xp.where(possible, xp.exp(log_p), 0.0), log_p, xp))


def _divergence(measure: Divergence, p: Distribution, q: Distribution, native: Native) -> Array:
    """Return the divergence of one pair: a sum where one side lives, and what the other has elsewhere."""
    xp = native.xp
    cells = _cells(_listed(measure, p, q), native)
    terms = measure.pointwise(cells, xp)
    possible = (cells.p > 0.0) | (cells.q > 0.0)
    totals = [xp.sum(xp.where(possible, term, 0.0)) for term in terms]
    for mass, only in ((cells.p, measure.only_p), (cells.q, measure.only_q)):
        if np.isfinite(only[0]):
            rest = 1.0 - xp.sum(mass)
            totals = [total + each * rest for total, each in zip(totals, only, strict=True)]
    return measure.finish(tuple(totals), xp)


def _listed(measure: Divergence, p: Distribution, q: Distribution) -> Array:
    """Return the outcomes of a side that has few, and of both where that decides."""
    if _is_counts(p):
        return np.unique(np.concatenate([_outcomes(p), _outcomes(q)]), axis=0)
    sides = [
        own for own, only in ((p, measure.only_q), (q, measure.only_p)) if np.isfinite(only[0])
    ]
    return np.unique(np.concatenate([_outcomes(own) for own in sides]))


def _outcomes(d: Distribution) -> Array:
    """Return what is possible under a single distribution; nothing, if that is too much."""
    if _is_counts(d):
        return outcomes(d)
    return np.concatenate([np.zeros(0), *(np.arange(a, b + 1.0) for a, b in runs(d) or ())])


def _points(listed: Array, native: Native) -> Array:
    xp = native.xp
    return xp.asarray(listed, dtype=xp.float64, device=native.device)


def _cells(listed: Array, native: Native) -> Cells:
    xp = native.xp
    k = _points(listed, native)
    log_p, log_q = native.p.log_density(k, xp), native.q.log_density(k, xp)
    in_p, in_q = log_p > -xp.inf, log_q > -xp.inf
    both = in_p & in_q
    log_p, log_q = xp.where(in_p, log_p, 0.0), xp.where(in_q, log_q, 0.0)
    inner = xp.where(both, log_p - log_q, 0.0)
    u = xp.where(both, inner, xp.where(in_p, xp.inf, xp.where(in_q, -xp.inf, 0.0)))
    masses = (xp.where(in_p, xp.exp(log_p), 0.0), xp.where(in_q, xp.exp(log_q), 0.0))
    return Cells(*masses, xp.where(both, xp.expm1(inner), 0.0), u, True)
