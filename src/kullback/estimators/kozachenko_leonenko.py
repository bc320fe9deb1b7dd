"""Entropy of a density from nearest neighbours."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import digamma, gammaln

from kullback.numerics.neighbours import kth_distance
from kullback.numerics.whitening import in_reach, whiten

Array = NDArray[Any]

_LARGEST = 1e300


def kozachenko_leonenko(x: Array, k: int) -> tuple[Array, int]:
    r"""Return -log p at each row of x (n, d), whose mean is the entropy, and how many directions are flat.

    .. math:: \hat H = ψ(n) - ψ(k) + \log V_d + \frac{d}{n} \sum_i \log ρ_k(x_i)

    Rows are whitened first, and the volume that takes added again: units shift the entropy as they should.

    References
    ----------
    Kozachenko & Leonenko (1987); Kraskov, Stögbauer & Grassberger (2004), eq. 20.
    :doi:`10.1103/PhysRevE.69.066138`
    """
    n, d = x.shape
    if d == 1:  # units and shifts are all there is, and no tail is too long
        rows, _, unit, _ = in_reach(x, x, cap=_LARGEST)
        log_volume, lost = float(np.log(unit[0])), int(np.ptp(rows) == 0.0)
    else:
        rows, _, lost, log_volume = whiten(x, x)
    if lost:
        return np.full(n, -np.inf), lost
    log_ball = 0.5 * d * np.log(np.pi) - gammaln(0.5 * d + 1.0)
    radius = np.maximum(kth_distance(rows, rows, k, own=True), np.finfo(float).tiny)
    local = digamma(n) - digamma(k) + log_ball + d * np.log(radius) + log_volume
    return np.asarray(local), 0
