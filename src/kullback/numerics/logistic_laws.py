"""What the logistic and log-logistic laws share, in terms of the standardised variable z."""

from typing import Any

from kullback.numerics.elementary import exprel, horner

Array = Any

# 2 (x coth x - 1) = x² sum_k 2^(2k+1) B_2k x^(2k-2) / (2k)!, highest power first; radius π,
# so at x = 1 seventeen terms leave 1e-17 of the value
_COTH = (
    4.999934554244162e-17,
    -4.934737609034415e-16,
    4.8703908058366735e-15,
    -4.806883066661541e-14,
    4.744203480046731e-13,
    -4.6823413639649764e-12,
    4.621286519800525e-11,
    -4.5610302409184367e-10,
    4.501569303361799e-09,
    -4.4429217579959356e-08,
    4.3851895703747556e-07,
    -4.3288085616127944e-06,
    4.275559831115387e-05,
    -0.0004232804232804233,
    0.004232804232804233,
    -0.044444444444444446,
    0.6666666666666666,
)

_LARGEST = 700.0  # its exponential is a double, and the inverse of that next to nothing


def logistic_divergence(x: Array, xp: Any) -> Array:
    """Return 2 (x coth x - 1), x >= 0 being half the distance of two laws of one scale."""
    near = x < 1.0
    small, large = xp.where(near, x, 0.0), xp.where(near, 1.0, x)
    series = small * small * horner(_COTH, small * small)
    return xp.where(near, series, 2.0 * (large / xp.tanh(large) - 1.0))


def logistic_log_kernel(z: Array, xp: Any) -> Array:
    """Return the standard log density -|z| - 2 log(1 + exp(-|z|))."""
    size = xp.abs(z)
    return -size - 2.0 * xp.log1p(xp.exp(-size))


def logistic_log_change(z: Array, dz: Array, xp: Any) -> Array:
    """Return the standard log density at z less that at z + dz, however small `dz` is.

    It is 2 log(cosh((z + dz)/2)/cosh(z/2)), and with d = dz/2 the ratio is
    1 + 2 sinh²(d/2) + tanh(z/2) sinh(d).
    """
    near = xp.abs(dz) < 1.0
    d = 0.5 * xp.where(near, dz, 0.0)
    half = xp.sinh(0.5 * d)
    close = 2.0 * xp.log1p(2.0 * half * half + xp.tanh(0.5 * z) * xp.sinh(d))
    far = logistic_log_kernel(z, xp) - logistic_log_kernel(z + dz, xp)
    return xp.where(near, close, far)


def mean_softplus(d: Array, xp: Any) -> Array:
    """Return E log(1 + exp(-(Z + d))), Z standard logistic: d/(exp(d) - 1), and 1 at d = 0."""
    return 1.0 / exprel(xp.where(d < _LARGEST, d, _LARGEST), xp)


def sine_quotient(c: Array, limit: Array, xp: Any) -> Array:
    """Return y / sin(y), y = π c/limit, for |c| < limit, to all digits near it; infinite beyond."""
    size = xp.abs(c) + 0.0 * limit
    inside = size < limit
    size = xp.where(inside, size, 0.5 * limit)
    still = size == 0.0
    nearer = xp.where(size > 0.5 * limit, limit - size, size)
    sine = xp.sin(xp.pi * xp.where(still, 0.5 * limit, nearer) / limit)
    value = xp.where(still, 1.0, xp.pi * (size / limit) / sine)
    return xp.where(inside, value, xp.inf)
