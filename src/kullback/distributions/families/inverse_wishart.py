"""The inverse Wishart distribution."""

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
from kullback.distributions.wishart_laws import WishartFamily
from kullback.numerics import covariance
from kullback.numerics.elementary import psi
from kullback.numerics.products import exact_product, pair
from kullback.numerics.wishart import mean_log_determinant, wishart_constant, wishart_entropy

Array = Any


@dataclass(frozen=True, eq=False, repr=False)
class InverseWishart(WishartFamily):
    """Inverse Wishart distribution: that of W⁻¹ with W ~ Wishart(df, scale⁻¹), df > d - 1."""

    def mean_log_determinant(self, xp: Any) -> Array:
        """Return E log det X."""
        at_one = mean_log_determinant(0.5 * self.df, self._dim, xp)
        return 2.0 * self._half_log_scale(xp) - at_one

    def mean_inverse_square(self, x: Array) -> Array:
        """Return E xᵀ X⁻¹ x = df xᵀ scale⁻¹ x."""
        z = covariance.whiten(self._factor, x[..., None])
        return self.df * np.sum(z * z, axis=(-2, -1))

    def kl(self, other: "InverseWishart", xp: Any) -> Array:
        """Return that of the inverses: b sum psi(w) + B(a, b), w the spectrum of a S_q / (b S_p) - I."""
        return self._divergence(other, other, self, xp)

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return log f at matrices `x` of shape (n, d, d), from the spectrum v of df scale⁻¹ x - I."""
        d, df = self._dim, self.df
        product = exact_product(pair(np.asarray(x), np), pair(np.asarray(df), np), np)
        apart = (product.high - self.scale) + product.low
        v = covariance.relative_spectrum(apart, self._factor, self._factor).w
        inside = np.all(v > -1.0, axis=-1) & np.all(v < np.inf, axis=-1)
        v = np.where(inside[..., None], v, 0.0)
        log_inverse = (
            d * np.log(df) - 2.0 * self._factor.half_log_determinant - np.sum(np.log1p(v), axis=-1)
        )
        spread = np.sum(psi(-v / (1.0 + v), np), axis=-1)
        body = -0.5 * df * spread + 0.5 * (d + 1) * log_inverse
        return np.where(inside, body + wishart_constant(0.5 * df, d, np), -np.inf)

    def log_linear(self, xp: Any) -> LogLinear:
        """Return what is linear in Stein's loss of X⁻¹ at n S⁻¹ and in log det X."""
        return self._log_linear(SteinLossOfInverse(self.df, self.scale), xp)

    def expectation(self, statistic: Statistic, xp: Any) -> Array | None:
        """Return the means of log det X and of Stein's loss, of X and of its inverse."""
        match statistic:
            case LogDeterminant():
                return self.mean_log_determinant(xp)
            case SteinLossOfInverse(df, scale):
                return self._mean_loss(df, scale, self.scale, xp)
            case SteinLoss(df, scale):
                return self._mean_loss_of_inverse(df, self.scale, scale, xp)
        return None

    def entropy(self, xp: Any) -> Array:
        """Return that of the inverse, and (d+1) times the mean log determinant."""
        d = self._dim
        inverse = wishart_entropy(0.5 * self.df, d, xp) - (d + 1) * self._half_log_scale(xp)
        return inverse + (d + 1) * self.mean_log_determinant(xp)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws, shape (n, d, d): the inverses of draws by Bartlett's decomposition."""
        d = self._dim
        lower = np.ldexp(self._factor.lower, self._factor.exponent[:, None])
        right = np.broadcast_to(lower.T, (n, d, d))
        half = covariance.forward_substitution(self._bartlett(n, rng), right)
        return np.swapaxes(half, -1, -2) @ half
