"""Elementary functions that vanish to second order, computed without cancellation.

Every divergence of this library is a sum of such terms, each >= 0. They are written once for any
array namespace `xp`; both branches of a `where` see safe arguments, so that gradients stay finite.
"""

import math
from typing import Any, NamedTuple

import numpy as np

from kullback.numerics.branches import is_many, lies_within, spliced

Array = Any

NEAR = 0.4
"""Below this |t| the series in r = t/(2+t) is used, r² <= 1/16."""

REGULAR = 1e290
"""Between this and its inverse a ratio is a normal number with all its digits."""

# (atanh(r)/r - 1) / r² as a polynomial in r² on [0, 1/16]: the Taylor series 1/3 + r²/5 + ...
# interpolated at the nine Chebyshev nodes of that interval, which saves three terms. Weighted with
# its share of phi the error is below 1e-17 (tested against mpmath).
_ATANH = (
    0.06828732233627811,
    0.05689643661793962,
    0.066791397041253,
    0.07691841912131238,
    0.09090919255417686,
    0.1111111098689728,
    0.14285714286473053,
    0.1999999999999822,
    0.3333333333333333,
)
_NEAR_ZERO = 0.3
# expm1(x) - x = x² sum_k x^k / (k+2)!, relative remainder 2⁻⁵⁵ for |x| <= 0.3, 2⁻³⁰ for 2
_EXPM1 = tuple(
    1.0 / f
    for f in (
        1307674368000,
        87178291200,
        6227020800,
        479001600,
        39916800,
        3628800,
        362880,
        40320,
        5040,
        720,
        120,
        24,
        6,
        2,
    )
)


# c, log(1+c), phi(c) and psi(c): each serves t from c to c + 0.4 (1+c), away from 0
_CENTRES = tuple(
    (c, math.log1p(c), (1.0 + c) * math.log1p(c) - c, c - math.log1p(c))
    for c in (-0.375, 0.375, 0.875, 1.5, 2.5)
)
# NumPy adds an array of no axes faster than a Python number; no other library knows these
_ATANH_NUMPY = tuple(np.array(c) for c in _ATANH)
# for r² < 1e-4 these four terms of Taylor's series leave less than 2⁻⁵⁴
_ATANH_SHORT = tuple(np.array(1 / k) for k in (9.0, 7.0, 5.0, 3.0))


def horner(coefficients: tuple[Any, ...], x: Array) -> Array:
    """Return the polynomial with `coefficients`, highest power first, at `x`."""
    total = x * coefficients[0] + coefficients[1]
    for c in coefficients[2:]:
        total = total * x + c
    return total


def _atanh_excess(t: Array, xp: Any) -> tuple[Array, Array]:
    """Return r = t/(2+t) and atanh(r)/r - 1, for |t| < `NEAR`."""
    r = t / (t + 2.0)
    square = r * r
    if is_many(square, xp) and square.max() < 1e-4:
        return r, square * horner(_ATANH_SHORT, square)
    return r, square * horner(_ATANH_NUMPY if xp is np else _ATANH, square)


def phi_near(t: Array, xp: Any) -> Array:
    """Return (1+t) log(1+t) - t by its series, for |t| < `NEAR` only."""
    r, excess = _atanh_excess(t, xp)
    return t * (r + (r + 1.0) * excess)


def is_single(x: Array, xp: Any) -> bool:
    """Return whether `x` is computed in single precision, where 0.4 - log(1.4) loses a digit.

    Never so for NumPy, which widens to double.
    """
    return xp is not np and bool(xp.finfo(x.dtype).bits < 64)


def is_close(t: Array, xp: Any) -> Array:
    """Return where a form in t keeps more digits than one in log(1+t)."""
    return (t > -0.62) & (t < 3.9) if is_single(t, xp) else xp.abs(t) < NEAR


class _Step(NamedTuple):
    """1 + t = (1+c) (1+s) with s small and c on the way from 0 to t."""

    c: Array
    s: Array
    log_c: Array
    phi_c: Array
    psi_c: Array


def _step(t: Array, xp: Any) -> _Step:
    """Return the step from a centre to `t`, where that is close; no cancellation in s c >= 0."""
    c = log_c = phi_c = psi_c = xp.zeros_like(t)
    for centre, *at_centre in _CENTRES:
        beyond = t < centre + 0.025 if centre < 0.0 else t > centre
        c = xp.where(beyond, centre, c)
        log_c, phi_c, psi_c = (
            xp.where(beyond, new, old)
            for new, old in zip(at_centre, (log_c, phi_c, psi_c), strict=True)
        )
    return _Step(c, (t - c) / (c + 1.0), log_c, phi_c, psi_c)


def phi_close(t: Array, xp: Any) -> Array:
    """Return (1+t) log(1+t) - t where `is_close`, as a sum of terms >= 0."""
    if not is_single(t, xp):
        return phi_near(t, xp)
    c, s, log_c, phi_c, _ = _step(t, xp)
    return (c + 1.0) * (phi_near(s, xp) + s * log_c) + phi_c


def phi(t: Array, xp: Any) -> Array:
    """Return (1+t) log(1+t) - t >= 0, for t >= -1."""
    near = is_close(t, xp)
    if is_many(t, xp) and lies_within(t, -1.0, np.inf):
        return spliced(near, lambda t: phi_near(t, np), t, (t + 1.0) * np.log1p(t) - t)
    inside = xp.where(t > -1.0, t, 1.0)  # the limit at -1 is 1, and log1p(-1) would poison
    far = xp.where(near, 1.0, inside)
    direct = (far + 1.0) * xp.log1p(far) - far
    direct = xp.where(t > -1.0, direct, 1.0)
    direct = xp.where(t < xp.inf, direct, xp.inf)  # inf - inf
    return xp.where(near, phi_close(xp.where(near, t, 0.0), xp), direct)


def psi_near(t: Array, xp: Any) -> Array:
    """Return t - log(1+t) by its series, for |t| < `NEAR` only."""
    r, excess = _atanh_excess(t, xp)
    return r * (t - 2.0 * excess)


def _psi_close(t: Array, xp: Any) -> Array:
    if not is_single(t, xp):
        return psi_near(t, xp)
    c, s, _, _, psi_c = _step(t, xp)
    return psi_near(s, xp) + s * c + psi_c


def psi(t: Array, xp: Any) -> Array:
    """Return t - log(1+t) >= 0, for t >= -1 (infinite at -1)."""
    near = is_close(t, xp)
    if is_many(t, xp) and lies_within(t, -1.0, np.inf):
        return spliced(near, lambda t: psi_near(t, np), t, t - np.log1p(t))
    inside = xp.where(t > -1.0, t, 1.0)
    far = xp.where(near, 1.0, inside)
    direct = xp.where(t > -1.0, far - xp.log1p(far), xp.inf)
    direct = xp.where(t < xp.inf, direct, xp.inf)
    return xp.where(near, _psi_close(xp.where(near, t, 0.0), xp), direct)


def expm1_minus(x: Array, xp: Any) -> Array:
    """Return exp(x) - 1 - x >= 0."""
    near = xp.abs(x) <= (2.0 if is_single(x, xp) else _NEAR_ZERO)
    if is_many(x, xp):
        return spliced(near, _expm1_near, x, np.expm1(x) - x)
    far = xp.where(near, 1.0, x)
    return xp.where(near, _expm1_near(xp.where(near, x, 0.0)), xp.expm1(far) - far)


def _expm1_near(x: Array) -> Array:
    return x * x * horner(_EXPM1, x)


def exprel(x: Array, xp: Any) -> Array:
    """Return (exp(x) - 1)/x, and 1 at 0; near there by its series, of which derivatives keep their digits."""
    near = xp.abs(x) <= _NEAR_ZERO
    far = xp.where(near, 1.0, x)
    small = xp.where(near, x, 0.0)
    return xp.where(near, small * horner(_EXPM1, small) + 1.0, xp.expm1(far) / far)


def em(u: Array, xp: Any) -> Array:
    """Return u - 1 + exp(-u) >= 0: the KL integrand per unit of p, at log ratio u."""
    return expm1_minus(-u, xp)


def alpha_term(alpha: float, t: Array, xp: Any) -> Array:
    """Return v_a(t) = ((1+t)^a - 1 - a t) / (a (a-1)) >= 0, for t > -1; a = 0 and 1 are the limits."""
    if alpha == 1.0:
        return phi(t, xp)
    if alpha == 0.0:
        return psi(t, xp)
    log1p = xp.log1p(t)
    if alpha >= 0.5:
        e = alpha - 1.0
        return (phi(t, xp) + (t + 1.0) * expm1_minus(e * log1p, xp) / e) / alpha
    return (psi(t, xp) - expm1_minus(alpha * log1p, xp) / alpha) / (1.0 - alpha)


def log_ratio(x: Array, y: Array, xp: Any) -> Array:
    """Return log(x/y) for positive x, y: exact difference when near, never over- or underflowing."""
    gap = x - y
    near = xp.abs(gap) < 0.5 * y
    if is_many(gap, xp) and lies_within(plain := x / y, 1.0 / REGULAR, REGULAR):
        return spliced(near, np.log1p, gap / y, np.log(plain))
    close = xp.log1p(xp.where(near, gap / xp.where(near, y, 1.0), 0.0))
    above = xp.where(near, 1.0, x)
    below = xp.where(near, 1.0, y)
    ratio = above / below
    normal = (ratio > 1.0 / REGULAR) & (ratio < REGULAR)  # beyond, the logarithms differ by > 600
    far = xp.where(normal, xp.log(xp.where(normal, ratio, 1.0)), xp.log(above) - xp.log(below))
    return xp.where(near, close, far)
