"""The divergence of normal laws, written once, and once more for many at a time."""

from typing import Any

import numpy as np

from kullback.numerics.branches import is_many, spliced
from kullback.numerics.elementary import NEAR, REGULAR, psi_near
from kullback.numerics.scales import psi_of_scales

Array = Any

_SMALL = 0.14
"""From here on the plain form loses less than 3e-16 / 0.14; below, |t| < 0.4."""


def normal_divergence(mean: Array, sd: Array, mean_q: Array, sd_q: Array, xp: Any) -> Array:
    """Return psi(t) + t²/2 + z²/2 with t = (sd - sd_q)/sd_q and z = (mean - mean_q)/sd_q."""
    if is_many(mean, xp):
        ratio = sd / sd_q
        low, high = ratio.min(), ratio.max()
        if low > 1.0 - NEAR and high < 1.0 + NEAR:
            return _near(mean, sd, mean_q, sd_q)
        if low > 1.0 / REGULAR and high < REGULAR:
            return _of_many(mean, sd, mean_q, sd_q, ratio)
    z = (mean - mean_q) / sd_q
    return psi_of_scales(sd, sd_q, 1.0, xp) + 0.5 * z * z


def _of_many(mean: Array, sd: Array, mean_q: Array, sd_q: Array, ratio: Array) -> Array:
    """Return (r² - 1 + z²)/2 - log r, where r = sd/sd_q, in as few passes as it takes.

    Only where that is small its terms have cancelled, and it is taken again as above.
    """
    total = mean - mean_q
    total /= sd_q
    total *= total
    total += ratio * ratio
    total *= 0.5
    total -= 0.5
    total -= np.log(ratio, out=ratio)
    return spliced(total < _SMALL, _near, (mean, sd, mean_q, sd_q), total)


def _near(mean: Array, sd: Array, mean_q: Array, sd_q: Array) -> Array:
    """Return `normal_divergence` for |t| < `NEAR`."""
    t, z = (sd - sd_q) / sd_q, (mean - mean_q) / sd_q
    value = psi_near(t, np)
    t *= t
    z *= z
    t += z
    t *= 0.5
    value += t
    return value
