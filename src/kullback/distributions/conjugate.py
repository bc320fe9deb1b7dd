"""What the laws of a mean and a precision, or variance, have in common: conjugate to the normal law's two."""

from abc import abstractmethod
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from kullback.distributions.families.inverse_gamma import InverseGamma
from kullback.distributions.family import POSITIVE, REAL, Family, parameter
from kullback.distributions.support import Space, Support
from kullback.distributions.wishart_laws import WishartFamily
from kullback.errors import ShapeError
from kullback.numerics.backends import as_array
from kullback.numerics.conjugate import conditional_divergence, conditional_entropy
from kullback.numerics.gamma import digamma

Array = Any


@dataclass(frozen=True, eq=False, repr=False)
class NormalGammaFamily(Family):
    """A family of pairs (x, .): x normal given its precision t, or variance 1/t, and t gamma of rate b."""

    mean: Array = parameter(REAL)
    lmbda: Array = parameter(POSITIVE)
    a: Array = parameter(POSITIVE)
    b: Array = parameter(POSITIVE)

    @property
    @abstractmethod
    def _marginal(self) -> Family:
        """The law of the second of the pair."""

    @property
    def support(self) -> Support:
        """Vectors of length 2, the second part positive."""
        return Support(Space("vectors", 2))

    def entropy(self, xp: Any) -> Array:
        """Return the entropy of the second, and that of x given it on the average.

        E log t = digamma(a) - log b.
        """
        log_precision = digamma(as_array(self.a, xp), xp) - xp.log(self.b)
        given = conditional_entropy(as_array(self.lmbda, xp), log_precision, 1, xp)
        return self._marginal.entropy(xp) + given

    def kl(self, other: Self, xp: Any) -> Array:
        """Return the divergence of 1/t, which has the rate for its scale, and that of x given t."""
        marginal = InverseGamma(self.a, self.b).kl(InverseGamma(other.a, other.b), xp)
        apart = self.mean - other.mean
        square = (apart * (self.a / self.b)) * apart
        own, its = as_array(self.lmbda, xp), as_array(other.lmbda, xp)
        return marginal + conditional_divergence(own, its, as_array(square, xp), 1, xp)


@dataclass(frozen=True, eq=False, repr=False)
class NormalWishartFamily(Family):
    """A family of (x, X): x normal given its precision matrix T, which is X or X⁻¹, and X of a Wishart kind.

    A draw is a vector of length d + d²: x, then X row by row.
    """

    mean: Array = parameter(REAL, event=1)
    lmbda: Array = parameter(POSITIVE)
    df: Array = parameter(POSITIVE)
    scale: Array = parameter(REAL, event=2)

    @property
    @abstractmethod
    def _matrix(self) -> WishartFamily:
        """The law of X."""

    @property
    @abstractmethod
    def _mean_log_precision(self) -> Array:
        """E log det T."""

    @abstractmethod
    def _mean_square(self, x: Array) -> Array:
        """Return E xᵀ T x."""

    @abstractmethod
    def _whitened(self, x: Array, root: Array, logs: Array) -> tuple[Array, Array]:
        """Return a root of T times x, and log det T / 2, of a root of X and the log of its determinant."""

    @abstractmethod
    def _coloured(self, z: Array, root: Array) -> Array:
        """Return columns of covariance T⁻¹ of standard normal ones, and a root of X."""

    def validate(self) -> None:
        """Raise unless the law of the matrix is one, of the mean's length."""
        object.__setattr__(self, "scale", self._matrix.scale)
        if np.shape(self.mean)[-1:] != np.shape(self.scale)[-1:]:
            raise ShapeError(
                f"`{type(self).__name__}.mean` has shape {np.shape(self.mean)} and `scale` "
                f"{np.shape(self.scale)}; for vectors of length d they end in (d,) and (d, d)."
            )

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
        return self._matrix.condition_number

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return the log density of X, and of x given X, at points of shape (n, d + d²)."""
        d = self._dim
        matrix = np.reshape(x[..., d:], (*np.shape(x)[:-1], d, d))
        marginal = self._matrix.log_density(matrix, np)
        inside = marginal > -np.inf
        root = np.linalg.cholesky(np.where(inside[..., None, None], matrix, np.eye(d)))
        logs = np.sum(np.log(np.diagonal(root, axis1=-2, axis2=-1)), axis=-1)
        z, half_log = self._whitened((x[..., :d] - self.mean)[..., None], root, logs)
        constant = d * np.log(self.lmbda / (2.0 * np.pi))
        given = 0.5 * (constant - self.lmbda * np.sum(z * z, (-2, -1)))
        return np.where(inside, marginal + given + half_log, -np.inf)

    def entropy(self, xp: Any) -> Array | None:
        """Return the entropy of X, and that of x given X on the average."""
        if xp is not np:
            return None
        given = conditional_entropy(self.lmbda, self._mean_log_precision, self._dim, np)
        return self._matrix.entropy(np) + given

    def kl(self, other: Self, xp: Any) -> Array | None:
        """Return the divergence of X, and that of x given X on the average."""
        if xp is not np:
            return None
        square = self._mean_square(self.mean - other.mean)
        given = conditional_divergence(self.lmbda, other.lmbda, square, self._dim, np)
        return self._matrix.kl(other._matrix, np) + given

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws, shape (n, d + d²)."""
        d = self._dim
        matrix = self._matrix.sample(n, rng)
        z = self._coloured(rng.standard_normal((n, d, 1)), np.linalg.cholesky(matrix))
        x = self.mean + z[..., 0] / np.sqrt(self.lmbda)
        return np.concatenate([x, np.reshape(matrix, (n, d * d))], axis=-1)
