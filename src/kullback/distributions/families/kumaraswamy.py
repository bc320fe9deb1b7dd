"""The Kumaraswamy distribution."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.families.beta import Beta
from kullback.distributions.family import POSITIVE, Family, parameter
from kullback.distributions.native import settled
from kullback.distributions.statistics import (
    LOG,
    AbsPower,
    Log,
    LogComplement,
    LogLinear,
    LogSquare,
    Power,
    Statistic,
)
from kullback.distributions.support import LINE, Support
from kullback.numerics.backends import as_array, special
from kullback.numerics.elementary import log_ratio
from kullback.numerics.gamma import digamma, lgamma_difference
from kullback.numerics.scales import psi_of_scales

Array = Any

_EULER = 0.5772156649015329


@dataclass(frozen=True, eq=False, repr=False)
class Kumaraswamy(Family):
    """Kumaraswamy distribution on [0, 1]: density a b x^(a-1) (1 - x^a)^(b-1)."""

    a: Array = parameter(POSITIVE)
    b: Array = parameter(POSITIVE)

    @property
    def support(self) -> Support:
        """The unit interval."""
        return Support(LINE, 0.0, 1.0)

    @property
    def bulk(self) -> tuple[float, float]:
        """Median, and its distance from the nearer end."""
        log_rest = -np.log(2.0) / self.b  # of 1 - x^a at the median
        median = np.exp(np.log(-np.expm1(log_rest)) / self.a)
        inner = np.clip(median, np.finfo(float).tiny, np.nextafter(1.0, 0.0))
        return inner, np.minimum(inner, 1.0 - inner)

    def _logs(self, x: Array, xp: Any, gap: Array | None) -> tuple[Array, Array, Array]:
        """Return whether x is inside the support, log x, and log(1 - x^a)."""
        distance = 1.0 - x if gap is None else gap
        inside = (x > 0.0) & (distance > 0.0)
        point, rest = xp.where(inside, x, 0.5), xp.where(inside, distance, 0.5)
        near_one = rest < 0.5
        log_x = xp.where(near_one, xp.log1p(-xp.where(near_one, rest, 0.0)), xp.log(point))
        power = xp.exp(self.a * log_x)
        small = power < 0.5
        above = xp.where(small, -1.0, self.a * log_x)
        log_rest = xp.where(small, xp.log1p(-xp.where(small, power, 0.0)), xp.log(-xp.expm1(above)))
        return inside, log_x, log_rest

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return log a + log b + (a-1) log x + (b-1) log(1 - x^a)."""
        inside, log_x, log_rest = self._logs(x, xp, gap)
        constant = xp.log(self.a) + xp.log(self.b)
        value = constant + (self.a - 1.0) * log_x + (self.b - 1.0) * log_rest
        return xp.where(inside, value, self._at_ends(x, constant, xp))

    def _at_ends(self, x: Array, constant: Array, xp: Any) -> Array:
        """Return the limits of the log density at 0 and 1, -inf beyond."""
        low, high = (
            xp.where(v < 1.0, xp.inf, xp.where(v > 1.0, -xp.inf, constant))
            for v in (self.a, self.b)
        )
        return xp.where(x == 0.0, low, xp.where(x == 1.0, high, -xp.inf))

    def log_ratio(self, other: "Kumaraswamy", x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return log(b/d) + (b-d) log(1 - x^a) for equal a; NaN, not known, otherwise."""
        inside, _, log_rest = self._logs(x, xp, gap)
        value = log_ratio(self.b, other.b, xp) + (self.b - other.b) * log_rest
        return xp.where(inside & (self.a == other.a), value, xp.where(inside, xp.nan, 0.0))

    def relatives(self) -> tuple[Beta, ...]:
        """Return the beta law that it is where one of the shapes is 1."""
        either = settled(self.a, 1.0) or settled(self.b, 1.0)
        return (Beta(self.a, self.b),) if either else ()

    def entropy(self, xp: Any) -> Array:
        """Return (a-1)/a (digamma(b+1) + γ) + (b-1)/b - log(a b)."""
        a, b = as_array(self.a, xp), as_array(self.b, xp)
        means = (1.0 - 1.0 / a) * (digamma(b + 1.0, xp) + _EULER) + (1.0 - 1.0 / b)
        return means - xp.log(a) - xp.log(b)

    def kl(self, other: "Kumaraswamy", xp: Any) -> Array | None:
        """Return psi(d/b - 1) for equal a; None where the a differ."""
        if not settled(self.a, other.a):
            return None
        return psi_of_scales(other.b, self.b, 0.0, xp) + 0.0 * self.a

    def log_linear(self, xp: Any) -> LogLinear:
        """Return log a + log b + (a-1) log x + (b-1) log(1 - x^a)."""
        a, b = as_array(self.a, xp), as_array(self.b, xp)
        terms = ((a - 1.0, LOG), (b - 1.0, LogComplement(a)))
        return LogLinear((xp.log(a), xp.log(b)), terms)

    def expectation(self, statistic: Statistic, xp: Any) -> Array | None:
        """Return the means of x^c, log x, log² x, |x - m|, and of log(1 - x^c) for c = a.

        x^a has the beta law of shapes 1 and b.
        """
        a, b = as_array(self.a, xp), as_array(self.b, xp)
        match statistic:
            case Log():
                return -(digamma(b + 1.0, xp) + _EULER) / a + 0.0 * b
            case LogSquare():
                trigamma = special(xp).trigamma
                centre = digamma(b + 1.0, xp) + _EULER
                spread = trigamma(1.0 + 0.0 * b) - trigamma(1.0 + b)
                return (spread + centre * centre) / (a * a)
            case Power(c):
                exists = c > -a
                order = xp.where(exists, c / a, 0.0) + 0.0 * b
                one = 1.0 + 0.0 * order
                log_mean = lgamma_difference(one, order, xp)
                log_mean = log_mean - lgamma_difference(b + one, order, xp)
                return xp.where(exists, xp.exp(log_mean), xp.inf)
            case LogComplement(c) if settled(c, self.a):
                return -1.0 / b + 0.0 * a
            case AbsPower(centre, c) if settled(c, 1.0):
                return self._mean_distance(centre, xp)
        return None

    def _mean_distance(self, centre: Array, xp: Any) -> Array:
        """Return (m - E X)(2 F(m) - 1) + 2 E X (F(m) - the share of E X below m)."""
        a, b = as_array(self.a, xp), as_array(self.b, xp)
        mean: Array = self.expectation(Power(1.0), xp)
        inside = (centre > 0.0) & (centre < 1.0)
        log_m = xp.log(xp.where(inside, centre, 0.5 + 0.0 * (a + b)))
        below = -xp.expm1(b * xp.log1p(-xp.exp(a * log_m)))
        share = special(xp).betainc(
            1.0 + 1.0 / a + 0.0 * b, b + 0.0 * a, xp.exp(a * log_m) + 0.0 * b
        )
        value = (centre - mean) * (2.0 * below - 1.0) + 2.0 * mean * (below - share)
        return xp.where(inside, value, xp.abs(mean - centre))

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws, by inversion."""
        log_rest = -rng.standard_exponential(n) / self.b
        return np.exp(np.log(-np.expm1(log_rest)) / self.a)
