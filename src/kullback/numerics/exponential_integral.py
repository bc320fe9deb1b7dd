r"""The exponential integral E1 times exp(z), which neither over- nor underflows.

Near 0 by the series of Ein(z) = E1(z) + log z + γ, beyond by the continued fraction
exp(z) E1(z) = 1/(z + 1 - 1/(z + 3 - 4/(z + 5 - 9/...))), in any array library.
"""

from typing import Any

from kullback.numerics.backends import special
from kullback.numerics.extreme_values import EULER

Array = Any

_NEAR = 1.5  # above, so many fractions leave 1e-17; below, so many terms do
_FRACTIONS = 80
_FRACTIONS_IMAGINARY = 120  # where it converges more slowly
_TERMS = 30
_FAR = 500.0  # here 12 terms of the asymptotic series leave 1e-24, and exp(z) is a double


def scaled_exp1(x: Array, xp: Any) -> Array:
    """Return exp(x) E1(x) for x > 0; between 1/(1+x) and 1/x for large x."""
    near = x < _NEAR
    small, large = xp.where(near, x, 1.0), xp.where(near, _NEAR, x)
    # exp(x) Ein(x) = sum_k (1 + 1/2 + ... + 1/k) x^k/k!: no term is negative
    term, harmonic, series = 1.0, 0.0, 0.0
    for k in range(1, _TERMS):
        term, harmonic = term * small / k, harmonic + 1.0 / k
        series = series + harmonic * term
    close = series - xp.exp(small) * (EULER + xp.log(small))
    fraction = large + (2 * _FRACTIONS + 1)
    for k in range(_FRACTIONS, 0, -1):
        fraction = (large + (2 * k - 1)) - k * k / fraction
    return xp.where(near, close, 1.0 / fraction)


def real_scaled_exp1_imaginary(y: Array, xp: Any) -> Array:
    """Return the real part of exp(iy) E1(iy) = -Ci(y) cos y - (Si(y) - π/2) sin y, for y > 0.

    It falls like 1/y², and keeps its digits: the real part never mixes with the imaginary one.
    """
    near = y < 2.0
    small, large = xp.where(near, y, 1.0), xp.where(near, 2.0, y)
    power, ci, si = small, 0.0, small
    for k in range(2, _TERMS):
        power = power * small / k
        sign = 1.0 if k % 4 in (0, 1) else -1.0
        if k % 2:
            si = si + sign * power / k
        else:
            ci = ci + sign * power / k
    ci = ci + (EULER + xp.log(small))
    close = -ci * xp.cos(small) - (si - 0.5 * xp.pi) * xp.sin(small)
    real, imag = (2.0 * _FRACTIONS_IMAGINARY + 1.0) + 0.0 * large, large
    for k in range(_FRACTIONS_IMAGINARY, 0, -1):
        size = real * real + imag * imag
        real, imag = (2 * k - 1) - k * k * real / size, large + k * k * imag / size
    return xp.where(near, close, real / (real * real + imag * imag))


def real_scaled_exp1(x: Array, y: Array, xp: Any) -> Array:
    """Return the real part of exp(z) E1(z) at z = x + iy, y > 0.

    The fraction converges everywhere but about the negative axis and 0, where the library's own
    function loses no digits.
    """
    z = x + 1j * y
    size = abs(z)
    far = size > _FAR
    right = ~far & (((size > _NEAR) & (x >= 0.0)) | ((size > 2.0 * _NEAR) & (x > -0.55 * size)))
    near = xp.where(far | right, 1.0, z)
    close = xp.exp(near) * special(xp).complex_exp1(near)
    inverse = 1.0 / xp.where(far, z, _FAR)
    series = 1.0
    for k in range(12, 0, -1):
        series = 1.0 - k * inverse * series
    large = xp.where(right, z, _FAR)
    fraction = large + (2 * _FRACTIONS_IMAGINARY + 1)
    for k in range(_FRACTIONS_IMAGINARY, 0, -1):
        fraction = (large + (2 * k - 1)) - k * k / fraction
    found = xp.where(right, 1.0 / fraction, close)
    return xp.real(xp.where(far, inverse * series, found))
