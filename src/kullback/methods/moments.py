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
from kullback.methods.domination import escape, pointlike, violations
from kullback.methods.registry import FORMULA_FAILS, Answer, Question, method, not_native
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
    if (atom := pointlike(question.p, question.q)) is not None:
        return atom
    if question.tracked and (lacking := _refuses_natively(question)):
        return lacking
    if question.traced:
        return None
    with np.errstate(all="ignore"):
        found = _moments(question.p, question.q, np)
    if isinstance(found, str):
        return found
    question.memo["moments"] = found
    lost = found.size > _HOPELESS * found.value  # NaN: no mean decides
    if np.isnan(found.value).any() or (found.value == -np.inf).any():
        return "a mean that it needs is undefined, or infinite ones cancel"
    if lost.all():
        return "the two are so close that its terms would cancel"
    return None


def _refuses_natively(question: Question) -> str | None:
    """Return why there is no value with a gradient; None leaves the value in the memo."""
    native = question.native
    assert native is not None
    try:
        outside = escape(question.measure, question.p, question.q)
        found = _moments(native.p, native.q, native.xp)
    except FORMULA_FAILS as error:
        return not_native(error, question)
    if isinstance(found, str):
        return found
    xp, value = native.xp, found.value
    value = xp.where(value < 0.0, 0.0, value)  # rounding alone makes a sum of this size negative
    if outside is not None:
        value = native.where(outside, xp.inf, value)
    question.memo["native"] = value
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
    if question.traced:
        return Answer(question.memo["native"])
    p, q, found = question.p, question.q, question.memo["moments"]
    outside = escape(question.measure, p, q)
    outside = np.False_ if outside is None else outside
    endless = np.isinf(found.value) & ~outside
    doubtful = (found.size > _CERTAIN * found.value) & ~outside & ~endless
    cautions: tuple[Caution, ...] = (_DIVERGES,) if endless.any() else ()
    if doubtful.any():
        cautions += (_ill_conditioned(found, doubtful),)
    detail = Detail(violations=lambda: violations(question.measure, p, q))
    method = "support" if np.all(outside) else None
    if question.tracked:
        return Answer(question.memo["native"], cautions=cautions, detail=detail, method=method)
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


def _moments(p: Distribution, q: Distribution, xp: Any) -> Moments | str:
    """Return the divergence, or why it cannot be had from moments."""
    p, q = _uncovered(p, q)
    entropy = p.known_entropy(xp)
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
        parts.append(_product(coefficient, mean, xp))
    value, size = 0.0, 0.0
    with np.errstate(all="ignore"):
        for part in parts:
            value, size = value - part, size + abs(part)
    return Moments(value, size)


def _product(coefficient: Array, mean: Array, xp: Any) -> Array:
    """Return the product, 0 where the coefficient is and the mean, of a statistic q does not see, diverges.

    A coefficient of 0 still has a gradient, the mean.
    """
    if isinstance(coefficient, float):
        return coefficient * mean if coefficient else 0.0
    mean = mean + 0.0 * coefficient
    used = (coefficient != 0.0) | xp.isfinite(mean)
    return xp.where(used, coefficient * xp.where(used, mean, 1.0), 0.0 * coefficient)
