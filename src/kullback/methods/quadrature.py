"""One-dimensional densities: quadrature in log space, with an error bound."""

from functools import partial
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from kullback.distributions.base import Distribution
from kullback.measures.base import Divergence, Functional
from kullback.methods.densities import (
    cells_of,
    finished,
    functional_with_rounding,
    logs_of_one,
    logs_of_pair,
    terms_with_rounding,
)
from kullback.methods.entries import Single, answer_entries
from kullback.methods.line_integral import Integrand, mass, moved, over, to_origin
from kullback.methods.registry import Answer, Question, method
from kullback.result import Caution, Contribution

Array = Any


class Part(NamedTuple):
    """A region of the line and what it contributes: totals, their error bound, masses of p and q."""

    low: float
    high: float
    totals: Array
    error: Array


def _refuses(question: Question) -> str | None:
    sides = [d for d in (question.p, question.q) if d is not None]
    for side in sides:
        if side.support.space.kind not in ("line", "circle"):
            return f"{type(side).__name__} lives on {side.support.space}, not on one axis"
    return None if question.measure.is_sum else "a supremum is no integral"


@method(
    "quadrature",
    "numerical",
    measures=(Divergence,),
    p=(Distribution,),
    q=(Distribution,),
    refuses=_refuses,
)
def divergence(question: Question) -> Answer:
    """Return the divergence of two densities on the line."""
    return answer_entries(question, _single, _regions)


@method(
    "quadrature_one",
    "numerical",
    measures=(Functional,),
    p=(Distribution,),
    q=(type(None),),
    refuses=_refuses,
)
def functional(question: Question) -> Answer:
    """Return the functional of one density on the line."""
    return answer_entries(question, _single_functional)


_DIVERGES = Caution(
    "diverges",
    "The integral does not converge: the tails of `p` are too heavy for `q`, although the support of `p` "
    "lies inside that of `q`. The divergence is infinite.",
)


_UNBOUNDED = Caution(
    "unbounded_error",
    "So much mass lies beyond the largest or below the smallest double that the tails could not be bounded. "
    "Do not rely on the value; take logarithms of the variable, which leaves the divergence as it is.",
)


def _single(measure: Divergence, p: Distribution, q: Distribution) -> Single:
    parts = _parts(measure, p, q)
    totals = np.sum([part.totals for part in parts], axis=0)
    bounds = np.sum([part.error for part in parts], axis=0)
    value, error = finished(measure, totals, bounds)
    caution = _DIVERGES if np.isinf(value) else _UNBOUNDED if np.isinf(error) else None
    return Single(value, error, caution=caution)


def _single_functional(measure: Functional, p: Distribution, _: None) -> Single:
    p = moved(p, to_origin(p))

    integrand = Integrand(partial(logs_of_one, p), partial(functional_with_rounding, measure))
    total, bound = over(integrand, float(p.support.low), float(p.support.high), (p,))
    return Single(float(total[0]), float(bound[0]))


def _parts(measure: Divergence, p: Distribution, q: Distribution) -> list[Part]:
    """Return the shared region and, outside it, the linear contributions of one side's mass."""
    by = to_origin(p)
    p, q = moved(p, by), moved(q, by)
    low_p, high_p = float(p.support.low), float(p.support.high)
    low_q, high_q = float(q.support.low), float(q.support.high)
    low, high = max(low_p, low_q), min(high_p, high_q)
    parts = []
    if low < high:
        totals, bounds = over(_pair_terms(measure, p, q), low, high, (p, q), to_high=high == high_p)
        parts.append(Part(low, high, totals, bounds))
    for d, only, ends in (
        (p, measure.only_p, (low_p, high_p)),
        (q, measure.only_q, (low_q, high_q)),
    ):
        for left, right in ((ends[0], min(low, ends[1])), (max(high, ends[0]), ends[1])):
            if left < right and any(only):
                share = mass(d, left, right)
                with np.errstate(invalid="ignore"):
                    totals = np.array([c * share if share else 0.0 for c in only])
                parts.append(Part(left, right, totals, 1e-14 * np.abs(totals)))
    return parts


def _pair_terms(measure: Divergence, p: Distribution, q: Distribution) -> Integrand:
    return Integrand(
        lambda x, gap: logs_of_pair(p, q, x, gap),
        lambda logs, y: terms_with_rounding(measure, *cells_of(logs, y)),
    )


def _regions(
    measure: Divergence, p: Distribution, q: Distribution, k: int = 10
) -> list[Contribution]:
    """Return the contributions of regions between round quantile-like marks of p's bulk."""
    centre, width = (float(v) for v in p.bulk)
    low = max(float(p.support.low), float(q.support.low))
    high = min(float(p.support.high), float(q.support.high))
    inner = [centre + width * z for z in (-4, -2, -1, 0, 1, 2, 4)]
    marks = [low, *(m for m in inner if low < m < high), high]
    listed = []
    for left, right in pairwise(marks):
        totals, _ = over(
            _pair_terms(measure, p, q), left, right, (p, q), to_high=right == float(p.support.high)
        )
        listed.append(
            Contribution(
                (left, right), float(totals[0]), mass(p, left, right), mass(q, left, right)
            )
        )
    for part in _parts(measure, p, q):
        if part.high <= low or part.low >= high:
            outside = (part.low, part.high)
            listed.append(Contribution(outside, float(part.totals[0]), 0.0, mass(q, *outside)))
    return listed
