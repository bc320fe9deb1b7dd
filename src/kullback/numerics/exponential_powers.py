r"""The generalised normal law, of density exp(-|x/s|^β)/(2 s Γ(1 + 1/β)).

Let a = 1/β_p, b = 1/β_q, d = b - a, 1 + x = β_q/β_p, and w the log of the mean of |X/s_q|^β_q under
p, less log b. Then, with B the Bregman divergence of lgamma and B_h what it leaves beside x log x,

    D = b E(w) + b B(1 + a, 2 + a + x) + B_h(1 + a, 1 + b) - G,     E(w) = exp(w) - 1 - w,
    G = a phi(d/a) - (1 + a) phi(d/(1 + a)) = psi(d/a) - (b + 1) psi(d/(a (b + 1))) >= 0,

of which the first form cancels least for small a and the second for large; what is subtracted is
always outweighed.
"""

from typing import Any

from kullback.numerics.broadcasting import together
from kullback.numerics.elementary import expm1_minus, log_ratio, phi, psi
from kullback.numerics.gamma import bregman_h, bregman_lgamma, digamma
from kullback.numerics.scales import psi_of_scales

Array = Any


def exponential_power_divergence(beta: Array, beta_q: Array, shift: Array, xp: Any) -> Array:
    """Return the divergence, `shift` being β_q times the log of the ratio of the scales."""
    beta, beta_q, shift = together(xp, beta, beta_q, shift)
    a, b = 1.0 / beta, 1.0 / beta_q
    x = (beta_q - beta) / beta
    d = -x * b
    up = 1.0 + a
    bregman = bregman_lgamma(up, up + x, xp, x)
    w = shift + (x * digamma(up, xp) + bregman) + log_ratio(beta_q, beta, xp)
    value = b * (expm1_minus(w, xp) + bregman) + bregman_h(up, 1.0 + b, xp, d)
    value = value - _subtracted(a, b, d, beta, beta_q, xp)
    return xp.where(value < xp.inf, value, xp.inf)  # beyond the doubles: w may be inf - inf


def _subtracted(a: Array, b: Array, d: Array, beta: Array, beta_q: Array, xp: Any) -> Array:
    """Return G."""
    small = a < 1.0
    inner = xp.where(small, d, 0.0)
    by_phi = a * phi(inner / a, xp) - (1.0 + a) * phi(inner / (1.0 + a), xp)
    v = (d / a) / (b + 1.0)
    low = v < -0.5
    log_v = log_ratio(beta, beta_q, xp) + log_ratio(a + 1.0, b + 1.0, xp)
    psi_v = xp.where(low, v - log_v, psi(xp.where(low, 0.0, v), xp))
    by_psi = psi_of_scales(beta, beta_q, 0.0, xp) - (b + 1.0) * psi_v
    return xp.where(small, by_phi, by_psi)
