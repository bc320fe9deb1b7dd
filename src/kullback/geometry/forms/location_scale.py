"""Fisher information of locations and scales: three constants of the base, over the scale squared."""

import math
from typing import Any

import numpy as np
from scipy.special import polygamma

from kullback.distributions.families.asymmetric_laplace import AsymmetricLaplace
from kullback.distributions.families.cauchy import Cauchy
from kullback.distributions.families.half_cauchy import HalfCauchy
from kullback.distributions.families.laplace import Laplace
from kullback.distributions.families.log_logistic import LogLogistic
from kullback.distributions.families.log_normal import LogNormal
from kullback.distributions.families.logistic import Logistic
from kullback.distributions.families.logit_normal import LogitNormal
from kullback.distributions.families.normal import Normal
from kullback.distributions.families.student_t import StudentT
from kullback.geometry.closed_forms import closed_form

Array = Any

LOGISTIC = (1.0 / 3.0, 0.0, (3.0 + math.pi**2) / 9.0)


def location_scale(constants: tuple[float, float, float], scale: float) -> Array:
    """Return [[a, b], [b, c]]/scale², a = E s², b = E s (1 + z s)·(-1), c = E (1 + z s)², s = (log f)'.

    The constants are those of the base, the member at location 0 and scale 1.
    """
    a, b, c = constants
    return np.array([[a, b], [b, c]]) / scale / scale


@closed_form(Normal, LogNormal, LogitNormal)
def normal(d: Normal) -> Array:
    """Return diag(1, 2)/sd²."""
    return location_scale((1.0, 0.0, 2.0), d.sd)


@closed_form(Laplace)
def laplace(d: Laplace) -> Array:
    """Return diag(1, 1)/scale²."""
    return location_scale((1.0, 0.0, 1.0), d.scale)


@closed_form(Cauchy)
def cauchy(d: Cauchy) -> Array:
    """Return diag(1, 1)/(2 scale²)."""
    return location_scale((0.5, 0.0, 0.5), d.scale)


@closed_form(HalfCauchy)
def half_cauchy(d: HalfCauchy) -> Array:
    """Return 1/(2 scale²)."""
    return np.array([[0.5]]) / d.scale / d.scale


@closed_form(Logistic)
def logistic(d: Logistic) -> Array:
    """Return diag(1/3, (3 + π²)/9)/scale²."""
    return location_scale(LOGISTIC, d.scale)


@closed_form(LogLogistic)
def log_logistic(d: LogLogistic) -> Array:
    """Return diag((3 + π²)/(9 shape²), shape²/(3 scale²)): a logistic law of log x."""
    return np.diag([LOGISTIC[2] / d.shape**2, LOGISTIC[0] * (d.shape / d.scale) ** 2])


@closed_form(StudentT)
def student_t(d: StudentT) -> Array:
    """Return the matrix in (df, loc, scale) (Lange, Little & Taylor 1989, appendix B)."""
    df, s = d.df, d.scale
    half = polygamma(1, 0.5 * df) - polygamma(1, 0.5 * (df + 1.0))
    own = 0.25 * half - (df + 5.0) / (2.0 * df * (df + 1.0) * (df + 3.0))
    mixed = -2.0 / (s * (df + 1.0) * (df + 3.0))
    inner = location_scale(student_constants(df), s)
    return np.block([[own, np.array([0.0, mixed])], [np.array([[0.0], [mixed]]), inner]])


def student_constants(df: float) -> tuple[float, float, float]:
    """Return (df + 1)/(df + 3), 0 and 2 df/(df + 3)."""
    return (df + 1.0) / (df + 3.0), 0.0, 2.0 * df / (df + 3.0)


@closed_form(AsymmetricLaplace)
def asymmetric_laplace(d: AsymmetricLaplace) -> Array:
    """Return the matrix in (kappa, loc, scale) (Kotz, Kozubowski & Podgórski 2001, eq. 3.5.1)."""
    k, s = d.kappa, d.scale
    total = 1.0 + k * k
    own = 1.0 / k**2 + 4.0 / total**2
    moved, stretched = -2.0 / (s * total), -(1.0 - k * k) / (s * k * total)
    return np.array(
        [
            [own, moved, stretched],
            [moved, 1.0 / s**2, 0.0],
            [stretched, 0.0, 1.0 / s**2],
        ]
    )
