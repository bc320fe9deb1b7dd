"""Batches answered entry by entry, for methods that look at one pair at a time."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from kullback.distributions.base import Distribution
from kullback.measures.base import Divergence
from kullback.methods.batches import entry, indices
from kullback.methods.domination import escape, violations
from kullback.methods.registry import Answer, Question
from kullback.result import Caution, Contribution, Detail

DIVERGES = Caution(
    "diverges",
    "The sum or integral does not converge, although the support of `p` lies inside that of `q`: the tails "
    "of `p` are too heavy for `q`, and the value is infinite, or parts of it lie beyond the largest double.",
)


UNBOUNDED = Caution(
    "unbounded_error",
    "The tails lie beyond the largest or below the smallest double, and nothing bounds what they add. Do not "
    "rely on the value; take logarithms of the variable, which leaves a divergence as it is.",
)

_EPS = float(np.finfo(float).eps)
_LOST = 1e4  # rounding errors in the value from where so few digits are left that it has to be said


class Single(NamedTuple):
    """The answer for one entry: its value, the bound on its error, and whether it is exact."""

    value: float
    error: float
    exact: bool = False


def answer_entries(
    question: Question,
    single: Callable[[Any, Any, Any], Single],
    parts: Callable[[Any, Any, Any], list[Contribution]] | None = None,
) -> Answer:
    """Return the answers of `single`, given measure, p and q of each entry; support decides first.

    `parts` gives the contributions of one entry.
    """
    measure, p, q = question.measure, question.p, question.q
    shape, places = indices(p, q)

    def sides(at: tuple[int, ...]) -> tuple[Distribution, Distribution | None]:
        return entry(p, shape, at), None if q is None else entry(q, shape, at)

    outside = escape(measure, p, q)
    escaped = np.broadcast_to(np.False_ if outside is None else outside, shape)
    found = [
        Single(np.inf, 0.0, True) if escaped[at] else single(measure, *sides(at)) for at in places
    ]
    value = np.array([one.value for one in found]).reshape(shape)[()]
    error = np.array([one.error for one in found]).reshape(shape)[()]
    exact = all(one.exact for one in found)
    endless = not escaped.all() and bool(np.isinf(value).any()) and not violations(measure, p, q)
    cautions = ((DIVERGES,) if endless else ()) + ((UNBOUNDED,) if np.isinf(error).any() else ())
    cautions += () if q is None else _cancelled(found)
    cautions += tuple(dict.fromkeys((*p.caveats, *(() if q is None else q.caveats))))
    return Answer(
        value,
        None if exact else error,
        cautions=cautions,
        detail=Detail(
            contributions=None
            if parts is None or type(measure).finish is not Divergence.finish
            else lambda at: parts(measure, *sides(at)),
            violations=lambda: violations(measure, p, q),
        ),
        kind="exact" if exact else None,
        method="support" if bool(np.all(escaped)) else None,
    )


def _cancelled(found: list[Single]) -> tuple[Caution, ...]:
    """Return what there is to say of exact sums in which logarithms cancelled: they state no error."""
    lost = [one for one in found if one.exact and one.error > _LOST * _EPS * one.value]
    if not lost:
        return ()
    worst = min(one.value / one.error for one in lost)
    digits = max(0, int(np.log10(worst))) if worst > 0.0 else 0
    where = f" in {len(lost)} of {len(found)} entries" if len(found) > 1 else ""
    return (
        Caution(
            "ill_conditioned",
            f"The two are close and the logarithms in the sum cancel{where}: about {digits} digits are "
            "certain. Two members of one family are compared without that loss.",
        ),
    )
