"""The normal law between two cuts, about its peak there: an end, or the mean if that lies inside.

With z = (x - mean)/sd and t = (x - peak)/sd the density is exp(-z0 t - t²/2) / (sd M), z0 being z at the
peak. Everything that would cancel far out in a tail is measured from there.
"""

from typing import Any, NamedTuple

import numpy as np

from kullback.numerics import log_quadratic
from kullback.numerics.backends import as_array
from kullback.numerics.double_double import DoubleDouble
from kullback.numerics.log_quadratic import Rule, log1p_of_exps, mean, tilt_divergence

Array = Any


class Cut(NamedTuple):
    """The peak x0, z there, and the rule of t = (x - x0)/sd."""

    x0: Array
    z0: Array
    rule: Rule


def cut(centre: Array, sd: Array, low: Array, high: Array, xp: Any) -> Cut:
    """Return the normal law of mean `centre` between `low` and `high`, which may be infinite."""
    centre, sd = as_array(centre, xp), as_array(sd, xp)
    x0, z0, left, right = peak(centre, sd, low, high, xp)
    return Cut(x0, z0, log_quadratic.rule(z0, 1.0, left, right, xp))


def peak(centre: Array, sd: Array, low: Array, high: Array, xp: Any) -> tuple[Array, ...]:
    """Return the peak, z there, and t at both ends."""
    a, b = _in_sd(low, centre, sd, low, xp), _in_sd(high, centre, sd, high, xp)
    width = _in_sd(high, low, sd, xp.inf, xp)
    above, below = a > 0.0, b < 0.0
    z0 = xp.where(above, a, xp.where(below, b, 0.0 * sd))
    x0 = xp.where(above, _rounded(low), xp.where(below, _rounded(high), centre + 0.0 * sd))
    left = xp.where(above, 0.0, xp.where(below, -width, a))
    return x0, z0, left, xp.where(above, width, xp.where(below, 0.0, b))


def _in_sd(end: Array, start: Array, sd: Array, endless: Array, xp: Any) -> Array:
    """Return (end - start)/sd, `endless` where one of them is infinite: a gradient would be NaN."""
    if isinstance(end, DoubleDouble) or isinstance(start, DoubleDouble):
        return (end - start) / sd
    finite = xp.isfinite(end + 0.0 * sd) & xp.isfinite(start + 0.0 * sd)
    inner = (xp.where(finite, end, 0.0) - xp.where(finite, start, 0.0)) / sd
    return xp.where(finite, inner, endless)


def _rounded(end: Array) -> Array:
    return np.asarray(end) if isinstance(end, DoubleDouble) else end


def entropy(sd: Array, own: Cut, xp: Any) -> Array:
    """Return log(sd M) + E[z0 t + t²/2]."""
    return xp.log(sd) + own.rule.log_mass + mean(own.rule, _energy(own), xp)


def _energy(own: Cut) -> Array:
    return own.rule.t * (own.z0 + 0.5 * own.rule.t)


def tilt(p: tuple[Array, Array], q: tuple[Array, Array], own: Cut) -> tuple[Array, Array]:
    """Return a, b with log p - log q = const + a t + b t²/2, from (mean, sd) of both."""
    (mean_p, sd_p), (mean_q, sd_q) = p, q
    b = ((sd_p - sd_q) / sd_q) * ((sd_p + sd_q) / sd_q)
    return ((mean_p - mean_q) / sd_q) * (sd_p / sd_q) + own.z0 * b, b


def divergence(
    mean_p: Array,
    sd_p: Array,
    low_p: Array,
    high_p: Array,
    mean_q: Array,
    sd_q: Array,
    low_q: Array,
    high_q: Array,
    xp: Any,
) -> Array:
    """Return the divergence of two truncated normal laws, infinite where q ends before p.

    D(p‖q between the cuts of p) - log Q(between the cuts of p), both >= 0.
    """
    own = cut(mean_p, sd_p, low_p, high_p, xp)
    inner = cut(mean_q, sd_q, low_p, high_p, xp)
    a, b = tilt((mean_p, sd_p), (mean_q, sd_q), own)
    value, near = tilt_divergence(own.rule, a, b, xp)
    off = ((own.x0 - inner.x0) + sd_p * own.rule.t) / sd_q
    energies = 0.5 * off * (off + 2.0 * inner.z0) - _energy(own)
    far = (xp.log(sd_q) - xp.log(sd_p)) + (inner.rule.log_mass - own.rule.log_mass)
    value = xp.where(near, value, far + mean(own.rule, energies, xp))
    below, above = _further(low_p, low_q, xp), _further(high_q, high_p, xp)
    left = _share(mean_q, sd_q, low_q, low_p, below > 0.0, inner, xp)
    right = _share(mean_q, sd_q, high_p, high_q, above > 0.0, inner, xp)
    inside = (below >= 0.0) & (above >= 0.0)
    return xp.where(inside, value + log1p_of_exps(left, right, xp), xp.inf)


def _further(x: Array, y: Array, xp: Any) -> Array:
    """Return x - y, 0 where both are the same infinity."""
    if isinstance(x, DoubleDouble) or isinstance(y, DoubleDouble):
        return np.nan_to_num(x - y, posinf=np.inf, neginf=-np.inf)
    same = x == y
    return xp.where(same, 0.0, xp.where(same, 1.0, x) - xp.where(same, 0.0, y))


def _share(
    centre: Array, sd: Array, low: Array, high: Array, there: Array, inner: Cut, xp: Any
) -> Array:
    """Return the log of the mass between `low` and `high` over that of `inner`; -inf if not there."""
    part = cut(
        centre, sd, xp.where(there, _rounded(low), 0.0), xp.where(there, _rounded(high), 1.0), xp
    )
    return xp.where(there, _log_mass_ratio(part, inner, sd), -xp.inf)


def _log_mass_ratio(one: Cut, other: Cut, sd: Array) -> Array:
    """Return the log of the mass between one pair of cuts over that between another, of one normal."""
    rise = 0.5 * ((one.x0 - other.x0) / sd) * (one.z0 + other.z0)
    return (one.rule.log_mass - other.rule.log_mass) - rise


def mean_distance(centre: Array, sd: Array, cuts: tuple[Array, Array], m: Array, xp: Any) -> Array:
    """Return E|X - m|, from what lies on either side of m."""
    low, high = cuts
    inside = (m - low > 0.0) & (high - m > 0.0)
    whole = cut(centre, sd, low, high, xp)
    outside = mean(whole.rule, xp.abs((whole.x0 - m) + sd * whole.rule.t), xp)
    # where m is no cut, any safe one will do
    left = cut(centre, sd, xp.where(inside, _rounded(low), m - sd), m, xp)
    right = cut(centre, sd, m, xp.where(inside, _rounded(high), m + sd), xp)
    more = _log_mass_ratio(right, left, sd)
    shrink = xp.exp(-xp.abs(more))  # of the smaller side
    less_left = more > 0.0
    sides = [mean(s.rule, xp.abs((s.x0 - m) + sd * s.rule.t), xp) for s in (left, right)]
    weighted = xp.where(less_left, shrink * sides[0] + sides[1], sides[0] + shrink * sides[1]) / (
        1.0 + shrink
    )
    return xp.where(inside, weighted, outside)


def mean_exp(centre: Array, sd: Array, cuts: tuple[Array, Array], rate: Array, xp: Any) -> Array:
    """Return E exp(rate X): the normaliser of the law with its mean moved by rate sd²."""
    own = cut(centre, sd, *cuts, xp)
    moved = cut(centre + rate * sd * sd, sd, *cuts, xp)
    step = (moved.x0 - own.x0) / sd
    height = rate * moved.x0 - step * (own.z0 + 0.5 * step)
    return xp.exp(height + (moved.rule.log_mass - own.rule.log_mass))
