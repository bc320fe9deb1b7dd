"""Entropy of a density from nearest neighbours."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import digamma, gammaln

from kullback.numerics.neighbours import kth_distance
from kullback.numerics.whitening import whiten

Array = NDArray[Any]


def kozachenko_leonenko(x: Array, k: int) -> tuple[Array, int]:
    r"""Return -log p at each row of x (n, d), whose mean is the entropy, and how many directions are flat.

    .. math:: \hat H = ψ(n) - ψ(k) + \log V_d + \frac{d}{n} \sum_i \log ρ_k(x_i)

    Rows are whitened first, and the volume that takes added again: units shift the entropy as they should.

    References
    ----------
    Kozachenko & Leonenko (1987); Kraskov, Stögbauer & Grassberger (2004), eq. 20.
    :doi:`10.1103/PhysRevE.69.066138`
    """
    white = whiten(x, x)
    n, d = white.x.shape
    if white.lost:
        return np.full(n, -np.inf), white.lost
    covariance = np.atleast_2d(np.cov(x.T, ddof=0))
    log_volume = 0.5 * float(np.linalg.slogdet(covariance)[1])
    log_ball = 0.5 * d * np.log(np.pi) - gammaln(0.5 * d + 1.0)
    radius = kth_distance(white.x, white.x, k, own=True)
    local = digamma(n) - digamma(k) + log_ball + d * np.log(radius) + log_volume
    return np.asarray(local), 0
