"""Densities exp(-s t - c t²/2) on an interval around their peak at t = 0: truncated normal, exponential.

Normaliser, means and divergences are sums over one positive Gauss-Legendre rule, cut where the
density has fallen to exp(-DROP). Nothing cancels, however narrow or far out the interval is.
"""

from typing import Any, NamedTuple

from kullback.numerics.elementary import em
from kullback.numerics.legendre import legendre

Array = Any

DROP = 120.0
_SPAN = 60.0  # half of it: exp(-60) is still far below rounding


class Rule(NamedTuple):
    """Nodes t of the density, their probabilities p, the log of its integral, and the largest |t|."""

    t: Array
    p: Array
    log_mass: Array
    reach: Array


def rule(slope: Array, curve: float, low: Array, high: Array, xp: Any) -> Rule:
    """Return the rule of exp(-slope t - curve t²/2) on [low, high], which contains 0.

    `slope` t >= 0 on the interval; `curve` is 0 or 1. An end may be infinite where the density falls.
    """
    shape = xp.zeros_like(slope * 1.0)
    low, high = low + shape, high + shape
    reach = _reach(xp.abs(slope), curve, xp)
    low, high = xp.where(low < -reach, -reach, low), xp.where(high > reach, reach, high)
    width = high - low
    x, w = legendre(width, xp)
    t = low + width * x
    weight = w * xp.exp(-t * (slope + (0.5 * curve) * t))
    total = xp.sum(weight, axis=0)
    return Rule(t, weight / total, xp.log(width * total), xp.where(high > -low, high, -low))


def _reach(slope: Array, curve: float, xp: Any) -> Array:
    """Return the |t| at which the density has fallen by DROP e-folds."""
    root = slope if curve == 0.0 else xp.hypot(slope, (2.0 * DROP * curve) ** 0.5 + 0.0 * slope)
    falls = slope + root > 0.0
    return xp.where(falls, 2.0 * DROP / xp.where(falls, slope + root, 1.0), xp.inf)


def mean(rule: Rule, values: Array, xp: Any) -> Array:
    """Return the mean of the values at the nodes."""
    return xp.sum(rule.p * values, axis=0)


def tilt_divergence(rule: Rule, a: Array, b: Array, xp: Any) -> tuple[Array, Array]:
    """Return the divergence from the density times exp(-a t - b t²/2), and where that holds.

    log E exp(-(g - E g)) with g = a t + b t²/2, as a sum of terms >= 0; it holds while the other
    density is contained in the nodes.
    """
    near = xp.abs(a) * rule.reach + 0.5 * xp.abs(b) * rule.reach * rule.reach < _SPAN
    a, b = xp.where(near, a, 0.0), xp.where(near, b, 0.0)
    g = rule.t * (a + 0.5 * b * rule.t)
    return xp.log1p(mean(rule, em(g - mean(rule, g, xp), xp), xp)), near


def log1p_of_exps(first: Array, second: Array, xp: Any) -> Array:
    """Return log(1 + e^first + e^second), of which both may be -inf."""
    top = xp.where(first > second, first, second)
    large = top > 30.0
    shift = xp.where(large, top, 0.0)
    total = xp.exp(first - shift) + xp.exp(second - shift)
    one = xp.exp(-shift)
    return xp.where(large, shift + xp.log(xp.where(large, one + total, 1.0)), xp.log1p(total))
