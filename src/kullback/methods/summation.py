"""Discrete distributions: exact sums, or sums with a bounded tail."""

from typing import Any

import numpy as np

from kullback.distributions.base import Distribution
from kullback.measures.base import Divergence, Functional
from kullback.methods import lattice_sum
from kullback.methods.densities import (
    cells_of,
    functional_with_rounding,
    logs_of_one,
    logs_of_pair,
    terms_with_rounding,
    value_of_sums,
)
from kullback.methods.domination import window
from kullback.methods.entries import Single, answer_entries
from kullback.methods.registry import Answer, Question, method
from kullback.result import Contribution

Array = Any

_EPS = float(np.finfo(float).eps)
_SHORT = 4096.0


def _refuses(question: Question) -> str | None:
    for side in (question.p, question.q):
        if side is not None and side.support.space.kind != "integers":
            return f"{type(side).__name__} lives on {side.support.space}, not on the integers"
    return None if question.measure.is_sum else "a supremum is no sum"


def goes_on(question: Question) -> str | None:
    """Return why the sum would not end, or why there is none."""
    refusal = _refuses(question)
    if refusal is not None:
        return refusal
    p, q, measure = question.p, question.q, question.measure
    sides = ((p, (0.0,)),) if q is None else ((p, measure.only_q), (q, measure.only_p))
    # mass of the other side where one has none is counted without a sum, unless it decides
    if any(_ends(own) for own, only in sides if np.isfinite(only[0])):
        return None
    return f"{type(p).__name__} has more than {lattice_sum.LIST} possible outcomes"


def _ends(d: Distribution) -> bool:
    """Return whether every member of a batch lives on few enough integers to be added one by one."""
    if type(d).atoms is not Distribution.atoms:
        return True
    return bool(np.all(np.asarray(d.support.high) - np.asarray(d.support.low) < lattice_sum.LIST))


@method(
    "finite_sum",
    "exact",
    measures=(Divergence,),
    p=(Distribution,),
    q=(Distribution,),
    refuses=goes_on,
)
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
    "finite_sum_one",
    "exact",
    measures=(Functional,),
    p=(Distribution,),
    q=(type(None),),
    refuses=goes_on,
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
    return answer_entries(question, _single_functional)


def _single(measure: Divergence, p: Distribution, q: Distribution) -> Single:
    finite = False

    def sums(measure: Divergence) -> tuple[Array, Array]:
        nonlocal finite
        found = _summed(measure, p, q)
        finite, rows = found.finite, len(found.value) // 2
        return found.value[:rows], found.value[rows:] + found.error[:rows]

    value, error = value_of_sums(measure, sums, lambda: logs_of_pair(p, q, _first_look(p, q)))
    return Single(value, error, finite)


def _summed(measure: Divergence, p: Distribution, q: Distribution) -> lattice_sum.Sum:
    """Return the sums of the terms where both may live, and of what either has outside the other."""

    def terms(k: Array) -> Array:
        return terms_with_rounding(measure, *cells_of(logs_of_pair(p, q, k), 0.0))

    for own, other, only in ((p, q, measure.only_q), (q, p, measure.only_p)):
        few = runs(own)
        if few is not None and np.isfinite(only[0]):
            total = np.sum([lattice_sum.listed(terms, *run) for run in few], axis=0)
            edges = [-np.inf, *(end for run in few for end in run), np.inf]
            gaps = zip(edges[::2], edges[1::2], strict=True)
            idle = sum(lattice_sum.mass(other, a + 1.0, b - 1.0) for a, b in gaps if b - a > 1.0)
            total[: len(only)] += np.array(only) * idle
            return lattice_sum.Sum(total, np.zeros_like(total), True)
    low = min(float(p.support.low), float(q.support.low))
    high = max(float(p.support.high), float(q.support.high))
    return lattice_sum.over(terms, low, high, (p, q))


def runs(d: Distribution) -> list[tuple[float, float]] | None:
    """Return the runs of integers where `d` lives, if they are few enough to be added one by one."""
    if d.atoms is not None:
        breaks = np.flatnonzero(np.diff(d.atoms) > 1.0)
        starts = d.atoms[np.concatenate([[0], breaks + 1])]
        stops = d.atoms[np.concatenate([breaks, [len(d.atoms) - 1]])]
        return list(zip(starts.tolist(), stops.tolist(), strict=True))
    low, high = float(d.support.low), float(d.support.high)
    return [(low, high)] if high - low < lattice_sum.LIST else None


def _first_look(p: Distribution, q: Distribution) -> Array:
    """Return integers all over both supports, denser around the bulks."""
    low = max(float(p.support.low), float(q.support.low))
    high = min(float(p.support.high), float(q.support.high))
    if high - low < _SHORT:
        return np.arange(low, high + 1.0)
    steps = np.concatenate([[0.0], 2.0 ** np.arange(-3.0, 30.0, 0.25)])
    points = [c + s * w * steps for c, w in (p.bulk, q.bulk) for s in (1.0, -1.0)]
    k = np.unique(np.round(np.concatenate([*points, [v for v in (low, high) if np.isfinite(v)]])))
    return k[(k >= low) & (k <= high)]


def _single_functional(measure: Functional, p: Distribution, _: None) -> Single:
    def terms(k: Array) -> Array:
        return functional_with_rounding(measure, logs_of_one(p, k), 0.0)

    found = lattice_sum.over(terms, float(p.support.low), float(p.support.high), (p,))
    return Single(float(found.value[0]), float(found.value[1] + found.error[0]), found.finite)


def _outcomes(measure: Divergence, p: Distribution, q: Distribution) -> list[Contribution]:
    """Return the contributions of single integers around both bulks, and of all others together."""
    k = np.union1d(window(p), window(q))
    cells, _ = cells_of(logs_of_pair(p, q, k), 0.0)
    (term, *_) = measure.pointwise(cells, np)
    rows = zip(k.tolist(), term.tolist(), cells.p.tolist(), cells.q.tolist(), strict=True)
    listed = [Contribution(int(x), value, a, b) for x, value, a, b in rows if a > 0.0 or b > 0.0]
    rest = _single(measure, p, q).value - float(np.sum(term))
    if rest > _EPS * len(k) * abs(float(np.sum(term))):
        others = (1.0 - float(np.sum(cells.p)), 1.0 - float(np.sum(cells.q)))
        listed.append(Contribution("all others", rest, *(max(m, 0.0) for m in others)))
    return listed
