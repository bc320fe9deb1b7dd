"""Reverse projection of vectors onto normals: fixed quasi-random draws, doubled until they are enough."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import ndtri
from scipy.stats import qmc

from kullback.errors import InvalidInputError
from kullback.numerics.pareto_tail import smoothed

Array = NDArray[Any]
LogDensity = Callable[[Array], Array]

_FRESH = 1 << 13
_STEP = 1e-5
_SAME = 0.02  # of the spreads and in nats, within which optima are one
_REACHES = (0.3, 1.0, 3.0, 10.0)  # spreads of the places from which modes are sought


class Found(NamedTuple):
    """A local optimum: mean, root of the covariance, objective on its draws, slope, and hits."""

    mean: Array
    root: Array
    value: float
    slope: float
    hits: int


@dataclass(frozen=True)
class Checked:
    """What fresh draws say of a fit: the ratios' tail, their effective share, and the log evidence."""

    khat: float
    ess: float
    log_evidence: tuple[float, float]


def base_draws(d: int, m: int, rng: np.random.Generator) -> Array:
    """Return m points that stand for the standard normal: Sobol's, mirrored, with its exact moments.

    Few digits are lost to chance that way, and a normal target is fitted without error.
    """
    half = qmc.Sobol(d, rng=rng).random(m // 2)
    z = ndtri(np.clip(half, 1e-12, 1.0 - 1e-12))
    z = np.concatenate([z, -z])
    root = np.linalg.cholesky(z.T @ z / len(z))
    return np.asarray(np.linalg.solve(root, z.T).T)


def modes(
    log_density: LogDensity, gradient: LogDensity, places: Array
) -> list[tuple[Array, Array]]:
    """Return where the density peaks, sought from places; each with the covariance that fits it there."""

    def peak(x: Array) -> tuple[float, Array]:
        value = _finite(-float(log_density(x[None])[0]))
        return value, np.asarray(-np.nan_to_num(gradient(x[None])[0]))

    found: list[tuple[Array, Array]] = []
    for begin in places:
        if not np.isfinite(log_density(begin[None])[0]):
            continue
        run: Any = minimize(peak, begin, jac=True, method="BFGS")
        spread = np.asarray(run.hess_inv)
        if np.linalg.eigvalsh(spread)[0] <= 0.0:
            spread = np.eye(len(begin))
        apart = [np.linalg.solve(known, run.x - place) @ (run.x - place) for place, known in found]
        if not apart or min(apart) > _SAME:
            found.append((np.asarray(run.x), spread))
    if not found:
        raise InvalidInputError(
            "`target` is 0 or not finite wherever it was asked, near 0 first; shift or scale its variables."
        )
    return found


def places(d: int, starts: int, rng: np.random.Generator) -> Array:
    """Return where to begin when nothing is known of a density: 0, and points around it at all scales."""
    scattered = rng.standard_normal((starts, d)) * np.resize(_REACHES, starts)[:, None]
    scattered[0] = 0.0
    return np.asarray(scattered)


def gradients(log_density: LogDensity, x: Array) -> Array:
    """Return the gradient at each row of x, by central differences in one call."""
    n, d = x.shape
    step = _STEP * (1.0 + np.abs(x))
    moves = step[None] * np.eye(d)[:, None, :]
    points = np.concatenate([(x + moves).reshape(-1, d), (x - moves).reshape(-1, d)])
    above, below = log_density(points).reshape(2, d, n)
    return np.asarray(((above - below) / (2.0 * step.T)).T)


def normal_to(
    log_density: LogDensity,
    gradient: LogDensity,
    starts: list[tuple[Array, Array]],
    draws: Array,
    *,
    full: bool,
) -> list[Found]:
    """Return the local optima of E_q[log q - log p] over normals, on fixed draws, best first."""
    found: list[Found] = []
    for mean, spread in starts:
        one = _descended(log_density, gradient, mean, spread, draws, full)
        if one is None:
            continue
        place = next((i for i, known in enumerate(found) if _alike(known, one)), None)
        if place is None:
            found.append(one)
        else:
            found[place] = found[place]._replace(hits=found[place].hits + 1)
    return sorted(found, key=lambda one: one.value)


def _descended(
    log_density: LogDensity,
    gradient: LogDensity,
    mean: Array,
    spread: Array,
    z: Array,
    full: bool,
) -> Found | None:
    d = len(mean)
    lower = np.tril_indices(d, -1) if full else (np.zeros(0, int), np.zeros(0, int))
    root = (
        np.linalg.cholesky(spread)
        if full
        else np.diag(1.0 / np.sqrt(np.diag(np.linalg.inv(spread))))
    )
    begin = np.concatenate([mean, np.log(np.diag(root)), root[lower]])

    def parts(at: Array) -> tuple[Array, Array]:
        rooted = np.diag(np.exp(np.clip(at[d : 2 * d], -300.0, 300.0)))
        rooted[lower] = at[2 * d :]
        return at[:d], rooted

    def objective(at: Array) -> tuple[float, Array]:
        centre, rooted = parts(at)
        x = centre + z @ rooted.T
        pull = gradient(x)
        value = -float(log_density(x).mean()) - float(at[d : 2 * d].sum())
        by_root = -(pull.T @ z) / len(z)
        slope = np.concatenate(
            [-pull.mean(0), np.diag(by_root) * np.diag(rooted) - 1.0, by_root[lower]]
        )
        return _finite(value), np.nan_to_num(slope, posinf=0.0, neginf=0.0)

    if not np.isfinite(log_density(mean + z @ root.T)).all():
        return None
    options: Any = {"maxiter": 2000, "maxcor": 30, "gtol": 1e-8, "ftol": 1e-15}
    run: Any = minimize(objective, begin, jac=True, method="L-BFGS-B", options=options)
    centre, rooted = parts(run.x)
    constant = 0.5 * d * float(np.log(2.0 * np.pi * np.e))
    return Found(centre, rooted, float(run.fun) - constant, float(np.linalg.norm(run.jac)), 1)


def out_of_sample(log_density: LogDensity, one: Found, draws: Array) -> float:
    """Return the objective on draws that were not used."""
    d = len(one.mean)
    constant = 0.5 * d * float(np.log(2.0 * np.pi * np.e)) + float(np.log(np.diag(one.root)).sum())
    return -float(log_density(one.mean + draws @ one.root.T).mean()) - constant


def checked(log_density: LogDensity, one: Found, rng: np.random.Generator) -> Checked:
    """Return how well q serves to integrate p, on fresh draws."""
    d = len(one.mean)
    z = rng.standard_normal((_FRESH, d))
    log_q = -0.5 * (z * z).sum(1) - 0.5 * d * np.log(2.0 * np.pi) - np.log(np.diag(one.root)).sum()
    tail = smoothed(log_density(one.mean + z @ one.root.T) - log_q)
    weights = np.exp(tail.log_weights - tail.log_weights.max())
    mean = float(weights.mean())
    evidence = float(tail.log_weights.max() + np.log(mean))
    spread = float(weights.std() / (mean * np.sqrt(len(weights))))
    share = float(weights.sum() ** 2 / (weights @ weights) / len(weights))
    return Checked(tail.khat, share, (evidence, spread))


def _alike(known: Found, one: Found) -> bool:
    scaled = np.linalg.solve(known.root, one.mean - known.mean)
    turned = np.linalg.solve(known.root, one.root)
    gap = np.abs(turned @ turned.T - np.eye(len(one.mean))).max()
    return bool(
        scaled @ scaled < _SAME and gap < 5.0 * _SAME and abs(known.value - one.value) < _SAME
    )


def _finite(value: float) -> float:
    return value if np.isfinite(value) else 1e300
