r"""Powers of gamma variables: the generalised gamma laws, and their logarithms.

X = s Y^(1/c) with Y of the gamma law of shape k. Between two such laws with powers of one sign let
1 + x = c_q/c_p, and w the log of the mean of (X/s_q)^c_q under p, less log k_q. Then

    D = k_q E(w) + B_h(k_p, k_q) + psi(x) + x (k_q - k_p)/k_p + k_q B(k_p + 1, k_p + 1 + x),

E(w) = exp(w) - 1 - w, B the Bregman divergence of lgamma and B_h what it leaves beside x log x. One
term may be negative; the others outweigh it.
"""

from typing import Any

from kullback.numerics.backends import special
from kullback.numerics.broadcasting import together
from kullback.numerics.elementary import expm1_minus, log_ratio
from kullback.numerics.extreme_values import exponential_rise
from kullback.numerics.gamma import bregman_h, bregman_lgamma, digamma, lgamma_difference
from kullback.numerics.gamma_laws import gamma_log_kernel, h_slope
from kullback.numerics.scales import psi_of_scales

Array = Any

_REGULAR = 660.0  # exp of a larger logarithm, and its inverse, may leave the doubles


def power_law_divergence(
    a: Array, b: Array, steeper: Array, flatter: Array, shift: Array, xp: Any
) -> Array:
    """Return D of two such laws with shapes a and b, the ratio of powers being `steeper`/`flatter`.

    `shift` is the log of the ratio of their scales times the power of q.
    """
    a, b, steeper, flatter, shift = together(xp, a, b, steeper, flatter, shift)
    x = (steeper - flatter) / flatter
    up = a + 1.0
    bregman = bregman_lgamma(up, up + x, xp, x)
    w = (shift - log_ratio(b, a, xp)) + (x * digamma(up, xp) + bregman)
    value = (b * expm1_minus(w, xp) + bregman_h(a, b, xp)) + psi_of_scales(
        steeper, flatter, 0.0, xp
    )
    value = value + (b * bregman + x * ((b - a) / a))
    return xp.where(value < xp.inf, value, xp.inf)  # beyond the doubles: w may be inf - inf


def power_law_log_ratio(a: Array, b: Array, v: Array, h: Array, xp: Any) -> Array:
    """Return the log ratio of the densities without that of the powers, where log Y_p = v = log Y_q - h.

    Near v = log a, the bulk of p, no large terms cancel.
    """
    d = v - xp.log(a)
    near = xp.abs(h) < 1.0
    small = xp.where(near, h, 0.0)
    centred = (a * xp.expm1(d) + (a - b)) * small + xp.exp(v) * expm1_minus(small, xp)
    far = exponential_rise(v, xp.where(near, 0.0, h), xp) - b * h
    shapes = (b - a) * (h_slope(a, xp) - d) + bregman_lgamma(a + 0.0 * b, b + 0.0 * a, xp)
    return xp.where(near, centred, far) + shapes


def gamma_moment(shape: Array, power: Array, scale: Array, times: Array, xp: Any) -> Array:
    """Return E (scale Y^(1/power))^times, infinite where it diverges: scale^times Γ(a + y)/Γ(a).

    y = times/power; for the whole numbers that are asked for most the ratio is a product.
    """
    shape, power, scale, times = together(xp, shape, power, scale, times)
    y = times / power
    exists = shape + y > 0.0
    step = xp.where(exists, y, 0.0)
    log_gamma = lgamma_difference(shape, step, xp)
    by_log = xp.exp(xp.where(xp.abs(log_gamma) < _REGULAR, log_gamma, 0.0))
    less = xp.where(step == -1.0, shape - 1.0, 1.0)
    product = xp.where(step == 1.0, shape, xp.where(step == 2.0, shape * (shape + 1.0), by_log))
    product = xp.where(step == -1.0, 1.0 / less, product)
    direct = _sloping(product, by_log, xp)
    size = scale**times
    log_size = times * xp.log(scale)
    regular = (xp.abs(log_size) < _REGULAR) & (xp.abs(log_gamma) < _REGULAR)
    value = xp.where(regular, size * direct, xp.exp(log_size + log_gamma))
    return xp.where(exists, value, xp.inf)


def gamma_distance(shape: Array, power: Array, scale: Array, centre: Array, xp: Any) -> Array:
    """Return E|scale Y^(1/power) - m|, m the `centre`, infinite where the mean is.

    (E X - m)(1 - 2 P(X < m)) + 2 E X (P(X < m) - E[X; X < m]/E X), incomplete gamma functions.
    """
    mean = gamma_moment(shape, power, scale, 1.0, xp)
    shape, power, scale, centre, mean = together(xp, shape, power, scale, centre, mean)
    exists = mean < xp.inf
    inside = exists & (centre > 0.0)
    point = xp.where(inside, centre, scale)
    mean = xp.where(exists, mean, 1.0)
    log_u = power * log_ratio(point, scale, xp)
    further = xp.where(exists, shape + 1.0 / power, 1.0)
    below, above = _shares(shape, power, log_u, xp)
    less, _ = _shares(further, power, log_u, xp)
    excess = xp.exp(log_u - xp.log(shape)) - 1.0
    linear = xp.exp(gamma_log_kernel(shape, excess, log_u - xp.log(shape), xp)) / shape
    moved = _sloping(xp.where(power == 1.0, linear, below - less), below - less, xp)
    value = (mean - point) * (above - below) + 2.0 * mean * moved
    value = xp.where(inside, value, mean - centre)
    return xp.where(exists, value, xp.inf)


def _sloping(value: Array, formula: Array, xp: Any) -> Array:
    """Return a value, with the derivatives of a formula from which rounding alone tells it."""
    constant = special(xp).constant
    return constant(value) + (formula - constant(formula))


def _shares(shape: Array, power: Array, log_u: Array, xp: Any) -> tuple[Array, Array]:
    """Return P(X < m) and P(X > m), where Y is u for X = m."""
    u = xp.exp(log_u)
    lower, upper = special(xp).gammainc(shape, u), special(xp).gammaincc(shape, u)
    rising = power > 0.0
    return xp.where(rising, lower, upper), xp.where(rising, upper, lower)
