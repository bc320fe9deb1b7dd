"""Vectors of counts: exact sums over all that are possible, where these are few."""

from dataclasses import replace
from typing import Any

import numpy as np

from kullback.distributions.base import Distribution
from kullback.distributions.mixture import Mixture
from kullback.distributions.ratio import log_ratio_of
from kullback.measures.base import Divergence, Functional
from kullback.methods.batches import entry, indices
from kullback.methods.densities import (
    Logs,
    cells_of,
    functional_with_rounding,
    terms_with_rounding,
    value_of_sums,
)
from kullback.methods.entries import DIVERGES, Single, answer_entries
from kullback.methods.registry import Answer, Question, method
from kullback.numerics.compositions import LIST
from kullback.result import Contribution, Violation

Array = Any


def not_listed(question: Question) -> str | None:
    """Return why the outcomes are not added up one by one."""
    sides = [side for side in (question.p, question.q) if side is not None]
    for side in sides:
        if side.support.space.kind != "counts":
            return f"{type(side).__name__} lives on {side.support.space}, not on vectors of counts"
    if not question.measure.is_sum:
        return "a supremum is no sum"
    shape, places = indices(question.p, question.q)
    for side in sides:
        if any(outcomes(entry(side, shape, at)) is None for at in places):
            return (
                f"{type(side).__name__} has more than {LIST} possible outcomes, or none are listed"
            )
    return None


def outcomes(d: Distribution) -> Array | None:
    """Return all that is possible under a single distribution, as rows; None if that is not listed."""
    if isinstance(d, Mixture):
        listed = [x for _, part in d.parts if (x := outcomes(part)) is not None]
        whole = len(listed) == len(d.parts)
        return np.unique(np.concatenate(listed), axis=0) if whole else None
    return d.atoms


@method(
    "enumeration",
    "exact",
    measures=(Divergence,),
    p=(Distribution,),
    q=(Distribution,),
    refuses=not_listed,
)
def divergence(question: Question) -> Answer:
    """Return the divergence of two distributions of counts, outcome by outcome."""
    found = answer_entries(question, _single, _parts)
    detail = replace(found.detail, violations=lambda: missed(question))
    # a finite sum is infinite where q misses an outcome, and no tail explains it
    cautions = tuple(caution for caution in found.cautions if caution != DIVERGES)
    return found._replace(cautions=cautions, detail=detail)


@method(
    "enumeration_one",
    "exact",
    measures=(Functional,),
    p=(Distribution,),
    q=(type(None),),
    refuses=not_listed,
)
def functional(question: Question) -> Answer:
    """Return the functional of one distribution of counts, outcome by outcome."""
    return answer_entries(question, _single_functional)


def _logs(p: Distribution, q: Distribution) -> tuple[Array, Logs]:
    """Return every outcome of either side, and both logarithms there."""
    listed = [x for x in (outcomes(p), outcomes(q)) if x is not None]
    x = np.unique(np.concatenate(listed), axis=0)
    u, size = log_ratio_of(p, q, x)
    return x, Logs(p.log_density(x, np), q.log_density(x, np), u, size, np.zeros_like(u))


def _single(measure: Divergence, p: Distribution, q: Distribution) -> Single:
    _, logs = _logs(p, q)

    def sums(measure: Divergence) -> tuple[Array, Array]:
        found = terms_with_rounding(measure, *cells_of(logs, 0.0)).sum(axis=1)
        return found[: len(found) // 2], found[len(found) // 2 :]

    return Single(*value_of_sums(measure, sums, lambda: logs), True)


def missed(question: Question) -> list[Violation]:
    """Return the outcomes that q misses, each after its place in the batch."""
    if not question.measure.needs_domination:
        return []
    shape, places = indices(question.p, question.q)
    found = []
    for at in places:
        x, logs = _logs(entry(question.p, shape, at), entry(question.q, shape, at))
        lost = (logs.log_q == -np.inf) & (logs.log_p > -np.inf)
        for row, mass in zip(x[lost].astype(int).tolist(), np.exp(logs.log_p[lost]), strict=True):
            found.append(Violation((*at, tuple(row)) if at else tuple(row), float(mass)))
    return found


def _parts(measure: Divergence, p: Distribution, q: Distribution) -> list[Contribution]:
    """Return what each outcome contributes."""
    x, logs = _logs(p, q)
    cells, _ = cells_of(logs, 0.0)
    (term, *_) = measure.pointwise(cells, np)
    named = (tuple(int(k) for k in row) for row in x)
    return [
        Contribution(*row)
        for row in zip(named, term.tolist(), cells.p.tolist(), cells.q.tolist(), strict=True)
    ]


def _single_functional(measure: Functional, p: Distribution, _: None) -> Single:
    log_p = p.log_density(outcomes(p), np)
    logs = Logs(log_p, log_p, np.zeros_like(log_p), np.abs(log_p), np.zeros_like(log_p))
    value, error = functional_with_rounding(measure, logs, 0.0).sum(axis=1)
    return Single(float(value), float(error), True)
