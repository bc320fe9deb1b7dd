"""The law of density exp(θ y) / N(θ) on [0, 1]: continuous Bernoulli, truncated exponential.

Everything is measured from the end where the density is largest, at distance t: it is there
exp(-|θ| t) / M with M = (1 - exp(-|θ|))/|θ|, and nothing cancels near θ = 0 nor for |θ| large.
"""

from typing import Any

import numpy as np

from kullback.numerics.elementary import expm1_minus, exprel
from kullback.numerics.legendre import legendre
from kullback.numerics.log_quadratic import DROP, Rule, mean, rule, tilt_divergence

Array = Any

EULER = 0.5772156649015329
_FLAT = 1e-5  # below this |x| two terms of a series are exact
_STEEP = 40.0  # exp(-40)/40 is below the rounding of 1


def own_rule(theta: Array, xp: Any) -> Rule:
    """Return the rule of the distance t from the end where the density is largest."""
    return rule(steepness(theta, xp), 0.0, 0.0, 1.0, xp)


def from_zero(theta: Array, own: Rule, xp: Any) -> Array:
    """Return the nodes as points y of [0, 1]."""
    return xp.where(theta > 0.0, 1.0 - own.t, own.t)


def steepness(theta: Array, xp: Any) -> Array:
    """Return |θ|, with the slope -1 at 0: there, as below, the density is largest at y = 0."""
    return xp.where(theta > 0.0, theta, -theta)


def mass(theta: Array, xp: Any) -> Array:
    """Return M = (1 - exp(-|θ|))/|θ|."""
    return exprel(-steepness(theta, xp), xp)


def log_normaliser(theta: Array, xp: Any) -> tuple[Array, Array]:
    """Return log N(θ) in two parts: its largest exponent, max(θ, 0), and log M."""
    return xp.where(theta > 0.0, theta, 0.0), xp.log(mass(theta, xp))


def entropy(theta: Array, xp: Any) -> Array:
    """Return minus the divergence from the uniform law, which keeps all digits near θ = 0."""
    return -divergence(theta, 0.0 * theta, theta, xp)


def divergence(theta: Array, other: Array, difference: Array, xp: Any) -> Array:
    """Return D(θ‖other); `difference` is θ - other, where that is known better.

    log E exp(-(g - E g)) with g = difference (y - E y); far apart, from the normalisers.
    """
    own = own_rule(theta, xp)
    rising = theta > 0.0
    turned = xp.where(rising, -difference, difference)
    near_value, near = tilt_divergence(own, turned, 0.0 * turned, xp)
    end = xp.where(rising, -other, other)  # what q gains over the other end of the interval
    far = xp.where(end > 0.0, end, 0.0) + turned * mean(own, own.t, xp)
    far = far + (xp.log(mass(other, xp)) - xp.log(mass(theta, xp)))
    return xp.where(near, near_value, far)


def mean_exp(theta: Array, rate: Array, xp: Any) -> Array:
    """Return E exp(rate y) = N(θ + rate)/N(θ)."""
    moved = theta + rate
    top = xp.where(moved > 0.0, moved, 0.0) - xp.where(theta > 0.0, theta, 0.0)
    return xp.exp(top) * (mass(moved, xp) / mass(theta, xp))


def mean_distance(theta: Array, m: Array, xp: Any) -> Array:
    """Return E|y - m|."""
    own = own_rule(theta, xp)
    size, rising = steepness(theta, xp), theta > 0.0
    m = m + 0.0 * theta
    outside = mean(own, xp.abs(from_zero(theta, own, xp) - m), xp)
    inside = (m > 0.0) & (m < 1.0)
    m = xp.where(inside, m, 0.5)
    near, far = xp.where(rising, 1.0 - m, m), xp.where(rising, m, 1.0 - m)
    before = near * near * _falling(size * near, xp)
    after = far * far * xp.exp(-size * near) * _rising(size * far, xp)
    return xp.where(inside, (before + after) / mass(theta, xp), outside)


def _falling(x: Array, xp: Any) -> Array:
    """Return the integral of (1-s) exp(-x s) over [0, 1]: (exp(-x) - 1 + x)/x²."""
    flat = x < _FLAT
    safe = xp.where(flat, 1.0, x)
    return xp.where(flat, 0.5 - x / 6.0, expm1_minus(-safe, xp) / safe / safe)


def _rising(x: Array, xp: Any) -> Array:
    """Return the integral of s exp(-x s) over [0, 1]: (1 - (1+x) exp(-x))/x²."""
    flat, large = x < _FLAT, x > _STEEP
    safe = xp.where(flat | large, 1.0, x)
    middle = xp.exp(-safe) * expm1_minus(safe, xp) / safe / safe
    far = xp.where(large, x, _STEEP)
    last = (1.0 - (1.0 + far) * xp.exp(-far)) / far / far
    return xp.where(flat, 0.5 - x / 3.0, xp.where(large, last, middle))


def mean_log(theta: Array, xp: Any) -> Array:
    """Return E log y: minus the integral of the distribution function over y.

    Falling steeply (r = -θ > 40) it is -log r - γ; rising steeply, that of log(1 - t).
    """
    x, w = legendre(theta * 1.0, xp)
    falls, rises = theta < -_STEEP, theta > DROP
    middle = xp.where(falls | rises, 1.0, theta)
    size = steepness(middle, xp)
    # F(y)/y, both parts in units of what they are at the larger end
    lift = xp.where(middle > 0.0, middle * (x - 1.0), 0.0 * x)
    by_parts = xp.sum(w * xp.exp(lift) * exprel(-size * x, xp), axis=0) / exprel(-size, xp)
    steep = -xp.log(xp.where(falls, -theta, 1.0)) - EULER
    own = own_rule(xp.where(rises, theta, 2.0 * DROP), xp)
    value = xp.where(falls, steep, -by_parts)
    return xp.where(rises, mean(own, xp.log1p(-own.t), xp), value)


def sample(theta: float, n: int, rng: np.random.Generator) -> Array:
    """Return `n` draws of y, by inversion from the end where the density is largest."""
    u, size = rng.random(n), abs(theta)
    t = u if size < _FLAT * _FLAT else -np.log1p(u * np.expm1(-size)) / size
    return np.clip(1.0 - t if theta > 0.0 else t, 0.0, 1.0)
