"""Integrals over an interval, a half-line or the line, tails included."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from kullback.distributions.base import Distribution
from kullback.distributions.transformed import shifted
from kullback.methods.densities import Gap, Logs, logs_of_one, weight_of
from kullback.methods.rays import Ray, rays
from kullback.methods.tails import STEP, beyond
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


_BISECTIONS = 30
_FAINT = -690.0  # the logarithm of a mass that has nearly left the doubles, digit by digit,
_NOTHING = -800.0  # and of one that even the largest double does not make count
_LOOKS = 8.0  # steps between the bulk and the last point seen


def _along(integrand: Integrand, ray: Ray) -> tuple[Array, Array]:
    def logs(y: Array) -> Logs:
        return integrand.logs(*ray.points(y))

    ends, step = _seen(logs, ray)
    found = integrate(lambda y: integrand.rows(logs(y), y), ends, rtol=RTOL)
    value, error = found.value, found.error
    outer = [(ends[-1], 1.0, step)] if ray.open_ended else []
    for y, outward, apart in [(ends[0], -1.0, STEP), *outer]:
        tail, bound = beyond(logs, integrand.rows, float(y), outward, apart)
        negligible = np.abs(tail) + bound < 1e-18 * np.abs(value)
        value = value + np.where(negligible, 0.0, tail)
        error = error + np.where(negligible, 0.0, bound)
    return value, error


def _seen(logs: Callable[[Array], Logs], ray: Ray) -> tuple[Array, float]:
    """Return the ends of the panels before log q leaves the doubles, and how far apart to look there.

    A log density such as -|x|^5 does so long before x: it is -inf then, where p, times what it should be,
    may still count. Where that happens, p is not followed to where it underflows either.
    """
    first, last = float(ray.ends[0]), float(ray.ends[-1])
    if not ray.open_ended or not _lost(logs, last):
        return ray.ends, STEP
    edge = _last(lambda y: not _lost(logs, y), first, last)
    if not _mass(logs, edge) > _NOTHING:
        return ray.ends, STEP
    edge = _last(lambda y: _mass(logs, y) > _FAINT, first, edge)
    inside = np.append(ray.ends[ray.ends < edge], edge)
    return inside, min(STEP, (edge - ray.bulk) / _LOOKS)


def _lost(logs: Callable[[Array], Logs], y: float) -> bool:
    at = logs(np.array([y]))
    return bool(at.log_q[0] == -np.inf < at.log_p[0])


def _mass(logs: Callable[[Array], Logs], y: float) -> float:
    """Return the logarithm of p's mass at y, a unit of y wide."""
    return float(logs(np.array([y])).log_p[0]) + y


def _last(holds: Callable[[float], bool], low: float, high: float) -> float:
    """Return the last point at which a condition holds that holds at `low`, by bisection."""
    if holds(high):
        return high
    for _ in range(_BISECTIONS):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low
