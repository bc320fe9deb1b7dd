"""The moment engine: D(P‖Q) = -H(P) - E_P[log q], where q is linear in statistics that p knows.

Exact for different families. Its parts cancel where the two are nearly equal: then it says so, and
hands over to quadrature or summation once more digits would be lost than those keep.
"""

from typing import Any, NamedTuple

import numpy as np

from kullback.distributions.base import Distribution
from kullback.distributions.statistics import LogLinear
from kullback.distributions.stretched import Stretched
from kullback.distributions.transformed import Shifted, shifted
from kullback.measures.kl import KL
from kullback.methods.domination import escape, violations
from kullback.methods.registry import Answer, Question, method
from kullback.result import Caution, Detail

Array = Any

_EPS = float(np.finfo(float).eps)
_CERTAIN = 1e3  # cancelled terms over the value: up to here 12 digits are left
_HOPELESS = 1e6  # and beyond, quadrature keeps more than the moments do


class Moments(NamedTuple):
    """A divergence, and the size of the terms that were added up to it."""

    value: Array
    size: Array


def _refuses(question: Question) -> str | None:
    found = _moments(question.p, question.q, np)
    if isinstance(found, str):
        return found
    question.memo["moments"] = found
    lost = found.size > _HOPELESS * found.value  # NaN: no mean decides
    if np.isnan(found.value).any():
        return "a mean that it needs is undefined, or two infinite ones cancel"
    if lost.all():
        return "the two are so close that its terms would cancel"
    return None


@method(
    "moments",
    "exact",
    measures=(KL,),
    p=(Distribution,),
    q=(Distribution,),
    refuses=_refuses,
    differentiable=True,
)
def moments(question: Question) -> Answer:
    """Return the divergence from the entropy and the moments of p, infinite where one diverges."""
    p, q, found = question.p, question.q, question.memo["moments"]
    outside = escape(question.measure, p, q)
    outside = np.False_ if outside is None else outside
    endless = np.isinf(found.value) & ~outside
    doubtful = (found.size > _CERTAIN * found.value) & ~outside & ~endless
    cautions = (_DIVERGES,) if endless.any() else ()
    if doubtful.any():
        cautions += (_ill_conditioned(found, doubtful),)
    detail = Detail(violations=lambda: violations(question.measure, p, q))
    method = "support" if np.all(outside) else None
    if question.tracked:
        value = _native_value(question, outside)
        return Answer(value, cautions=cautions, detail=detail, method=method)
    # rounding alone makes a sum of this size negative, and then the caution above says so
    value = np.where(outside, np.inf, np.maximum(found.value, 0.0))[()]
    return Answer(value, cautions=cautions, detail=detail, method=method)


_DIVERGES = Caution(
    "diverges",
    "A mean of `p` that log q needs is infinite, although the support of `p` lies inside that of `q`: the "
    "tails of `p` are too heavy for `q`, and the divergence is infinite.",
)


def _ill_conditioned(found: Moments, doubtful: Array) -> Caution:
    lost = float(np.max(np.where(doubtful, found.size / np.maximum(found.value, 1e-300), 1.0)))
    digits = max(0, int(15 - np.log10(lost)))
    count = int(np.sum(doubtful))
    where = f" in {count} of {doubtful.size} entries" if np.ndim(doubtful) else ""
    return Caution(
        "ill_conditioned",
        f"The two are close and the terms of the moment engine cancel{where}: about {digits} digits are "
        'certain. Ask with `method="quadrature"` ("summation" on the integers) for more.',
    )


def _native_value(question: Question, outside: Array) -> Array:
    native = question.native
    assert native is not None
    found = _moments(native.p, native.q, native.xp)
    assert isinstance(found, Moments)
    if not np.any(outside):
        return found.value
    return native.xp.where(native.xp.asarray(outside), native.xp.inf, found.value)


def _moments(p: Distribution, q: Distribution, xp: Any) -> Moments | str:
    """Return the divergence, or why it cannot be had from moments."""
    p, q = _uncovered(p, q)
    found = (form.entropy(xp) for form in p.forms())
    entropy = next((h for h in found if h is not None), None)
    if entropy is None:
        return f"the entropy of {type(p).__name__} has no closed form"
    missing: str | None = None
    for form in q.forms():
        linear = form.log_linear(xp)
        if linear is None:
            continue
        value = _added(p, entropy, linear, xp)
        if isinstance(value, Moments):
            return value
        missing = value
    return missing or f"the log density of {type(q).__name__} is not linear in known statistics"


def _uncovered(p: Distribution, q: Distribution) -> tuple[Distribution, Distribution]:
    """Return the pair with a shift or stretch of q undone on both sides."""
    while True:
        if isinstance(q, Shifted):
            p, q = shifted(p, -q.loc), q.base
        elif isinstance(q, Stretched) and (own := p.stretched(1.0 / q.scale)) is not None:
            p, q = own, q.base
        else:
            return p, q


def _added(p: Distribution, entropy: Array, linear: LogLinear, xp: Any) -> Moments | str:
    parts = [entropy, *linear.constants]
    for coefficient, statistic in linear.terms:
        mean = p.mean_of(statistic, xp)
        if mean is None:
            shown = type(statistic).__name__
            return f"the mean of {shown} under {type(p).__name__} has no closed form here"
        used = coefficient != 0.0
        parts.append(xp.where(used, coefficient * xp.where(used, mean, 0.0), 0.0 * mean))
    value, size = 0.0, 0.0
    with np.errstate(all="ignore"):
        for part in parts:
            value, size = value - part, size + abs(part)
    return Moments(value, size)
