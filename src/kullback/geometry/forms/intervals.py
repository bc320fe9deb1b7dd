"""Fisher information on the unit interval, the simplex, the odds and the circle."""

from typing import Any

import numpy as np
from scipy.special import polygamma

from kullback.distributions.families.beta import Beta
from kullback.distributions.families.beta_prime import BetaPrime
from kullback.distributions.families.dirichlet import Dirichlet
from kullback.distributions.families.inverse_gaussian import InverseGaussian
from kullback.distributions.families.lomax import Lomax
from kullback.geometry.closed_forms import closed_form

Array = Any


def concentrations(a: Array) -> Array:
    """Return diag ψ'(a_i) - ψ'(Σ a)."""
    a = np.asarray(a)
    return np.diag(polygamma(1, a)) - polygamma(1, np.sum(a))


@closed_form(Beta)
def beta(d: Beta) -> Array:
    """Return diag(ψ'(a), ψ'(b)) - ψ'(a + b)."""
    return concentrations([d.a, d.b])


@closed_form(Dirichlet)
def dirichlet(d: Dirichlet) -> Array:
    """Return diag ψ'(a_i) - ψ'(Σ a)."""
    return concentrations(d.concentration)


@closed_form(BetaPrime)
def beta_prime(d: BetaPrime) -> Array:
    """Return that of the beta law of x/(x + s), and beside it the scale's: (a+b) u - a is its score."""
    a, b, s = d.a, d.b, d.scale
    mixed = np.array([[b], [-a]]) / ((a + b) * s)
    own = a * b / ((a + b + 1.0) * s * s)
    return np.block([[concentrations([a, b]), mixed], [mixed.T, own]])


@closed_form(Lomax)
def lomax(d: Lomax) -> Array:
    """Return [[1/a², -1/((a+1) s)], [., a/((a+2) s²)]]."""
    a, s = d.shape, d.scale
    mixed = -1.0 / ((a + 1.0) * s)
    return np.array([[1.0 / a**2, mixed], [mixed, a / ((a + 2.0) * s**2)]])


@closed_form(InverseGaussian)
def inverse_gaussian(d: InverseGaussian) -> Array:
    """Return diag(l/m³, 1/(2 l²))."""
    return np.diag([d.shape / d.mean**3, 0.5 / d.shape**2])
