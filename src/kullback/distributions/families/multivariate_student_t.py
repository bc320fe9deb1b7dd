"""The multivariate Student t distribution."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from kullback.distributions.family import POSITIVE, REAL, Family, parameter
from kullback.distributions.matrices import check_positive_definite, symmetrised
from kullback.distributions.support import Space, Support
from kullback.errors import ShapeError
from kullback.numerics import covariance
from kullback.numerics.squares import log1p_square
from kullback.numerics.student_vectors import log_normaliser, own_mean_log

Array = Any


@dataclass(frozen=True, eq=False, repr=False)
class MultivariateStudentT(Family):
    """Student t distribution of vectors: `loc` + Z / sqrt(W), Z ~ N(0, shape), W ~ chi2(df)/df.

    `loc` has d entries, `shape` is positive definite; for df > 2 the covariance is shape df/(df - 2).
    """

    df: Array = parameter(POSITIVE)
    loc: Array = parameter(REAL, event=1)
    shape: Array = parameter(REAL, event=2)

    def validate(self) -> None:
        """Raise unless the shape is symmetric, positive definite and of the location's length."""
        loc, shape = np.shape(self.loc), np.shape(self.shape)
        if not loc or len(shape) < 2 or shape[-2:] != (loc[-1], loc[-1]) or not loc[-1]:
            raise ShapeError(
                f"`MultivariateStudentT.loc` has shape {loc} and `shape` {shape}; for vectors of length d "
                "they end in (d,) and (d, d)."
            )
        object.__setattr__(self, "shape", symmetrised(self.shape, "MultivariateStudentT.shape"))
        check_positive_definite(self.shape, "MultivariateStudentT.shape")

    @cached_property
    def factor(self) -> covariance.Factor:
        """The Cholesky factor of the shape."""
        return covariance.factor(self.shape)

    @property
    def dim(self) -> int:
        """Length d of the vectors."""
        return int(np.shape(self.loc)[-1])

    @property
    def support(self) -> Support:
        """All vectors."""
        return Support(Space("vectors", self.dim))

    @property
    def condition_number(self) -> Array:
        """Condition number of the shape once the variables are scaled to unit variance."""
        return covariance.condition(self.shape)

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return the log density at points `x` of shape (n, d)."""
        away = np.swapaxes(np.atleast_2d(np.asarray(x) - self.loc), -1, -2)
        z = covariance.whiten(self.factor, away)
        largest = np.maximum(np.max(np.abs(z), axis=-2, keepdims=True), np.finfo(float).tiny)
        length = largest[0] * np.sqrt(np.sum((z / largest) ** 2, axis=-2))  # squares may overflow
        length = np.reshape(length, np.shape(x)[:-1])
        log_scale = log_normaliser(self.df, self.dim) - self.factor.half_log_determinant
        value = log_scale - 0.5 * (self.df + self.dim) * log1p_square(length, self.df, np)
        return np.where(np.isnan(value), -np.inf, value)

    def entropy(self, xp: Any) -> Array | None:
        """Return log det L less the log normaliser, and (df+d)/2 (digamma((df+d)/2) - digamma(df/2))."""
        if xp is not np:
            return None
        body = 0.5 * (self.df + self.dim) * own_mean_log(self.df, self.dim)
        return self.factor.half_log_determinant - log_normaliser(self.df, self.dim) + body

    def kl(self, other: "MultivariateStudentT", xp: Any) -> Array | None:
        """Return 0 where the laws are equal everywhere in the batch; None otherwise."""
        sides = ((self.df, other.df), (self.loc, other.loc), (self.shape, other.shape))
        if xp is not np or not all(np.all(a == b) for a, b in sides):
            return None
        return np.zeros(np.broadcast_shapes(self.batch_shape, other.batch_shape))[()]

    def translated(self, by: Array) -> "MultivariateStudentT":
        """Return the law moved by a vector."""
        return MultivariateStudentT(self.df, self.loc + by, self.shape)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws, shape (n, d)."""
        z = np.ldexp(rng.standard_normal((n, self.dim)) @ self.factor.lower.T, self.factor.exponent)
        return self.loc + z / np.sqrt(rng.chisquare(self.df, (n, 1)) / self.df)
