"""Exact sums over the cells of a joint table."""

from collections.abc import Callable
from typing import Any

import numpy as np

from kullback.distributions.arrays import as_numpy
from kullback.distributions.table import Table
from kullback.measures.joint import OfJoint, OfTwoJoints
from kullback.methods.registry import Answer, Question, method
from kullback.numerics.sums import total_of
from kullback.result import Contribution, Detail, Violation

Array = Any


@method("joint_table", "exact", measures=(OfJoint,), p=(Table,), q=(type(None),))
def joint(question: Question) -> Answer:
    """Return the sum of the terms of all cells."""
    tables, measure = question.tables, question.measure
    assert tables is not None
    xp, array = tables.xp, tables.p.array
    cells = xp.reshape(array, (*array.shape[:-1], *tables.event_shape))
    terms = measure.of_joint(cells, xp)
    detail = Detail(contributions=_contributions(terms, cells))
    listed = xp.reshape(terms, (*terms.shape[:-2], -1))
    return Answer(total_of(listed, xp), detail=detail)


def _no_joint(question: Question) -> str | None:
    two = question.tables is not None and len(question.tables.event_shape) == 2
    return None if two else "it needs two joint tables of two variables"


@method(
    "conditional_table",
    "exact",
    measures=(OfTwoJoints,),
    p=(Table,),
    q=(Table,),
    refuses=_no_joint,
)
def conditional(question: Question) -> Answer:
    """Return the sum over all rows of the divergences of the rows, weighted by P."""
    tables, measure = question.tables, question.measure
    assert tables is not None
    assert tables.q is not None
    xp = tables.xp
    p, q = (
        xp.reshape(side.array, (*side.array.shape[:-1], *tables.event_shape))
        for side in (tables.p, tables.q)
    )
    terms = measure.of_joints(p, q, xp)
    rows = total_of(terms, xp)
    return Answer(total_of(rows, xp), detail=Detail(_rows(rows, p, q), _violations(p, q)))


def _rows(rows: Array, p: Array, q: Array) -> Callable[[tuple[int, ...]], list[Contribution]]:
    def list_them(at: tuple[int, ...]) -> list[Contribution]:
        parts = as_numpy(rows)[at]
        mass_p, mass_q = (as_numpy(side).sum(axis=-1) for side in (p, q))
        found = zip(parts, *np.broadcast_arrays(mass_p[at], mass_q[at]), strict=True)
        return [Contribution(i, *(float(x) for x in row)) for i, row in enumerate(found)]

    return list_them


def _violations(p: Array, q: Array) -> Callable[[], list[Violation]]:
    def list_them() -> list[Violation]:
        mass = as_numpy(p)
        places = np.argwhere((mass > 0.0) & (as_numpy(q) == 0.0))
        return [Violation(tuple(map(int, at)), float(mass[tuple(at)])) for at in places]

    return list_them


def _contributions(terms: Array, cells: Array) -> Callable[[tuple[int, ...]], list[Contribution]]:
    def list_them(at: tuple[int, ...]) -> list[Contribution]:
        parts, joint = as_numpy(terms)[at], as_numpy(cells)[at]
        joint = joint / joint.sum()
        product = joint.sum(axis=1, keepdims=True) * joint.sum(axis=0, keepdims=True)
        return [
            Contribution(index, float(parts[index]), float(joint[index]), float(product[index]))
            for index in np.ndindex(*parts.shape)
        ]

    return list_them
