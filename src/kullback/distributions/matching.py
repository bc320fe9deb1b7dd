"""Which component of one mixture stands for which of another."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from kullback.distributions.base import Distribution
from kullback.distributions.fingerprint import fingerprint
from kullback.distributions.ratio import closed_divergence

Array = Any
Weighted = tuple[Array, Distribution]

_MANY = 4096  # pairs of components that are compared to find the nearest ones


def matched(p: Sequence[Weighted], q: Sequence[Weighted]) -> list[tuple[int, int]]:
    """Return pairs of places: equal components first, then the nearest of one family."""
    places = {fingerprint(d): j for j, (_, d) in enumerate(q)}
    equal = [(i, places.get(fingerprint(d))) for i, (_, d) in enumerate(p)]
    pairs = [(i, j) for i, j in equal if j is not None]
    left = [i for i, j in equal if j is None]
    right = sorted(set(range(len(q))) - {j for _, j in pairs})
    if len(left) * len(right) > _MANY:
        return pairs
    apart = [(_apart(p[i][1], q[j][1]), i, j) for i in left for j in right]
    for distance, i, j in sorted(apart):
        if np.isfinite(distance) and i in left and j in right:
            pairs.append((i, j))
            left.remove(i)
            right.remove(j)
    return pairs


def _apart(p: Distribution, q: Distribution) -> float:
    """Return the divergence of two single members of a family; infinite where it is not known."""
    value = closed_divergence(p, q)
    return np.inf if value is None else value
