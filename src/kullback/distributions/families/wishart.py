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
from kullback.numerics.elementary import log_ratio
from kullback.numerics.gamma import bregman_multivariate_h
from kullback.numerics.products import Pair, difference, exact_product, pair
from kullback.numerics.wishart import wishart_constant, wishart_entropy

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
        if np.any(self.df <= self._dim - 1):
            raise InvalidInputError(
                f"`Wishart.df` is {np.min(self.df):g}; for {self._dim} x {self._dim} matrices it must "
                f"exceed {self._dim - 1}, or draws are singular."
            )

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

    def _mean(self) -> Pair:
        """Return n V to twice the precision."""
        df = np.asarray(self.df)[..., None, None]
        return exact_product(pair(df, np), pair(self.scale, np), np)

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
        a, b = 0.5 * self.df, 0.5 * other.df
        apart = difference(self._mean(), other._mean())
        spectrum = other._spectrum(apart, self._factor, log_ratio(self.df, other.df, np))
        step = 0.5 * (other.df - self.df)
        shapes = bregman_multivariate_h(a + 0.0 * step, b + 0.0 * step, self._dim, xp, step)
        return b * spectrum.psi_sum() + shapes

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return log f at matrices `x` of shape (n, d, d), split at the mean n V."""
        d, mean = self._dim, self._mean()
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

    def entropy(self, xp: Any) -> Array:
        """Return (d+1) log det(L) and the entropy at scale I, L Lᵀ being the scale."""
        d = self._dim
        return (d + 1) * self._factor.half_log_determinant + wishart_entropy(0.5 * self.df, d)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws, shape (n, d, d), by Bartlett's decomposition."""
        d = self._dim
        root = np.tril(rng.standard_normal((n, d, d)), -1)
        chi2 = rng.chisquare(self.df - np.arange(d), (n, d))
        root[:, np.arange(d), np.arange(d)] = np.sqrt(np.maximum(chi2, np.finfo(float).tiny))
        root = np.ldexp(self._factor.lower @ root, self._factor.exponent[:, None])
        return root @ np.swapaxes(root, -1, -2)
