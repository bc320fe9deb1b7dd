"""The multivariate normal distribution."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from kullback.distributions.family import REAL, Family, parameter
from kullback.distributions.matrices import check_positive_semidefinite, symmetrised
from kullback.distributions.native import is_known, twin
from kullback.distributions.support import Space, Support
from kullback.errors import NoMethodError, ShapeError
from kullback.numerics import cholesky, covariance, singular
from kullback.numerics.renyi_normal import renyi_of_spectrum
from kullback.result import Caution

Array = Any

_LOG_2PI = math.log(2.0 * math.pi)


@dataclass(frozen=True, eq=False, repr=False)
class MultivariateNormal(Family):
    """Normal distribution of vectors with `mean` (last axis) and covariance `cov` (last two axes).

    The covariance may be singular: the vector then lies in a subspace, its density is the one with
    respect to length, area, ... there, and the divergence is infinite unless both laws live in the same
    one. An eigenvalue of the correlation matrix counts as 0 below 64 d 2⁻⁵² times the largest.
    """

    mean: Array = parameter(REAL, event=1)
    cov: Array = parameter(REAL, event=2)

    @classmethod
    def likeliest(cls, x: Array, weights: Array) -> "MultivariateNormal | None":
        """Return the member with the points' mean and covariance."""
        if x.ndim != 2:
            return None
        mean = weights @ x
        return cls(mean, (x - mean).T @ ((x - mean) * weights[:, None]))

    def validate(self) -> None:
        """Raise unless the covariance is symmetric, positive semidefinite and of the mean's length."""
        mean, cov = np.shape(self.mean), np.shape(self.cov)
        if not mean or len(cov) < 2 or cov[-2:] != (mean[-1], mean[-1]) or not mean[-1]:
            raise ShapeError(
                f"`MultivariateNormal.mean` has shape {mean} and `cov` {cov}; for vectors of length d "
                "they end in (d,) and (d, d)."
            )
        object.__setattr__(self, "cov", symmetrised(self.cov, "MultivariateNormal.cov"))
        singular_ones = check_positive_semidefinite(self.cov, "MultivariateNormal.cov")
        object.__setattr__(self, "_is_singular", bool(singular_ones.any()))  # asked for often

    @cached_property
    def _factor(self) -> covariance.Factor:
        return covariance.factor(self.cov)

    @cached_property
    def _is_singular(self) -> bool:
        """Whether any covariance of the batch is."""
        return bool(singular.are_singular(self.cov).any())

    @cached_property
    def _range(self) -> singular.Range:
        """The range of a single covariance."""
        return singular.range_of(self.cov)

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
        if not self._is_singular:
            return covariance.condition(self.cov)
        return self._one_by_one(lambda one: singular.condition(one.cov))

    @property
    def caveats(self) -> tuple[Caution, ...]:
        """That a singular covariance was taken for one."""
        if not self._is_singular:
            return ()
        lowest = int(np.min(self._one_by_one(lambda one: one._range.rank)))
        return (
            Caution(
                "singular",
                f"A covariance has rank {lowest} in {self._dim} dimensions: eigenvalues of its correlation "
                "matrix below 64 d 2⁻⁵² times the largest were taken as 0. Another law is comparable only "
                "within the same subspace.",
            ),
        )

    def _one_by_one(self, value: Callable[["MultivariateNormal"], Any]) -> Array:
        shape = self.batch_shape
        return np.array([value(self[at]) for at in np.ndindex(*shape)]).reshape(shape)[()]

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return -|L⁻¹(x - mean)|²/2 - log det L - d log(2π)/2 at points `x` of shape (n, d).

        Within the range, and -inf off it, where the covariance is singular.
        """
        if self._is_singular:
            return self._log_density_on_range(np.asarray(x) - self.mean)
        z = self._whitened(np.asarray(x) - self.mean)
        log_scale = self._factor.half_log_determinant + 0.5 * self._dim * _LOG_2PI
        value = -0.5 * np.sum(z * z, axis=-1) - log_scale
        return np.where(np.isnan(value), -np.inf, value)

    def _log_density_on_range(self, away: Array) -> Array:
        flat = np.reshape(away, (-1, self._dim))
        z, off = singular.coordinates(self._range, flat)
        log_scale = self._range.half_log_determinant + 0.5 * self._range.rank * _LOG_2PI
        value = np.where(off, -np.inf, -0.5 * np.sum(z * z, axis=-1) - log_scale)
        return np.reshape(np.where(np.isnan(value), -np.inf, value), np.shape(away)[:-1])

    def _whitened(self, x: Array) -> Array:
        if np.ndim(x) < 2 or np.ndim(self.cov) > 2:
            return covariance.whiten(self._factor, x[..., None])[..., 0]
        return np.swapaxes(covariance.whiten(self._factor, np.swapaxes(x, -1, -2)), -1, -2)

    def entropy(self, xp: Any) -> Array:
        """Return log det L + d log(2πe)/2; within the range of a singular covariance."""
        if xp is not np:
            size, lower = self._native_factor(xp)
            logs = cholesky.half_log_determinant(lower, xp) + xp.sum(xp.log(size), axis=-1)
            return logs + 0.5 * self._dim * (1.0 + _LOG_2PI)
        if self._is_singular:
            return self._one_by_one(lambda one: one._entropy_on_range())
        return self._factor.half_log_determinant + 0.5 * self._dim * (1.0 + _LOG_2PI)

    def _entropy_on_range(self) -> float:
        return self._range.half_log_determinant + 0.5 * self._range.rank * (1.0 + _LOG_2PI)

    def translated(self, by: Array) -> "MultivariateNormal":
        """Return the law with its mean moved."""
        return MultivariateNormal(self.mean + by, self.cov)

    def _spectrum(self, other: "MultivariateNormal", *, vectors: bool) -> covariance.Spectrum:
        apart = self.cov - other.cov
        return covariance.relative_spectrum(apart, self._factor, other._factor, vectors=vectors)

    def kl(self, other: "MultivariateNormal", xp: Any) -> Array:
        """Return the sum of psi(w)/2 and |L⁻¹(mean_p - mean_q)|²/2, w the spectrum of Σ_q⁻¹Σ_p - I."""
        if xp is not np:
            return self._native_kl(other, xp)
        if self._is_singular or other._is_singular:
            return _within_ranges(self, other, _divergence_inside)
        z = other._whitened(self.mean - other.mean)
        shapes = self._spectrum(other, vectors=False).psi_sum()
        return 0.5 * (shapes + np.sum(z * z, axis=-1))

    def renyi(self, other: "MultivariateNormal", alpha: float, xp: Any) -> Array:
        """Return the order-`alpha` divergence, variance by variance in the common eigenbasis."""
        if self._is_singular or other._is_singular:
            return _within_ranges(self, other, lambda inside: _renyi_inside(inside, alpha))
        spectrum = self._spectrum(other, vectors=True)
        return _rotated_renyi(spectrum, other._whitened(self.mean - other.mean), alpha)

    def _native_factor(self, xp: Any) -> tuple[Array, Array]:
        """Return standard deviations and the Cholesky factor of the correlation matrix."""
        if is_known(self.cov) and singular.are_singular(twin(self.cov)).any():
            raise NoMethodError(
                "a covariance is singular, where the divergence has no gradient; detach the parameters "
                "for the value alone"
            )
        return cholesky.scaled_cholesky(cholesky.symmetric(self.cov, xp), xp)

    def _native_kl(self, other: "MultivariateNormal", xp: Any) -> Array:
        """Return the divergence from triangular factors alone, differentiable in any library."""
        size, lower = other._native_factor(xp)
        own_size, own = self._native_factor(xp)
        apart = cholesky.symmetric(self.cov - other.cov, xp)
        apart = apart / (size[..., :, None] * size[..., None, :])
        relative = (own_size / size)[..., :, None] * own
        z = cholesky.whitened(lower, ((self.mean - other.mean) / size)[..., None], xp)
        shapes = cholesky.relative_divergence(apart, relative, lower, xp)
        return 0.5 * (shapes + xp.sum(z[..., 0] ** 2, axis=-1))

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws, shape (n, d)."""
        if self._is_singular:
            return self._sample_on_range(n, rng)
        z = rng.standard_normal((n, self._dim)) @ self._factor.lower.T
        return self.mean + np.ldexp(z, self._factor.exponent)

    def _sample_on_range(self, n: int, rng: np.random.Generator) -> Array:
        own = self._range
        z = rng.standard_normal((n, own.rank)) * np.sqrt(own.values)
        x = np.tile(np.asarray(self.mean), (n, 1))
        x[:, own.alive] += own.size * (z @ own.basis.T)
        return x


def _within_ranges(
    p: MultivariateNormal, q: MultivariateNormal, value: Callable[[singular.Inside], Array]
) -> Array:
    """Return `value` inside the common range of each pair, infinite where there is none."""
    shape = np.broadcast_shapes(p.batch_shape, q.batch_shape)
    d = p._dim
    sides = [
        (np.broadcast_to(s.mean, (*shape, d)), np.broadcast_to(s.cov, (*shape, d, d)))
        for s in (p, q)
    ]
    found = np.full(shape, np.inf)
    for at in np.ndindex(*shape):
        (mean, a), (other, b) = sides
        inside = singular.inside_common_range((mean[at], a[at]), (other[at], b[at]))
        if inside is not None:
            found[at] = value(inside) if inside.gap.size else 0.0  # the same point
    return found[()]


def _divergence_inside(inside: singular.Inside) -> Array:
    spectrum = covariance.relative_spectrum(inside.apart, inside.a, inside.b)
    z = covariance.whiten(inside.b, inside.gap[:, None])
    return 0.5 * (spectrum.psi_sum() + np.sum(z * z))


def _renyi_inside(inside: singular.Inside, alpha: float) -> Array:
    spectrum = covariance.relative_spectrum(inside.apart, inside.a, inside.b, vectors=True)
    return _rotated_renyi(spectrum, covariance.whiten(inside.b, inside.gap[:, None])[:, 0], alpha)


def _rotated_renyi(spectrum: covariance.Spectrum, z: Array, alpha: float) -> Array:
    assert spectrum.vectors is not None
    rotated = (np.swapaxes(spectrum.vectors, -1, -2) @ z[..., None])[..., 0]
    return renyi_of_spectrum(spectrum, rotated, alpha)
