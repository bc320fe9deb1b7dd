"""Points and weights that stand for a standard law: a grid up to two dimensions, quasi-random draws above."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv, ndtri
from scipy.stats import qmc

Array = NDArray[Any]

_REACH = 9.0  # beyond which a normal has 1e-19 of its mass
_COARSEST, _FIRST = 33, 256
GRID_LEVELS, DRAW_LEVELS = 5, 4
"""How often a grid is halved, and how often there are four times as many draws."""


class Nodes(NamedTuple):
    """Points (m, d) and their weights (m,), which sum to 1."""

    z: Array
    weights: Array


def normal_nodes(d: int, level: int, rng: np.random.Generator) -> Nodes:
    """Return nodes of the standard normal, the more the higher the level.

    The trapezoid rule converges faster than any power for what is smooth (Gauss and Hermite's does not,
    for logarithms of sums of peaks). Above two dimensions they are Sobol's points, mirrored, with a
    normal's exact moments, so that a normal target is fitted without error.
    """
    if d <= 2:
        return _grid(d, (_COARSEST - 1) * 2**level + 1)
    half = qmc.Sobol(d, rng=rng).random(_FIRST * 4**level // 2)
    z = ndtri(np.clip(half, 1e-12, 1.0 - 1e-12))
    return _even(_moments_exact(np.concatenate([z, -z])))


def student_nodes(d: int, df: float, level: int, rng: np.random.Generator) -> Nodes:
    """Return nodes of the standard Student t: a normal's, divided by the root of a chi-squared mean."""
    half = qmc.Sobol(d + 1, rng=rng).random(_FIRST * 4**level // 2)
    half = np.clip(half, 1e-12, 1.0 - 1e-12)
    mean_square = gammaincinv(0.5 * df, half[:, -1]) * 2.0 / df
    z = ndtri(half[:, :-1]) / np.sqrt(mean_square)[:, None]
    return _even(np.concatenate([z, -z]))


def has_grid(d: int) -> bool:
    """Return whether nodes are a grid, whose levels are compared with each other."""
    return d <= 2


def _grid(d: int, m: int) -> Nodes:
    line = np.linspace(-_REACH, _REACH, m)
    weight = np.exp(-0.5 * line * line)
    weight /= weight.sum()
    if d == 1:
        return Nodes(line[:, None], weight)
    u, v = (a.ravel() for a in np.meshgrid(line, line))
    both = np.outer(weight, weight).ravel()
    seen = both > 1e-20
    return Nodes(np.stack([u, v], axis=1)[seen], both[seen] / both[seen].sum())


def _moments_exact(z: Array) -> Array:
    root = np.linalg.cholesky(z.T @ z / len(z))
    return np.asarray(np.linalg.solve(root, z.T).T)


def _even(z: Array) -> Nodes:
    return Nodes(z, np.full(len(z), 1.0 / len(z)))
