"""What laws with algebraic tails share: means and divergences of Cauchy's and Pareto's kind."""

import math
from typing import Any

from kullback.numerics.backends import special

Array = Any

_LARGE = 600.0  # beyond exp of this, products of ratios are left to logarithms
_HUGE = 1e150  # beyond, a square leaves the doubles


def cauchy_divergence(p: Array, q: Array, dm: Array, xp: Any) -> Array:
    """Return log(1 + (ds² + dm²)/(4 p q)), ds = p - q the difference of the scales, dm of the locations.

    Chyzak & Nielsen (2019), "A closed-form formula for the Kullback-Leibler divergence between
    Cauchy distributions".
    """
    ds = p - q
    extent = xp.hypot(p + q, dm)
    far = 2.0 * xp.log(extent) - (xp.log(p) + xp.log(q)) - math.log(4.0)
    near = far < _LARGE
    p, q = xp.where(near, p, 1.0), xp.where(near, q, 1.0)
    ds, dm = xp.where(near, ds, 0.0), xp.where(near, dm, 0.0)
    return xp.where(near, xp.log1p(0.25 * ((ds / p) * (ds / q) + (dm / p) * (dm / q))), far)


def cauchy_mean_log1p_square(scale: Array, distance: Array, unit: Array, xp: Any) -> Array:
    """Return E log(1 + (X/r)²), X of Cauchy's law around `distance`, r the `unit`.

    It is log(((s + r)² + d²)/r²).
    """
    wide, off = scale / unit, distance / unit
    large = (wide > _HUGE) | (xp.abs(off) > _HUGE)
    tame, near = xp.where(large, 1.0, wide), xp.where(large, 0.0, off)
    close = xp.log1p(tame * (2.0 + tame) + near * near)
    extent = xp.hypot(xp.where(large, scale + unit, 1.0), xp.where(large, distance, 0.0))
    return xp.where(large, 2.0 * (xp.log(extent) - xp.log(unit)), close)


def cauchy_moment(scale: Array, c: Array, xp: Any) -> Array:
    """Return E|X|^c = s^c / cos(π c/2), X of Cauchy's law around 0; infinite for |c| >= 1."""
    size = xp.abs(c + 0.0 * scale)
    inside = size < 1.0
    from_end = 1.0 - xp.where(inside, size, 0.0)
    value = xp.exp(c * xp.log(scale)) / xp.sin(0.5 * xp.pi * from_end)
    return xp.where(inside, value, xp.inf)


def pareto_distance(shape: Array, e: Array, xp: Any) -> Array:
    """Return E|Y - e|, 1 + Y of Pareto's law with scale 1; infinite where the mean is.

    Beyond the start, with k = shape - 1 > 0, it is (k e - 1 + 2 (1+e)^-k)/k, in which little cancels.
    """
    exists = shape + 0.0 * e > 1.0
    k = xp.where(exists, shape - 1.0, 1.0)
    beyond = e > 0.0
    rest = xp.exp(-k * xp.log1p(xp.where(beyond, e, 0.0)))
    value = xp.where(beyond, (k * e - 1.0 + 2.0 * rest) / k, 1.0 / k - e)
    return xp.where(exists, value, xp.inf)


def student_distance(df: Array, d: Array, xp: Any) -> Array:
    """Return E|T - d|, T standard of Student's law; infinite where there is no mean.

    2 f(d) (df + d²)/(df - 1) + |d| P(|T| < |d|), f being the density.
    """
    exists = df + 0.0 * d > 1.0
    n = xp.where(exists, df, 2.0)
    large = xp.abs(d) > _HUGE
    size = xp.where(large, 1.0, xp.abs(d))
    part = size * size / n
    height = xp.exp(special(xp).lgamma(0.5 * (n + 1.0)) - special(xp).lgamma(0.5 * n))
    height = height / xp.sqrt(xp.pi * n) * xp.exp(-0.5 * (n - 1.0) * xp.log1p(part))
    inside = special(xp).betainc(0.5 + 0.0 * part, 0.5 * n, part / (1.0 + part))
    value = 2.0 * height * (n / (n - 1.0)) + size * inside
    return xp.where(exists, xp.where(large, xp.abs(d), value), xp.inf)


def student_moment(df: Array, c: Array, xp: Any) -> Array:
    """Return E|T|^c, T standard of Student's law, infinite for c >= df.

    df^(c/2) Γ((c+1)/2) Γ((df-c)/2) / (√π Γ(df/2)).
    """
    lgamma = special(xp).lgamma
    c = c + 0.0 * df
    exists = (c < df) & (c > -1.0)
    c = xp.where(exists, c, 0.0)
    n = df + 0.0 * c
    logs = lgamma(0.5 * (c + 1.0)) + lgamma(0.5 * (n - c)) - lgamma(0.5 * n)
    value = xp.exp(logs + 0.5 * c * xp.log(n)) / math.sqrt(math.pi)
    return xp.where(exists, value, xp.inf)
