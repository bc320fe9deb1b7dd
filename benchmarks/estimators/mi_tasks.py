"""Pairs of variables with a known mutual information, their parameters moved a little by a seed."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from scipy.special import digamma, gammaln

Array = Any
Draw = Callable[[int, np.random.Generator], tuple[Array, Array]]


class Task(NamedTuple):
    """Draws of pairs, x (n, a) and y (n, b), and their mutual information."""

    name: str
    draw: Draw
    truth: float
    well_posed: bool = True


def tasks(seed: int) -> list[Task]:
    """Return all tasks, parameters within 10 % of their nominal values."""
    rng = np.random.default_rng(seed)

    def about(value: float) -> float:
        return float(value * rng.uniform(0.9, 1.1))

    return [
        Task("independent", _normals(1, 0.0), 0.0),
        *(_normal(f"normal {rho}", 1, min(about(rho), 0.99)) for rho in (0.3, 0.6, 0.85)),
        _normal("normal 0.99", 1, 0.99),
        *(
            _normal(f"{d} + {d} normals", d, about(rho))
            for d, rho in ((2, 0.6), (3, 0.5), (5, 0.6), (25, 0.3))
        ),
        _mapped("normals cubed", about(0.7), lambda z: z**3),
        _mapped("normals through exp", about(0.7), np.exp),
        _mapped("normals through their cdf", about(0.8), lambda z: 1.0 / (1.0 + np.exp(-1.7 * z))),
        _student("student t, 3", 3.0, about(0.6)),
        _student("student t, 2, uncorrelated", 2.0, 0.0),
        *(_uniform_noise(f"uniform noise {a}", about(a)) for a in (0.3, 0.75)),
        _cosine("cosine with noise", about(0.3)),
        _square("square with noise", about(0.3)),
        _several("label and uniform", 5),
        _independent_pair(),
    ]


def _normals(d: int, rho: float) -> Draw:
    def draw(n: int, rng: np.random.Generator) -> tuple[Array, Array]:
        x = rng.standard_normal((n, d))
        return x, rho * x + np.sqrt(1.0 - rho**2) * rng.standard_normal((n, d))

    return draw


def _normal(name: str, d: int, rho: float) -> Task:
    return Task(name, _normals(d, rho), -0.5 * d * float(np.log1p(-(rho**2))))


def _mapped(name: str, rho: float, change: Callable[[Array], Array]) -> Task:
    """Return a task whose columns went through a monotone map, which changes nothing."""
    plain = _normals(1, rho)

    def draw(n: int, rng: np.random.Generator) -> tuple[Array, Array]:
        x, y = plain(n, rng)
        return change(x), change(y)

    return Task(name, draw, -0.5 * float(np.log1p(-(rho**2))))


def _student(name: str, df: float, rho: float) -> Task:
    def draw(n: int, rng: np.random.Generator) -> tuple[Array, Array]:
        x, y = _normals(1, rho)(n, rng)
        scale = np.sqrt(rng.chisquare(df, (n, 1)) / df)
        return x / scale, y / scale

    def entropy(d: int) -> float:
        whole = gammaln(0.5 * (df + d)) - gammaln(0.5 * df) - 0.5 * d * np.log(df * np.pi)
        return float(0.5 * (df + d) * (digamma(0.5 * (df + d)) - digamma(0.5 * df)) - whole)

    return Task(name, draw, 2.0 * entropy(1) - entropy(2) - 0.5 * float(np.log1p(-(rho**2))))


def _uniform_noise(name: str, width: float) -> Task:
    def draw(n: int, rng: np.random.Generator) -> tuple[Array, Array]:
        x = rng.random((n, 1))
        return x, x + width * (rng.random((n, 1)) - 0.5)

    return Task(name, draw, 0.5 * width - float(np.log(width)))


def _noisy(name: str, signal: Array, draw: Draw, noise: float) -> Task:
    """Return a task y = signal + noise: H(y) by a fine sum, less the entropy of the noise."""
    grid = np.linspace(signal.min() - 8.0 * noise, signal.max() + 8.0 * noise, 4001)
    density = np.exp(-0.5 * ((grid[:, None] - signal) / noise) ** 2).mean(1)
    density /= noise * np.sqrt(2.0 * np.pi)
    entropy = -np.sum(density * np.log(np.maximum(density, 1e-300))) * (grid[1] - grid[0])
    return Task(name, draw, float(entropy - np.log(noise) - 0.5 * np.log(2.0 * np.pi * np.e)))


def _cosine(name: str, noise: float) -> Task:
    def draw(n: int, rng: np.random.Generator) -> tuple[Array, Array]:
        angle = 2.0 * np.pi * rng.random((n, 1))
        return angle, np.cos(angle) + noise * rng.standard_normal((n, 1))

    return _noisy(name, np.cos(2.0 * np.pi * (np.arange(2000) + 0.5) / 2000), draw, noise)


def _square(name: str, noise: float) -> Task:
    def draw(n: int, rng: np.random.Generator) -> tuple[Array, Array]:
        x = 2.0 * rng.random((n, 1)) - 1.0
        return x, x**2 + noise * rng.standard_normal((n, 1))

    return _noisy(name, (2.0 * (np.arange(2000) + 0.5) / 2000 - 1.0) ** 2, draw, noise)


def _several(name: str, kinds: int) -> Task:
    """Return X one of 0 ... m-1 and Y uniform on [X, X + 2] (Gao et al. 2017)."""

    def draw(n: int, rng: np.random.Generator) -> tuple[Array, Array]:
        x = rng.integers(kinds, size=(n, 1)).astype(float)
        return x, x + 2.0 * rng.random((n, 1))

    return Task(name, draw, float(np.log(kinds) - (kinds - 1) * np.log(2.0) / kinds))


def _independent_pair() -> Task:
    def draw(n: int, rng: np.random.Generator) -> tuple[Array, Array]:
        return rng.standard_normal((n, 3)), rng.exponential(size=(n, 2))

    return Task("3 + 2 independent", draw, 0.0)
