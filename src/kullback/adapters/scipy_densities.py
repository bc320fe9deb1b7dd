"""Log densities of distributions for which SciPy has only a density, which underflows in the tails.

Each is a function of the standardised point and the shape parameters, by SciPy's definitions.
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from scipy import special

Array = Any

_HALF_LOG_2PI = 0.5 * math.log(2.0 * math.pi)


def _log_normal(z: Array) -> Array:
    return -0.5 * z * z - _HALF_LOG_2PI


def _log_cosh(z: Array) -> Array:
    return np.logaddexp(z, -z) - math.log(2.0)


def _fold_cauchy(x: Array, c: Array) -> Array:
    return np.logaddexp(-np.log1p((x - c) ** 2), -np.log1p((x + c) ** 2)) - math.log(math.pi)


def _fold_normal(x: Array, c: Array) -> Array:
    return np.logaddexp(_log_normal(x - c), _log_normal(x + c))


def _hyperbolic_secant(x: Array) -> Array:
    return -math.log(math.pi) - _log_cosh(x)


def _frechet(x: Array, c: Array) -> Array:
    return np.log(c) - (c + 1.0) * np.log(x) - x ** (-c)


def _jones_faddy(x: Array, a: Array, b: Array) -> Array:
    s = a + b
    root = np.sqrt(s + x * x)
    small = s / (root * (root + np.abs(x)))  # 1 - |x|/root, uncancelled
    right = np.where(x > 0.0, np.log1p(np.abs(x) / root), np.log(small))
    left = np.where(x > 0.0, np.log(small), np.log1p(np.abs(x) / root))
    constant = (s - 1.0) * math.log(2.0) + special.betaln(a, b) + 0.5 * np.log(s)
    return (a + 0.5) * right + (b + 0.5) * left - constant


def _johnson_b(x: Array, a: Array, b: Array) -> Array:
    jacobian = np.log(b) - np.log(x) - np.log1p(-x)
    return jacobian + _log_normal(a + b * (np.log(x) - np.log1p(-x)))


def _johnson_u(x: Array, a: Array, b: Array) -> Array:
    return np.log(b) - np.log(np.hypot(1.0, x)) + _log_normal(a + b * np.arcsinh(x))


def _levy(x: Array) -> Array:
    return -0.5 / x - 1.5 * np.log(x) - _HALF_LOG_2PI


def _log_laplace(x: Array, c: Array) -> Array:
    return np.log(0.5 * c) + np.where(x < 1.0, c - 1.0, -c - 1.0) * np.log(x)


def _moyal(x: Array) -> Array:
    return -0.5 * (x + np.exp(-x)) - _HALF_LOG_2PI


def _normal_inverse_gaussian(x: Array, a: Array, b: Array) -> Array:
    root = np.hypot(1.0, x)
    bessel = np.log(special.k1e(a * root)) - a * root
    return np.log(a / math.pi) + np.sqrt(a * a - b * b) + b * x + bessel - np.log(root)


def _rice(x: Array, b: Array) -> Array:
    return np.log(x) - 0.5 * (x - b) ** 2 + np.log(special.i0e(x * b))


def _skew_cauchy(x: Array, a: Array) -> Array:
    return -math.log(math.pi) - np.log1p((x / (1.0 + a * np.sign(x))) ** 2)


LOG_DENSITIES: dict[str, Callable[..., Array]] = {
    "foldcauchy": _fold_cauchy,
    "foldnorm": _fold_normal,
    "hypsecant": _hyperbolic_secant,
    "invweibull": _frechet,
    "jf_skew_t": _jones_faddy,
    "johnsonsb": _johnson_b,
    "johnsonsu": _johnson_u,
    "levy": _levy,
    "levy_l": lambda x: _levy(-x),
    "loglaplace": _log_laplace,
    "moyal": _moyal,
    "norminvgauss": _normal_inverse_gaussian,
    "rice": _rice,
    "skewcauchy": _skew_cauchy,
}
