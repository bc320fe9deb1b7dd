"""The Gaussian plug-in: the divergence of two normals with the samples' moments."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy.linalg import solve_triangular
from scipy.special import digamma

from kullback.estimators.base import Array, DivergenceEstimator, Draws, Estimate
from kullback.numerics.whitening import in_reach, whiten


@dataclass(frozen=True)
class Gaussian(DivergenceEstimator):
    r"""The divergence of normals that have the means and covariances of the samples.

    Right only where both are normal, and then as good as any; what it finds of other distributions is the
    divergence of their normal approximations.

    References
    ----------
    Cover & Thomas (2006), th. 8.4.1. :doi:`10.1002/047174882X`
    """

    name: ClassVar[str] = "gaussian"

    def refuses(self, draws: Draws) -> str | None:
        """Return why the covariances would be singular."""
        if draws.weights_x is not None or draws.weights_y is not None:
            return "its moments are not weighted"
        if min(draws.n, draws.m) < draws.d + 3:
            return f"covariances in {draws.d} dimensions need {draws.d + 3} rows a side"
        if in_reach(draws.x, draws.y)[3]:
            return "a few rows lie so far out that moments are theirs alone"
        return None

    def estimate(self, draws: Draws) -> Estimate:
        """Return the closed form at the samples' moments, less its bias for normal rows."""
        white = whiten(draws.x, draws.y)
        x, y = white.x, white.y
        log_p, log_q = _log_density(x), _log_density(y)
        log_ratio = log_p(x) - log_q(x)
        ratio = np.exp(np.minimum(log_p(y) - log_q(y), 700.0))
        return Estimate(unbiased(x, y), log_ratio, ratio)


def unbiased(x: Array, y: Array) -> float:
    """Return the divergence of normals from rows of both, right on average if they are normal.

    An inverse sample covariance is too large by m/(m - d - 2), log determinants are too small by sums of
    digammas, and means scatter (Wishart's moments, Muirhead 1982, th. 3.2.12 and 3.2.15).
    """
    (n, d), m = x.shape, len(y)
    p, q = (np.atleast_2d(np.cov(side.T, ddof=0)) for side in (x, y))
    inverse = np.linalg.inv(q) * (m - d - 2) / m
    spread = float(np.trace(inverse @ p)) * n / (n - 1)
    apart = x.mean(0) - y.mean(0)
    shift = float(apart @ inverse @ apart) - spread / n - d / m
    return float(0.5 * (spread + shift - d + _log_det(q, m) - _log_det(p, n)))


def _log_det(covariance: Array, n: int) -> float:
    steps = np.arange(len(covariance))
    bias = digamma(0.5 * (n - 1 - steps)).sum() + len(covariance) * np.log(2.0 / n)
    return float(np.linalg.slogdet(covariance)[1] - bias)


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
