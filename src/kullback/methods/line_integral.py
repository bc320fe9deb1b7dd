"""Integrals over an interval, a half-line or the line, tails included."""

from collections.abc import Callable
from typing import Any

import numpy as np

from kullback.distributions.base import Distribution
from kullback.methods.rays import Ray, rays, tail_beyond
from kullback.numerics.quadrature import integrate

Array = Any
Terms = Callable[[Array, Array, Array | None], Array]
"""Rows of integrands at points x with log weights y and, near p's upper end, distances to it; the
last row is their rounding error."""

RTOL = 1e-14
_EPS = float(np.finfo(float).eps)


def rounding_of(weight: Array, log_p: Array) -> Array:
    """Return the rounding error of a weight that came from the logarithm `log_p`."""
    return np.where(weight > 0.0, _EPS * weight * (np.abs(log_p) + 4.0), 0.0)


def over(
    terms: Terms,
    low: float,
    high: float,
    around: tuple[Distribution, ...],
    *,
    to_high: bool = True,
) -> tuple[Array, Array]:
    """Return the integrals of the rows of `terms` over (low, high), tails included, and their bounds."""
    value: Array = 0.0
    error: Array = 0.0
    for ray in rays(low, high, around, to_high=to_high):
        integral, bound = _along(terms, ray, around)
        value, error = value + integral, error + bound
    return value, error


def _along(terms: Terms, ray: Ray, around: tuple[Distribution, ...]) -> tuple[Array, Array]:
    def f(y: Array) -> Array:
        x, gap = ray.points(y)
        return terms(x, y, gap)

    def masses(y: Array) -> Array:
        x, gap = ray.points(y)
        return np.exp([d.log_density(x, np, gap if d is around[0] else None) + y for d in around])

    integral = integrate(f, ray.ends, rtol=RTOL)
    value, error = integral.value, integral.error
    outer = [(ray.ends[-1], 1.0)] if ray.open_ended else []
    for y, outward in [(ray.ends[0], -1.0), *outer]:
        tail, bound = tail_beyond(f, masses, float(y), outward)
        k = len(value)
        negligible = np.abs(tail[:k]) < 1e-18 * np.abs(value)
        value = value + np.where(negligible, 0.0, tail[:k])
        error = error + np.where(negligible, 0.0, bound[:k])
    return value, error


def mass(d: Distribution, low: float, high: float) -> float:
    """Return the probability that `d` gives to (low, high)."""

    def density(x: Array, y: Array, gap: Array | None) -> Array:
        log_p = d.log_density(x, np, gap)
        weight = np.exp(log_p + y)
        return np.stack([weight, rounding_of(weight, log_p)])

    return float(over(density, low, high, (d,), to_high=high == float(d.support.high))[0][0])
