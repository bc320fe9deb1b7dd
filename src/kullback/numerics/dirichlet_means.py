"""The Dirichlet law with given mean logarithms: the likeliest one, and the forward projection.

Minka (2000), "Estimating a Dirichlet distribution", eqs. 5 and 13-18: Newton's method, whose matrix is a
diagonal one and a constant.
"""

from typing import Any

import numpy as np
from scipy.special import gammaln, polygamma, psi

Array = Any

_ROUNDS = 200
_STILL = 1e-14  # of a parameter, the step that ends the search


def shapes_of_mean_logs(means: Array) -> Array:
    """Return the concentrations a with psi(a_i) - psi(sum a) = means_i, last axis."""

    def height(a: Array) -> float:
        return float(gammaln(a.sum()) - gammaln(a).sum() + a @ means)

    a = np.ones(len(means))
    for _ in range(_ROUNDS):
        slope = psi(a.sum()) - psi(a) + means
        bend = -polygamma(1, a)
        common = (slope / bend).sum() / (1.0 / polygamma(1, a.sum()) + (1.0 / bend).sum())
        step = (slope - common) / bend
        if (np.abs(step) < _STILL * a).all():
            break
        share = 1.0
        while share > _STILL and not ((ahead := a - share * step) > 0.0).all():
            share *= 0.5
        while share > _STILL and height(ahead) < height(a) - _STILL * abs(height(a)):
            share *= 0.5
            ahead = a - share * step
        a = ahead
    return a
