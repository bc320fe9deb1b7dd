"""The normal-inverse-Wishart distribution."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from kullback.distributions.conjugate import NormalWishartFamily
from kullback.distributions.families.inverse_wishart import InverseWishart

Array = Any


@dataclass(frozen=True, eq=False, repr=False)
class NormalInverseWishart(NormalWishartFamily):
    """Normal-inverse-Wishart distribution of (x, S): S ~ InverseWishart(df, scale), x ~ N(mean, S/lmbda).

    A draw is a vector of length d + d²: x, then the covariance S row by row.
    """

    @cached_property
    def _matrix(self) -> InverseWishart:
        return InverseWishart(self.df, self.scale)

    @property
    def _mean_log_precision(self) -> Array:
        return -self._matrix.mean_log_determinant(np)

    def _mean_square(self, x: Array) -> Array:
        return self._matrix.mean_inverse_square(x)

    def _whitened(self, x: Array, root: Array, logs: Array) -> tuple[Array, Array]:
        return np.linalg.solve(root, x), -logs

    def _coloured(self, z: Array, root: Array) -> Array:
        return root @ z
