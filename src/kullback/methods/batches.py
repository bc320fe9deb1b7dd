"""Batches of distributions: their single entries, and large ones part by part."""

import math
from typing import Any

import numpy as np

from kullback.distributions.base import Distribution
from kullback.distributions.family import Family
from kullback.measures.base import Measure
from kullback.numerics.blocks import BLOCK, in_blocks

Array = Any


def indices(
    p: Distribution, q: Distribution | None
) -> tuple[tuple[int, ...], list[tuple[int, ...]]]:
    """Return the shape of the broadcast batch, and every index of it."""
    shape = p.batch_shape if q is None else np.broadcast_shapes(p.batch_shape, q.batch_shape)
    return shape, list(np.ndindex(*shape))


def entry(d: Distribution, shape: tuple[int, ...], index: tuple[int, ...]) -> Distribution:
    """Return the single distribution that stands at `index` of the broadcast batch."""
    own = d.batch_shape
    if not own:
        return d
    tail = index[len(shape) - len(own) :]
    return d[tuple(i if n > 1 else 0 for i, n in zip(tail, own, strict=True))]


def closed_form_of_batch(measure: Measure, p: Any, q: Any, xp: Any) -> Array | None:
    """Return the closed form; NumPy's, of many pairs of one-dimensional families, block by block.

    A form that some block lacks is asked of the whole: it may depend on all of a batch being alike.
    """
    sides = (p,) if q is None else (p, q)
    if xp is not np or not _are_long(sides):
        return measure.closed_form(p, q, xp)
    given = [[value for _, value, _ in d.parameters()] for d in sides]
    n, unknown = len(given[0]), []

    def of_block(*arrays: Array) -> Array:
        part_q: Any = None if q is None else q.holding(arrays[n:-1])
        value = measure.closed_form(p.holding(arrays[:n]), part_q, np)
        unknown.append(value is None)
        return np.nan if value is None else value

    values = in_blocks(of_block, tuple(v for own in given for v in own), np)
    return measure.closed_form(p, q, np) if any(unknown) else values


def _are_long(sides: tuple[Distribution, ...]) -> bool:
    """Return whether these are families with more pairs than fit a block, and one number a parameter."""
    if not any(isinstance(x, np.ndarray) for d in sides for x in vars(d).values()):
        return False  # a single pair is sooner done than asked for its shape
    families = [d for d in sides if isinstance(d, Family)]
    if len(families) < len(sides) or any(e for d in families for _, _, e in d.parameters()):
        return False
    return math.prod(np.broadcast_shapes(*(d.batch_shape for d in sides))) > BLOCK
