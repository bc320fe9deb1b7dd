"""A 95 % interval of D(P||Q) from the counts alone; rows are taken as independent."""

import math
import zlib

import numpy as np
from numpy.typing import NDArray
from scipy import special

from kullback.compare.divergences import smoothed_kl

REPLICATES = 2000
SEED = 1951  # Kullback and Leibler's year: the same data give the same interval, every time
LEVELS = (0.025, 0.975)
ASYMPTOTIC = 1e4
"""Noncentrality beyond which equality is so far away that the bootstrap alone is right."""


def interval(
    p: NDArray[np.float64], q: NDArray[np.float64], value: float, name: str
) -> tuple[float, float]:
    """Return the interval of D(P||Q) around its finite plug-in estimate `value`.

    The basic (reversed) bootstrap [2 D - D*(97.5 %), 2 D - D*(2.5 %)] of multinomial replicates,
    which takes the estimate's bias off, with half a count a cell in every replicate so that an
    emptied cell does not make it infinite; widened to the noncentral chi-squared interval, which
    covers near equality where few cells make the bootstrap too short.
    """
    if p.size == 1:
        return 0.0, 0.0
    low, high = _basic_bootstrap(p, q, value, name)
    near_low, near_high = _noncentral(p, q, value)
    return max(0.0, min(low, near_low)), max(0.0, high, near_high)


def noise(p: NDArray[np.float64], q: NDArray[np.float64]) -> float:
    """Return the mean divergence of two samples of these sizes from one distribution."""
    return (p.size - 1) / 2.0 * (1.0 / float(p.sum()) + 1.0 / float(q.sum()))


def _basic_bootstrap(
    p: NDArray[np.float64], q: NDArray[np.float64], value: float, name: str
) -> tuple[float, float]:
    rng = np.random.default_rng([SEED, zlib.crc32(name.encode())])
    replicates = smoothed_kl(_resample(p, rng), _resample(q, rng))
    low, high = np.quantile(replicates - smoothed_kl(p, q), LEVELS)
    return value - float(high), value - float(low)


def _resample(counts: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    n = counts.sum()
    return rng.multinomial(int(n), counts / n, REPLICATES).astype(np.float64)


def _noncentral(
    p: NDArray[np.float64], q: NDArray[np.float64], value: float
) -> tuple[float, float]:
    """Near equality 2 D / (1/n + 1/m) is noncentral chi-squared about 2 D(true) / (1/n + 1/m)."""
    scale = 2.0 / (1.0 / float(p.sum()) + 1.0 / float(q.sum()))
    statistic, df = scale * value, p.size - 1
    if statistic > ASYMPTOTIC + df:
        return math.inf, 0.0
    bounds = []
    for level in reversed(LEVELS):
        inside = special.chdtr(df, statistic) > level
        bounds.append(float(special.chndtrinc(statistic, df, level)) if inside else 0.0)
    return bounds[0] / scale, bounds[1] / scale
