"""The normal-Wishart distribution."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from kullback.distributions.conjugate import NormalWishartFamily
from kullback.distributions.families.wishart import Wishart

Array = Any


@dataclass(frozen=True, eq=False, repr=False)
class NormalWishart(NormalWishartFamily):
    """Normal-Wishart distribution of (x, T): T ~ Wishart(df, scale), x ~ N(mean, (lmbda T)⁻¹).

    A draw is a vector of length d + d²: x, then the precision matrix T row by row.
    """

    @cached_property
    def _matrix(self) -> Wishart:
        return Wishart(self.df, self.scale)

    @property
    def _mean_log_precision(self) -> Array:
        return self._matrix.mean_log_determinant(np)

    def _mean_square(self, x: Array) -> Array:
        return self._matrix.mean_square(x)

    def _whitened(self, x: Array, root: Array, logs: Array) -> tuple[Array, Array]:
        return np.swapaxes(root, -1, -2) @ x, logs

    def _coloured(self, z: Array, root: Array) -> Array:
        return np.linalg.solve(np.swapaxes(root, -1, -2), z)
