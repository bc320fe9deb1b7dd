"""An atom and a density share nothing, and neither do two atoms, or an atom and the integers it lies between.

Nothing is integrated: what a measure makes of disjoint masses is all there is to say. Where an atom of a
batch stands on an integer, and the other side is a pmf, it is the pmf that is asked.
"""

from typing import Any

import numpy as np

from kullback.distributions.base import Distribution
from kullback.distributions.families.delta import Delta
from kullback.distributions.support import INTEGERS
from kullback.measures.base import Divergence
from kullback.methods.batches import entry, indices
from kullback.methods.registry import ORDER, Answer, Question, method, resolve, run
from kullback.result import Caution, Detail, Kind, Violation

Array = Any
Index = tuple[int, ...]

_SINGULAR = Caution(
    "mutually_singular",
    "One side is an atom, all mass at one point, and the other has a density, which gives a point no mass: "
    "they share nothing, and the divergence is that of disjoint distributions. The negative log density "
    "-log q(x) at the atom is no divergence: it depends on the unit of x and may be negative. If a pmf is "
    "meant, take one on the integers; if the point is a rounded number, give it a width.",
)

_BETWEEN = Caution(
    "between_the_integers",
    "One side is an atom, all mass at one point that is no integer, and the other has all its mass on the "
    "integers: they share nothing. Round the point if it is a computed integer.",
)


def _refuses(question: Question) -> str | None:
    for side in (question.p, question.q):
        if not isinstance(side, Delta) and side.support.space.kind not in ("line", "integers"):
            return f"{type(side).__name__} lives on {side.support.space}, not on the line"
    return None


def _refuses_second(question: Question) -> str | None:
    return "`p` is an atom as well" if isinstance(question.p, Delta) else _refuses(question)


@method(
    "atom_of_p",
    "exact",
    measures=(Divergence,),
    p=(Delta,),
    q=(Distribution,),
    refuses=_refuses,
)
@method(
    "atom_of_q",
    "exact",
    measures=(Divergence,),
    p=(Distribution,),
    q=(Delta,),
    refuses=_refuses_second,
)
def atoms(question: Question) -> Answer:
    """Return 0 for equal atoms, and else what the measure makes of disjoint distributions."""
    measure, p, q = question.measure, question.p, question.q
    shape, _ = indices(p, q)
    both = isinstance(p, Delta) and isinstance(q, Delta)
    equal = np.broadcast_to(np.equal(p.value, q.value) if both else np.False_, shape)
    totals = tuple(np.asarray(a + b) for a, b in zip(measure.only_p, measure.only_q, strict=True))
    value, error = np.where(equal, 0.0, measure.finish(totals, np)), np.zeros(shape)
    listed = _on_integers(question)
    for at, found in listed.items():
        value[at], error[at] = found.value, found.error or 0.0
    kinds: list[Kind] = ["exact", *(found.kind or "exact" for found in listed.values())]
    worst = max(kinds, key=lambda kind: ORDER[kind])
    detail = Detail(violations=lambda: _violations(question, equal, listed))
    return Answer(
        value[()],
        error[()] if error.any() else None,
        cautions=() if both else (_BETWEEN if _is_lattice(p, q) else _SINGULAR,),
        detail=detail,
        kind=worst,
    )


def _is_lattice(*sides: Distribution) -> bool:
    """Return whether one side is a pmf on the integers."""
    return any(side.support.space == INTEGERS for side in sides)


def _on_integers(question: Question) -> dict[Index, Answer]:
    """Return the answers for the entries in which an atom stands on an integer, beside a pmf."""
    found: dict[Index, Answer] = {}
    if not _is_lattice(question.p, question.q):
        return found
    shape, places = indices(question.p, question.q)
    for at in places:
        sides = [_listed(entry(side, shape, at)) for side in (question.p, question.q)]
        if None not in sides:
            inner = question._replace(p=sides[0], q=sides[1], memo={}, native=None)
            chosen = resolve(inner)
            answer = run(chosen, inner)
            found[at] = answer._replace(kind=answer.kind or chosen.kind)
    return found


def _listed(d: Distribution) -> Distribution | None:
    """Return a single distribution as the pmf on the integers that it is; None of one between them."""
    return next((form for form in d.forms() if form.support.space == INTEGERS), None)


def _violations(question: Question, equal: Array, listed: dict[Index, Answer]) -> list[Violation]:
    """Return where p lives, if that is not where q does: all of it."""
    if not question.measure.needs_domination:
        return []
    p = question.p
    shape, places = indices(p, question.q)
    found: list[Violation] = []
    for at in places:
        if at in listed:
            inner = listed[at].detail.violations
            found += [Violation((*at, v.outcome), v.p) for v in (inner() if inner else [])]
        elif not equal[at]:
            support = entry(p, shape, at).support
            low, high = float(support.low), float(support.high)
            where = low if isinstance(p, Delta) else (low, high)
            found.append(Violation((*at, where) if at else where, 1.0))
    return found
