"""Terms that compare two scale parameters."""

from typing import Any

import numpy as np

from kullback.numerics.branches import is_many, lies_within, spliced
from kullback.numerics.elementary import NEAR, REGULAR, log_ratio, psi, psi_near

Array = Any


def relative_difference(x: Array, y: Array) -> Array:
    """Return (x - y)/y, exact in its difference."""
    return (x - y) / y


def psi_of_scales(x: Array, y: Array, half_square: float, xp: Any) -> Array:
    """Return t - log(1+t) + half_square t²/2 with t = x/y - 1: the scale part of a divergence.

    When t = -1 to rounding (x far below y) the logarithm is taken of the ratio instead.
    """
    t = relative_difference(x, y)
    value = _psi_of_ratio(t, x, y, xp)
    return value + 0.5 * half_square * t * t if half_square else value  # 0 times an infinite t


def _psi_of_ratio(t: Array, x: Array, y: Array, xp: Any) -> Array:
    if is_many(t, xp) and lies_within(ratio := x / y, 1.0 / REGULAR, REGULAR):
        return spliced(np.abs(t) < NEAR, lambda t: psi_near(t, np), t, t - np.log(ratio))
    tiny = t < -0.9
    near = psi(xp.where(tiny, 0.0, t), xp)
    direct = t - log_ratio(xp.where(tiny, x, 1.0), xp.where(tiny, y, 1.0), xp)
    return xp.where(tiny, direct, near)
