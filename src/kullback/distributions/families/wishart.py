"""The Wishart distribution."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from kullback.distributions.family import POSITIVE, REAL, Family, parameter
from kullback.distributions.matrices import check_positive_definite, symmetrised
from kullback.distributions.support import Space, Support
from kullback.errors import InvalidInputError, ShapeError
from kullback.numerics import covariance
from kullback.numerics.backends import as_array
from kullback.numerics.cholesky import divergence_of_matrices
from kullback.numerics.elementary import log_ratio
from kullback.numerics.gamma import bregman_multivariate_h
from kullback.numerics.products import Pair, difference, exact_product, pair
from kullback.numerics.wishart import mean_log_determinant, wishart_constant, wishart_entropy

Array = Any


@dataclass(frozen=True, eq=False, repr=False)
class Wishart(Family):
    """Wishart distribution of positive definite matrices: `df` n > d - 1, `scale` matrix V, mean n V."""

    df: Array = parameter(POSITIVE)
    scale: Array = parameter(REAL, event=2)

    def validate(self) -> None:
        """Raise unless the scale is positive definite and the degrees of freedom suffice."""
        shape = np.shape(self.scale)
        if len(shape) < 2 or shape[-1] != shape[-2] or not shape[-1]:
            raise ShapeError(
                f"`Wishart.scale` has shape {shape}; it ends in (d, d). For one dimension, [[v]]."
            )
        object.__setattr__(self, "scale", symmetrised(self.scale, "Wishart.scale"))
        check_positive_definite(self.scale, "Wishart.scale")
        check_degrees(self.df, self._dim, "Wishart.df")

    @cached_property
    def _factor(self) -> covariance.Factor:
        return covariance.factor(self.scale)

    @property
    def _dim(self) -> int:
        return int(np.shape(self.scale)[-1])

    @property
    def support(self) -> Support:
        """All positive definite matrices."""
        return Support(Space("spd", self._dim))

    @property
    def condition_number(self) -> Array:
        """Condition number of the scale once the variables are scaled to unit variance."""
        return covariance.condition(self.scale)

    def _mean(self, xp: Any) -> Pair:
        """Return n V to twice the precision."""
        df = as_array(self.df, xp)[..., None, None]
        return exact_product(pair(df, xp), pair(self.scale, xp), xp)

    def _spectrum(
        self, apart: Array, a: covariance.Factor, log_factor: Array
    ) -> covariance.Spectrum:
        """Return the spectrum of (n V)⁻¹ A - I, `apart` being A - n V."""
        relative = apart / np.asarray(self.df)[..., None, None]
        return covariance.relative_spectrum(relative, a, self._factor, log_factor)

    def kl(self, other: "Wishart", xp: Any) -> Array:
        """Return b sum psi(w) + B(a, b), w the spectrum of the ratio of the means less I.

        a and b are half the degrees of freedom and B is the Bregman divergence of the multivariate
        lgamma without its large part.
        """
        step = 0.5 * (other.df - self.df)
        a, b = (0.5 * side.df + 0.0 * step for side in (self, other))
        apart = difference(self._mean(xp), other._mean(xp))
        shapes = bregman_multivariate_h(as_array(a, xp), as_array(b, xp), self._dim, xp, step)
        if xp is not np:
            means = self._mean(xp).high, other._mean(xp).high
            return b * divergence_of_matrices(apart, *means, xp) + shapes
        spectrum = other._spectrum(apart, self._factor, log_ratio(self.df, other.df, np))
        return b * spectrum.psi_sum() + shapes

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return log f at matrices `x` of shape (n, d, d), split at the mean n V."""
        d, mean = self._dim, self._mean(np)
        x = np.asarray(x)
        apart = (x - mean.high) - mean.low
        w = self._spectrum(apart, self._factor, np.zeros(())).w
        inside = np.all(w > -1.0, axis=-1) & np.all(w < np.inf, axis=-1)
        w = np.where(inside[..., None], w, 0.0)
        logs = np.log1p(w)
        log_x = (
            d * np.log(self.df) + 2.0 * self._factor.half_log_determinant + np.sum(logs, axis=-1)
        )
        body = -0.5 * self.df * np.sum(w - logs, axis=-1) - 0.5 * (d + 1) * log_x
        return np.where(inside, body + wishart_constant(0.5 * self.df, d), -np.inf)

    def entropy(self, xp: Any) -> Array | None:
        """Return (d+1) log det(L) and the entropy at scale I, L Lᵀ being the scale."""
        if xp is not np:
            return None
        d = self._dim
        return (d + 1) * self._factor.half_log_determinant + wishart_entropy(0.5 * self.df, d)

    @property
    def mean_log_determinant(self) -> Array:
        """E log det X."""
        return (
            mean_log_determinant(0.5 * self.df, self._dim) + 2.0 * self._factor.half_log_determinant
        )

    def square_by_scale(self, x: Array) -> Array:
        """Return xᵀ V x."""
        root = np.ldexp(self._factor.lower, self._factor.exponent[..., :, None])
        z = np.swapaxes(root, -1, -2) @ x[..., None]
        return np.sum(z * z, axis=(-2, -1))

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws, shape (n, d, d), by Bartlett's decomposition."""
        d = self._dim
        root = np.tril(rng.standard_normal((n, d, d)), -1)
        chi2 = rng.chisquare(self.df - np.arange(d), (n, d))
        root[:, np.arange(d), np.arange(d)] = np.sqrt(np.maximum(chi2, np.finfo(float).tiny))
        root = np.ldexp(self._factor.lower @ root, self._factor.exponent[:, None])
        return root @ np.swapaxes(root, -1, -2)


def check_degrees(df: Array, d: int, name: str) -> None:
    """Raise unless the degrees of freedom exceed d - 1."""
    if np.any(df <= d - 1):
        raise InvalidInputError(
            f"`{name}` is {np.min(df):g}; for {d} x {d} matrices it must exceed {d - 1}, or draws are "
            "singular."
        )
