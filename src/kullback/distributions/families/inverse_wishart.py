"""The inverse Wishart distribution."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from kullback.distributions.families.wishart import check_degrees
from kullback.distributions.family import POSITIVE, REAL, Family, parameter
from kullback.distributions.matrices import check_positive_definite, symmetrised
from kullback.distributions.support import Space, Support
from kullback.errors import ShapeError
from kullback.numerics import covariance
from kullback.numerics.backends import as_array
from kullback.numerics.cholesky import divergence_of_matrices
from kullback.numerics.elementary import log_ratio, psi
from kullback.numerics.gamma import bregman_multivariate_h
from kullback.numerics.products import Pair, difference, exact_product, pair
from kullback.numerics.wishart import mean_log_determinant, wishart_constant, wishart_entropy

Array = Any


@dataclass(frozen=True, eq=False, repr=False)
class InverseWishart(Family):
    """Inverse Wishart distribution: that of W⁻¹ with W ~ Wishart(df, scale⁻¹), df > d - 1."""

    df: Array = parameter(POSITIVE)
    scale: Array = parameter(REAL, event=2)

    def validate(self) -> None:
        """Raise unless the scale is positive definite and the degrees of freedom suffice."""
        shape = np.shape(self.scale)
        if len(shape) < 2 or shape[-1] != shape[-2] or not shape[-1]:
            raise ShapeError(
                f"`InverseWishart.scale` has shape {shape}; it ends in (d, d). For one dimension, [[v]]."
            )
        object.__setattr__(self, "scale", symmetrised(self.scale, "InverseWishart.scale"))
        check_positive_definite(self.scale, "InverseWishart.scale")
        check_degrees(self.df, self._dim, "InverseWishart.df")

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

    @property
    def mean_log_precision(self) -> Array:
        """E log det X⁻¹."""
        return (
            mean_log_determinant(0.5 * self.df, self._dim) - 2.0 * self._factor.half_log_determinant
        )

    def mean_precision_of(self, x: Array) -> Array:
        """Return E xᵀ X⁻¹ x = df xᵀ scale⁻¹ x."""
        z = covariance.whiten(self._factor, x[..., None])
        return self.df * np.sum(z * z, axis=(-2, -1))

    def kl(self, other: "InverseWishart", xp: Any) -> Array:
        """Return that of the inverses: b sum psi(w) + B(a, b), w the spectrum of a S_q / (b S_p) - I."""
        step = 0.5 * (other.df - self.df)
        a, b = (0.5 * side.df + 0.0 * step for side in (self, other))
        own, its = _product(self.df, other.scale, xp), _product(other.df, self.scale, xp)
        apart = difference(own, its)
        shapes = bregman_multivariate_h(as_array(a, xp), as_array(b, xp), self._dim, xp, step)
        if xp is not np:
            return b * divergence_of_matrices(apart, own.high, its.high, xp) + shapes
        relative = apart / np.asarray(other.df)[..., None, None]
        log_factor = log_ratio(self.df, other.df, np)
        w = covariance.relative_spectrum(relative, other._factor, self._factor, log_factor)
        return b * w.psi_sum() + shapes

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
        return np.where(inside, body + wishart_constant(0.5 * df, d), -np.inf)

    def entropy(self, xp: Any) -> Array | None:
        """Return that of the inverse, less (d+1) times the mean log determinant of the inverse."""
        if xp is not np:
            return None
        d = self._dim
        inverse = wishart_entropy(0.5 * self.df, d) - (d + 1) * self._factor.half_log_determinant
        return inverse - (d + 1) * self.mean_log_precision

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws, shape (n, d, d): the inverses of draws by Bartlett's decomposition."""
        d = self._dim
        root = np.tril(rng.standard_normal((n, d, d)), -1)
        chi2 = rng.chisquare(self.df - np.arange(d), (n, d))
        root[:, np.arange(d), np.arange(d)] = np.sqrt(np.maximum(chi2, np.finfo(float).tiny))
        lower = np.ldexp(self._factor.lower, self._factor.exponent[:, None])
        half = covariance.forward_substitution(root, np.broadcast_to(lower.T, (n, d, d)))
        return np.swapaxes(half, -1, -2) @ half


def _product(df: Array, scale: Array, xp: Any) -> Pair:
    return exact_product(pair(as_array(df, xp)[..., None, None], xp), pair(scale, xp), xp)
