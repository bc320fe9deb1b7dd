"""Beta laws with the shape b in common, as functions of what the other exceeds it by."""

from typing import Any

from kullback.numerics.dirichlet import bregman_h_drop
from kullback.numerics.elementary import phi

Array = Any


def tilt_divergence(k_p: Array, k_q: Array, b: float, xp: Any) -> Array:
    """Return KL of Beta(k_p + b, b) from Beta(k_q + b, b), exact in the difference of the two k.

    With a, c the first shapes, A, C the sums and d = c - a: C KL((c, b)/C ‖ (a, b)/A), whose log ratios
    are those of 1 + d b/(a C) and 1 - d/C, and B_h(a, c) - B_h(A, C).
    """
    d = k_q - k_p
    a, c = k_p + b + 0.0 * d, k_q + b + 0.0 * d
    whole_a, whole_c = a + b, c + b
    means = (a / whole_a) * phi(d * b / (a * whole_c), xp) + (b / whole_a) * phi(-d / whole_c, xp)
    rest = b + 0.0 * d
    return whole_c * means + bregman_h_drop((a, c, d), (rest, rest, 0.0 * d), xp)
