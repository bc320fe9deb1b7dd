"""Finitely many integers, summed in the library of the parameters: so that gradients flow."""

from typing import Any

import numpy as np

from kullback.distributions.base import Distribution
from kullback.distributions.native import Native
from kullback.measures.base import Divergence
from kullback.methods.batches import entry, indices
from kullback.methods.domination import escape, violations
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
    refusal = goes_on(question)
    if refusal is not None:
        return refusal
    try:
        question.memo[_FOUND] = _value(question)
    except FORMULA_FAILS as error:
        return not_native(error, question)
    return None


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
    """Return the divergence of two distributions on the integers, with a gradient."""
    measure, p, q, native = question.measure, question.p, question.q, question.native
    value, outside = question.memo[_FOUND], escape(question.measure, p, q)
    if outside is not None and native is not None:
        value = native.where(outside, native.xp.inf, value)
    return Answer(value, detail=Detail(violations=lambda: violations(measure, p, q)))


def _value(question: Question) -> Array:
    native = question.native
    assert native is not None
    shape, places = indices(question.p, question.q)
    if not shape:
        return _single(question.measure, question.p, question.q, native)
    values = []
    for at in places:
        p, q = entry(question.p, shape, at), entry(question.q, shape, at)
        alone = native._replace(p=entry(native.p, shape, at), q=entry(native.q, shape, at))
        values.append(_single(question.measure, p, q, alone))
    return native.xp.reshape(native.xp.stack(values), shape)


def _single(measure: Divergence, p: Distribution, q: Distribution, native: Native) -> Array:
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
    """Return the integers of a side that has few, and of both where that decides."""
    sides = [
        own for own, only in ((p, measure.only_q), (q, measure.only_p)) if np.isfinite(only[0])
    ]
    listed = [np.arange(a, b + 1.0) for own in sides for a, b in (runs(own) or ())]
    return np.unique(np.concatenate(listed))


def _cells(outcomes: Array, native: Native) -> Cells:
    xp = native.xp
    k = xp.asarray(outcomes, dtype=xp.float64, device=native.device)
    log_p, log_q = native.p.log_density(k, xp), native.q.log_density(k, xp)
    in_p, in_q = log_p > -xp.inf, log_q > -xp.inf
    both = in_p & in_q
    log_p, log_q = xp.where(in_p, log_p, 0.0), xp.where(in_q, log_q, 0.0)
    inner = xp.where(both, log_p - log_q, 0.0)
    u = xp.where(both, inner, xp.where(in_p, xp.inf, xp.where(in_q, -xp.inf, 0.0)))
    masses = (xp.where(in_p, xp.exp(log_p), 0.0), xp.where(in_q, xp.exp(log_q), 0.0))
    return Cells(*masses, xp.where(both, xp.expm1(inner), 0.0), u, True)
