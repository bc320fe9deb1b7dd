"""What an integral owes to the tails beyond the points that doubles can reach.

In y = log |x - end| the logarithms of nearly all densities are straight lines or parabolas far out.
Those are drawn on, and the terms of the measure integrated on them; where one is not (log q falling
exponentially, say), the integrand itself is drawn on.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from kullback.methods.densities import Logs
from kullback.numerics.quadrature import integrate

Array = Any

STEP = 64.0  # e-folds between the points a tail is fitted to
_STRAIGHT = 1e-12  # relative misfit, of logarithms of up to a thousand, that rounding explains
_FORESEEN = 1e-10  # a fit of an integrand that foresees the next points this well is taken
_CERTAIN = 1e-6  # one that does so worse than this is not believed
_RISES = 0.05  # e-folds per e-fold of x: the integrand rises like a power of x,
_LOGARITHMS = 0.02  # give or take a few logarithms, whose own rates differ by less than this here
_EPS = float(np.finfo(float).eps)


def beyond(
    logs: Callable[[Array], Logs],
    rows: Callable[[Logs, Array], Array],
    y: float,
    outward: float,
    step: float = STEP,
) -> tuple[Array, Array]:
    """Return the integrals of `rows` of `logs` from `y` outward to infinity, and bounds on their error.

    They are drawn from five points, `step` e-folds apart.
    """
    points = y - outward * step * np.arange(5.0)
    seen = logs(points)
    drawn = [_line(v, step) for v in (seen.log_p, seen.log_q, seen.u)]
    if all(line is not None for line in drawn):
        return _on_lines(seen, np.array(drawn), rows, y, outward, step)
    return beyond_of_integrand(rows(seen, points), step)


def _line(values: Array, step: float) -> tuple[float, float, float] | None:
    """Return (a, b, c) of a + b s + c s² through values at s = 0, -1, ..., -4 steps, c = 0 if it can be."""
    if not np.isfinite(values).all():
        return None
    s = -step * np.arange(5.0)
    allowed = _STRAIGHT * (1.0 + np.max(np.abs(values)))
    straight = np.array([0.0, (values[0] - values[4]) / (4.0 * step), values[0]])
    bent = np.polyfit(s, values, 2)
    for c, b, a in (straight, bent):
        if np.max(np.abs(a + b * s + c * s**2 - values)) <= allowed:
            return float(a), float(b), float(c)
    return None


def _on_lines(
    seen: Logs,
    drawn: Array,
    rows: Callable[[Logs, Array], Array],
    y: float,
    outward: float,
    step: float,
) -> tuple[Array, Array]:
    a, b, c = drawn[:, :, None].transpose(1, 0, 2)
    falls = [_fall(b[i, 0] + 1.0, c[i, 0]) for i in (0, 1)]  # of the masses, whose weight is exp(s)
    if outward < 0.0:
        falls = [_fall(b[i, 0] - 1.0, c[i, 0]) for i in (0, 1)]
    if any(fall is None for fall in falls):
        return beyond_of_integrand(rows(seen, y - outward * step * np.arange(5.0)), step)
    longest = max(fall for fall in falls if fall is not None)

    def f(s: Array) -> Array:
        log_p, log_q, u = a + b * s + c * s * s
        logs = Logs(log_p, log_q, u, np.abs(log_p) + np.abs(u), np.zeros_like(s))
        return rows(logs, y + outward * s)

    ends = np.concatenate([[0.0], longest * 2.0 ** np.arange(-30.0, 7.0)])
    found = integrate(f, ends, rtol=1e-13)
    # the slope of a line is the difference of two logarithms over four steps; that of the mass counts
    heavier = falls.index(longest)
    size = _EPS * float(np.abs(a[heavier, 0]) + step)
    blur = 2.0 * size * longest / step
    if c[heavier, 0] != 0.0:  # and the bend is a second difference of them
        blur += size * (longest / step) ** 2
    return found.value, found.error + np.abs(found.value) * min(1.0, blur)


def _fall(slope: float, bend: float) -> float | None:
    """Return the distance over which exp(slope s + bend s²) falls by about e; None if it does not."""
    if bend < 0.0:
        return float(1.0 / max(-slope, np.sqrt(-bend)))
    return None if slope >= -1e-13 or bend > 0.0 else float(-1.0 / slope)


class Fit(NamedTuple):
    """(a + b s + c s²) exp(-k s), and how badly it foresees points that it was not fitted to."""

    misfit: float
    degree: int
    k: float
    abc: tuple[float, float, float]


def beyond_of_integrand(rows: Array, step: float = STEP) -> tuple[Array, Array]:
    """Return the integrals beyond the first of five points, a step apart inward, from integrands there.

    Each is a polynomial in the distance times exp(-k s), with k its own; infinite when k is 0 or less.
    """
    tails = [_tail_of(row, step) for row in rows[: len(rows) // 2]]
    return np.array([tail for tail, _ in tails]), np.array([bound for _, bound in tails])


def _tail_of(row: Array, step: float) -> tuple[float, float]:
    if row[0] == 0.0:
        return 0.0, 0.0
    if not np.isfinite(row).all():
        return np.inf, 0.0
    rates = np.log(np.abs(row[1:] / row[:-1])) / step
    if np.max(rates) < -_RISES and (np.ptp(rates) < _LOGARITHMS or (np.diff(rates) > 0.0).all()):
        return np.inf, 0.0  # it rises like a power, or ever faster
    k = float(rates[0])
    fits = [_fit(row, k, degree, step) for degree in range(3)]
    best = next((fit for fit in fits if fit.misfit < _FORESEEN), min(fits))
    if best.misfit > _CERTAIN:
        # a shape that is not known here: one that falls ever faster is at least below an exponential
        faster = k * step > 1.0 and bool((np.diff(rates) < 0.0).all())
        return (row[0] / k, abs(row[0] / k)) if faster else (0.0, np.inf)
    if not k > 1e-10:
        return np.inf, 0.0
    a, b, c = best.abc
    tail = a / k + b / k**2 + 2.0 * c / k**3
    # a rate is the difference of two logarithms of at most a few thousand, over the step
    blur = 4e3 * _EPS / (step * k)
    return tail, abs(tail) * min(1.0, 10.0 * best.misfit + (best.degree + 1) * blur)


def _fit(row: Array, k: float, degree: int, step: float) -> Fit:
    with np.errstate(all="ignore"):
        flat = row * np.exp(-k * step * np.arange(5.0))
    first, second, third = (float(x) for x in flat[:3])
    b = c = 0.0
    if degree == 1:
        b = (first - second) / step
    elif degree == 2:
        c = (first - 2.0 * second + third) / (2.0 * step**2)
        b = (3.0 * first - 4.0 * second + third) / (2.0 * step)
    s = -step * np.arange(5.0)
    with np.errstate(all="ignore"):
        misfit = float(np.max(np.abs((first + b * s + c * s**2) / flat - 1.0)))
    return Fit(misfit if np.isfinite(misfit) else np.inf, degree, k, (first, b, c))
