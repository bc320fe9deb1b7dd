"""The multivariate normal distribution of few factors."""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import array_api_compat
import numpy as np

from kullback.distributions.arrays import is_foreign_array
from kullback.distributions.base import Distribution
from kullback.distributions.families.multivariate_normal import MultivariateNormal
from kullback.distributions.family import POSITIVE, REAL, Family, parameter
from kullback.distributions.support import Space, Support
from kullback.errors import ShapeError
from kullback.numerics import covariance, low_rank
from kullback.numerics.cholesky import half_log_determinant

Array = Any

_LOG_2PI = math.log(2.0 * math.pi)
_DENSE = 4096  # beyond this many dimensions the covariance itself is never formed


@dataclass(frozen=True, eq=False, repr=False)
class LowRankMultivariateNormal(Family):
    """Normal distribution of vectors with covariance D + F Fᵀ: d variances of their own and k factors.

    `mean` and `diagonal` (D) have d entries on the last axis, `factor` (F) ends in (d, k). Two of them
    are compared at a cost of d k², from the differences of D and of F: near equality the relative
    error is that of rounding, times the largest eigenvalue of I + D^(-1/2) F Fᵀ D^(-1/2), which
    `condition_number` says. (Where two factors differ by a rotation their difference is none of the
    covariances', and digits are lost.)
    """

    mean: Array = parameter(REAL, event=1)
    factor: Array = parameter(REAL, event=2)
    diagonal: Array = parameter(POSITIVE, event=1)

    def validate(self) -> None:
        """Raise unless mean, factor and diagonal speak of one number of dimensions."""
        mean, factor, diagonal = map(np.shape, (self.mean, self.factor, self.diagonal))
        fits = mean and diagonal and len(factor) > 1 and mean[-1] == diagonal[-1] == factor[-2] > 0
        fits = fits and factor[-1] > 0
        if not fits:
            raise ShapeError(
                f"`LowRankMultivariateNormal.mean` has shape {mean}, `factor` {factor} and `diagonal` "
                f"{diagonal}; for d dimensions and k factors they end in (d,), (d, k) and (d,), k at least 1."
            )

    @property
    def _dim(self) -> int:
        return int(np.shape(self.mean)[-1])

    @property
    def support(self) -> Support:
        """All vectors."""
        return Support(Space("vectors", self._dim))

    @property
    def _factors(self) -> low_rank.Factors:
        return low_rank.Factors(np.asarray(self.diagonal), np.asarray(self.factor))

    def _capacity(self, xp: Any) -> Array:
        """Return I + Fᵀ D⁻¹ F, whose determinant is that of the covariance over that of D."""
        scaled = self.factor / xp.sqrt(self.diagonal)[..., :, None]
        square = xp.matrix_transpose(scaled) @ scaled
        return square + xp.asarray(np.eye(np.shape(self.factor)[-1]), dtype=square.dtype)

    @property
    def condition_number(self) -> Array:
        """The largest eigenvalue of I + D^(-1/2) F Fᵀ D^(-1/2), the smallest being 1."""
        return np.linalg.eigvalsh(self._capacity(np))[..., -1]

    def entropy(self, xp: Any) -> Array:
        """Return half of log det D and log det(I + Fᵀ D⁻¹ F), and d log(2πe)/2."""
        own = 0.5 * xp.sum(xp.log(self.diagonal), axis=-1)
        shared = half_log_determinant(xp.linalg.cholesky(self._capacity(xp)), xp)
        return own + shared + 0.5 * self._dim * (1.0 + _LOG_2PI)

    def kl(self, other: "LowRankMultivariateNormal", xp: Any) -> Array | None:
        """Return the divergence across the factors, along them, and that of the means."""
        if xp is not np or self._dim != other._dim:
            return None  # with a gradient, from the covariances themselves
        gap = np.asarray(self.mean - other.mean)
        return low_rank.divergence(self._factors, other._factors, gap)

    @cached_property
    def _basis(self) -> tuple[Array, covariance.Factor]:
        """An orthonormal basis of the scaled factors, and the law's factor in it, for a single law."""
        u = self.factor / np.sqrt(self.diagonal)[:, None]
        basis = np.linalg.qr(u).Q
        inner = basis.T @ u
        return basis, covariance.factor(np.eye(inner.shape[0]) + inner @ inner.T)

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return the log density at points `x` of shape (n, d)."""
        z = (np.asarray(x) - self.mean) / np.sqrt(self.diagonal)
        basis, b = self._basis
        square = low_rank.length_between(basis, b, z)
        value = -0.5 * square - (self.entropy(np) - 0.5 * self._dim)
        return np.where(np.isnan(value), -np.inf, value)

    def translated(self, by: Array) -> "LowRankMultivariateNormal":
        """Return the law with its mean moved."""
        return LowRankMultivariateNormal(self.mean + by, self.factor, self.diagonal)

    def relatives(self) -> tuple[Distribution, ...]:
        """Return the same by its covariance, where that is not too large a matrix."""
        if self._dim > _DENSE:
            return ()
        given = [x for x in (self.factor, self.diagonal) if is_foreign_array(x)]
        xp = array_api_compat.array_namespace(*given) if given else np
        eye = xp.asarray(np.eye(self._dim), dtype=self.diagonal.dtype)
        cov = self.factor @ xp.matrix_transpose(self.factor) + eye * self.diagonal[..., None]
        return (MultivariateNormal(self.mean, cov),)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws, shape (n, d)."""
        d, k = np.shape(self.factor)
        own = rng.standard_normal((n, d)) * np.sqrt(self.diagonal)
        return self.mean + own + rng.standard_normal((n, k)) @ self.factor.T
