"""The Fisher information of a distribution in its parameters: expected, observed or empirical."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, get_args

import numpy as np

from kullback.distributions.family import Family
from kullback.errors import InvalidInputError
from kullback.geometry.coordinates import Coordinates
from kullback.geometry.expected import Curvature, expected_information
from kullback.geometry.model import model_of, observations
from kullback.geometry.parametrizations import Parametrization, jacobian_of
from kullback.geometry.scores import mean_hessian, scores

Array = Any
Kind = Literal["expected", "observed", "empirical"]


@dataclass(frozen=True, eq=False)
class FisherInformation:
    """A Fisher information matrix per observation, and what it is.

    Attributes
    ----------
    matrix : array, shape (..., k, k)
    kind : {"expected", "observed", "empirical"}
    coordinates : tuple of str
        Names of the k coordinates.
    parametrization : str
        "own" for the family's parameters.
    method : str
        "closed form", "curvature of the divergence", or "differences of the log density".
    error : float
        Bound on the error of an entry; 0 for closed forms.
    fixed : dict
        The parameters that are no coordinates, and why.
    n : int or None
        Number of observations, of which this is the mean.
    """

    matrix: Array
    kind: Kind
    coordinates: tuple[str, ...]
    parametrization: str
    method: str
    error: float
    fixed: dict[str, str]
    n: int | None = None
    family: str = field(default="", repr=False)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        """Return the matrix."""
        return np.array(self.matrix, dtype=dtype)

    @property
    def total(self) -> Array:
        """The information of all `n` observations together (of one, where there are no data)."""
        return self.matrix * (self.n or 1)

    def __repr__(self) -> str:
        """Return the matrix below a line that says what it is."""
        how = "" if self.parametrization == "own" else f" ({self.parametrization} parameters)"
        data = "" if self.n is None else f", mean over {self.n} observations"
        kept = "".join(f"\nheld fixed: {n}, which {why}" for n, why in self.fixed.items())
        body = np.array2string(np.asarray(self.matrix), precision=6)
        return (
            f"{self.kind} Fisher information of {self.family} per observation in "
            f"{', '.join(self.coordinates)}{how}, by {self.method}{data}\n{body}{kept}"
        )


def fisher_information(
    dist: Any,
    kind: Kind = "expected",
    data: Any = None,
    parametrization: Parametrization = None,
    *,
    known: Sequence[str] = (),
) -> FisherInformation:
    r"""Fisher information matrix of a distribution, per observation, in its parameters.

    .. math:: I_{ij} = E[∂_i \log f · ∂_j \log f] = -E[∂_i ∂_j \log f]

    The expected one takes the mean under the distribution itself, "observed" the mean of minus the
    second derivatives at `data`, "empirical" the mean of the products of the scores at `data`. The
    three agree only in the limit, and only if the data come from `dist`.

    Parameters
    ----------
    dist : distribution, text or probability table
        A member of a family, or a batch of them.
    kind : {"expected", "observed", "empirical"}
    data : array, shape (n,) or (n, d)
        Observations, for the last two kinds.
    parametrization : str, callable or array, optional
        None for the parameters in which the family is written, in its order. "natural" and "mean"
        (expectation parameters) for exponential families; "rate", "precision", "variance", "log",
        "logit". A callable maps the vector of the family's coordinates to the new ones; an array is
        the Jacobian ∂ own / ∂ new, and the answer Jᵀ I J.
    known : sequence of str
        Parameters that are known, and no coordinates.

    Returns
    -------
    FisherInformation
        With `.matrix`, shape ``(..., k, k)``; `numpy.asarray` gives it too.

    Raises
    ------
    InvalidInputError
        For parameters on the edge of their domain, families that are not regular (the ends of a
        uniform law move its support), missing or impossible data.

    References
    ----------
    Amari (2016), Information Geometry and Its Applications, ch. 1. :doi:`10.1007/978-4-431-55978-8`

    Examples
    --------
    >>> import kullback as kb
    >>> kb.geometry.fisher_information(kb.families.Normal(0, 2))
    expected Fisher information of Normal per observation in mean, sd, by closed form
    [[0.25 0.  ]
     [0.   0.5 ]]
    >>> kb.geometry.fisher_information("expon(scale=2)", parametrization="rate").matrix
    array([[4.]])
    """
    if kind not in get_args(Kind):
        raise InvalidInputError(
            f"`kind` is {kind!r}; it must be 'expected', 'observed' or 'empirical'."
        )
    if kind == "expected" and data is not None:
        raise InvalidInputError(
            '`data` was given, but the expected information needs none. Say `kind="observed"` or '
            '"empirical".'
        )
    model = model_of(dist)
    found = [
        _single(model[at] if at else model, kind, data, parametrization, tuple(known))
        for at in np.ndindex(*model.batch_shape)
    ]
    if not found:
        raise InvalidInputError(f"`dist` is an empty batch, of shape {model.batch_shape}.")
    if not model.batch_shape:
        return found[0]
    k = found[0].matrix.shape
    matrix = np.reshape([one.matrix for one in found], (*model.batch_shape, *k))
    first, error = found[0], max(one.error for one in found)
    rest = (first.parametrization, first.method, error, first.fixed, first.n, first.family)
    return FisherInformation(matrix, kind, first.coordinates, *rest)


def _single(
    member: Family, kind: Kind, data: Any, parametrization: Parametrization, known: tuple[str, ...]
) -> FisherInformation:
    at = Coordinates(member, known)
    at.refuse_edges()
    n = None
    if kind == "expected":
        found = expected_information(at)
    else:
        points = observations(data, member)
        found, n = _at_data(at, kind, points), len(points)
    new = jacobian_of(at, parametrization)
    matrix = found.matrix
    error = found.error
    if new.jacobian is not None:
        matrix = new.jacobian.T @ matrix @ new.jacobian
        error = error * float(np.max(np.abs(new.jacobian).sum(axis=0))) ** 2
    family = type(member).__name__
    return FisherInformation(
        matrix, kind, new.labels, new.name, found.method, error, at.fixed, n, family
    )


def _at_data(at: Coordinates, kind: Kind, points: Array) -> Curvature:
    method = "differences of the log density"
    if kind == "observed":
        return Curvature(-mean_hessian(at, points), 0.0, method)
    gradient = scores(at, points)
    return Curvature(gradient.T @ gradient / len(gradient), 0.0, method)
