"""Means under a normal law."""

import math
from typing import Any

from kullback.numerics.backends import special

Array = Any

_ROOT_HALF = math.sqrt(0.5)
_ROOT_2_OVER_PI = math.sqrt(2.0 / math.pi)


def normal_distance(away: Array, sd: Array, xp: Any) -> Array:
    """Return E|X| for the normal law with mean `away`: two terms, none of them negative."""
    z = away / sd
    bell = xp.exp(-0.5 * z * z)
    return _ROOT_2_OVER_PI * sd * bell + away * special(xp).erf(_ROOT_HALF * z)
