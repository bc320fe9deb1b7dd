"""Information that rows carry, from how many neighbours they have in each of their parts."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree
from scipy.special import digamma, ndtri
from scipy.stats import rankdata

from kullback.numerics.neighbours import ball_counts, kth_distance

Array = NDArray[Any]

_RIM = 1e-9
"""Share of a radius within which a row lies on the rim: the distance was rounded on its way."""
_MOST = np.inf  # the norm: a row's distance is the largest over its parts


def normal_scores(x: Array) -> Array:
    """Return each column of x (n, d) as the normal quantiles of its ranks; equal numbers share theirs."""
    ranks = rankdata(x, axis=0)
    return np.asarray(ndtri((ranks - 0.5) / len(x)))


def shared_information(parts: list[Array], k: int) -> Array:
    """Return what each row says of how far the parts (n, d) are from independent.

    For two parts that is mutual information, for more total correlation: psi(k) + (m - 1) psi(n) less the
    psi(count + 1) of neighbours nearer than the k-th in all parts. Where k rows or more stand at one place
    these count themselves, which holds for mixtures too.

    References
    ----------
    Kraskov, Stögbauer & Grassberger (2004), eqs. 8 and 23. :doi:`10.1103/PhysRevE.69.066138`
    Gao, Kannan, Oh & Viswanath (2017), algorithm 1. https://arxiv.org/abs/1709.06212
    """
    n = len(parts[0])
    radius, near = _joint_neighbours(parts, k)
    local = digamma(near) + (len(parts) - 1.0) * digamma(n)
    for part in parts:
        local = local - digamma(_within(part, radius))
    return np.asarray(local)


def rectangle_information(x: Array, y: Array, k: int) -> Array:
    """Return the same for two parts from rectangles, whose sides reach as far as the k neighbours do.

    References
    ----------
    Kraskov, Stögbauer & Grassberger (2004), eq. 9. :doi:`10.1103/PhysRevE.69.066138`
    """
    n = len(x)
    joint = np.concatenate([x, y], axis=1)
    nearest = _nearest_rows(joint, k)
    local = np.full(n, digamma(k) - 1.0 / k + digamma(n))
    for part in (x, y):
        reach = np.abs(part[nearest] - part[:, None]).max(axis=(1, 2)) * (1.0 + _RIM)
        local -= digamma(ball_counts(part, part, reach, norm=_MOST) - 1)
    return local


def conditional_information(x: Array, y: Array, given: Array, k: int) -> Array:
    """Return what each row says of x and y depending on each other where `given` is known.

    References
    ----------
    Frenzel & Pompe (2007), eq. 8. :doi:`10.1103/PhysRevLett.99.204101`
    Mesner & Shalizi (2021), algorithm 1. :doi:`10.1109/TIT.2020.3024886`
    """
    radius, near = _joint_neighbours([x, y, given], k)
    with_x, with_y = np.concatenate([x, given], axis=1), np.concatenate([y, given], axis=1)
    local = digamma(near) + digamma(_within(given, radius))
    return np.asarray(local - digamma(_within(with_x, radius)) - digamma(_within(with_y, radius)))


def _joint_neighbours(parts: list[Array], k: int) -> tuple[Array, Array]:
    """Return the distance to the k-th neighbour in all parts, and how many it counts for."""
    joint = np.concatenate(parts, axis=1)
    radius = kth_distance(joint, joint, k, own=True, norm=_MOST)
    at_one_place = radius == 0.0
    near = np.full(len(joint), float(k))
    if at_one_place.any():
        near[at_one_place] = (
            ball_counts(joint, joint[at_one_place], np.zeros(int(at_one_place.sum())), norm=_MOST)
            - 1.0
        )
    return radius, near


def _within(part: Array, radius: Array) -> Array:
    """Return one more than the other rows nearer than the radius; where it is 0, the rows at the place."""
    inside = radius * (1.0 - _RIM)
    counts = ball_counts(part, part, inside, norm=_MOST)  # the row itself is the one more
    return np.where(radius > 0.0, counts, np.maximum(counts - 1, 1))


def _nearest_rows(points: Array, k: int) -> Array:
    return np.asarray(KDTree(points).query(points, k=range(2, k + 2), p=_MOST, workers=-1)[1])
