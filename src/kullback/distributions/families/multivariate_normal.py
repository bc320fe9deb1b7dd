"""The multivariate normal distribution."""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from kullback.distributions.family import REAL, Family, parameter
from kullback.distributions.matrices import check_positive_definite, symmetrised
from kullback.distributions.support import Space, Support
from kullback.errors import ShapeError
from kullback.numerics import covariance
from kullback.numerics.renyi_normal import renyi_of_spectrum

Array = Any

_LOG_2PI = math.log(2.0 * math.pi)


@dataclass(frozen=True, eq=False, repr=False)
class MultivariateNormal(Family):
    """Normal distribution of vectors with `mean` (last axis) and covariance `cov` (last two axes)."""

    mean: Array = parameter(REAL, event=1)
    cov: Array = parameter(REAL, event=2)

    def validate(self) -> None:
        """Raise unless the covariance is symmetric, positive definite and of the mean's length."""
        mean, cov = np.shape(self.mean), np.shape(self.cov)
        if not mean or len(cov) < 2 or cov[-2:] != (mean[-1], mean[-1]) or not mean[-1]:
            raise ShapeError(
                f"`MultivariateNormal.mean` has shape {mean} and `cov` {cov}; for vectors of length d "
                "they end in (d,) and (d, d)."
            )
        object.__setattr__(self, "cov", symmetrised(self.cov, "MultivariateNormal.cov"))
        check_positive_definite(self.cov, "MultivariateNormal.cov")

    @cached_property
    def _factor(self) -> covariance.Factor:
        return covariance.factor(self.cov)

    @property
    def _dim(self) -> int:
        return int(np.shape(self.mean)[-1])

    @property
    def support(self) -> Support:
        """All vectors."""
        return Support(Space("vectors", self._dim))

    @property
    def condition_number(self) -> Array:
        """Condition number of the covariance once the variables are scaled to unit variance."""
        return covariance.condition(self.cov)

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return -|L⁻¹(x - mean)|²/2 - log det L - d log(2π)/2 at points `x` of shape (n, d)."""
        z = self._whitened(np.asarray(x) - self.mean)
        log_scale = self._factor.half_log_determinant + 0.5 * self._dim * _LOG_2PI
        value = -0.5 * np.sum(z * z, axis=-1) - log_scale
        return np.where(np.isnan(value), -np.inf, value)

    def _whitened(self, x: Array) -> Array:
        if np.ndim(x) < 2 or np.ndim(self.cov) > 2:
            return covariance.whiten(self._factor, x[..., None])[..., 0]
        return np.swapaxes(covariance.whiten(self._factor, np.swapaxes(x, -1, -2)), -1, -2)

    def entropy(self, xp: Any) -> Array:
        """Return log det L + d log(2πe)/2."""
        return self._factor.half_log_determinant + 0.5 * self._dim * (1.0 + _LOG_2PI)

    def translated(self, by: Array) -> "MultivariateNormal":
        """Return the law with its mean moved."""
        return MultivariateNormal(self.mean + by, self.cov)

    def _spectrum(self, other: "MultivariateNormal", *, vectors: bool) -> covariance.Spectrum:
        apart = self.cov - other.cov
        return covariance.relative_spectrum(apart, self._factor, other._factor, vectors=vectors)

    def kl(self, other: "MultivariateNormal", xp: Any) -> Array:
        """Return the sum of psi(w)/2 and |L⁻¹(mean_p - mean_q)|²/2, w the spectrum of Σ_q⁻¹Σ_p - I."""
        z = other._whitened(self.mean - other.mean)
        shapes = self._spectrum(other, vectors=False).psi_sum()
        return 0.5 * (shapes + np.sum(z * z, axis=-1))

    def renyi(self, other: "MultivariateNormal", alpha: float, xp: Any) -> Array:
        """Return the order-`alpha` divergence, variance by variance in the common eigenbasis."""
        spectrum = self._spectrum(other, vectors=True)
        z = other._whitened(self.mean - other.mean)
        assert spectrum.vectors is not None
        rotated = (np.swapaxes(spectrum.vectors, -1, -2) @ z[..., None])[..., 0]
        return renyi_of_spectrum(spectrum, rotated, alpha)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws, shape (n, d)."""
        z = rng.standard_normal((n, self._dim)) @ self._factor.lower.T
        return self.mean + np.ldexp(z, self._factor.exponent)
