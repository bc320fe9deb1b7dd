"""Natural gradients: the steepest descent, measured by the divergence instead of by the parameters."""

from typing import Any

import numpy as np

from kullback.distributions.family import Family
from kullback.errors import InvalidInputError, KullbackError
from kullback.geometry.coordinates import Coordinates, numbers
from kullback.geometry.expected import expected_information
from kullback.geometry.model import single

Array = Any

_SINGULAR = 1e-13  # of the largest eigenvalue, once all coordinates have the same scale
_HALVINGS = 60


def natural_gradient(dist: Any, gradient: Any) -> Array:
    r"""Natural gradient of a function of a distribution's parameters.

    .. math:: \tilde∇ f = I(θ)^{-1} ∇ f

    Parameters
    ----------
    dist : distribution, text or probability table
        A single member of a family: where the gradient was taken.
    gradient : array, shape (k,), or dict
        Derivatives in the family's coordinates (see `fisher_information`); or by parameter, in its shape,
        every entry of a matrix or table moved by itself, as automatic differentiation gives them.

    Returns
    -------
    array, shape (k,)
        It points the same way in whatever parameters it is computed.

    Raises
    ------
    InvalidInputError
        Where the information is singular: parameters that cannot be told apart.

    References
    ----------
    Amari (1998), Natural gradient works efficiently in learning, theorem 1.
    :doi:`10.1162/089976698300017746`

    Examples
    --------
    >>> import kullback as kb
    >>> kb.geometry.natural_gradient("norm(0, 2)", [1.0, 1.0])
    array([4., 2.])
    """
    at = Coordinates(single(dist))
    return solved(expected_information(at).matrix, at.gradient(gradient), at)


def natural_gradient_step(dist: Any, gradient: Any, rate: float = 1.0) -> Family:
    """Return the distribution after one step of natural-gradient descent.

    A step that would leave the family, such as one to a negative scale, is halved until it does not.

    Parameters
    ----------
    dist : distribution, text or probability table
        A single member of a family.
    gradient : array, shape (k,), or dict
        Derivatives of what is to be made small, as for `natural_gradient`.
    rate : float
        How far to go along the natural gradient; positive.

    Returns
    -------
    distribution
        Of the same family.

    Examples
    --------
    >>> import kullback as kb
    >>> kb.geometry.natural_gradient_step("norm(0, 2)", [1.0, 1.0], rate=0.1)
    Normal(mean=-0.4, sd=1.8)
    """
    size = numbers(rate, "rate")
    if size.ndim or not (np.isfinite(size) and size > 0.0):
        raise InvalidInputError(f"`rate` is {rate!r}; it must be a positive number.")
    member = single(dist)
    at = Coordinates(member)
    step = size * solved(expected_information(at).matrix, at.gradient(gradient), at)
    for _ in range(_HALVINGS):
        try:
            moved = at.at(at.vector - step)
            Coordinates(moved).refuse_edges()
        except KullbackError:
            step = 0.5 * step
        else:
            return moved
    raise InvalidInputError(f"No step along the gradient stays within {type(member).__name__}.")


def solved(matrix: Array, right: Array, at: Coordinates) -> Array:
    """Return I⁻¹ right, the coordinates scaled alike first; raise where I is singular."""
    size = np.sqrt(np.diag(matrix))
    if np.all(np.isfinite(size)) and np.all(size > 0.0):
        alike = matrix / np.outer(size, size)
        values, vectors = np.linalg.eigh(alike)
        if values[0] > _SINGULAR * values[-1]:
            inner = right / (size if right.ndim == 1 else size[:, None])
            found = vectors @ ((vectors.T @ inner).T / values).T
            return found / (size if right.ndim == 1 else size[:, None])
    raise InvalidInputError(
        f"The Fisher information of {at.member!r} in {', '.join(at.labels)} is singular or infinite; it "
        "has no inverse. Hold some of these parameters fixed."
    )
