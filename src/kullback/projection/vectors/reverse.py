"""The member of a family of vectors with the least D(q‖target), as a `Projection`."""

from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kullback.api.divergences import kl
from kullback.distributions.base import Distribution
from kullback.distributions.density import Density
from kullback.errors import InvalidInputError, NoMethodError
from kullback.projection.projection import LocalOptimum, Projection
from kullback.projection.vectors import descent
from kullback.projection.vectors.descent import Found, Start
from kullback.projection.vectors.importance import weighed
from kullback.projection.vectors.landscape import Landscape, check_gradient, landscape
from kullback.projection.vectors.nodes import DRAW_LEVELS, GRID_LEVELS, has_grid
from kullback.projection.vectors.picture import picture
from kullback.projection.vectors.shapes import Rooted, Shape, shape_of
from kullback.result import Caution, Result

Array = NDArray[Any]

_GAP = 1e-3  # nats between draws that were used and others; less is not seen above their noise
_PRECISE = 1e-2  # of the tolerance, which a grid attains at little cost
_FRESH = 1 << 13
_FLAT = 1e-3  # slope, in nats a unit of a parameter on the whole line
_USABLE = 0.7  # Pareto shape below which weights can be relied on


class Searched(NamedTuple):
    """Local optima, and how far other nodes say that the best is off."""

    found: list[Found]
    gap: float
    steps: tuple[tuple[int, float, float], ...]
    """Of each level the number of nodes, the best objective, and the gap."""


def reverse(p: Distribution, family: Any, starts: int, tol: float, rng: Any) -> Projection:
    """Return the nearest member, on nodes of which there are more and more until they suffice."""
    rng = np.random.default_rng(rng)
    land = landscape(p)
    shape = shape_of(family, land.dim)
    with np.errstate(all="ignore"):
        begun = begin(p, land, starts, rng)
        searched = search(land, shape, begun, tol, rng)
        if not searched.found:
            raise InvalidInputError(
                "Every member reaches where the target has no mass: D(q‖target) is infinite. Transform "
                "constrained variables to the whole line first."
            )
        best = searched.found[0]
        q = shape.member(best.at)
        seen = weighed(land, q, _FRESH, rng)
    constant = _constant(shape)
    value = _value(kl(q, p, rng=rng), best.value + constant, searched, shape)
    return Projection(
        q,
        value,
        "reverse",
        [
            LocalOptimum(one.value + constant, shape.summary(one.at)[2], one.hits)
            for one in searched.found
        ],
        converged=abs(searched.gap) < _enough(shape, tol) and best.slope < _FLAT,
        gradient_norm=best.slope,
        khat=seen.khat,
        ess=seen.ess,
        out_of_sample_gap=searched.gap,
        log_evidence=seen.log_evidence,
        cautions=(*value.cautions, *_cautions(seen.khat, searched, shape, tol)),
        other=lambda: kl(p, q, rng=rng),
        steps=searched.steps,
        picture=picture(land, [shape.summary(one.at)[:2] for one in searched.found]),
    )


def begin(p: Distribution, land: Landscape, starts: int, rng: np.random.Generator) -> list[Start]:
    """Return places with covariances: modes, and what covers all that is known of the target."""
    try:
        drawn = np.asarray(p.sample(max(starts, 8 * land.dim), rng), float)
    except NoMethodError:
        drawn = np.empty((0, land.dim))
    asked = drawn[:starts]
    known = 2 if len(drawn) else starts
    found = descent.modes(land, np.concatenate([descent.places(land.dim, known, rng), asked]))
    if isinstance(p, Density) and p.gradient is not None:
        check_gradient(land, np.array([one.mean + np.sqrt(np.diag(one.spread)) for one in found]))
    if not len(drawn) and len(found) < 2:
        return found
    # a member that covers all modes is an optimum too, and may be the best
    rows = drawn if len(drawn) else np.array([one.mean for one in found])
    within = (
        np.zeros((land.dim, land.dim))
        if len(drawn)
        else np.mean([one.spread for one in found], axis=0)
    )
    spread = np.atleast_2d(np.cov(rows.T, ddof=0)) + within
    if np.linalg.eigvalsh(spread)[0] > 0.0:
        found.append(Start(rows.mean(0), spread))
    return found


def search(
    land: Landscape, shape: Shape, begun: list[Start], tol: float, rng: np.random.Generator
) -> Searched:
    """Return the optima on so many nodes that others say nearly the same; a level goes on from the last."""
    grid = _on_grid(shape)
    members = [(shape.begun(one.mean, one.spread), one.hits) for one in begun]
    steps: list[tuple[int, float, float]] = []
    for level in range(GRID_LEVELS if grid else DRAW_LEVELS):
        nodes = shape.nodes(level, rng)
        found = descent.local_optima(land, shape, members, nodes)
        if not found:
            return Searched([], np.inf, tuple(steps))
        other = shape.nodes(level + grid, rng)
        gaps = [descent.objective(land, shape, one.at, other) - one.value for one in found]
        steps.append((len(nodes.z), found[0].value + _constant(shape), gaps[0]))
        # on a grid the other optima are wanted as exactly; draws serve the best
        if max(map(abs, gaps if grid else gaps[:1])) < _enough(shape, tol):
            break
        members = [(one.at, one.hits) for one in found]
    return Searched(found, gaps[0], tuple(steps))


def _on_grid(shape: Shape) -> bool:
    return isinstance(shape, Rooted) and shape.df is None and has_grid(shape.d)


def _enough(shape: Shape, tol: float) -> float:
    return _PRECISE * tol if _on_grid(shape) else max(tol, _GAP)


def _constant(shape: Shape) -> float:
    """Return by how much the objective exceeds its searched part: minus the entropy of the standard law."""
    begun = shape.begun(np.zeros(shape.d), np.eye(shape.d))
    width = shape.nodes(0, np.random.default_rng(0)).z.shape[1]
    entropy: Any = shape.member(begun).entropy(np)
    return shape.moved(begun, np.zeros((1, width))).log_volume - float(entropy)


def _value(asked: Result, found: float, searched: Searched, shape: Shape) -> Result:
    """Return the divergence: the grid's, where there is one, for it is the more precise."""
    if not _on_grid(shape) or asked.kind != "estimate":
        return asked
    error = max(abs(searched.gap), 1e-14 * abs(found))
    return replace(
        asked,
        value=max(found, 0.0) if found > -error else found,
        error=error,
        kind="numerical",
        method="trapezoid_grid",
        n=None,
        raw=None,
        bounds=None,
    )


def _cautions(khat: float, searched: Searched, shape: Shape, tol: float) -> tuple[Caution, ...]:
    said = []
    if khat > _USABLE:
        said.append(
            Caution(
                "heavy_weights",
                f"The ratio target/q has a tail of Pareto shape {khat:.2f}: q misses mass of the target, and "
                "the log evidence is not to be relied on.",
            )
        )
    if abs(searched.gap) >= _enough(shape, tol):
        said.append(
            Caution(
                "few_draws",
                f"Points that were not used differ by {searched.gap:.2g} nats from the "
                f"{searched.steps[-1][0]} that were.",
            )
        )
    if searched.found[0].slope >= _FLAT:
        said.append(
            Caution(
                "not_converged",
                f"The slope at the optimum is {searched.found[0].slope:.2g}: the member may not be the "
                "nearest. The log density may have kinks, or bend too much; try more `starts`.",
            )
        )
    return tuple(said)
