"""Exact sums over the cells of a joint table."""

from collections.abc import Callable
from typing import Any

import numpy as np

from kullback.distributions.arrays import as_numpy
from kullback.distributions.table import Table
from kullback.measures.joint import OfJoint
from kullback.methods.registry import Answer, Question, method
from kullback.numerics.sums import total_of
from kullback.result import Contribution, Detail

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
