"""The normal-inverse-Wishart distribution."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from kullback.distributions.families.inverse_wishart import InverseWishart
from kullback.distributions.family import POSITIVE, REAL, Family, parameter
from kullback.distributions.support import Space, Support
from kullback.errors import ShapeError
from kullback.numerics.conjugate import conditional_divergence, conditional_entropy

Array = Any


@dataclass(frozen=True, eq=False, repr=False)
class NormalInverseWishart(Family):
    """Normal-inverse-Wishart distribution of (x, S): S ~ InverseWishart(df, scale), x ~ N(mean, S/lmbda).

    A draw is a vector of length d + d²: x, then the covariance S row by row.
    """

    mean: Array = parameter(REAL, event=1)
    lmbda: Array = parameter(POSITIVE)
    df: Array = parameter(POSITIVE)
    scale: Array = parameter(REAL, event=2)

    def validate(self) -> None:
        """Raise unless the inverse Wishart law is one, of the mean's length."""
        object.__setattr__(self, "scale", self._covariance.scale)
        check_mean(self.mean, self.scale, "NormalInverseWishart")

    @cached_property
    def _covariance(self) -> InverseWishart:
        return InverseWishart(self.df, self.scale)

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
        return self._covariance.condition_number

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return the log density of S, and of x given S, at points of shape (n, d + d²)."""
        d = self._dim
        covariance = np.reshape(x[..., d:], (*np.shape(x)[:-1], d, d))
        marginal = self._covariance.log_density(covariance, np)
        inside = marginal > -np.inf
        root = np.linalg.cholesky(np.where(inside[..., None, None], covariance, np.eye(d)))
        z = np.linalg.solve(root, (x[..., :d] - self.mean)[..., None])
        logs = np.sum(np.log(np.diagonal(root, axis1=-2, axis2=-1)), axis=-1)
        given = 0.5 * (
            d * np.log(self.lmbda / (2.0 * np.pi)) - self.lmbda * np.sum(z * z, (-2, -1))
        )
        return np.where(inside, marginal + given - logs, -np.inf)

    def entropy(self, xp: Any) -> Array | None:
        """Return the entropy of S, and that of x given S on the average."""
        if xp is not np:
            return None
        given = conditional_entropy(self.lmbda, self._covariance.mean_log_precision, self._dim, np)
        return self._covariance.entropy(np) + given

    def kl(self, other: "NormalInverseWishart", xp: Any) -> Array | None:
        """Return the divergence of S, and that of x given S on the average: E S⁻¹ = df scale⁻¹."""
        if xp is not np:
            return None
        square = self._covariance.mean_precision_of(self.mean - other.mean)
        given = conditional_divergence(self.lmbda, other.lmbda, square, self._dim, np)
        return self._covariance.kl(other._covariance, np) + given

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws, shape (n, d + d²)."""
        d = self._dim
        covariance = self._covariance.sample(n, rng)
        z = np.linalg.cholesky(covariance) @ rng.standard_normal((n, d, 1))
        x = self.mean + z[..., 0] / np.sqrt(self.lmbda)
        return np.concatenate([x, np.reshape(covariance, (n, d * d))], axis=-1)


def check_mean(mean: Array, scale: Array, name: str) -> None:
    """Raise unless the mean has as many entries as the scale has rows."""
    if np.shape(mean)[-1:] != np.shape(scale)[-1:]:
        raise ShapeError(
            f"`{name}.mean` has shape {np.shape(mean)} and `scale` {np.shape(scale)}; for vectors of "
            "length d they end in (d,) and (d, d)."
        )
