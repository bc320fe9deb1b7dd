"""The log-normal distribution."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.derived import Derived
from kullback.distributions.family import POSITIVE, REAL, parameter
from kullback.distributions.law import Law
from kullback.distributions.location_scale import PositiveFamily
from kullback.distributions.native import settled
from kullback.distributions.statistics import (
    LOG,
    LOG_SQUARE,
    AbsPower,
    Exp,
    Log,
    LogLinear,
    LogSquare,
    Power,
    Statistic,
)
from kullback.distributions.transformed import shifted
from kullback.numerics.backends import as_array, special
from kullback.numerics.double_double import DoubleDouble
from kullback.numerics.elementary import log_ratio
from kullback.numerics.exact_log import exact_log
from kullback.numerics.legendre import mean_between
from kullback.numerics.scales import psi_of_scales
from kullback.numerics.sums import two_product, two_sum

Array = Any

_LARGE = 1e100  # beyond, the exponential of such a number is 0 or infinite
_HALF_LOG_2PI = 0.5 * math.log(2.0 * math.pi)
_ROOT_HALF = math.sqrt(0.5)
_ROOT_2_OVER_PI = math.sqrt(2.0 / math.pi)


@dataclass(frozen=True, eq=False, repr=False)
class LogNormal(PositiveFamily):
    """Log-normal distribution: the logarithm is normal with `mean` and standard deviation `sd`."""

    mean: Array = parameter(REAL, default=0.0)
    sd: Array = parameter(POSITIVE, default=1.0)

    @classmethod
    def likeliest(cls, x: Array, weights: Array) -> "LogNormal | None":
        """Return the member with the mean and spread of the points' logarithms."""
        if x.min() <= 0.0:
            return None
        log_x = np.log(x)
        mean = weights @ log_x
        return cls(mean, np.sqrt(weights @ (log_x - mean) ** 2))

    @classmethod
    def from_median(cls, median: Array, sd: Array) -> "LogNormal":
        """Return the log-normal of this median, whose logarithm is the mean, kept to 32 digits."""
        return cls(exact_log(median), sd)

    @property
    def bulk(self) -> tuple[float, float]:
        """Median, and the median times the spread of log x, at most 1."""
        median = np.exp(np.asarray(self.mean)[()])
        return median, median * np.minimum(self.sd, 1.0)

    def _standardised(self, x: Array, xp: Any) -> tuple[Array, Array, Array]:
        """Return whether x is inside the support, its logarithm, and (log x - mean) / sd."""
        inside = (x > 0.0) & (x < xp.inf)
        log_x = xp.log(xp.where(inside, x, 1.0))
        return inside, log_x, (log_x - self.mean) / self.sd

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return -z²/2 - log(sd x) - log(2π)/2 with z = (log x - mean) / sd."""
        inside, log_x, z = self._standardised(x, xp)
        return xp.where(inside, -0.5 * z * z - xp.log(self.sd) - _HALF_LOG_2PI - log_x, -xp.inf)

    def log_ratio(self, other: "LogNormal", x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return log(sd_q/sd_p) + (z_q² - z_p²)/2, from the difference of the two z."""
        _, _, z = self._standardised(x, xp)
        dz = (z * (self.sd - other.sd) + (self.mean - other.mean)) / other.sd
        return log_ratio(other.sd, self.sd, xp) + dz * (z + 0.5 * dz)

    def stretched(self, by: Array) -> "LogNormal":
        """Return the distribution of by X."""
        return LogNormal(self.mean + Derived(lambda xp, v: xp.log(v), (by,)).value(), self.sd)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws, exponentials of normal ones."""
        return np.exp(np.asarray(self.mean) + self.sd * rng.standard_normal(n))

    def log_linear(self, xp: Any) -> LogLinear:
        """Return a polynomial of degree two in log x."""
        mean, rate = as_array(self.mean, xp)[()], 0.5 / (self.sd * self.sd)
        constants = (0.0 * mean - _HALF_LOG_2PI, -xp.log(self.sd), -rate * mean * mean)
        return LogLinear(constants, ((2.0 * rate * mean - 1.0, LOG), (-rate, LOG_SQUARE)))

    def expectation(self, statistic: Statistic, xp: Any) -> Array | None:
        """Return the moments of x and of its normal logarithm."""
        mean = as_array(self.mean, xp)[()]
        match statistic:
            case Power(c):
                return self._moment(c, xp)
            case Log():
                return mean + 0.0 * self.sd
            case LogSquare():
                return mean * mean + self.sd * self.sd
            case AbsPower(centre, c) if settled(c, 1.0):
                return self._distance(centre, xp)
            case AbsPower(centre, c) if settled(centre, 0.0):
                return self._moment(c, xp)
            case Exp(rate) if settled(xp.asarray(rate) > 0.0, True):
                return xp.inf + 0.0 * (mean + self.sd)
        return None

    def _moment(self, c: Array, xp: Any) -> Array:
        """Return E X^c = exp(c mean + c² sd²/2), of an exponent known to twice the precision."""
        mean, sd, c = as_array(self.mean, xp)[()], as_array(self.sd, xp)[()], as_array(c, xp)[()]
        below = self.mean.low if isinstance(self.mean, DoubleDouble) else 0.0
        spread = c * sd
        plain = c * mean + 0.5 * spread * spread
        regular = (xp.abs(c * mean) < _LARGE) & (xp.abs(spread) < _LARGE) & (xp.abs(c) < _LARGE)
        mean, sd = xp.where(regular, mean, 0.0), xp.where(regular, sd, 0.0)
        shift, shift_low = two_product(mean, c, xp)
        spread, spread_low = two_product(sd, c, xp)
        square, square_low = two_product(spread, spread, xp)
        high, low = two_sum(shift, 0.5 * square)
        low = low + c * below + shift_low + 0.5 * square_low + spread * spread_low
        return xp.exp(xp.where(regular, high, plain)) * xp.exp(xp.where(regular, low, 0.0))

    def _distance(self, centre: Array, xp: Any) -> Array:
        """Return E|X - m| = (m - E X) erf(d/√2) + E X (erf(d/√2) - erf((d - sd)/√2)).

        Here d = (log m - mean)/sd. Where sd is small that difference is taken as an integral.
        """
        mean = self._moment(1.0, xp)
        inside = centre > 0.0
        point = xp.where(inside, centre, 1.0)
        d = (xp.log(point) - self.mean) / self.sd
        erf = special(xp).erf
        narrow = self.sd < 1.0
        width = xp.where(narrow, self.sd, 1.0) + 0.0 * d
        bell = mean_between(lambda t: xp.exp(-0.5 * t * t), d - width, width, xp, 24)
        upper = erf(_ROOT_HALF * d)
        direct = upper - erf(_ROOT_HALF * (d - self.sd))
        rise = xp.where(narrow, _ROOT_2_OVER_PI * width * bell, direct)
        return xp.where(inside, (point - mean) * upper + mean * rise, mean - centre)

    def variance(self, xp: Any) -> Array:
        """Return E X² (1 - exp(-sd²))."""
        return -xp.expm1(-self.sd * self.sd) * self._moment(2.0, xp)

    def entropy(self, xp: Any) -> Array:
        """Return mean + log sd + log(2πe)/2."""
        return as_array(self.mean, xp)[()] + xp.log(self.sd) + _HALF_LOG_2PI + 0.5

    def kl(self, other: "LogNormal", xp: Any) -> Array:
        """Return psi(t) + t²/2 + z²/2, as for the two normals of the logarithm."""
        z = (self.mean - other.mean) / other.sd
        return psi_of_scales(self.sd, other.sd, 1.0, xp) + 0.5 * z * z


SCIPY = {
    "lognorm": Law(
        {"s": POSITIVE}, lambda s, loc, scale: shifted(LogNormal.from_median(scale, s), loc)
    ),
}
