"""The matrix normal distribution."""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from kullback.distributions.base import Distribution
from kullback.distributions.families.multivariate_normal import MultivariateNormal
from kullback.distributions.family import REAL, Family, parameter
from kullback.distributions.matrices import check_positive_definite, symmetrised
from kullback.distributions.support import Space, Support
from kullback.errors import ShapeError
from kullback.numerics import covariance

Array = Any

_LOG_2PI = math.log(2.0 * math.pi)
_DENSE = 512  # beyond this many entries the covariance of them all is not formed


@dataclass(frozen=True, eq=False, repr=False)
class MatrixNormal(Family):
    """Normal distribution of r x c matrices: Cov(X_ij, X_kl) = row_cov_ik col_cov_jl.

    A draw is a vector of length r c, the matrix row by row, so that it meets a `MultivariateNormal`.
    Near equality all digits are kept when both covariances are near; where row and column covariance
    trade a factor, its rounding counts.
    """

    mean: Array = parameter(REAL, event=2)
    row_cov: Array = parameter(REAL, event=2)
    col_cov: Array = parameter(REAL, event=2)

    def validate(self) -> None:
        """Raise unless both covariances are positive definite and of the mean's shape."""
        mean, rows, columns = map(np.shape, (self.mean, self.row_cov, self.col_cov))
        long = min(len(mean), len(rows), len(columns)) > 1
        if not long or rows[-2:] != (mean[-2],) * 2 or columns[-2:] != (mean[-1],) * 2:
            raise ShapeError(
                f"`MatrixNormal.mean` has shape {mean}, `row_cov` {rows} and `col_cov` {columns}; for r x c "
                "matrices they end in (r, c), (r, r) and (c, c)."
            )
        for name in ("row_cov", "col_cov"):
            shown = f"MatrixNormal.{name}"
            object.__setattr__(self, name, symmetrised(getattr(self, name), shown))
            check_positive_definite(getattr(self, name), shown)

    @cached_property
    def _factors(self) -> tuple[covariance.Factor, covariance.Factor]:
        return covariance.factor(self.row_cov), covariance.factor(self.col_cov)

    @property
    def _size(self) -> tuple[int, int]:
        return int(np.shape(self.mean)[-2]), int(np.shape(self.mean)[-1])

    @property
    def support(self) -> Support:
        """All matrices, as vectors."""
        return Support(Space("vectors", math.prod(self._size)))

    @property
    def condition_number(self) -> Array:
        """Product of the condition numbers of both covariances, at unit variances."""
        return covariance.condition(self.row_cov) * covariance.condition(self.col_cov)

    def _half_log_determinant(self) -> Array:
        (r, c), (rows, columns) = self._size, self._factors
        return c * rows.half_log_determinant + r * columns.half_log_determinant

    def _square(self, away: Array) -> Array:
        """Return tr(R⁻¹ A C⁻¹ Aᵀ)."""
        rows, columns = self._factors
        half = covariance.whiten(rows, away)
        z = covariance.whiten(columns, np.swapaxes(half, -1, -2))
        return np.sum(z * z, axis=(-2, -1))

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return the log density at points `x` of shape (n, r c)."""
        x = np.reshape(x, (*np.shape(x)[:-1], *self._size))
        log_scale = self._half_log_determinant() + 0.5 * math.prod(self._size) * _LOG_2PI
        value = -0.5 * self._square(x - self.mean) - log_scale
        return np.where(np.isnan(value), -np.inf, value)

    def entropy(self, xp: Any) -> Array | None:
        """Return c log det L_R + r log det L_C + r c log(2πe)/2."""
        if xp is not np:
            return None  # by the covariance of all entries
        return self._half_log_determinant() + 0.5 * math.prod(self._size) * (1.0 + _LOG_2PI)

    def kl(self, other: "MatrixNormal", xp: Any) -> Array | None:
        """Return the sum of psi((1+w_i)(1+v_j) - 1)/2, w and v the spectra of both, and of the means."""
        if xp is not np or self._size != other._size:
            return None
        (rows, columns), (other_rows, other_columns) = self._factors, other._factors
        w = covariance.relative_spectrum(self.row_cov - other.row_cov, rows, other_rows).w
        v = covariance.relative_spectrum(self.col_cov - other.col_cov, columns, other_columns).w
        r, c = self._size
        log_all = c * covariance.log_determinant_ratio(rows, other_rows)
        log_all = log_all + r * covariance.log_determinant_ratio(columns, other_columns)
        shapes = covariance.product_psi_sum(w, v, log_all)
        return 0.5 * (shapes + other._square(self.mean - other.mean))

    def translated(self, by: Array) -> "MatrixNormal":
        """Return the law with its mean moved by a vector of length r c."""
        moved = np.reshape(by, (*np.shape(by)[:-1], *self._size))
        return MatrixNormal(self.mean + moved, self.row_cov, self.col_cov)

    def relatives(self) -> tuple[Distribution, ...]:
        """Return the same as a law of vectors, where its covariance is not too large a matrix."""
        (r, c), d = self._size, math.prod(self._size)
        if d > _DENSE:
            return ()
        cov = self.row_cov[..., :, None, :, None] * self.col_cov[..., None, :, None, :]
        mean = self.mean.reshape((*self.mean.shape[:-2], d))
        return (MultivariateNormal(mean, cov.reshape((*cov.shape[:-4], r * c, r * c))),)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws, shape (n, r c)."""
        rows, columns = (np.ldexp(f.lower, f.exponent[:, None]) for f in self._factors)
        x = self.mean + rows @ rng.standard_normal((n, *self._size)) @ columns.T
        return np.reshape(x, (n, math.prod(self._size)))
