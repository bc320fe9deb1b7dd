"""Projections of distributions of numbers: both directions and the orders between, by quadrature."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kullback.distributions.base import Distribution
from kullback.errors import InvalidInputError
from kullback.projection.likelihood import likeliest, mean_log
from kullback.projection.optima import Optimum, optima
from kullback.projection.points import Points, of_distribution
from kullback.projection.trial import Trial

Array = NDArray[Any]

_MISSED = 1e-6  # of a member's mass: one so peaked is not integrated, and not the nearest
_SAME = 1e-12
_STEPS = 4  # of spreads, by which starts lie away from where the target has its mass


def forward(
    trial: Trial, p: Distribution, points: Points, starts: int
) -> tuple[Any, list[Optimum]]:
    """Return the member with the least D(P‖Q): the likeliest for P's points.

    Where a member's density has a kink, points that lie around it are laid for every member anew.
    """
    found = likeliest(trial, points, starts)
    low, high = points.x.min(), points.x.max()
    if points.discrete or not any(low < at < high for at in found.member.breaks):
        return found.member, found.optima

    def of(q: Distribution) -> float:
        return -float(mean_log(q, of_distribution(p, (q,))))

    again = optima(trial.objective(of), [one.point for one in found.optima])
    return trial.member(again[0].point), again


def reverse(
    trial: Trial, p: Distribution, points: Points, starts: int
) -> tuple[Any, list[Optimum]]:
    """Return the member with the least D(Q‖P), from starts in every part of the target."""

    def divergence(q: Distribution) -> float:
        return reverse_divergence(q, p)

    return _sought(trial, points, starts, divergence, p)


def between(
    trial: Trial, p: Distribution, points: Points, alpha: float, starts: int
) -> tuple[Any, list[Optimum]]:
    """Return the member with the least D_α = (1 - ∫ p^α q^(1-α))/α(1-α)."""
    return _sought(trial, points, starts, lambda q: alpha_divergence(q, p, alpha), p)


def forward_divergence(p: Distribution, q: Distribution, points: Points) -> float:
    """Return D(p‖q) at p's points; infinite where q has no density."""
    return float(points.weights @ (points.log_densities(p) - points.log_densities(q)))


def reverse_divergence(q: Distribution, p: Distribution) -> float:
    """Return D(q‖p) by quadrature over q; infinite where q reaches beyond p, or the nodes miss it."""
    nodes = of_distribution(q, (p,))
    if abs(nodes.mass - 1.0) > _MISSED:
        return np.inf
    with np.errstate(all="ignore"):
        log_ratio = nodes.log_densities(q) - nodes.log_densities(p)
    return float(nodes.weights @ log_ratio)


def alpha_divergence(q: Distribution, p: Distribution, alpha: float) -> float:
    """Return (1 - E_q[(p/q)^α])/α(1 - α), Amari's family: 1 is forward, 0 reverse, in the limit."""
    nodes = of_distribution(q, (p,))
    if abs(nodes.mass - 1.0) > _MISSED:
        return np.inf
    with np.errstate(all="ignore"):
        log_ratio = nodes.log_densities(p) - nodes.log_densities(q)
        inside = float(nodes.weights @ np.expm1(alpha * log_ratio))
    return -inside / (alpha * (1.0 - alpha))


def _sought(
    trial: Trial,
    points: Points,
    starts: int,
    of: Callable[[Distribution], float],
    p: Distribution,
) -> tuple[Any, list[Optimum]]:
    if not trial.free:
        return _itself(trial, points, of), []
    objective = trial.objective(of)
    begun = _spread(trial, points, p)
    ranked = [begun[i] for i in np.argsort(objective(np.array(begun)), kind="stable")]
    chosen = ranked[:starts] + _others(begun, ranked[:starts], starts)
    found = optima(objective, chosen)
    if not found:
        raise InvalidInputError(
            f"Every member of {trial.name} reaches where the target has no mass: D(q‖target) is infinite. "
            "Choose a family within the target's support, or the forward direction."
        )
    return trial.member(found[0].point), found


def _itself(trial: Trial, points: Points, of: Callable[[Distribution], float]) -> Any:
    """Return the likeliest member if it is the target, and so the nearest in every direction."""
    member = trial.likeliest(points.x, points.weights)
    if member is None or of(member) > _SAME:
        raise InvalidInputError(f"{trial.name} has no parameters that vary smoothly.")
    return member


def _spread(trial: Trial, points: Points, p: Distribution) -> list[Array]:
    """Return starts for the whole, and for every lump of the target."""
    begun = trial.starts(points.x, points.weights)
    for centre, width in ((float(c), float(w)) for c, w in p.lumps):
        near = np.abs(points.x - centre) < _STEPS * width
        if near.sum() > 1 and points.weights[near].sum() > 0.0:
            weights = points.weights[near] / points.weights[near].sum()
            begun += trial.starts(points.x[near], weights)[:3]
    for part in ("mean", "loc"):
        place = next((i for i, f in enumerate(trial.free) if f.name == part), None)
        if place is None:
            continue
        for level in np.quantile(points.x, (0.25, 0.5, 0.75)):
            moved = begun[0].copy()
            moved[place] = level
            begun.append(moved)
    return begun


def _others(begun: list[Array], chosen: list[Array], count: int) -> list[Array]:
    """Return starts that are no better at first, and may lead elsewhere: evenly taken from the rest."""
    taken = {point.tobytes() for point in chosen}
    rest = [point for point in begun if point.tobytes() not in taken]
    return rest[:: max(1, len(rest) // count)][:count]
