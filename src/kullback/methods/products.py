"""Products: what adds over independent parts is answered part by part, and added up."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from kullback.distributions.composite import may_share_space
from kullback.distributions.native import native_pair
from kullback.distributions.product import Independent, Product, event_sum
from kullback.errors import NoMethodError
from kullback.measures.base import Measure
from kullback.methods.registry import ORDER, Answer, Question, method, resolve, run
from kullback.result import Caution, Detail, Kind, Violation

Array = Any


class Part(NamedTuple):
    """A question about one part of both sides, and how its answers are added up over the event."""

    question: Question
    added: Callable[[Array, Any], Array]


def _refuses(question: Question) -> str | None:
    measure = question.measure
    if question.q is not None and "additive_over_products" not in measure.axioms:
        return f"`{measure.name}` does not add over independent parts"
    if question.q is None and measure.name != "entropy":
        return f"`{measure.name}` does not add over independent parts"
    try:
        parts = list(_parts(question))
        question.memo["parts"] = [(part, resolve(part.question)) for part in parts]
    except NoMethodError as error:
        return str(error)
    return None if parts else "the two are not made of parts of the same kinds"


@method(
    "additive",
    "exact",
    measures=(Measure,),
    p=(Product, Independent),
    q=(Product, Independent, type(None)),
    refuses=_refuses,
    differentiable=True,
)
def additive(question: Question) -> Answer:
    """Return the sum over the parts; it is as good as the worst of them."""
    native = question.native if question.tracked else None
    xp = np if native is None else native.xp
    value: Array = 0.0
    error: Array = 0.0
    kinds: list[Kind] = ["exact"]
    cautions: dict[str, Caution] = {}
    draws: list[int] = []
    for part, chosen in question.memo["parts"]:
        found = run(chosen, part.question)
        value = value + part.added(found.value, xp)
        kinds.append(found.kind or chosen.kind)
        squared = kinds[-1] == "estimate"
        if found.error is not None:
            more = part.added(found.error**2 if squared else found.error, np)
            error = np.sqrt(error**2 + more) if squared else error + more
        cautions |= {c.code: c for c in found.cautions}
        draws += [found.n] if found.n is not None else []
    worst = max(kinds, key=lambda kind: ORDER[kind])
    return Answer(
        value,
        None if worst == "exact" else error,
        n=max(draws, default=None),
        cautions=tuple(cautions.values()),
        detail=Detail(violations=lambda: _violations(question)),
        kind=worst,
    )


def _violations(question: Question) -> list[Violation]:
    """Return those of the parts, each named by the place of its part."""
    found: list[Violation] = []
    for i, (part, chosen) in enumerate(question.memo["parts"]):
        detail = run(chosen, part.question).detail
        inner = [] if detail.violations is None else detail.violations()
        found += [Violation((i, violation.outcome), violation.p) for violation in inner]
    return found


def _parts(question: Question) -> Iterator[Part]:
    """Yield the questions about the parts; none where the two do not match."""
    native = (
        question.native if question.tracked else None
    )  # else the twins are all that is looked at
    rng = np.random.default_rng(question.rng)  # one for all parts: their draws are independent
    twins = question.p, question.q
    inner = twins if native is None else (native.p, native.q)
    for one, own in zip(_matched(*twins), _matched(*inner), strict=True):
        (p, q, added), (native_p, native_q, _) = one, own
        below = None if native is None else native_pair(native_p, () if q is None else native_q)
        yield Part(Question(question.measure, p, q, rng, None, {}, below), added)


def _matched(p: Any, q: Any) -> list[tuple[Any, Any, Callable[[Array, Any], Array]]]:
    if isinstance(p, Independent) and (q is None or isinstance(q, Independent)):
        if q is None:
            return [(p.base, None, p.added)]
        if p.event_batch == q.event_batch and may_share_space(p.base, q.base):
            shape = np.broadcast_shapes(p.base.batch_shape, q.base.batch_shape)
            return [(p.base, q.base, lambda v, xp: event_sum(v, shape, p.ndims, xp))]
        return []
    parts_p, parts_q = _split(p), None if q is None else _split(q)
    if parts_q is None:
        return [(part, None, _itself) for part in parts_p]
    if len(parts_p) != len(parts_q) or not all(map(may_share_space, parts_p, parts_q)):
        return []
    return [(one, two, _itself) for one, two in zip(parts_p, parts_q, strict=True)]


def _split(d: Any) -> tuple[Any, ...]:
    """Return the parts, those of independent ones among them."""
    if isinstance(d, Product):
        inner = (
            _split(part) if isinstance(part, Product | Independent) else (part,) for part in d.parts
        )
        return tuple(part for parts in inner for part in parts)
    entries: tuple[Any, ...] = d.entries() if not d.batch_shape else ()
    return entries


def _itself(values: Array, xp: Any) -> Array:
    return values
