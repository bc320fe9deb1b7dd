"""The inverse Gaussian distribution."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.family import POSITIVE, parameter
from kullback.distributions.law import Law
from kullback.distributions.location_scale import PositiveFamily
from kullback.distributions.native import settled
from kullback.distributions.statistics import (
    LOG,
    AbsPower,
    Exp,
    Log,
    LogLinear,
    Power,
    Statistic,
    X,
    is_power,
)
from kullback.distributions.transformed import shifted
from kullback.numerics import inverse_gaussian_means as means
from kullback.numerics.backends import as_array
from kullback.numerics.double_double import exact_times
from kullback.numerics.elementary import log_ratio
from kullback.numerics.scales import psi_of_scales

Array = Any

_LOG_2PI = math.log(2.0 * math.pi)


@dataclass(frozen=True, eq=False, repr=False)
class InverseGaussian(PositiveFamily):
    """Inverse Gaussian (Wald) distribution with `mean` m and `shape` l; its variance is m³/l.

    Its density is sqrt(l / (2π x³)) exp(-l (x - m)² / (2 m² x)).
    """

    mean: Array = parameter(POSITIVE)
    shape: Array = parameter(POSITIVE, default=1.0)

    @property
    def bulk(self) -> tuple[float, float]:
        """Where the density of log x peaks, and that times the spread of log x."""
        mean = np.asarray(self.mean)[()]
        h = 0.5 * mean / self.shape
        centre = mean / (np.hypot(1.0, h) + h)
        return centre, centre / np.sqrt(0.5 * (self.shape / mean) * (centre / mean + mean / centre))

    def _number(self, xp: Any) -> Array:
        """Return the mean, rounded."""
        return as_array(self.mean, xp)[()]

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return log(l/2π)/2 - 3/2 log x - l z²/(2x) with z = (x - m)/m."""
        inside = (x > 0.0) & (x < xp.inf)
        point = xp.where(inside, x, 1.0)
        z = (point - self.mean) / self._number(xp)
        square = (0.5 * self.shape / point * z) * z
        value = 0.5 * (xp.log(self.shape) - _LOG_2PI) - 1.5 * xp.log(point) - square
        return xp.where(inside, value, -xp.inf)

    def log_ratio(
        self, other: "InverseGaussian", x: Array, xp: Any, gap: Array | None = None
    ) -> Array:
        """Return log(l_p/l_q)/2 + (l_q z_q² - l_p z_p²)/(2x), from the difference of the two z."""
        inside = x > 0.0
        mean, other_mean = self._number(xp), other._number(xp)
        point = xp.where(inside, x, mean)
        z = (point - self.mean) / mean
        dz = (point / other_mean) * ((self.mean - other.mean) / mean)
        squares = (other.shape - self.shape) * z * z + other.shape * dz * (2.0 * z + dz)
        u = 0.5 * (log_ratio(self.shape, other.shape, xp) + squares / point)
        return xp.where(inside, u, 0.0)

    def stretched(self, by: Array) -> "InverseGaussian":
        """Return the distribution of by X."""
        return InverseGaussian(self.mean * by, self.shape * by)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws."""
        return rng.wald(float(self.mean), float(self.shape), n)

    def log_linear(self, xp: Any) -> LogLinear:
        """Return log(l/2π)/2 + l/m - 3/2 log x - l/(2m²) x - l/2 1/x."""
        mean = self._number(xp)
        ratio = self.shape / mean
        constants = (0.5 * xp.log(self.shape), 0.0 * mean - 0.5 * _LOG_2PI, ratio)
        terms = ((-1.5, LOG), (-0.5 * ratio / mean, X), (-0.5 * self.shape, Power(-1.0)))
        return LogLinear(constants, terms)

    def expectation(self, statistic: Statistic, xp: Any) -> Array | None:
        """Return the powers' means by Bessel functions, and those of log x, exp(tx) and |x - c|."""
        mean, shape = self._number(xp), self.shape
        match statistic:
            case Power() if is_power(statistic, 1.0):
                return mean + 0.0 * shape
            case Power() if is_power(statistic, 2.0):
                return mean * mean * (1.0 + mean / shape)
            case Power() if is_power(statistic, -1.0):
                return 1.0 / mean + 1.0 / shape
            case Power(c):
                return means.mean_power(mean, shape, c, xp)
            case Log():
                return means.mean_log(mean, shape, xp)
            case AbsPower(centre, c) if settled(c, 1.0):
                return means.mean_distance(self.mean, shape, centre, xp)
            case AbsPower(centre, c) if settled(centre, 0.0):
                return means.mean_power(mean, shape, c, xp)
            case Exp(rate):
                return means.mean_exp(mean, shape, rate, xp)
        return None

    def variance(self, xp: Any) -> Array:
        """Return m³/l."""
        mean = self._number(xp)
        return mean * mean * (mean / self.shape)

    def entropy(self, xp: Any) -> Array:
        """Return (1 + log(2π/l) + 3 E log X)/2."""
        log_mean = means.mean_log(self._number(xp), self.shape, xp)
        return 0.5 * (1.0 + _LOG_2PI - xp.log(self.shape)) + 1.5 * log_mean

    def kl(self, other: "InverseGaussian", xp: Any) -> Array:
        """Return psi(l_q/l_p - 1)/2 + l_q (m_p - m_q)²/(2 m_q² m_p): shapes, then means."""
        mean, other_mean = self._number(xp), other._number(xp)
        away = self.mean - other.mean
        means_apart = (other.shape / other_mean) * (away / other_mean) * (away / mean)
        return 0.5 * (psi_of_scales(other.shape, self.shape, 0.0, xp) + means_apart)


def _invgauss(mu: Array, loc: Array, scale: Array) -> Any:
    return shifted(InverseGaussian(exact_times(mu, scale), scale), loc)


SCIPY = {
    "invgauss": Law({"mu": POSITIVE}, _invgauss),
    "wald": Law({}, lambda loc, scale: shifted(InverseGaussian(scale, scale), loc)),
}
