"""The normal with the moments of a target over vectors: known, from its draws, or by importance sampling."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kullback.api.divergences import kl
from kullback.distributions.base import Distribution
from kullback.distributions.families.multivariate_normal import MultivariateNormal
from kullback.distributions.families.multivariate_student_t import MultivariateStudentT
from kullback.distributions.mixture import Mixture
from kullback.errors import InvalidInputError, NoMethodError
from kullback.projection.likelihood import likeliest
from kullback.projection.points import Points
from kullback.projection.projection import LocalOptimum, Projection
from kullback.projection.trial import trial
from kullback.projection.vectors.importance import Weighed, weighed
from kullback.projection.vectors.landscape import Landscape, landscape
from kullback.projection.vectors.picture import picture
from kullback.projection.vectors.reverse import begin, search
from kullback.projection.vectors.shapes import Rooted, shape_of
from kullback.result import Caution, Result

Array = NDArray[Any]

_DRAWS = 1 << 15
_HEAVY = (
    5.0  # degrees of freedom of what is drawn from: tails above those of any target with moments
)
_LEAST = 0.05  # share of the draws that every mode gets
_TOL = 1e-3
_USABLE = 0.7


def forward(p: Distribution, family: Any, starts: int, rng: Any) -> Projection:
    """Return the normal with the target's moments."""
    rng = np.random.default_rng(rng)
    shape = shape_of(family, landscape(p).dim)
    if not isinstance(shape, Rooted) or shape.df is not None:
        raise NoMethodError(
            f"`family` is {family!r}; forward, vectors are projected onto 'normal:full' and 'normal:diag'."
        )
    if isinstance(p, MultivariateNormal):
        return _projection(p, np.asarray(p.mean), np.asarray(p.cov), shape.full, rng)
    try:
        x = np.asarray(p.sample(_DRAWS, rng), float)
    except NoMethodError:
        return _by_importance(p, shape.full, starts, rng)
    points = Points(x, np.full(len(x), 1.0 / len(x)), None)
    found = likeliest(trial(MultivariateNormal), points).member
    return _projection(p, found.mean, found.cov, shape.full, rng)


def _projection(p: Distribution, mean: Array, cov: Array, full: bool, rng: Any) -> Projection:
    q = _normal(mean, cov, full)
    value = kl(p, q, rng=rng)
    optimum = LocalOptimum(float(value.to("nats").value), {"mean": q.mean, "cov": q.cov}, 1)
    return Projection(
        q,
        value,
        "forward",
        [optimum],
        cautions=value.cautions,
        other=lambda: kl(q, p, rng=rng),
        picture=picture(landscape(p), []),
    )


def _normal(mean: Array, cov: Array, full: bool) -> MultivariateNormal:
    return MultivariateNormal(mean, cov if full else np.diag(np.diag(cov)))


def _by_importance(
    p: Distribution, full: bool, starts: int, rng: np.random.Generator
) -> Projection:
    """Return the normal with the moments of weighted draws around every mode, and around all of them."""
    land = landscape(p)
    with np.errstate(all="ignore"):
        around = _around_modes(p, land, starts, rng)
        first = weighed(land, around, _DRAWS // 4, rng)
        mean, cov = _moments(first)
        whole = MultivariateStudentT(_HEAVY, mean, cov)
        seen = weighed(land, Mixture([0.5, 0.5], (around, whole)), _DRAWS, rng)
    q = _normal(*_moments(seen), full)
    value = _divergence(land, seen, q)
    optimum = LocalOptimum(float(value.value), {"mean": q.mean, "cov": q.cov}, 1)
    return Projection(
        q,
        value,
        "forward",
        [optimum],
        converged=seen.khat < _USABLE,
        khat=seen.khat,
        ess=seen.ess,
        log_evidence=seen.log_evidence,
        cautions=value.cautions,
        other=lambda: kl(q, p, rng=rng),
        picture=picture(land, []),
    )


def _around_modes(
    p: Distribution, land: Landscape, starts: int, rng: np.random.Generator
) -> Distribution:
    """Return Student t laws around all reverse optima, each with its share of the evidence."""
    shape = Rooted(land.dim)
    found = search(land, shape, begin(p, land, starts, rng), _TOL, rng).found
    if not found:
        raise InvalidInputError(
            "Normals reach where the target has no mass: transform constrained variables to the whole line "
            "first, or give `sample` to the `Density`."
        )
    best = min(one.value for one in found)
    shares = np.array([max(float(np.exp(best - one.value)), _LEAST) for one in found])
    laws = tuple(MultivariateStudentT(_HEAVY, *shape.summary(one.at)[:2]) for one in found)
    return laws[0] if len(laws) == 1 else Mixture(shares / shares.sum(), laws)


def _moments(seen: Weighed) -> tuple[Array, Array]:
    share = seen.weights / seen.weights.sum()
    mean = share @ seen.x
    away = seen.x - mean
    return mean, (away * share[:, None]).T @ away


def _divergence(land: Landscape, seen: Weighed, q: MultivariateNormal) -> Result:
    """Return D(target‖q) = E_P[log p - log q] - log Z with the error of all of it."""
    log_p = land.height(seen.x)
    gain = np.where(seen.weights > 0.0, log_p - q.log_density(seen.x, np), 0.0)
    mean = float(seen.weights @ gain / len(gain))
    influence = seen.weights * (gain - mean) - (seen.weights - 1.0)
    error = float(influence.std() / np.sqrt(len(gain)))
    value = mean - seen.log_evidence[0]
    said: tuple[Caution, ...] = ()
    if seen.khat > _USABLE:
        said = (
            Caution(
                "heavy_weights",
                f"Weights of the draws have a tail of Pareto shape {seen.khat:.2f}: parts of the target were "
                "hardly reached, and neither moments nor evidence are to be relied on. Give `sample`.",
            ),
        )
    return Result(
        max(value, 0.0),
        "nats",
        "kl",
        "importance_sampling",
        "estimate",
        error,
        len(gain),
        said,
        raw=value if value < 0.0 else None,
    )
