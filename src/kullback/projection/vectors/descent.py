"""Local optima of E_q[log q - log p] over a family of vectors, on fixed nodes."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from kullback.errors import ConvergenceError, InvalidInputError
from kullback.projection.vectors.landscape import Landscape
from kullback.projection.vectors.nodes import Nodes
from kullback.projection.vectors.shapes import Shape

Array = NDArray[Any]

_SAME = 0.02  # of the spreads and in nats, within which optima are one
_REACHES = (0.3, 1.0, 3.0, 10.0)  # spreads of the places from which modes are sought
_WORST = 1e300
_NO_INTEGRAL = (
    "D(q‖target) falls without end: the target grows, or stays as it is, however far out, and has no "
    "integral. Check the sign of the log density, and that every variable has a prior."
)
_SINGULAR = 1e-13  # of the largest variance, below which a covariance is none
_ENDLESS = 40.0  # logarithm of a scale, by which no search of a mode's surroundings is off


class Start(NamedTuple):
    """A place, the covariance of a normal that fits there, and how many searches led there."""

    mean: Array
    spread: Array
    hits: int = 1


class Found(NamedTuple):
    """A local optimum: its parameters, objective up to the shape's constant, slope, and hits."""

    at: Array
    value: float
    slope: float
    hits: int


def places(d: int, starts: int, rng: np.random.Generator) -> Array:
    """Return where to begin when nothing is known of a density: 0, and points around it at all scales."""
    scattered = rng.standard_normal((starts, d)) * np.resize(_REACHES, starts)[:, None]
    scattered[0] = 0.0
    return np.asarray(scattered)


def modes(land: Landscape, begin: Array) -> list[Start]:
    """Return where the density peaks, sought from places; each with the covariance that fits it there."""

    def peak(x: Array) -> tuple[float, Array]:
        return _finite(-float(land.height(x[None])[0])), np.asarray(-land.slope(x[None])[0])

    found: list[Start] = []
    for place in begin:
        if not np.isfinite(land.height(place[None])[0]):
            continue
        run: Any = minimize(peak, place, jac=True, method="BFGS")
        spread = np.asarray(run.hess_inv)
        if not _positive(spread):
            spread = np.eye(len(place))
        apart = [
            np.linalg.solve(one.spread, run.x - one.mean) @ (run.x - one.mean) for one in found
        ]
        if not apart or min(apart) > _SAME:
            found.append(Start(np.asarray(run.x), spread))
        else:
            nearest = int(np.argmin(apart))
            found[nearest] = found[nearest]._replace(hits=found[nearest].hits + 1)
    if not found:
        raise InvalidInputError(
            "`target` is 0 or not finite wherever it was asked, near 0 first; shift or scale its variables."
        )
    return found


def local_optima(
    land: Landscape, shape: Shape, begun: list[tuple[Array, int]], nodes: Nodes
) -> list[Found]:
    """Return the local optima that parameters lead to on fixed nodes, best first; starts come with hits."""
    found: list[Found] = []
    for at, hits in begun:
        one = _descended(land, shape, at, nodes)
        if one is None:
            continue
        one = one._replace(hits=hits)
        place = next((i for i, known in enumerate(found) if _alike(shape, known, one)), None)
        if place is None:
            found.append(one)
        else:
            found[place] = found[place]._replace(hits=found[place].hits + hits)
    return sorted(found, key=lambda one: one.value)


def objective(land: Landscape, shape: Shape, at: Array, nodes: Nodes) -> float:
    """Return the objective of a member, up to the shape's constant."""
    moved = shape.moved(at, nodes.z)
    return -float(nodes.weights @ land.height(moved.x)) - moved.log_volume


def _descended(land: Landscape, shape: Shape, begin: Array, nodes: Nodes) -> Found | None:
    z, weights = nodes

    def value_and_slope(at: Array) -> tuple[float, Array]:
        if not np.isfinite(at).all():
            raise ConvergenceError(_NO_INTEGRAL)
        moved = shape.moved(at, z)
        pull = land.slope(moved.x) * weights[:, None]
        value = -float(weights @ land.height(moved.x)) - moved.log_volume
        slope = np.asarray(moved.by_parameter(pull.sum(0), pull.T @ z))
        return _finite(value), np.where(np.isfinite(slope), slope, 0.0)

    if not np.isfinite(land.height(shape.moved(begin, z).x)).all():
        return None
    options: Any = {"maxiter": 2000, "maxcor": 30, "gtol": 1e-8, "ftol": 1e-15}
    run: Any = minimize(value_and_slope, begin, jac=True, method="L-BFGS-B", options=options)
    _refuse_endless(shape, begin, run.x)
    return Found(np.asarray(run.x), float(run.fun), float(np.linalg.norm(run.jac)), 1)


def _positive(spread: Array) -> bool:
    if not np.isfinite(spread).all():
        return False
    values = np.linalg.eigvalsh(spread)
    return bool(values[0] > _SINGULAR * values[-1])


def _refuse_endless(shape: Shape, begin: Array, end: Array) -> None:
    """Raise where a search went on for ever: the target has no integral."""
    d = shape.d
    stretched = np.abs(end[d : 2 * d] - begin[d : 2 * d]).max() > _ENDLESS
    gone = np.abs(end[:d] - begin[:d]) > np.exp(np.minimum(begin[d : 2 * d], 0.0) + _ENDLESS)
    if stretched or gone.any():
        raise ConvergenceError(_NO_INTEGRAL)


def _alike(shape: Shape, known: Found, one: Found) -> bool:
    (mean, scatter, _), (other, turned, _) = shape.summary(known.at), shape.summary(one.at)
    root = np.linalg.cholesky(scatter)
    away = np.linalg.solve(root, other - mean)
    turned = np.linalg.solve(root, np.linalg.solve(root, turned).T)
    gap = np.abs(turned - np.eye(len(mean))).max()
    return bool(away @ away < _SAME and gap < 5.0 * _SAME and abs(known.value - one.value) < _SAME)


def _finite(value: float) -> float:
    return value if np.isfinite(value) else _WORST
