"""Means under Gumbel's law and others that are logarithms of gamma variables."""

from typing import Any

from kullback.numerics.backends import special
from kullback.numerics.exponential_integral import scaled_exp1
from kullback.numerics.exponential_orders import entire_exponential_integral
from kullback.numerics.extreme_values import EULER

Array = Any


def gumbel_distance(centre: Array, xp: Any) -> Array:
    """Return E|Z - m| for the standard Gumbel law: γ - m + 2 E1(exp(-m)), m the `centre`.

    To the right of 0 it is m - γ + 2 Ein(exp(-m)): nothing large cancels on either side.
    """
    right = centre > 0.0
    small = xp.exp(-xp.where(right, centre, 0.0))
    log_u = xp.where(right, 0.0, -centre)
    u = xp.exp(xp.where(log_u < 6.5, log_u, 6.5))  # E1 of exp(6.5) = 665 is nothing beside m
    above = (centre - EULER) + 2.0 * entire_exponential_integral(small, xp)
    below = (EULER - centre) + 2.0 * xp.exp(-u) * scaled_exp1(u, xp)
    return xp.where(right, above, below)


def gamma_mean(shape: Array, less: Array, xp: Any) -> Array:
    """Return E Y^-less = Γ(shape - less)/Γ(shape), Y of the gamma law; infinite where it diverges."""
    rest = shape - less
    exists = rest > 0.0
    log_gamma = special(xp).lgamma(xp.where(exists, rest, 1.0))
    return xp.where(exists, xp.exp(log_gamma - special(xp).lgamma(shape + 0.0 * rest)), xp.inf)


def exp_times(exponent: Array, mean: Array, xp: Any) -> Array:
    """Return exp(exponent) times a positive mean, infinite where the mean is."""
    finite = mean < xp.inf
    return xp.where(finite, xp.exp(exponent) * xp.where(finite, mean, 1.0), xp.inf)
