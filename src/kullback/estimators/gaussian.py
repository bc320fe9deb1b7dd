"""The Gaussian plug-in: the divergence of two normals with the samples' moments."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy.linalg import solve_triangular

from kullback.estimators.base import Array, DivergenceEstimator, Draws, Estimate
from kullback.numerics.whitening import whiten


@dataclass(frozen=True)
class Gaussian(DivergenceEstimator):
    r"""The divergence of normals that have the means and covariances of the samples.

    Right only where both are normal, and then as good as any (maximum likelihood); what it finds of
    other distributions is the divergence of their normal approximations.

    References
    ----------
    Cover & Thomas (2006), th. 8.4.1. :doi:`10.1002/047174882X`
    """

    name: ClassVar[str] = "gaussian"

    def refuses(self, draws: Draws) -> str | None:
        """Return why the covariances would be singular."""
        if draws.weights_x is not None or draws.weights_y is not None:
            return "its moments are not weighted"
        if min(draws.n, draws.m) < draws.d + 2:
            return f"covariances in {draws.d} dimensions need {draws.d + 2} rows a side"
        return None

    def estimate(self, draws: Draws) -> Estimate:
        """Return the closed form at the samples' moments."""
        white = whiten(draws.x, draws.y)
        log_p = _log_density(white.x)
        log_q = _log_density(white.y)
        log_ratio = log_p(white.x) - log_q(white.x)
        ratio = np.exp(log_p(white.y) - log_q(white.y))
        return Estimate(float(log_ratio.mean()), log_ratio, ratio)


def _log_density(sample: Array) -> "_Normal":
    covariance = np.atleast_2d(np.cov(sample.T, ddof=0))
    return _Normal(sample.mean(0), np.linalg.cholesky(covariance))


@dataclass(frozen=True)
class _Normal:
    mean: Array
    root: Array

    def __call__(self, z: Array) -> Array:
        """Return the log density up to the constant that both sides share."""
        scaled = solve_triangular(self.root, (z - self.mean).T, lower=True)
        return np.asarray(-0.5 * (scaled**2).sum(0) - np.log(self.root.diagonal()).sum())
