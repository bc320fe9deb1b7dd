r"""Fisher information of powers and logarithms of gamma variables.

If y = (x/s)^c ~ Gamma(a), the scores in (a, c, s) are log y - ψ(a), (1 + (a - y) log y)/c and
c (y - a)/s; their second moments follow from those of y and log y.
"""

import math
from typing import Any

import numpy as np
from scipy.special import polygamma, psi

from kullback.distributions.families.chi import Chi
from kullback.distributions.families.chi2 import Chi2
from kullback.distributions.families.exp_gamma import ExpGamma
from kullback.distributions.families.exp_inverse_gamma import ExpInverseGamma
from kullback.distributions.families.exponential import Exponential
from kullback.distributions.families.frechet import Frechet
from kullback.distributions.families.gamma import Gamma
from kullback.distributions.families.generalized_gamma import GeneralizedGamma
from kullback.distributions.families.generalized_normal import GeneralizedNormal
from kullback.distributions.families.gumbel import Gumbel
from kullback.distributions.families.gumbel_left import GumbelLeft
from kullback.distributions.families.half_normal import HalfNormal
from kullback.distributions.families.inverse_gamma import InverseGamma
from kullback.distributions.families.levy import Levy
from kullback.distributions.families.maxwell import Maxwell
from kullback.distributions.families.moyal import Moyal
from kullback.distributions.families.nakagami import Nakagami
from kullback.distributions.families.pareto import Pareto
from kullback.distributions.families.rayleigh import Rayleigh
from kullback.distributions.families.weibull import Weibull
from kullback.geometry.closed_forms import closed_form

Array = Any

_LOG_2 = math.log(2.0)
_FLIP = np.diag([1.0, -1.0, 1.0])


def trigamma(x: Array) -> Array:
    """Return ψ'(x)."""
    return polygamma(1, x)


def log_square(a: float) -> float:
    """Return E (1 + (a - y) log y)² = 1 + a ψ'(a) + a ψ(a)² + 2 ψ(a), for y ~ Gamma(a)."""
    return float(1.0 + a * trigamma(a) + a * psi(a) ** 2 + 2.0 * psi(a))


def power_of_gamma(a: float, c: float, s: float) -> Array:
    """Return the matrix in (a, c, s) where (x/s)^c ~ Gamma(a)."""
    ac, cs = -psi(a) / c, -a * psi(a + 1.0) / s
    return np.array(
        [
            [trigamma(a), ac, c / s],
            [ac, log_square(a) / c**2, cs],
            [c / s, cs, a * (c / s) ** 2],
        ]
    )


def shape_and_scale(a: float, s: float, c: float) -> Array:
    """Return the matrix in (a, s) where (x/s)^c ~ Gamma(a), for c = 1 or -1."""
    return np.array([[trigamma(a), c / s], [c / s, a / s**2]])


def log_of_gamma(a: float, s: float) -> Array:
    """Return the matrix in (a, m, s) where exp((x - m)/s) ~ Gamma(a)."""
    return np.array(
        [
            [trigamma(a), 1.0 / s, psi(a) / s],
            [1.0 / s, a / s**2, a * psi(a + 1.0) / s**2],
            [psi(a) / s, a * psi(a + 1.0) / s**2, log_square(a) / s**2],
        ]
    )


@closed_form(GeneralizedGamma)
def generalized_gamma(d: GeneralizedGamma) -> Array:
    """Return the matrix in (shape, power, scale)."""
    return power_of_gamma(d.shape, d.power, float(d.scale))


@closed_form(Gamma)
def gamma(d: Gamma) -> Array:
    """Return [[ψ'(a), 1/s], [1/s, a/s²]]."""
    return shape_and_scale(d.shape, d.scale, 1.0)


@closed_form(InverseGamma)
def inverse_gamma(d: InverseGamma) -> Array:
    """Return [[ψ'(a), -1/s], [-1/s, a/s²]]."""
    return shape_and_scale(d.shape, d.scale, -1.0)


@closed_form(Weibull)
def weibull(d: Weibull) -> Array:
    """Return [[(π²/6 + (1-γ)²)/c², (γ-1)/s], [., c²/s²]]."""
    return power_of_gamma(1.0, d.shape, d.scale)[1:, 1:]


@closed_form(Frechet)
def frechet(d: Frechet) -> Array:
    """Return that of the Weibull law of 1/x, the sign of the mixed entry turned."""
    flip = np.diag([-1.0, 1.0])
    return flip @ power_of_gamma(1.0, -d.shape, d.scale)[1:, 1:] @ flip


@closed_form(Nakagami)
def nakagami(d: Nakagami) -> Array:
    """Return diag(ψ'(m) - 1/m, 4m/scale²)."""
    return np.diag([_trigamma_excess(d.shape), 4.0 * d.shape / d.scale**2])


def _trigamma_excess(a: float) -> float:
    """Return ψ'(a) - 1/a, by its asymptotic series where the two cancel (DLMF 5.15.8)."""
    if a < 30.0:
        return float(trigamma(a) - 1.0 / a)
    u = 1.0 / (a * a)
    tail = 1.0 / 6.0 - u * (1.0 / 30.0 - u * (1.0 / 42.0 - u / 30.0))
    return float(0.5 * u + u / a * tail)


@closed_form(Exponential, Pareto)
def one_over_square(d: Exponential | Pareto) -> Array:
    """Return 1/scale², or 1/shape²."""
    return np.array([[1.0]]) / (d.scale if isinstance(d, Exponential) else d.shape) ** 2


@closed_form(Rayleigh)
def rayleigh(d: Rayleigh) -> Array:
    """Return 4/scale²."""
    return np.array([[4.0]]) / d.scale**2


@closed_form(Maxwell)
def maxwell(d: Maxwell) -> Array:
    """Return 6/scale²."""
    return np.array([[6.0]]) / d.scale**2


@closed_form(HalfNormal)
def half_normal(d: HalfNormal) -> Array:
    """Return 2/scale²."""
    return np.array([[2.0]]) / d.scale**2


@closed_form(Levy)
def levy(d: Levy) -> Array:
    """Return 1/(2 scale²)."""
    return np.array([[0.5]]) / d.scale**2


@closed_form(Chi, Chi2)
def chi(d: Chi | Chi2) -> Array:
    """Return ψ'(df/2)/4."""
    return np.array([[0.25 * trigamma(0.5 * d.df)]])


@closed_form(ExpGamma)
def exp_gamma(d: ExpGamma) -> Array:
    """Return the matrix in (shape, loc, scale)."""
    return log_of_gamma(d.shape, d.scale)


@closed_form(ExpInverseGamma)
def exp_inverse_gamma(d: ExpInverseGamma) -> Array:
    """Return that of the mirror image, the signs of the location's entries turned."""
    return _FLIP @ log_of_gamma(d.shape, d.scale) @ _FLIP


@closed_form(GumbelLeft)
def gumbel_left(d: GumbelLeft) -> Array:
    """Return [[1, 1-γ], [1-γ, π²/6 + (1-γ)²]]/scale²."""
    return log_of_gamma(1.0, d.scale)[1:, 1:]


@closed_form(Gumbel)
def gumbel(d: Gumbel) -> Array:
    """Return [[1, γ-1], [γ-1, π²/6 + (1-γ)²]]/scale²."""
    return (_FLIP @ log_of_gamma(1.0, d.scale) @ _FLIP)[1:, 1:]


@closed_form(Moyal)
def moyal(d: Moyal) -> Array:
    """Return that of minus the logarithm of a gamma variable of shape 1/2, moved by scale log 2."""
    jacobian = np.array([[1.0, -_LOG_2], [0.0, 1.0]])
    inner = (_FLIP @ log_of_gamma(0.5, d.scale) @ _FLIP)[1:, 1:]
    return jacobian.T @ inner @ jacobian


@closed_form(GeneralizedNormal)
def generalized_normal(d: GeneralizedNormal) -> Array:
    """Return the matrix in (shape, loc, scale): |z|^b is Gamma(1/b); infinite in loc for b <= 1/2."""
    b, s = d.shape, d.scale
    a = 1.0 / b
    own = a * (a + 1.0) * (trigamma(a + 2.0) + psi(a + 2.0) ** 2) - (a * psi(a + 1.0)) ** 2
    mixed = -a * (1.0 + psi(a + 1.0)) / s
    moved = math.inf
    if b > 0.5:
        moved = b * b * math.exp(math.lgamma(2.0 - a) - math.lgamma(a)) / s**2
    return np.array([[own / b**2, 0.0, mixed], [0.0, moved, 0.0], [mixed, 0.0, b / s**2]])
