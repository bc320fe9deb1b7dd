"""The likeliest member of a family for weighted points: maximum likelihood, and forward projection."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kullback.distributions.base import Distribution
from kullback.distributions.families.multivariate_normal import MultivariateNormal
from kullback.errors import ConvergenceError, InvalidInputError, NoMethodError
from kullback.projection.descent import Objective, curvature
from kullback.projection.optima import Optimum, central, optima
from kullback.projection.points import Points, summarised
from kullback.projection.trial import Trial

Array = NDArray[Any]

_UNBOUNDED = 200.0  # nats a point: a density so high at every point is none of data
_TOGETHER = 100_000  # points up to which a batch of members is held at once


class Likeliest(NamedTuple):
    """A member, its mean log density at the points, and the other local optima."""

    member: Any
    mean_log: float
    optima: list[Optimum]

    def covariance(self, trial: Trial, points: Points) -> Array:
        """Return the sandwich covariance of the parameters, in the parameters as they are written.

        White (1982), theorem 3.2: right also where the family does not hold the truth. Only rows of data
        have an error.
        """
        slope, curve = information(trial, self.optima[0].point, points)
        inverse = np.linalg.inv(curve)
        pairs = zip(trial.free, self.optima[0].point, strict=True)
        written = np.diag([f.stretch(u) for f, u in pairs])
        assert points.rows is not None
        return np.asarray(written @ inverse @ slope @ inverse @ written / points.rows)


def likeliest(trial: Trial, points: Points, starts: int = 8) -> Likeliest:
    """Return the member of the family with the greatest mean log density at the points.

    A closed form where the family has one; else from the `starts` best of many usual values.
    """
    closed = None
    if points.intervals is None:
        closed = trial.likeliest(points.x, points.weights)
    else:
        _refuse_integers(trial, points)
    _refuse_constant(trial, closed, points)
    if closed is not None:
        value = mean_log(closed, points)
        if not np.isfinite(value):
            raise InvalidInputError(_outside(trial, points))
        return Likeliest(closed, value, [Optimum(-value, trial.point(closed), 0.0, 1)])
    if points.x.ndim > 1:
        raise InvalidInputError(
            f"{trial.name} has no fit to vectors here; the points have {points.x.shape[1]} columns."
        )
    if not trial.free:
        raise InvalidInputError(_outside(trial, points))
    few = summarised(points)
    rough = negative_likelihood(trial, few)
    begun = np.array(trial.starts(points.x, points.weights))
    chosen = begun[np.argsort(rough(begun), kind="stable")[:starts]]
    objective = rough if few is points else negative_likelihood(trial, points)
    found = optima(objective, list(chosen), rough if few is not points else None)
    if not found:
        raise InvalidInputError(_outside(trial, points))
    if found[0].value < -_UNBOUNDED:
        raise ConvergenceError(
            f"The likelihood of {trial.name} has no maximum for these points: it grows beyond bounds, as "
            "with constant data."
        )
    best = found[0]
    return Likeliest(trial.member(best.point), -best.value, found)


def _refuse_integers(trial: Trial, points: Points) -> None:
    """Raise where a law has no density that could be integrated over a censored row."""
    begun = trial.starts(points.x, points.weights) if trial.free else []
    if not begun or trial.member(begun[0]).support.space.kind != "line":
        raise NoMethodError(
            f"`data` holds censored rows; {trial.name} is no family of densities on the line, and only those "
            "are fitted to such."
        )


def _refuse_constant(trial: Trial, closed: Any, points: Points) -> None:
    """Raise where a density can stand above a single number, or a plane, without bound."""
    if isinstance(closed, MultivariateNormal):
        _refuse_plane(closed)
    if trial.k < 2 or points.x.ndim > 1 or np.ptp(points.x) > 0.0:
        return
    member = closed or trial.member(trial.starts(points.x, points.weights)[0])
    if member.support.space.kind != "integers":
        raise InvalidInputError(
            f"`data` is constant ({points.x[0]:g}), where the density of {trial.name} has no bound. Fix its "
            "scale with functools.partial, or take a family of whole numbers."
        )


def _refuse_plane(closed: MultivariateNormal) -> None:
    scale = np.sqrt(np.diag(closed.cov))
    if not scale.all() or np.linalg.matrix_rank(closed.cov / np.outer(scale, scale)) < len(scale):
        raise InvalidInputError(
            "`data` lies in a plane (a column is constant, or follows from others), where the density of a "
            "normal has no bound. Leave that column out, or give more rows than columns."
        )


def negative_likelihood(trial: Trial, points: Points) -> Objective:
    """Return minus the mean log density as a function of the trial's points."""

    def of(member: Distribution) -> Array:
        return np.asarray(-mean_log(member, points))

    if len(points.x) > _TOGETHER:
        return trial.objective(of)
    return trial.objective_of_batches(of)


def mean_log(member: Distribution, points: Points) -> Any:
    """Return the weighted mean of the log density; -inf where a point is impossible."""
    return points.log_densities(member) @ points.weights


def information(trial: Trial, point: Array, points: Points) -> tuple[Array, Array]:
    """Return the mean outer product of the scores, and minus the mean Hessian, at the trial's point."""

    def logs(at: Array) -> Array:
        return points.log_densities(trial.member(at))

    with np.errstate(all="ignore"):
        scores = central(logs, point)
        curve = curvature(negative_likelihood(trial, points), point)
    return scores.T @ (scores * points.weights[:, None]), curve


def _outside(trial: Trial, points: Points) -> str:
    return (
        f"No member of {trial.name} reaches all points, which lie from {points.x.min():g} to "
        f"{points.x.max():g}: every divergence is infinite. Choose a family with a wider support."
    )
