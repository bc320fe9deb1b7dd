"""The normal nearest to a distribution of vectors, as a `Projection`."""

from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kullback.api.divergences import kl
from kullback.distributions.base import Distribution
from kullback.distributions.density import Density
from kullback.distributions.families.multivariate_normal import MultivariateNormal
from kullback.distributions.support import length_of
from kullback.errors import InvalidInputError, NoMethodError
from kullback.projection import space
from kullback.projection.likelihood import likeliest
from kullback.projection.points import Points
from kullback.projection.projection import LocalOptimum, Projection
from kullback.projection.trial import trial
from kullback.result import Caution

Array = NDArray[Any]

_FIRST, _LAST = 256, 1 << 14  # draws
_GAP = 1e-3  # nats between draws that were used and others; less is not seen above their noise
_DRAWS = 1 << 15
_SHAPES = {"normal": True, "normal:full": True, "multivariatenormal": True, "normal:diag": False}


def is_full(family: Any) -> bool:
    """Return whether a normal with any covariance is meant, or one with independent columns."""
    name = (
        family.lower().replace("_", "")
        if isinstance(family, str)
        else getattr(family, "__name__", "")
    )
    shape = _SHAPES.get(name.lower())
    if shape is None:
        raise InvalidInputError(
            f"`family` is {family!r}; onto vectors project 'normal:full' or 'normal:diag'."
        )
    return shape


def forward_normal(p: Distribution, *, full: bool, rng: Any) -> Projection:
    """Return the normal with the target's moments, from its draws where they are not known."""
    rng = np.random.default_rng(rng)
    if isinstance(p, MultivariateNormal):
        mean, cov = np.asarray(p.mean), np.asarray(p.cov)
    else:
        try:
            x = np.asarray(p.sample(_DRAWS, rng), float)
        except NoMethodError:
            raise NoMethodError(
                "`target` cannot be sampled, and its moments are not known: give `sample` to the `Density`, "
                "or use direction='reverse'."
            ) from None
        found = likeliest(trial(MultivariateNormal), Points(x, np.full(len(x), 1.0 / len(x)), None))
        mean, cov = found.member.mean, found.member.cov
    q = MultivariateNormal(mean, cov if full else np.diag(np.diag(cov)))
    value = kl(p, q, rng=rng)
    optimum = LocalOptimum(float(value.to("nats").value), {"mean": q.mean, "cov": q.cov}, 1)
    return Projection(
        q, value, "forward", [optimum], cautions=value.cautions, other=lambda: kl(q, p, rng=rng)
    )


def reverse_normal(p: Distribution, *, full: bool, starts: int, tol: float, rng: Any) -> Projection:
    """Return the normal with the least D(q‖target), on fixed draws that are doubled until they suffice."""
    rng = np.random.default_rng(rng)
    d = length_of(p.support.space)
    log_density = _guarded(p)
    given = p.gradient if isinstance(p, Density) else None
    gradient = given or partial(space.gradients, log_density)
    with np.errstate(all="ignore"):
        begun = space.modes(log_density, gradient, _places(p, d, starts, rng))
        found, gap, m = _doubled(log_density, gradient, begun, d, full, tol, rng)
        if not found:
            raise InvalidInputError(
                "Every normal reaches where the target has no mass: D(q‖target) is infinite. Transform "
                "constrained variables to the whole line first."
            )
        seen = space.checked(log_density, found[0], rng)
    best = found[0]
    q = _member(best)
    value = kl(q, p, rng=rng)
    return Projection(
        q,
        value,
        "reverse",
        [
            LocalOptimum(one.value, {"mean": one.mean, "cov": one.root @ one.root.T}, one.hits)
            for one in found
        ],
        converged=abs(gap) < max(tol, _GAP),
        gradient_norm=best.slope,
        khat=seen.khat,
        ess=seen.ess,
        out_of_sample_gap=gap,
        log_evidence=seen.log_evidence,
        cautions=(*value.cautions, *_cautions(seen, gap, m, tol)),
        other=lambda: kl(p, q, rng=rng),
    )


def _doubled(
    log_density: Any, gradient: Any, begun: Any, d: int, full: bool, tol: float, rng: Any
) -> tuple[list[space.Found], float, int]:
    """Return the optima on so many draws that others say nearly the same; each doubling goes on from them."""
    m = _FIRST
    while True:
        found = space.normal_to(
            log_density, gradient, begun, space.base_draws(d, m, rng), full=full
        )
        if not found:
            return [], np.inf, m
        fresh = space.base_draws(d, m, rng)
        gap = space.out_of_sample(log_density, found[0], fresh) - found[0].value
        if abs(gap) < max(tol, _GAP) or m >= _LAST:
            return found, gap, m
        begun = [(one.mean, one.root @ one.root.T) for one in found]
        m *= 4


def _guarded(p: Distribution) -> Any:
    """Return the log density as a plain function; -inf where it is NaN is never an optimum."""

    def log_density(x: Array) -> Array:
        with np.errstate(all="ignore"):
            return np.asarray(p.log_density(x, np), float)

    return log_density


def _places(p: Distribution, d: int, starts: int, rng: np.random.Generator) -> Array:
    """Return where to begin: draws of the target if it can be sampled."""
    try:
        drawn = np.asarray(p.sample(starts, rng), float)
    except NoMethodError:
        return space.places(d, starts, rng)
    return np.concatenate([space.places(d, 2, rng), drawn])


def _member(one: space.Found) -> MultivariateNormal:
    return MultivariateNormal(one.mean, one.root @ one.root.T)


def _cautions(seen: space.Checked, gap: float, m: int, tol: float) -> tuple[Caution, ...]:
    said = []
    if seen.khat > 0.7:
        said.append(
            Caution(
                "heavy_weights",
                f"The ratio target/q has a tail of Pareto shape {seen.khat:.2f}: the normal misses mass of "
                "the target, and the log evidence is not to be relied on.",
            )
        )
    if abs(gap) >= max(tol, _GAP):
        said.append(
            Caution(
                "few_draws",
                f"Draws that were not used differ by {gap:.2g} nats from the {m} that were.",
            )
        )
    return tuple(said)
