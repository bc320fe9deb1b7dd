"""Distances to the k-th neighbour, and how many neighbours a ball holds; on the line by sorting."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

Array = NDArray[Any]

_WORKERS = -1  # all cores: the tree's queries are independent and release the lock


def kth_distance(
    points: Array, at: Array, k: int, *, own: bool = False, norm: float = 2.0
) -> Array:
    """Return the distance from each row of `at` (n, d) to the k-th nearest row of `points` (m, d).

    `own` says that `at` are the points themselves, of which a row is not its own neighbour.
    """
    k += own
    if points.shape[1] == 1:
        return _kth_on_a_line(np.sort(points[:, 0]), at[:, 0], k)
    found = KDTree(points).query(at, k=[k], p=norm, workers=_WORKERS)[0]
    return np.asarray(found)[:, 0]


def nearest_distances(points: Array, at: Array, k: int) -> Array:
    """Return the distances from each row of `at` to its k nearest rows of `points`, shape (n, k)."""
    found = KDTree(points).query(at, k=range(1, k + 1), workers=_WORKERS)[0]
    return np.asarray(found)


def ball_counts(points: Array, at: Array, radius: Array, *, norm: float = 2.0) -> Array:
    """Return how many rows of `points` lie within `radius` of each row of `at`, the rim included."""
    if points.shape[1] == 1:
        line, x = np.sort(points[:, 0]), at[:, 0]
        first = np.searchsorted(line, x - radius, side="left")
        return np.searchsorted(line, x + radius, side="right") - first
    found = KDTree(points).query_ball_point(
        at, radius, p=norm, return_length=True, workers=_WORKERS
    )
    return np.asarray(found)


def _kth_on_a_line(line: Array, x: Array, k: int) -> Array:
    """Return the k-th smallest |line - x|: the best of the k + 1 windows of k sorted points around x.

    The k nearest points are a window of neighbours in order; its radius is the larger of the distances
    to its ends, and the smallest radius of all windows is the k-th distance.
    """
    place = np.searchsorted(line, x)
    best = np.full(len(x), np.inf)
    for shift in range(k + 1):
        first = place - k + shift
        last = first + k - 1
        inside = (first >= 0) & (last < len(line))
        left = np.abs(x - line[np.where(inside, first, 0)])
        right = np.abs(line[np.where(inside, last, 0)] - x)
        best = np.minimum(best, np.where(inside, np.maximum(left, right), np.inf))
    return best
