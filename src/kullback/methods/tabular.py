"""Exact sums over the outcomes of tables."""

from collections.abc import Callable
from typing import Any

import numpy as np

from kullback.distributions.arrays import as_numpy
from kullback.distributions.pairing import Side, Tables
from kullback.distributions.table import Logits, LogProbs, Table
from kullback.measures.base import Divergence, Functional
from kullback.methods.registry import Answer, Question, method
from kullback.numerics import logits, tables
from kullback.numerics.cells import Cells
from kullback.numerics.sums import total_of
from kullback.result import Contribution, Detail, Violation

Array = Any

TABULAR = (Table, Logits, LogProbs)


@method("table", "exact", measures=(Divergence,), p=TABULAR, q=TABULAR)
def divergence(question: Question) -> Answer:
    """Return the divergence of two tables."""
    met, measure = question.tables, question.measure
    assert met is not None
    xp = met.xp
    cells = cells_of(met)
    terms = measure.pointwise(cells, xp)
    totals = tuple(measure.combine(term, xp) for term in terms)
    value = measure.of_table(totals, cells, xp)
    return Answer(value, detail=_detail(measure, met, cells, terms[0], value))


@method("table_sum", "exact", measures=(Functional,), p=TABULAR, q=(type(None),))
def functional(question: Question) -> Answer:
    """Return the functional of one table."""
    met, measure = question.tables, question.measure
    assert met is not None
    p = probabilities(met.p, met.xp)
    return Answer(total_of(measure.of_table(p, met.xp), met.xp))


def probabilities(side: Side, xp: Any) -> Array:
    """Return the probabilities of one side, divided by their exact sum."""
    if side.total is None:
        return logits.normalise(side.array, xp).p
    return side.array / side.total.high


def cells_of(met: Tables) -> Cells:
    """Return the cells of two tables that have met."""
    p, q, xp = met.p, met.q, met.xp
    assert q is not None
    if p.total is not None and q.total is not None:
        return tables.normalised_cells(p.array, q.array, p.total, q.total, xp, positive=q.positive)
    return logits.cells(_scores(p, xp), _scores(q, xp), xp)


def _scores(side: Side, xp: Any) -> Array:
    if side.total is None:
        return side.array
    positive = side.array > 0.0
    return xp.where(positive, xp.log(xp.where(positive, side.array, 1.0)), -xp.inf)


def _detail(measure: Divergence, met: Tables, cells: Cells, term: Array, value: Array) -> Detail:
    decomposes = measure.is_sum and type(measure).finish is Divergence.finish
    return Detail(
        contributions=_contributions(met, cells, term) if decomposes else None,
        violations=_violations(met, cells, measure),
    )


def _contributions(
    met: Tables, cells: Cells, term: Array
) -> Callable[[tuple[int, ...]], list[Contribution]]:
    def list_them(at: tuple[int, ...]) -> list[Contribution]:
        shape = tuple(term.shape)
        parts, p, q = (
            np.broadcast_to(as_numpy(x), shape)[at].tolist() for x in (term, cells.p, cells.q)
        )
        return [
            Contribution(name, *numbers)
            for name, numbers in zip(_outcomes(met), zip(parts, p, q, strict=True), strict=True)
        ]

    return list_them


def _violations(met: Tables, cells: Cells, measure: Divergence) -> Callable[[], list[Violation]]:
    def list_them() -> list[Violation]:
        if not measure.needs_domination or not cells.singular:
            return []
        names = _outcomes(met)
        bad = np.asarray(as_numpy(cells.u) == np.inf)
        masses = np.broadcast_to(as_numpy(cells.p), bad.shape)
        found = []
        for place in np.argwhere(bad):
            *row, outcome = (int(i) for i in place)
            label = (*row, names[outcome]) if row else names[outcome]
            found.append(Violation(label, float(masses[tuple(place)])))
        return found

    return list_them


def _outcomes(met: Tables) -> list[Any]:
    if met.outcomes is not None:
        return list(met.outcomes)
    if len(met.event_shape) > 1:
        return [tuple(int(i) for i in index) for index in np.ndindex(*met.event_shape)]
    return list(range(met.event_shape[0]))
