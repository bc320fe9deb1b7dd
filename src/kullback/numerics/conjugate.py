"""What a normal law adds whose variance, or precision, is itself random: the normal-gamma kind of laws.

Given the precision T, x is normal with mean m and precision λT. Beside the divergence of the laws of T
it is the mean divergence of x given T, in which T appears only where the means differ.
"""

import math
from typing import Any

from kullback.numerics.scales import psi_of_scales

Array = Any

_LOG_2PI_E = math.log(2.0 * math.pi) + 1.0


def conditional_divergence(own: Array, its: Array, square: Array, dim: int, xp: Any) -> Array:
    """Return d/2 psi(λ_q/λ_p - 1) + λ_q/2 E[(m_p - m_q)ᵀ T (m_p - m_q)], the latter's mean being `square`."""
    # 0 λ_q for equal means, whatever the precision is
    far = xp.where(square > 0.0, its * xp.where(square > 0.0, square, 1.0), 0.0)
    return 0.5 * (dim * psi_of_scales(its, own, 0.0, xp) + far)


def conditional_entropy(weight: Array, log_precision: Array, dim: int, xp: Any) -> Array:
    """Return (d log(2πe/λ) - E log det T)/2."""
    return 0.5 * (dim * (_LOG_2PI_E - xp.log(weight)) - log_precision)
