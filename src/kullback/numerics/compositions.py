"""Vectors of counts with a given total: all of them, and how many there are."""

import math
from typing import Any

import numpy as np

Array = Any

LIST = 1 << 16
"""So many vectors of counts are added up one by one."""


def number_of_compositions(total: int, parts: int) -> int:
    """Return how many vectors of `parts` counts have this total."""
    return math.comb(total + parts - 1, parts - 1)


def compositions(total: int, parts: int) -> Array:
    """Return all vectors of `parts` counts with this total, as rows."""
    rows = np.zeros((1, 0))
    left = np.array([total])
    for _ in range(parts - 1):
        sizes = left + 1
        rows = np.repeat(rows, sizes, axis=0)
        before = np.repeat(np.cumsum(sizes) - sizes, sizes)
        count = np.arange(len(rows)) - before  # 0 ... left, for every row so far
        rows = np.column_stack([rows, count])
        left = np.repeat(left, sizes) - count
    return np.column_stack([rows, left])


def listed_compositions(total: Array, parts: int) -> Array | None:
    """Return all of them where they are few and the total is one number; None otherwise."""
    if np.ndim(total) or number_of_compositions(int(total), parts) > LIST:
        return None
    return compositions(int(total), parts)
