"""What the Fisher information bounds, and what it weighs: Cramér and Rao, and Jeffreys."""

from collections.abc import Callable, Sequence
from numbers import Integral
from typing import Any

import numpy as np

from kullback.errors import InvalidInputError, ShapeError
from kullback.geometry.coordinates import Coordinates
from kullback.geometry.expected import expected_information
from kullback.geometry.model import model_of, single
from kullback.geometry.natural import solved
from kullback.geometry.parametrizations import derivative

Array = Any


def jeffreys_prior(dist: Any, *, known: Sequence[str] = ()) -> Any:
    r"""Density of Jeffreys' prior at a distribution's parameters, up to a constant.

    .. math:: π(θ) ∝ \sqrt{\det I(θ)}

    Parameters
    ----------
    dist : distribution, text or probability table
        A member of a family, or a batch of them.
    known : sequence of str
        Parameters that are known: the prior is then that of the others.

    Returns
    -------
    float or array
        Of the batch's shape; not normalised, and for many families it cannot be.

    References
    ----------
    Jeffreys (1946), An invariant form for the prior probability in estimation problems.
    :doi:`10.1098/rspa.1946.0056`

    Examples
    --------
    >>> import kullback as kb
    >>> kb.geometry.jeffreys_prior(kb.families.Bernoulli([0.1, 0.5]))
    array([3.33333333, 2.        ])
    """
    model = model_of(dist)
    values = [
        _root_determinant(Coordinates(model[at] if at else model, tuple(known)))
        for at in np.ndindex(*model.batch_shape)
    ]
    return np.reshape(values, model.batch_shape) if model.batch_shape else values[0]


def _root_determinant(at: Coordinates) -> float:
    sign, log = np.linalg.slogdet(expected_information(at).matrix)
    return float(np.exp(0.5 * log)) if sign > 0.0 else 0.0


def cramer_rao_bound(
    dist: Any,
    n: int,
    of: Callable[[Array], Any] | None = None,
    *,
    known: Sequence[str] = (),
) -> Any:
    r"""Least variance of an unbiased estimator from `n` independent observations (Cramér and Rao).

    .. math:: \mathrm{Cov}\,\hat g ⪰ J\, I(θ)^{-1} J^⊤ / n, \quad J = ∂g/∂θ

    Parameters
    ----------
    dist : distribution, text or probability table
        A single member of a family: the truth.
    n : int
        How many observations there are.
    of : callable, optional
        What is estimated, a function of the vector of coordinates; by default these themselves.
    known : sequence of str
        Parameters that need no estimate.

    Returns
    -------
    float or array, shape (k, k)
        A variance where `of` gives a number, else a matrix.

    References
    ----------
    Rao (1945), Information and the accuracy attainable in the estimation of statistical parameters.
    :doi:`10.1007/978-1-4612-0919-5_16`

    Examples
    --------
    >>> import kullback as kb
    >>> kb.geometry.cramer_rao_bound("norm(0, 2)", 100)
    array([[0.04, 0.  ],
           [0.  , 0.02]])
    >>> kb.geometry.cramer_rao_bound("norm(0, 2)", 100, of=lambda v: v[1] ** 2)
    0.32
    """
    count: Any = n
    if isinstance(count, bool) or not isinstance(count, Integral) or n < 1:
        raise InvalidInputError(f"`n` is {n!r}; it must be a positive whole number.")
    at = Coordinates(single(dist), tuple(known))
    matrix = expected_information(at).matrix
    if of is None:
        return solved(matrix, np.eye(len(matrix)), at) / n
    value = np.asarray(of(at.vector), dtype=float)
    if value.ndim > 1 or not np.isfinite(value).all():
        raise ShapeError(f"`of` returned {value!r}; it must be a finite number, or a vector.")
    sizes = np.where(at.vector != 0.0, np.abs(at.vector), 1.0)
    slope = derivative(of, at.vector, sizes)
    bound = slope @ solved(matrix, slope.T, at) / n
    return bound if value.ndim else float(bound[0, 0])
