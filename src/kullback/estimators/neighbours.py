"""Nearest neighbours: how much nearer P's draws lie to each other than to Q's."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy.special import digamma

from kullback.errors import InvalidInputError
from kullback.estimators.base import Array, DivergenceEstimator, Draws, Estimate, at_least
from kullback.numerics.neighbours import ball_counts, kth_distance
from kullback.numerics.whitening import whiten


@dataclass(frozen=True)
class NearestNeighbours(DivergenceEstimator):
    r"""The distance of each draw of P to its `k`-th neighbour among either sample.

    .. math:: \hat D = \frac{d}{n} \sum_i \log\frac{ν_k(x_i)}{ρ_k(x_i)} + \log\frac{m}{n - 1}

    With `adaptive`, both samples are counted in one ball, the larger of the two, so that the bias of
    unequal radii cancels; unlike in the source, the side that did not make the ball counts one more,
    without which a bias of 1/k stays however many draws there are. Samples are whitened together first:
    neither units nor axes matter.

    References
    ----------
    Wang, Kulkarni & Verdú (2009), eqs. 5 and 25. :doi:`10.1109/TIT.2009.2016060`
    """

    k: int = 10
    adaptive: bool = True
    name: ClassVar[str] = "nearest_neighbours"

    def __post_init__(self) -> None:
        if not at_least(self.k, 1):
            raise InvalidInputError(f"`k` is {self.k!r}; it counts neighbours, 1 or more.")

    def refuses(self, draws: Draws) -> str | None:
        """Return why there are no neighbours: too few rows, weights, or rows of one place."""
        if draws.weights_x is not None or draws.weights_y is not None:
            return "neighbours are counted, and cannot be weighted"
        if min(draws.n - 1, draws.m) < self.k:
            return f"each row needs k = {self.k} neighbours; there are {draws.n} and {draws.m} rows"
        return None

    def estimate(self, draws: Draws) -> Estimate:
        """Return the mean of the logarithms of the ratio of densities that the neighbours show."""
        white = whiten(draws.x, draws.y)
        log_ratio = self.log_ratios(white.x, white.y)
        # the same seen from Q's side, for the error alone
        log_back = self.log_ratios(white.y, white.x)
        return Estimate(float(log_ratio.mean()), log_ratio, np.exp(-log_back))

    def log_ratios(self, x: Array, y: Array) -> Array:
        """Return the estimated log p/q at each row of x."""
        (n, d), m = x.shape, len(y)
        own = kth_distance(x, x, self.k, own=True)
        other = kth_distance(y, x, self.k)
        if not self.adaptive:
            return np.asarray(d * np.log(other / own) + np.log(m / (n - 1)))
        radius = np.maximum(own, other)
        count_own = ball_counts(x, x, radius) - 1
        count_other = ball_counts(y, x, radius)
        # the side whose k-th neighbour made the radius has k in it, one on the rim; for the other, of
        # which none is on the rim, digamma(count + 1) is the logarithm's unbiased estimate
        near = np.maximum(count_own, self.k) + (own < other)
        far = np.maximum(count_other, self.k) + (other < own)
        return np.asarray(digamma(near) - digamma(far) + np.log(m / (n - 1)))
