"""The Wishart distribution."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.statistics import (
    LogDeterminant,
    LogLinear,
    Statistic,
    SteinLoss,
    SteinLossOfInverse,
)
from kullback.distributions.wishart_laws import WishartFamily, times
from kullback.numerics import covariance
from kullback.numerics.wishart import mean_log_determinant, wishart_constant, wishart_entropy

Array = Any


@dataclass(frozen=True, eq=False, repr=False)
class Wishart(WishartFamily):
    """Wishart distribution of positive definite matrices: `df` n > d - 1, `scale` matrix V, mean n V."""

    def kl(self, other: "Wishart", xp: Any) -> Array:
        """Return b sum psi(w) + B(a, b), w the spectrum of the ratio of the means less I."""
        return self._divergence(other, self, other, xp)

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return log f at matrices `x` of shape (n, d, d), split at the mean n V."""
        d, mean = self._dim, times(self.df, self.scale, np)
        apart = (np.asarray(x) - mean.high) - mean.low
        relative = apart / np.asarray(self.df)[..., None, None]
        w = covariance.relative_spectrum(relative, self._factor, self._factor).w
        inside = np.all(w > -1.0, axis=-1) & np.all(w < np.inf, axis=-1)
        w = np.where(inside[..., None], w, 0.0)
        logs = np.log1p(w)
        log_x = (
            d * np.log(self.df) + 2.0 * self._factor.half_log_determinant + np.sum(logs, axis=-1)
        )
        body = -0.5 * self.df * np.sum(w - logs, axis=-1) - 0.5 * (d + 1) * log_x
        return np.where(inside, body + wishart_constant(0.5 * self.df, d, np), -np.inf)

    def log_linear(self, xp: Any) -> LogLinear:
        """Return what is linear in Stein's loss at n V and in log det X."""
        return self._log_linear(SteinLoss(self.df, self.scale), xp)

    def expectation(self, statistic: Statistic, xp: Any) -> Array | None:
        """Return the means of log det X and of Stein's loss, of X and of its inverse."""
        match statistic:
            case LogDeterminant():
                return self.mean_log_determinant(xp)
            case SteinLoss(df, scale):
                return self._mean_loss(df, self.scale, scale, xp)
            case SteinLossOfInverse(df, scale):
                return self._mean_loss_of_inverse(df, scale, self.scale, xp)
        return None

    def entropy(self, xp: Any) -> Array:
        """Return (d+1) log det(L) and the entropy at scale I, L Lᵀ being the scale."""
        at_one = wishart_entropy(0.5 * self.df, self._dim, xp)
        return (self._dim + 1) * self._half_log_scale(xp) + at_one

    def mean_log_determinant(self, xp: Any) -> Array:
        """Return E log det X."""
        at_one = mean_log_determinant(0.5 * self.df, self._dim, xp)
        return at_one + 2.0 * self._half_log_scale(xp)

    def mean_square(self, x: Array) -> Array:
        """Return E xᵀ X x = df xᵀ scale x."""
        root = np.ldexp(self._factor.lower, self._factor.exponent[..., :, None])
        z = np.swapaxes(root, -1, -2) @ x[..., None]
        return self.df * np.sum(z * z, axis=(-2, -1))

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws, shape (n, d, d), by Bartlett's decomposition."""
        root = self._factor.lower @ self._bartlett(n, rng)
        root = np.ldexp(root, self._factor.exponent[:, None])
        return root @ np.swapaxes(root, -1, -2)
