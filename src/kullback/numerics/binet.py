"""The divergence of h(x) = lgamma(x) - x log x + x for many pairs, at a tenth of the work.

h(x) is -log(x)/2 + delta(x) + a constant, with Binet's function delta(x) ~ 1/(12 x). From 1 on that is a sum
of eleven r/(x + c) to 2⁻⁵³ of h'' (found by the AAA algorithm in 70 digits, on [0.85, oo), and rounded:
Nakatsukasa, Sète & Trefethen 2018, doi:10.1137/16M1106122). Each has the divergence
r d² / ((a+c)² (b+c)), in which nothing cancels, near or far.
"""

from typing import Any

import numpy as np

from kullback.numerics.branches import is_many, lies_within, spliced
from kullback.numerics.elementary import NEAR, psi_near

Array = Any

REAL_POLES = (
    (0.0, 0.007237076719342479),
    (0.054532313987861444, 0.041899352333548356),
    (0.1961533726483916, 0.05990023311639343),
)
"""c and r."""
POLE_PAIRS = (
    (1.3467116759352735, 2.302183735305579, -3.590201933130228e-08, 8.984650760239666e-08),
    (1.1038910519892495, 1.399355406269633, 1.7567212214106344e-05, 6.3431803079231485e-06),
    (0.8682461618732348, 0.7654963638573365, 0.0002459955418902159, -0.0007385872389317167),
    (0.6084521283361937, 0.2830427231607399, -0.013115191270060455, -0.000612925442274589),
)
"""Real and imaginary parts of c and r; the conjugate goes with each."""

_LARGEST = 1e40  # within this and its inverse no product below leaves the range of doubles
_LOW = -0.7  # below this v, 1 + v is taken as a product


def are_regular(*arrays: Array, like: Array, xp: Any) -> bool:
    """Return whether all are many positive numbers of ordinary size, of the shape of `like`."""
    return is_many(like, xp) and all(
        type(x) is np.ndarray and x.shape == like.shape and lies_within(x, 1.0 / _LARGEST, _LARGEST)
        for x in arrays
    )


def bregman_h_of_many(a: Array, b: Array, d: Array) -> Array:
    """Return the divergence of h, given d = b - a, for arrays that are `are_regular`.

    By B_h(a, b) = (b+1) psi(v) + B_h(a+1, b+1) those below 1 are carried to where the sum serves.
    """
    low = np.minimum(a, b) < 1.0
    if not low.any():
        return _from_one_on(a, b, d)
    places = np.nonzero(low)
    small_a, small_b = a[places], b[places]
    a, b = a.copy(), b.copy()
    a[places] = small_a + 1.0
    b[places] = small_b + 1.0
    total = _from_one_on(a, b, d)
    total[places] += _step(small_a, small_b, d[places])
    return total


def _step(a: Array, b: Array, d: Array) -> Array:
    """Return (b+1) psi(v), where 1 + v = b (a+1) / (a (b+1))."""
    up = b + 1.0
    v = d / up / a
    with np.errstate(divide="ignore"):  # at -1, of which the product knows more
        far = v - np.log1p(v)
    low = v < _LOW
    if low.any():
        far[low] = v[low] - np.log((b[low] / up[low]) * ((a[low] + 1.0) / a[low]))
    return up * spliced(np.abs(v) < NEAR, _psi_near, v, far)


def _from_one_on(a: Array, b: Array, d: Array) -> Array:
    """Return the divergence of h for arguments of at least 1: psi(d/a)/2 and that of delta."""
    total = sum(r / ((a + c) ** 2 * (b + c)) for c, r in REAL_POLES)
    both = a + b
    for p, q, r, s in POLE_PAIRS:
        total += _of_pole_pair(a + p, b + p, both, (p, q, r, s))
    total *= d
    total *= d
    t = d / a
    total += 0.5 * spliced(np.abs(t) < NEAR, _psi_near, t, t - np.log(b / a))
    return total


def _of_pole_pair(a: Array, b: Array, both: Array, pole: tuple[float, ...]) -> Array:
    """Return 2 Re[(r + is) / ((a + iq)² (b + iq))]; `both` is a + b less twice the real part p."""
    p, q, r, s = pole
    size = a * a
    size += q * q
    value = 2.0 * r * b
    value += 2.0 * s * q
    value *= size
    value += (4.0 * s * q) * (a * b)
    value -= (4.0 * q * q * r) * both + (8.0 * q * q * r * p + 4.0 * s * q**3)
    size *= size
    size *= b * b + q * q
    value /= size
    return value


def _psi_near(t: Array) -> Array:
    return psi_near(t, np)
