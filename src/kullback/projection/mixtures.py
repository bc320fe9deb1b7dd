"""The mixture of normals nearest to weighted points, forward: expectation maximisation from many starts."""

import re
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp

from kullback.distributions.families.multivariate_normal import MultivariateNormal
from kullback.distributions.families.normal import Normal
from kullback.distributions.mixture import Mixture
from kullback.errors import ConvergenceError, InvalidInputError
from kullback.projection.points import Points
from kullback.projection.projection import LocalOptimum

Array = NDArray[Any]

_ROUNDS = 5000
_STILL = 1e-12  # of the mean log likelihood, between two rounds
_COLLAPSED = (
    1e-8  # of the points' variance: a component on one point, where the likelihood is infinite
)
_SAME = 1e-6


class Parts(NamedTuple):
    """Weights (k,), means (k, d) and covariances (k, d, d) of the components."""

    weights: Array
    means: Array
    covariances: Array


def components_of(family: Any) -> int | None:
    """Return k for the text "mixture(normal, k)"; None for anything else."""
    if not isinstance(family, str):
        return None
    found = re.fullmatch(r"\s*mixture\(\s*normal\s*,\s*(\d+)\s*\)\s*", family)
    if found is None:
        return None
    if int(found[1]) < 1:
        raise InvalidInputError(f"`family` is {family!r}; a mixture has one component or more.")
    return int(found[1])


def mixture_of_normals(
    points: Points, k: int, starts: int, rng: Any
) -> tuple[Mixture, float, list[LocalOptimum]]:
    """Return the likeliest mixture, its mean log likelihood, and every local optimum found.

    Starts take their means from the points, those far from the ones before more often. A start that
    ends with a component on a single point is dropped: the likelihood there is infinite, and no fit.
    """
    rng = np.random.default_rng(rng)
    x = points.x[:, None] if points.x.ndim == 1 else points.x
    if len(x) < 2 * k:
        raise InvalidInputError(f"{k} components need {2 * k} points or more; there are {len(x)}.")
    found: list[tuple[float, Parts, int]] = []
    for _ in range(starts):
        climbed = _climbed(x, points.weights, _begun(x, points.weights, k, rng))
        if climbed is None:
            continue
        value, parts = climbed
        place = next((i for i, one in enumerate(found) if abs(one[0] - value) < _SAME), None)
        if place is None:
            found.append((value, parts, 1))
        else:
            found[place] = (*found[place][:2], found[place][2] + 1)
    if not found:
        raise ConvergenceError(
            f"From every start a component of the {k} collapsed onto a point; ask for fewer, or give more "
            "data."
        )
    found.sort(key=lambda one: -one[0])
    optima = [LocalOptimum(-value, _named(parts, points), hits) for value, parts, hits in found]
    return _mixture(found[0][1], points), found[0][0], optima


def _begun(x: Array, weights: Array, k: int, rng: np.random.Generator) -> Parts:
    """Return means at points far from each other (k-means++), and the covariance of all, shrunk."""
    centred = x - weights @ x
    whole = (centred * weights[:, None]).T @ centred
    scale = np.sqrt(np.diag(whole))
    chosen = [int(rng.choice(len(x), p=weights))]
    for _ in range(k - 1):
        far = np.min([(((x - x[i]) / scale) ** 2).sum(1) for i in chosen], axis=0) * weights
        chosen.append(int(rng.choice(len(x), p=far / far.sum())))
    shrunk = whole / k ** (2.0 / x.shape[1])
    return Parts(np.full(k, 1.0 / k), x[chosen], np.repeat(shrunk[None], k, axis=0))


def _climbed(x: Array, weights: Array, parts: Parts) -> tuple[float, Parts] | None:
    """Return the local optimum above a start; None where a component collapses."""
    least = _COLLAPSED * float(np.trace(np.atleast_2d(np.cov(x.T, aweights=weights)))) / x.shape[1]
    before = -np.inf
    for _ in range(_ROUNDS):
        logs = np.log(parts.weights) + _log_densities(x, parts)
        total = logsumexp(logs, axis=1)
        value = float(weights @ total)
        if value - before < _STILL * (1.0 + abs(value)):
            return value, parts
        before = value
        share = np.exp(logs - total[:, None]) * weights[:, None]
        mass = share.sum(0)
        if mass.min() <= 0.0:
            return None
        means = (share.T @ x) / mass[:, None]
        centred = x[:, None] - means
        spread = np.einsum("nk,nki,nkj->kij", share, centred, centred) / mass[:, None, None]
        if np.linalg.eigvalsh(spread).min() < least:
            return None
        parts = Parts(mass, means, spread)
    return before, parts


def _log_densities(x: Array, parts: Parts) -> Array:
    roots = np.linalg.cholesky(parts.covariances)
    scaled = np.linalg.solve(roots, (x[None] - parts.means[:, None]).transpose(0, 2, 1))
    log_det = np.log(np.diagonal(roots, axis1=1, axis2=2)).sum(1)
    d = x.shape[1]
    return np.asarray(-0.5 * (scaled**2).sum(1).T - log_det - 0.5 * d * np.log(2.0 * np.pi))


def _mixture(parts: Parts, points: Points) -> Mixture:
    if points.x.ndim == 1:
        sds = np.sqrt(parts.covariances[:, 0, 0])
        laws: list[Any] = [Normal(m, s) for m, s in zip(parts.means[:, 0], sds, strict=True)]
    else:
        pairs = zip(parts.means, parts.covariances, strict=True)
        laws = [MultivariateNormal(m, c) for m, c in pairs]
    return Mixture(parts.weights / parts.weights.sum(), tuple(laws))


def _named(parts: Parts, points: Points) -> dict[str, Any]:
    order = np.argsort(parts.means[:, 0])
    named: dict[str, Any] = {"weights": parts.weights[order]}
    if points.x.ndim == 1:
        named |= {
            "mean": parts.means[order, 0],
            "sd": np.sqrt(parts.covariances[order, 0, 0]),
        }
    else:
        named |= {"mean": parts.means[order], "cov": parts.covariances[order]}
    return named
