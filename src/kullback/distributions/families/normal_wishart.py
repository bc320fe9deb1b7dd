"""The normal-Wishart distribution."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from kullback.distributions.families.normal_inverse_wishart import check_mean
from kullback.distributions.families.wishart import Wishart
from kullback.distributions.family import POSITIVE, REAL, Family, parameter
from kullback.distributions.support import Space, Support
from kullback.numerics.conjugate import conditional_divergence, conditional_entropy

Array = Any


@dataclass(frozen=True, eq=False, repr=False)
class NormalWishart(Family):
    """Normal-Wishart distribution of (x, T): T ~ Wishart(df, scale), x ~ N(mean, (lmbda T)⁻¹).

    A draw is a vector of length d + d²: x, then the precision matrix T row by row.
    """

    mean: Array = parameter(REAL, event=1)
    lmbda: Array = parameter(POSITIVE)
    df: Array = parameter(POSITIVE)
    scale: Array = parameter(REAL, event=2)

    def validate(self) -> None:
        """Raise unless the Wishart law is one, of the mean's length."""
        object.__setattr__(self, "scale", self._precision.scale)
        check_mean(self.mean, self.scale, "NormalWishart")

    @cached_property
    def _precision(self) -> Wishart:
        return Wishart(self.df, self.scale)

    @property
    def _dim(self) -> int:
        return int(np.shape(self.mean)[-1])

    @property
    def support(self) -> Support:
        """Vectors and positive definite matrices."""
        d = self._dim
        return Support(Space("product", d + d * d, (Space("vectors", d), Space("spd", d))))

    @property
    def condition_number(self) -> Array:
        """Condition number of the scale once the variables are scaled to unit variance."""
        return self._precision.condition_number

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return the log density of T, and of x given T, at points of shape (n, d + d²)."""
        d = self._dim
        precision = np.reshape(x[..., d:], (*np.shape(x)[:-1], d, d))
        marginal = self._precision.log_density(precision, np)
        inside = marginal > -np.inf
        safe = np.where(inside[..., None, None], precision, np.eye(d))
        root = np.linalg.cholesky(safe)
        away = np.swapaxes(root, -1, -2) @ (x[..., :d] - self.mean)[..., None]
        logs = np.sum(np.log(np.diagonal(root, axis1=-2, axis2=-1)), axis=-1)
        given = 0.5 * (
            d * np.log(self.lmbda / (2.0 * np.pi)) - self.lmbda * np.sum(away**2, (-2, -1))
        )
        return np.where(inside, marginal + given + logs, -np.inf)

    def entropy(self, xp: Any) -> Array | None:
        """Return the entropy of T, and that of x given T on the average."""
        if xp is not np:
            return None
        given = conditional_entropy(self.lmbda, self._precision.mean_log_determinant, self._dim, np)
        return self._precision.entropy(np) + given

    def kl(self, other: "NormalWishart", xp: Any) -> Array | None:
        """Return the divergence of T, and that of x given T on the average: E T = df scale."""
        if xp is not np:
            return None
        square = self.df * self._precision.square_by_scale(self.mean - other.mean)
        given = conditional_divergence(self.lmbda, other.lmbda, square, self._dim, np)
        return self._precision.kl(other._precision, np) + given

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws, shape (n, d + d²)."""
        d = self._dim
        precision = self._precision.sample(n, rng)
        root = np.swapaxes(np.linalg.cholesky(precision), -1, -2)
        z = np.linalg.solve(root, rng.standard_normal((n, d, 1)))[..., 0]
        x = self.mean + z / np.sqrt(self.lmbda)
        return np.concatenate([x, np.reshape(precision, (n, d * d))], axis=-1)
