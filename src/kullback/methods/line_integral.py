"""Integrals over an interval, a half-line or the line, tails included."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from kullback.distributions.base import Distribution
from kullback.distributions.transformed import shifted
from kullback.methods.densities import Gap, Logs, logs_of_one, weight_of
from kullback.methods.rays import Ray, rays
from kullback.methods.tails import beyond
from kullback.numerics.quadrature import integrate

Array = Any

RTOL = 1e-14


class Integrand(NamedTuple):
    """What is integrated, in two steps: logarithms at points, and terms made of them.

    `logs` maps points x, and near the region's upper end the distances to it, to their logarithms;
    `rows` maps these and log weights to an array (2k, n): k terms, then the rounding error to expect
    of each.
    """

    logs: Callable[[Array, Gap], Logs]
    rows: Callable[[Logs, Array], Array]


def over(
    integrand: Integrand,
    low: float,
    high: float,
    around: tuple[Distribution, ...],
    *,
    centred: bool = False,
) -> tuple[Array, Array]:
    """Return the integrals of the terms over (low, high), tails included, and bounds on their errors."""
    value: Array = 0.0
    error: Array = 0.0
    for ray in rays(low, high, around, centred=centred):
        integral, bound = _along(integrand, ray)
        value, error = value + integral, error + bound
    return value, error


def to_origin(d: Distribution) -> float:
    """Return the shift that brings the lower end of `d`, or else its bulk, to 0.

    Points close to 0 keep their relative precision, which a singular end or a narrow bulk needs.
    """
    low = float(d.support.low)
    if d.support.space.kind != "line":
        return 0.0
    return -low if np.isfinite(low) else -float(d.bulk[0])


def moved(d: Distribution, by: float) -> Distribution:
    """Return the distribution of X + by."""
    return shifted(d, by)


def mass(d: Distribution, low: float, high: float) -> float:
    """Return the probability that `d` gives to (low, high)."""
    by = to_origin(d)
    d, low, high = moved(d, by), low + by, high + by
    density = Integrand(
        lambda x, gap: logs_of_one(d, x, gap), lambda logs, y: np.stack(weight_of(logs, y))
    )
    return float(over(density, low, high, (d,))[0][0])


def _along(integrand: Integrand, ray: Ray) -> tuple[Array, Array]:
    def logs(y: Array) -> Logs:
        return integrand.logs(*ray.points(y))

    found = integrate(lambda y: integrand.rows(logs(y), y), ray.ends, rtol=RTOL)
    value, error = found.value, found.error
    outer = [(ray.ends[-1], 1.0)] if ray.open_ended else []
    for y, outward in [(ray.ends[0], -1.0), *outer]:
        tail, bound = beyond(logs, integrand.rows, float(y), outward)
        negligible = np.abs(tail) + bound < 1e-18 * np.abs(value)
        value = value + np.where(negligible, 0.0, tail)
        error = error + np.where(negligible, 0.0, bound)
    return value, error
