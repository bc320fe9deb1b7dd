"""The Fisher-Rao distance: the length of the shortest path between two members of a family."""

from typing import Any, Literal

import numpy as np

from kullback.distributions.families.beta import Beta
from kullback.distributions.families.dirichlet import Dirichlet
from kullback.distributions.families.gamma import Gamma
from kullback.distributions.families.multivariate_normal import MultivariateNormal
from kullback.distributions.family import Family
from kullback.errors import InvalidInputError, NoMethodError
from kullback.geometry.closed_forms import form_of
from kullback.geometry.closed_paths import closed_path
from kullback.geometry.coordinates import Coordinates
from kullback.geometry.model import pair_of
from kullback.geometry.normal_vectors import NormalPath
from kullback.geometry.paths import Path
from kullback.geometry.shooting import ShotPath
from kullback.numerics import singular
from kullback.result import Caution, Kind, Result

_UNIQUE = (Gamma, Beta, Dirichlet)  # of negative curvature: a geodesic is the shortest path
_LOCAL = Caution(
    "geodesic",
    "This is the length of a geodesic, found from the straight line between the two; that no other path "
    "is shorter is not known for this family.",
)


def fisher_rao_distance(p: Any, q: Any, *, within: Literal["diagonal"] | None = None) -> Result:
    r"""Fisher-Rao distance between two members of one family.

    .. math:: d(p, q) = \min_γ ∫_0^1 \sqrt{\dotγ^⊤ I(γ) \dotγ}\, dt

    In closed form where there is one: tables, counts, scales, locations and scales, normal vectors of
    equal means or of equal covariances. For other normal vectors by the least lift to positive definite
    matrices, and for others (Gamma, Beta, Dirichlet) by shooting: then `kind` is "numerical" and `error`
    says by how much the geodesic misses. A bound is never called a distance.

    Parameters
    ----------
    p, q : distribution, text or probability table
        Single members of one family, equal in what the family holds fixed (such as a number of trials).
    within : "diagonal", optional
        Of two multivariate normal laws with diagonal covariances: the distance among such laws alone,
        which is the root of the sum of the squares of the parts'. It is larger than that among all.

    Returns
    -------
    Result
        Symmetric, 0 only at equality, and a metric; it has no unit.

    Raises
    ------
    InvalidInputError
        For different families, or parameters that are held fixed and differ.
    ConvergenceError
        Where no geodesic was found.

    References
    ----------
    Miyamoto, Meneghetti, Pinele & Costa (2024), On closed-form expressions for the Fisher-Rao
    distance, sections 3 to 5. :doi:`10.1007/s41884-024-00143-2`
    Calvo & Oller (1991), An explicit solution of information geodesic equations for the multivariate
    normal model. :doi:`10.1524/strm.1991.9.12.119`

    Examples
    --------
    >>> import kullback as kb
    >>> kb.geometry.fisher_rao_distance("norm(0, 1)", "norm(0, 2)").value
    0.9802...
    >>> kb.geometry.fisher_rao_distance("gamma(2)", "gamma(3)")
    fisher_rao_distance = 0.697889 ± ... (numerical, geodesic shooting)
    """
    first, second = pair_of(p, q)
    path = shortest_path(first, second)
    if within is not None:
        return _within_diagonal(path, within)
    value = path.distance
    kind: Kind = "exact" if _is_closed(path) else "numerical"
    error = None if kind == "exact" else path.error
    return Result(
        value, None, "fisher_rao_distance", _method(path), kind, error, cautions=_cautions(path)
    )


def shortest_path(p: Family, q: Family) -> Path:
    """Return the geodesic between two members of a family."""
    first, second = Coordinates(p), Coordinates(q)
    _refuse_apart(first, second)
    if isinstance(p, MultivariateNormal) and isinstance(q, MultivariateNormal):
        for d in (p, q):
            if singular.are_singular(d.cov).any():
                raise InvalidInputError(
                    "a covariance is singular; the metric is not defined there. Describe the law within "
                    "the subspace that it lives in."
                )
        return NormalPath(p, q)
    closed = closed_path(p, q)
    if closed is not None:
        return closed
    first.refuse_edges()
    second.refuse_edges()
    if form_of(type(p)) is None:
        raise NoMethodError(
            f"The metric of {type(p).__name__} is known by differences only, which is too rough to shoot "
            "geodesics with. A bound is no distance, and none is given."
        )
    return ShotPath(p, q)


def _refuse_apart(first: Coordinates, second: Coordinates) -> None:
    for name, why in first.fixed.items():
        x, y = (np.asarray(getattr(side.member, name)) for side in (first, second))
        if not np.array_equal(x, y):
            raise InvalidInputError(
                f"`{name}` is {x} for `p` and {y} for `q`; it {why}, is no coordinate, and must agree."
            )


def _within_diagonal(path: Path, within: str) -> Result:
    if within != "diagonal" or not isinstance(path, NormalPath) or not path.is_diagonal:
        raise InvalidInputError(
            f"`within` is {within!r}; it can only be 'diagonal', for two multivariate normal laws with "
            "diagonal covariances."
        )
    return Result(path.diagonal_distance, None, "fisher_rao_distance", "closed_form", "exact")


def _is_closed(path: Path) -> bool:
    if isinstance(path, NormalPath):
        return path.closed is not None
    return not isinstance(path, ShotPath)


def _cautions(path: Path) -> tuple[Caution, ...]:
    if isinstance(path, ShotPath):
        return () if isinstance(path.p, _UNIQUE) else (_LOCAL,)
    if isinstance(path, NormalPath) and path.is_diagonal:
        return (
            Caution(
                "diagonal",
                "Both covariances are diagonal, and the shortest path passes through laws that are not. "
                f"Among laws with independent parts the distance is {path.diagonal_distance:.12g}; ask "
                "for it with `within='diagonal'`.",
            ),
        )
    return ()


def _method(path: Path) -> str:
    if _is_closed(path):
        return "closed_form"
    return "geodesic shooting" if isinstance(path, ShotPath) else "least lift"
