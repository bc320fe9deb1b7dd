"""Random covariances, and what textbooks write of positive definite matrices, in mpmath."""

import mpmath as mp
import numpy as np


def covariance(rng, d, condition=10.0):
    """A random covariance whose eigenvalues run from 1/condition to 1."""
    basis, _ = np.linalg.qr(rng.normal(size=(d, d)))
    a = basis @ np.diag(np.logspace(-np.log10(condition), 0, d)) @ basis.T
    return (a + a.T) / 2


def congruent(rng, a, delta):
    """F a Fᵀ, with F within `delta` of the identity."""
    f = np.eye(len(a)) + delta * rng.normal(size=a.shape)
    b = f @ a @ f.T
    return (b + b.T) / 2


def log_determinant(a):
    factor = mp.cholesky(a)
    return 2 * mp.fsum(mp.log(factor[i, i]) for i in range(a.rows))


def trace(a):
    return mp.fsum(a[i, i] for i in range(a.rows))


def multigamma(a, d, f=mp.loggamma):
    return mp.fsum(f(a - mp.mpf(i) / 2) for i in range(d))


def normal_divergence(m, a, n, b):
    """Between normal laws of means m, n and covariances a, b."""
    gap, inverse = m - n, b**-1
    logs = log_determinant(b) - log_determinant(a)
    return (trace(inverse * a) - a.rows + logs + (gap.T * inverse * gap)[0]) / 2
