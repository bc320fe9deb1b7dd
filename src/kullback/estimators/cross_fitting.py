"""Cross-fitting: what is said of a row has not seen it, and evidence out of fold weighs who says it."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit, log_expit

from kullback.estimators.base import Draws

Array = NDArray[Any]

CERTAIN = 30.0  # nats beyond which no finite sample knows a ratio


def deal(rows: int, folds: int, draws: Draws) -> Array:
    """Return the fold of each row: at random, or, where rows depend on neighbours, whole stretches."""
    if draws.block is not None:
        return np.arange(rows) * folds // rows
    return draws.rng.permutation(np.arange(rows) % folds)


def normalised(weights: Array | None, rows: int) -> Array:
    """Return weights that sum to 1."""
    return np.full(rows, 1.0 / rows) if weights is None else weights / weights.sum()


def stacked(logits_x: Array, logits_y: Array, wx: Array, wy: Array) -> Array:
    """Return the non-negative weights of the members, and the constant, that minimise the log loss."""
    x = np.concatenate([logits_x, np.ones((len(logits_x), 1))], axis=1)
    y = np.concatenate([logits_y, np.ones((len(logits_y), 1))], axis=1)
    members = logits_x.shape[1]

    def loss(weights: Array) -> tuple[float, Array]:
        on_x, on_y = x @ weights, y @ weights
        value = -float(wx @ log_expit(on_x) + wy @ log_expit(-on_y))
        return value, x.T @ (-wx * expit(-on_x)) + y.T @ (wy * expit(on_y))

    start = np.append(np.full(members, 1.0 / members), 0.0)
    bounds = [(0.0, None)] * members + [(None, None)]
    return np.asarray(minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x)


def log_mean_exp(log_y: Array, weights: Array) -> float:
    """Return the logarithm of the weighted mean of exponentials."""
    top = float(log_y.max())
    return top + float(np.log(weights @ np.exp(log_y - top)))
