"""Logistic regression with a ridge, by Newton's method."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, log_expit

Array = NDArray[Any]

_STEPS = 50
_ENOUGH = 1e-8  # of the loss, which is a mean and of order 1
_JITTER = 1e-10  # keeps the system solvable where the ridge is 0 and a column constant


def ridge_logistic(features: Array, label: Array, weights: Array, ridge: Array) -> Array:
    """Return the coefficients that minimise the weighted log loss plus ridge/2 times their squares.

    `features` (n, f), `label` (n,) of 0 and 1, `weights` (n,), `ridge` (f,).
    """
    sign = 2.0 * label - 1.0
    coefficients = np.zeros(features.shape[1])
    loss = _loss(features, sign, weights, ridge, coefficients)
    for _ in range(_STEPS):
        chance = expit(features @ coefficients)
        gradient = features.T @ (weights * (chance - label)) + ridge * coefficients
        spread = weights * chance * (1.0 - chance)
        curvature = (features * spread[:, None]).T @ features
        curvature[np.diag_indices_from(curvature)] += ridge + _JITTER
        step = np.linalg.solve(curvature, gradient)
        size = 1.0
        while size > 1e-6:
            trial = coefficients - size * step
            new = _loss(features, sign, weights, ridge, trial)
            if new <= loss:
                break
            size *= 0.5
        else:
            return coefficients
        gained, coefficients, loss = loss - new, trial, new
        if gained <= _ENOUGH * weights.sum():
            break
    return coefficients


def _loss(features: Array, sign: Array, weights: Array, ridge: Array, coefficients: Array) -> float:
    fit = -float(weights @ log_expit(sign * (features @ coefficients)))
    return fit + 0.5 * float(ridge @ (coefficients * coefficients))
