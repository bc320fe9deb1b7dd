"""The divergence of Laplace laws: scales apart, then locations."""

from typing import Any

from kullback.numerics.branches import is_many, lies_within
from kullback.numerics.elementary import REGULAR, em, expm1_minus
from kullback.numerics.scales import psi_of_scales

Array = Any


def laplace_divergence(loc: Array, scale: Array, loc_q: Array, scale_q: Array, xp: Any) -> Array:
    """Return psi(r - 1) + r (exp(-x) - 1 + x) with r = scale/scale_q and x = |loc - loc_q|/scale."""
    distance = xp.abs(loc - loc_q)
    ratio, x = scale / scale_q, distance / scale
    scales = psi_of_scales(scale, scale_q, 0.0, xp)
    if is_many(x, xp) and lies_within(ratio, 1.0 / REGULAR, REGULAR) and x.max() < REGULAR:
        return scales + ratio * em(x, xp)
    ratio = xp.where(ratio < xp.inf, ratio, 0.0)  # then the scales alone are infinitely far apart
    near = x < 1.0
    close = ratio * expm1_minus(-xp.where(near, x, 0.0), xp)
    far = distance / scale_q + ratio * xp.expm1(-x)  # x may be infinite where r x is not
    return scales + xp.where(near, close, far)
