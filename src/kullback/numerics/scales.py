"""Terms that compare two scale parameters."""

from typing import Any

from kullback.numerics.elementary import log_ratio, psi

Array = Any


def relative_difference(x: Array, y: Array) -> Array:
    """Return (x - y)/y, exact in its difference."""
    return (x - y) / y


def psi_of_scales(x: Array, y: Array, half_square: float, xp: Any) -> Array:
    """Return t - log(1+t) + half_square t²/2 with t = x/y - 1: the scale part of a divergence.

    When t = -1 to rounding (x far below y) the logarithm is taken of the ratio instead.
    """
    t = relative_difference(x, y)
    tiny = t < -0.9
    near = psi(xp.where(tiny, 0.0, t), xp)
    direct = t - log_ratio(xp.where(tiny, x, 1.0), xp.where(tiny, y, 1.0), xp)
    return xp.where(tiny, direct, near) + 0.5 * half_square * t * t
