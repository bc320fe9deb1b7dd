"""Means under the inverse Gaussian law with mean m and shape l, of one ratio l/m."""

import math
from typing import Any

from kullback.numerics.backends import special
from kullback.numerics.broadcasting import together
from kullback.numerics.exponential_integral import scaled_exp1
from kullback.numerics.peaked import scaled_bessel_k

Array = Any

_REGULAR = 660.0  # exp of a larger logarithm, and its inverse, may leave the doubles
_ROOT_HALF = math.sqrt(0.5)


def mean_power(mean: Array, shape: Array, c: Array, xp: Any) -> Array:
    """Return E X^c = m^c e^r sqrt(2r/π) K_{c-1/2}(r), r = l/m."""
    mean, shape, c = together(xp, mean, shape, c)
    ratio = shape / mean
    log_rise, integral = scaled_bessel_k(c - 0.5, ratio, xp)
    part = integral * xp.sqrt(ratio / (2.0 * math.pi))
    log_size = c * xp.log(mean)
    regular = xp.abs(log_size) < _REGULAR
    size = mean ** xp.where(regular, c, 0.0)
    return part * xp.where(regular, size * xp.exp(log_rise), xp.exp(log_size + log_rise))


def mean_log(mean: Array, shape: Array, xp: Any) -> Array:
    """Return E log X = log m - exp(2r) E1(2r), r = l/m."""
    return xp.log(mean) - scaled_exp1(2.0 * (shape / mean), xp)


def mean_exp(mean: Array, shape: Array, rate: Array, xp: Any) -> Array:
    """Return E exp(tX) = exp(2 t m/(1 + sqrt(1 - 2 t m²/l))), infinite beyond 2 t m² = l."""
    slant = 2.0 * (rate * mean) * (mean / shape)
    exists = slant <= 1.0
    root = (1.0 - xp.where(exists, slant, 0.0)) ** 0.5
    exponent = 2.0 * rate * mean / (1.0 + root)
    return xp.where(exists, xp.exp(xp.where(exists, exponent, 0.0)), xp.inf)


def mean_distance(mean: Array, shape: Array, centre: Array, xp: Any) -> Array:
    """Return E|X - c| = (c - m) erf(a/√2) + (c + m) exp(-a²/2) erfcx(b/√2), for c > 0.

    a and b are sqrt(l/c) (c -/+ m)/m; no term is negative.
    """
    away = centre - mean
    number = mean + 0.0 * shape
    inside = centre + 0.0 * number > 0.0
    point = xp.where(inside, centre, number)
    root = _ROOT_HALF * (shape / point) ** 0.5
    a, b = root * (xp.where(inside, away, 0.0) / number), root * ((point + number) / number)
    near = xp.where(inside, away, 0.0) * special(xp).erf(a)
    value = near + (point + number) * (xp.exp(-a * a) * special(xp).erfcx(b))
    return xp.where(inside, value, -away)
