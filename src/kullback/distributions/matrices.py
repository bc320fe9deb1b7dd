"""Checks of matrix parameters: symmetric and positive definite, or a clear message."""

from typing import Any

import numpy as np

from kullback.errors import InvalidInputError
from kullback.numerics.covariance import scaled
from kullback.numerics.singular import RANK, are_singular, correlations

Array = Any

_ASYMMETRY = 1e-8  # relative to the diagonal: what computing a covariance in two ways may leave


def symmetrised(matrix: Array, name: str) -> Array:
    """Return (M + Mᵀ)/2 of a matrix that is symmetric but for rounding; raise if it is not."""
    mirror = np.swapaxes(matrix, -1, -2)
    apart = np.abs(matrix - mirror)
    if not apart.any():
        return matrix
    size = np.sqrt(np.abs(np.diagonal(matrix, axis1=-2, axis2=-1)))
    allowed = _ASYMMETRY * size[..., :, None] * size[..., None, :]
    if (apart > allowed).any():
        place = tuple(int(i) for i in np.argwhere(apart > allowed)[0])
        turned = (*place[:-2], place[-1], place[-2])
        raise InvalidInputError(
            f"`{name}` is not symmetric: it is {matrix[place]:g} at index {place} and "
            f"{matrix[turned]:g} at index {turned}. Pass (M + M.T) / 2 if that is meant."
        )
    return matrix + 0.5 * (mirror - matrix)


def check_positive_definite(matrix: Array, name: str) -> None:
    """Raise unless every matrix of the batch has a Cholesky factor."""
    diagonal = np.diagonal(matrix, axis1=-2, axis2=-1)
    if (diagonal <= 0.0).any():
        place = tuple(int(i) for i in np.argwhere(diagonal <= 0.0)[0])
        raise InvalidInputError(
            f"`{name}` is not positive definite: entry {place[-1]} of its diagonal is "
            f"{diagonal[place]:g}{_of_batch(place[:-1])}; variances are positive. {_ADVICE}"
        )
    _, near_one = scaled(matrix)
    try:
        np.linalg.cholesky(near_one)
    except np.linalg.LinAlgError:
        smallest = np.linalg.eigvalsh(near_one)[..., 0]
        worst = np.unravel_index(int(np.argmin(smallest)), np.shape(smallest))
        at = tuple(int(i) for i in worst)
        value = np.linalg.eigvalsh(matrix[at])[0]
        raise InvalidInputError(
            f"`{name}` is not positive definite: its smallest eigenvalue is {value:g}"
            f"{_of_batch(at)}. {_ADVICE}"
        ) from None


_ADVICE = (
    "Leave out variables that are combinations of others, or add a small variance to the diagonal; "
    "singular matrices are not supported."
)


def check_positive_semidefinite(matrix: Array, name: str) -> Array:
    """Return which matrices of the batch are singular; raise unless all are positive semidefinite."""
    diagonal = np.diagonal(matrix, axis1=-2, axis2=-1)
    constant = (diagonal == 0.0) & (matrix != 0.0).any(axis=-1)
    if (bad := (diagonal < 0.0) | constant).any():
        place = tuple(int(i) for i in np.argwhere(bad)[0])
        raise InvalidInputError(
            f"`{name}` is no covariance: entry {place[-1]} of its diagonal is "
            f"{diagonal[place]:g}{_of_batch(place[:-1])}, and its row is not 0; variances are not "
            "negative, and what has variance 0 varies with nothing."
        )
    singular = are_singular(matrix)
    if not singular.any():
        return singular
    values = np.linalg.eigvalsh(correlations(matrix)[1])
    if (below := values[..., 0] < -RANK * matrix.shape[-1] * values[..., -1]).any():
        at = tuple(int(i) for i in np.argwhere(below)[0])
        value = np.linalg.eigvalsh(matrix[at])[0]
        raise InvalidInputError(
            f"`{name}` is no covariance: its smallest eigenvalue is {value:g}{_of_batch(at)}, negative by "
            "more than rounding explains."
        )
    return singular


def _of_batch(place: tuple[int, ...]) -> str:
    return f" at batch index {place}" if place else ""
