"""Pairs of distributions with a known divergence, their parameters moved a little by a seed.

Tuning on one seed and reporting on another keeps the report honest.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from scipy import stats

import kullback as kb

Array = Any
Draw = Callable[[int, np.random.Generator], Array]

_DRAWS_FOR_TRUTH = 2_000_000


class Task(NamedTuple):
    """Draws of P and Q, and D(P‖Q); ill-posed where E_Q[(p/q)²] is infinite or all but."""

    name: str
    p: Draw
    q: Draw
    truth: float
    well_posed: bool = True


def tasks(seed: int) -> list[Task]:
    """Return all tasks, parameters within 15 % of their nominal values."""
    rng = np.random.default_rng(seed)

    def about(value: float) -> float:
        return float(value * rng.uniform(0.85, 1.15))

    return [
        *_on_the_line(about),
        *_mixtures(about),
        *_normal_vectors(about),
        *_products(about),
        *_awkward(about),
    ]


def _on_the_line(about: Callable[[float], float]) -> list[Task]:
    s = stats
    pairs = {
        "normal shifted": (s.norm(), s.norm(about(0.5), 1.0)),
        "normal wide": (s.norm(), s.norm(0.0, about(2.0))),
        "normal narrow": (s.norm(0.0, about(1.5)), s.norm()),
        "normal equal": (s.norm(), s.norm()),
        "exponential": (s.expon(), s.expon(scale=about(2.0))),
        "gamma": (s.gamma(about(2.0)), s.gamma(3.0)),
        "beta": (s.beta(2.0, about(3.0)), s.beta(about(3.0), 2.0)),
        "normal from laplace": (s.norm(), s.laplace(0.0, about(1.0))),
        "normal from t": (s.norm(), s.t(3.0, 0.0, about(1.0))),
        "t shifted": (s.t(3.0), s.t(3.0, about(1.0))),
        "uniform in uniform": (s.uniform(0.0, 1.0), s.uniform(-0.5, about(2.0))),
        "uniform from beta": (s.uniform(), s.beta(0.8, about(0.8))),
        "lognormal": (s.lognorm(1.0), s.lognorm(about(1.5))),
        "cauchy": (s.cauchy(), s.cauchy(0.0, about(2.0))),
        "logistic": (s.logistic(), s.logistic(about(1.0), 1.2)),
        "gumbel": (s.gumbel_r(), s.gumbel_r(about(0.7), 1.2)),
    }
    ill = {"normal narrow"}
    return [
        Task(name, _column(p), _column(q), float(kb.kl(p, q)), name not in ill)
        for name, (p, q) in pairs.items()
    ]


def _column(d: Any) -> Draw:
    return lambda n, rng: d.rvs(n, random_state=rng)[:, None]


def _mixture(
    weights: list[float], means: Array, sd: float
) -> tuple[Draw, Callable[[Array], Array]]:
    """Return draws from a mixture of round normals, and its log density."""
    centres = np.atleast_2d(np.asarray(means, float).T).T
    d = centres.shape[1]

    def draw(n: int, rng: np.random.Generator) -> Array:
        chosen = rng.choice(len(weights), n, p=weights)
        return centres[chosen] + sd * rng.standard_normal((n, d))

    def log_density(x: Array) -> Array:
        parts = [
            np.log(w) - 0.5 * ((x - c) ** 2).sum(1) / sd**2
            for w, c in zip(weights, centres, strict=True)
        ]
        return np.logaddexp.reduce(parts) - d * np.log(sd * np.sqrt(2.0 * np.pi))

    return draw, log_density


def _mixtures(about: Callable[[float], float]) -> list[Task]:
    corners = [[-2.0, -2.0], [-2.0, 2.0], [2.0, -2.0], [2.0, 2.0]]
    pairs = {
        "two modes": (_mixture([0.5, 0.5], [-2.0, 2.0], about(0.5)), _mixture([1.0], [0.0], 2.1)),
        "modes exchanged": (
            _mixture([0.3, 0.7], [-2.0, 2.0], about(0.7)),
            _mixture([0.7, 0.3], [-2.0, 2.0], 0.7),
        ),
        "comb": (
            _mixture([0.25] * 4, [-3.0, -1.0, 1.0, 3.0], about(0.3)),
            _mixture([1.0], [0.0], 2.3),
        ),
        "four corners": (
            _mixture([0.25] * 4, corners, about(0.6)),
            _mixture([1.0], [[0.0, 0.0]], 2.1),
        ),
    }
    found = []
    for name, ((p, log_p), (q, log_q)) in pairs.items():
        x = p(_DRAWS_FOR_TRUTH, np.random.default_rng(1))
        found.append(Task(name, p, q, float((log_p(x) - log_q(x)).mean())))
    return found


def _normals(name: str, shift: Array, covariance_p: Array, covariance_q: Array) -> Task:
    d = len(shift)
    root_p, root_q = np.linalg.cholesky(covariance_p), np.linalg.cholesky(covariance_q)
    truth = kb.kl(
        kb.families.MultivariateNormal(np.zeros(d), covariance_p),
        kb.families.MultivariateNormal(shift, covariance_q),
    )
    return Task(
        name,
        lambda n, rng: rng.standard_normal((n, d)) @ root_p.T,
        lambda n, rng: shift + rng.standard_normal((n, d)) @ root_q.T,
        float(truth),
    )


def _alike(d: int, rho: float) -> Array:
    return (1.0 - rho) * np.eye(d) + rho


def _normal_vectors(about: Callable[[float], float]) -> list[Task]:
    units = np.diag([1e-6, 1.0, 1e6])
    one = np.eye
    return [
        _normals("2-d correlated", np.zeros(2), _alike(2, about(0.7)), one(2)),
        _normals("2-d shifted", np.array([about(0.7), 0.0]), one(2), one(2)),
        _normals("2-d equal", np.zeros(2), one(2), one(2)),
        _normals("3-d in odd units", np.array([5e-4, 0.0, about(500.0)]), units, units),
        _normals("5-d shifted", np.full(5, about(0.4)), one(5), one(5)),
        _normals("5-d correlated", np.zeros(5), _alike(5, about(0.5)), one(5)),
        _normals("5-d equal", np.zeros(5), _alike(5, 0.5), _alike(5, 0.5)),
        _normals("10-d shifted", np.full(10, about(0.3)), one(10), one(10)),
        _normals(
            "10-d strongly correlated", np.eye(10)[0] * about(0.2), _alike(10, 0.9), _alike(10, 0.9)
        ),
        _normals("10-d equal", np.zeros(10), one(10), one(10)),
        _normals("10-d correlated", np.zeros(10), _alike(10, about(0.3)), one(10)),
        _normals("20-d shifted", np.full(20, about(0.25)), one(20), one(20)),
    ]


def _products(about: Callable[[float], float]) -> list[Task]:
    s = stats
    parts = {
        "3 exponentials": (s.expon(), s.expon(scale=about(1.5)), 3),
        "5 gammas": (s.gamma(2.0), s.gamma(about(2.5)), 5),
        "2 uniforms": (s.uniform(), s.uniform(-0.25, about(1.5)), 2),
        "4 laplaces": (s.laplace(), s.laplace(scale=about(1.5)), 4),
    }
    return [
        Task(
            name,
            lambda n, rng, p=p, d=d: p.rvs((n, d), random_state=rng),
            lambda n, rng, q=q, d=d: q.rvs((n, d), random_state=rng),
            d * float(kb.kl(p, q)),
        )
        for name, (p, q, d) in parts.items()
    ]


def _awkward(about: Callable[[float], float]) -> list[Task]:
    shift, share = about(0.5), about(0.3)

    def rounded(at: float) -> Draw:
        return lambda n, rng: np.round(at + rng.standard_normal((n, 1)), 1)

    def with_zeros(mass: float, at: float) -> Draw:
        return lambda n, rng: np.where(
            rng.random((n, 1)) < mass, 0.0, at + rng.standard_normal((n, 1))
        )

    atoms = share * np.log(share / 0.5) + (1 - share) * (np.log((1 - share) / 0.5) + shift**2 / 2)
    return [
        Task("rounded to tenths", rounded(0.0), rounded(shift), shift**2 / 2),
        Task("zeros among numbers", with_zeros(share, 0.0), with_zeros(0.5, shift), float(atoms)),
    ]
