"""What the Wishart law and its inverse have in common: `df` n > d - 1, and a positive definite `scale`."""

from abc import abstractmethod
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np

from kullback.distributions.family import POSITIVE, REAL, Family, parameter
from kullback.distributions.matrices import check_positive_definite, symmetrised
from kullback.distributions.statistics import LOG_DETERMINANT, LogLinear, Statistic
from kullback.distributions.support import Space, Support
from kullback.errors import InvalidInputError, ShapeError
from kullback.numerics import covariance
from kullback.numerics.backends import as_array
from kullback.numerics.cholesky import (
    divergence_of_matrices,
    half_log_determinant,
    scaled_cholesky,
)
from kullback.numerics.elementary import log_ratio
from kullback.numerics.gamma import bregman_multivariate_h
from kullback.numerics.products import Pair, difference, exact_product, pair
from kullback.numerics.wishart import stein_loss, stein_loss_of_inverse, wishart_constant

Array = Any


@dataclass(frozen=True, eq=False, repr=False)
class WishartFamily(Family):
    """A family of positive definite matrices, or of their inverses, made of `df` normal vectors."""

    df: Array = parameter(POSITIVE)
    scale: Array = parameter(REAL, event=2)

    def validate(self) -> None:
        """Raise unless the scale is positive definite and the degrees of freedom suffice."""
        shape, name = np.shape(self.scale), type(self).__name__
        if len(shape) < 2 or shape[-1] != shape[-2] or not shape[-1]:
            raise ShapeError(
                f"`{name}.scale` has shape {shape}; it ends in (d, d). For one dimension, [[v]]."
            )
        object.__setattr__(self, "scale", symmetrised(self.scale, f"{name}.scale"))
        check_positive_definite(self.scale, f"{name}.scale")
        d = self._dim
        if np.any(self.df <= d - 1):
            raise InvalidInputError(
                f"`{name}.df` is {np.min(self.df):g}; for {d} x {d} matrices it must exceed {d - 1}, or "
                "draws are singular."
            )

    @abstractmethod
    def mean_log_determinant(self, xp: Any) -> Array:
        """Return E log det X."""

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

    def _half_log_scale(self, xp: Any) -> Array:
        """Return half the log determinant of the scale."""
        if xp is np:
            return self._factor.half_log_determinant
        size, lower = scaled_cholesky(self.scale, xp)
        return half_log_determinant(lower, xp) + xp.sum(xp.log(size), axis=-1)

    def _log_linear(self, loss: Statistic, xp: Any) -> LogLinear:
        """Return -n/2 Stein's loss at the draw, or its inverse, -(d+1)/2 log det X, and a constant.

        Split so, no part grows with n.
        """
        d, a = self._dim, 0.5 * as_array(self.df, xp)
        terms = ((-a, loss), (-0.5 * (d + 1), LOG_DETERMINANT))
        return LogLinear((wishart_constant(a, d, xp),), terms)

    def _mean_loss(self, df: Array, above: Array, below: Array, xp: Any) -> Array:
        """Return E[tr R - d - log det R] of a Wishart R with mean n S / (m T): that of its mean, and a rest.

        S is `above`, m is `df`, T is `below`.
        """
        loss = _loss_of_mean(times(self.df, above, xp), times(df, below, xp), xp)
        return loss + stein_loss(0.5 * self.df, self._dim, xp)

    def _mean_loss_of_inverse(self, df: Array, above: Array, below: Array, xp: Any) -> Array:
        """Return the same of an inverse R with mean S / (m (n-d-1) T); infinite for n <= d + 1."""
        own, d = as_array(self.df, xp), self._dim
        spare = own - (d + 1.0)
        exists = spare > 0.0
        spare = xp.where(exists, spare, 1.0)
        loss = _loss_of_mean(pair(above, xp), times(df * spare, below, xp), xp)
        rest = stein_loss_of_inverse(0.5 * xp.where(exists, own, d + 2.0), d, xp)
        return xp.where(exists, loss + rest, xp.inf)

    def _divergence(self, other: Self, above: Self, below: Self, xp: Any) -> Array:
        """Return b sum psi(w) + B(a, b), w the spectrum of (a S) / (b T) - I.

        a and b are half the degrees of freedom, B is the Bregman divergence of the multivariate lgamma
        without its large part, and S and T are the scales of `above` and `below`: of self and other, or
        the other way round where the draws are inverses.
        """
        step = 0.5 * (other.df - self.df)
        a, b = (0.5 * side.df + 0.0 * step for side in (self, other))
        own, its = times(self.df, above.scale, xp), times(other.df, below.scale, xp)
        apart = difference(own, its)
        shapes = bregman_multivariate_h(as_array(a, xp), as_array(b, xp), self._dim, xp, step)
        if xp is not np:
            return b * divergence_of_matrices(apart, own.high, its.high, xp) + shapes
        relative = apart / np.asarray(other.df)[..., None, None]
        log_factor = log_ratio(self.df, other.df, np)
        w = covariance.relative_spectrum(relative, above._factor, below._factor, log_factor)
        return b * w.psi_sum() + shapes

    def _bartlett(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` lower triangular roots of Wishart draws at scale I, by Bartlett's decomposition."""
        d = self._dim
        root = np.tril(rng.standard_normal((n, d, d)), -1)
        chi2 = rng.chisquare(self.df - np.arange(d), (n, d))
        root[:, np.arange(d), np.arange(d)] = np.sqrt(np.maximum(chi2, np.finfo(float).tiny))
        return root


def times(df: Array, scale: Array, xp: Any) -> Pair:
    """Return df S to twice the precision."""
    return exact_product(pair(as_array(df, xp)[..., None, None], xp), pair(scale, xp), xp)


def _loss_of_mean(own: Pair, its: Pair, xp: Any) -> Array:
    return divergence_of_matrices(difference(own, its), own.high, its.high, xp)
