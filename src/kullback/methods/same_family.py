"""Closed forms within one family, cancellation-free: the family carries them."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from kullback.distributions.base import Distribution
from kullback.distributions.ratio import shared_forms
from kullback.measures.base import Measure
from kullback.measures.jeffreys import Jeffreys
from kullback.measures.kl import KL
from kullback.methods.batches import closed_form_of_batch
from kullback.methods.domination import escape, violations
from kullback.methods.registry import FORMULA_FAILS, Answer, Question, method, not_native
from kullback.result import Caution, Detail

Array = Any

_ILL_CONDITIONED = 1e4  # 10 · 1e4 · 2⁻⁵³: from here the stated accuracy of 1e-14 · 10³ is lost


def _refuses(question: Question) -> str | None:
    p, q = question.p, question.q
    if next(_pairs(p, q), None) is None:
        return f"{type(p).__name__} and {type(q).__name__} are different families"
    if question.tracked:
        try:
            value = _native_value(question)
        except FORMULA_FAILS as error:
            return not_native(error, question)
    else:
        value = _value(question.measure, p, q, np)
    question.memo["closed_form"] = value
    if value is None:
        return f"`{question.measure.name}` has no closed form within {type(p).__name__} here"
    return None


@method(
    "closed_form",
    "exact",
    measures=(Measure,),
    p=(Distribution,),
    q=(Distribution, type(None)),
    refuses=_refuses,
    differentiable=True,
)
def closed_form(question: Question) -> Answer:
    """Return the family's own value, infinite where p is not dominated by q."""
    p, q, value = question.p, question.q, question.memo["closed_form"]
    if question.tracked:
        return _differentiable(question, value)
    outside = None if q is None else escape(question.measure, p, q)
    unexplained = np.isinf(value) if outside is None else np.isinf(value) & ~outside
    space = p.support.space
    # a total or a category that q lacks explains it among counts and integers
    listed = space.discrete and bool(np.any(unexplained)) and violations(question.measure, p, q)
    singular = any(c.code == "singular" for c in _said(p, q))
    explained = space.kind in ("counts", "chains") or listed or singular
    overflow = np.any(unexplained) and not explained
    if outside is not None:
        value = np.where(outside, np.inf, value)
    detail = Detail(violations=lambda: violations(question.measure, p, q))
    unbounded = _OVERFLOW if isinstance(question.measure, KL | Jeffreys) else _DIVERGES
    cautions = (*_conditioning(p, q), *((unbounded,) if overflow and q is not None else ()))
    return Answer(value, cautions=cautions, detail=detail)


_OVERFLOW = Caution(
    "overflow",
    "The value exceeds the largest double, 1.8e308; it is finite in truth and `inf` only here. Rescale the "
    "distributions if its size matters.",
)
_DIVERGES = Caution(
    "diverges",
    "The integral of this order does not converge for these parameters (or exceeds the largest "
    "double). Try an order nearer to 1, or below it.",
)


def _differentiable(question: Question, value: Array) -> Answer:
    """Return the value as its own library computed it; inside a trace nothing else can be known."""
    p, q, native = question.p, question.q, question.native
    assert native is not None
    if native.traced or q is None:
        return Answer(value)
    outside = escape(question.measure, p, q)
    if outside is not None:
        value = native.where(outside, native.xp.inf, value)
    detail = Detail(violations=lambda: violations(question.measure, p, q))
    return Answer(value, cautions=_conditioning(p, q), detail=detail)


def _native_value(question: Question) -> Array | None:
    """Return the value in the library of the parameters, gradient and all."""
    native = question.native
    assert native is not None
    return _value(question.measure, native.p, native.q, native.xp)


def _value(measure: Measure, p: Any, q: Any, xp: Any) -> Array | None:
    for form_p, form_q in _pairs(p, q):
        with np.errstate(all="ignore"):
            value = closed_form_of_batch(measure, form_p, form_q, xp)
        if value is not None:
            return value
    return None


def _pairs(p: Any, q: Any) -> Iterator[tuple[Any, Any]]:
    """Yield p and q written as members of one family; a single distribution as itself."""
    return iter(((p, None),)) if q is None else shared_forms(p, q)


def _said(p: Any, q: Any) -> tuple[Caution, ...]:
    """Return what both distributions say of themselves, once each."""
    return tuple(dict.fromkeys((*p.caveats, *(() if q is None else q.caveats))))


def _conditioning(p: Any, q: Any) -> tuple[Caution, ...]:
    said = _said(p, q)
    number = None if q is None else q.condition_number
    if number is None or np.max(number) < _ILL_CONDITIONED:
        return said
    worst = float(np.max(number))
    digits = max(0, int(15 - np.log10(worst)))
    return (
        *said,
        Caution(
            "ill_conditioned",
            f"A matrix of `q` has condition number {worst:.1e}: about {digits} digits are certain. "
            "Rescale or decorrelate the variables if more are needed.",
        ),
    )
