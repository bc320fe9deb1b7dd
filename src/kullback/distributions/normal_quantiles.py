"""The normal distribution function as a bijection of the line onto the unit interval, and its inverse."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import ndtr, ndtri

from kullback.distributions.bijections import Bijection

Array = Any

_HALF_LOG_2PI = 0.5 * math.log(2.0 * math.pi)


@dataclass(frozen=True)
class NormalProbability(Bijection):
    """The probability that a standard normal variable is at most x."""

    range = (0.0, 1.0)

    @property
    def inverse(self) -> Bijection:
        """The quantile."""
        return NormalQuantile()

    def forward(self, x: Array, gap: Array | None = None) -> Array:
        """Return the probability."""
        return ndtr(x)

    def log_slope(self, x: Array, gap: Array | None = None) -> Array:
        """Return the log density."""
        return -0.5 * x * x - _HALF_LOG_2PI

    def gap(self, x: Array) -> Array:
        """Return the probability of more than x."""
        return ndtr(-x)


@dataclass(frozen=True)
class NormalQuantile(Bijection):
    """The number that a standard normal variable is at most with probability x."""

    domain = (0.0, 1.0)

    @property
    def inverse(self) -> Bijection:
        """The probability."""
        return NormalProbability()

    def forward(self, x: Array, gap: Array | None = None) -> Array:
        """Return the quantile, above the middle by symmetry from what is left."""
        left = 1.0 - x if gap is None else gap
        return np.where(x < 0.5, ndtri(x), -ndtri(left))

    def log_slope(self, x: Array, gap: Array | None = None) -> Array:
        """Return minus the log density there."""
        z = self.forward(x, gap)
        return 0.5 * z * z + _HALF_LOG_2PI
