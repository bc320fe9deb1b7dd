"""An atom and a density share nothing, and two atoms share everything or nothing.

Nothing is integrated: what a measure makes of disjoint masses is all there is to say.
"""

from typing import Any

import numpy as np

from kullback.distributions.base import Distribution
from kullback.distributions.families.delta import Delta
from kullback.measures.base import Divergence
from kullback.methods.batches import entry, indices
from kullback.methods.registry import Answer, Question, method
from kullback.result import Caution, Detail, Violation

Array = Any

_SINGULAR = Caution(
    "mutually_singular",
    "One side is an atom, all mass at one point, and the other has a density, which gives a point no mass: "
    "they share nothing, and the divergence is that of disjoint distributions. The negative log density "
    "-log q(x) at the atom is no divergence: it depends on the unit of x and may be negative. If a pmf is "
    "meant, take one on the integers; if the point is a rounded number, give it a width.",
)


def _refuses(question: Question) -> str | None:
    for side in (question.p, question.q):
        if not isinstance(side, Delta) and side.support.space.kind != "line":
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
    value = np.where(equal, 0.0, measure.finish(totals, np))[()]
    detail = Detail(violations=lambda: _violations(measure, p, q, equal))
    return Answer(value, cautions=() if both else (_SINGULAR,), detail=detail)


def _violations(
    measure: Divergence, p: Distribution, q: Distribution, equal: Array
) -> list[Violation]:
    """Return where p lives, if that is not where q does: all of it."""
    if not measure.needs_domination:
        return []
    shape, places = indices(p, q)
    found = []
    for at in places:
        if not equal[at]:
            support = entry(p, shape, at).support
            low, high = float(support.low), float(support.high)
            where = low if isinstance(p, Delta) else (low, high)
            found.append(Violation((*at, where) if at else where, 1.0))
    return found
