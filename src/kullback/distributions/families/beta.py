"""The beta distribution."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from array_api_compat import array_namespace

from kullback.distributions.base import Distribution
from kullback.distributions.families.dirichlet import Dirichlet
from kullback.distributions.family import POSITIVE, Family, parameter
from kullback.distributions.law import Law
from kullback.distributions.native import foreign_arrays, settled
from kullback.distributions.statistics import (
    LOG,
    AbsPower,
    Exp,
    Log,
    LogComplement,
    LogLinear,
    LogSquare,
    Power,
    Statistic,
)
from kullback.distributions.stretched import Stretched
from kullback.distributions.support import LINE, Support
from kullback.distributions.transformed import shifted
from kullback.numerics import beta_means as means
from kullback.numerics import gamma_laws as laws
from kullback.numerics.backends import as_array
from kullback.numerics.beta_laws import beta_divergence, shapes
from kullback.numerics.dirichlet import dirichlet_entropy
from kullback.numerics.gamma import lgamma, lgamma_difference
from kullback.numerics.products import Pair, difference, exact_product, pair
from kullback.numerics.sums import two_sum

Array = Any


class _Point(NamedTuple):
    """A point of (0, 1): x and 1 - x to twice the precision, and their logarithms."""

    x: Pair
    gap: Pair
    log_x: Array
    log_gap: Array


@dataclass(frozen=True, eq=False, repr=False)
class Beta(Family):
    """Beta distribution with shapes `a` and `b`: density x^(a-1) (1-x)^(b-1) / B(a, b)."""

    a: Array = parameter(POSITIVE)
    b: Array = parameter(POSITIVE)

    @property
    def support(self) -> Support:
        """The unit interval."""
        return Support(LINE, 0.0, 1.0)

    @property
    def bulk(self) -> tuple[float, float]:
        """Mean, and m (1 - m) times the spread of log(x/(1-x)): both may be near an end."""
        a, b = self.a, self.b
        mean, rest = a / (a + b), b / (a + b)
        spread = np.sqrt(1.0 + a) / a + np.sqrt(1.0 + b) / b
        below_one = np.nextafter(1.0, 0.0)
        return np.clip(mean, np.finfo(float).tiny, below_one), mean * rest * spread

    def _excesses(self, point: _Point, xp: Any) -> tuple[Array, Array, Array]:
        """Return x b - (1-x) a, x/mean - 1 and (1-x)/(1-mean) - 1."""
        a, b = pair(self.a, xp), pair(self.b, xp)
        n = difference(exact_product(point.x, b, xp), exact_product(point.gap, a, xp))
        return n, n / self.a, -n / self.b

    def _psis(self, point: _Point, xp: Any) -> tuple[Array, Array, Array]:
        """Return x b - (1-x) a, and psi of both ratios to the means."""
        n, low, high = self._excesses(point, xp)
        log_total = xp.log(self.a + self.b)
        log_low = point.log_x - xp.log(self.a) + log_total
        log_high = point.log_gap - xp.log(self.b) + log_total
        return n, laws.psi_and_log(low, log_low, xp), laws.psi_and_log(high, log_high, xp)

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return log f at `x`, accurate for huge shapes and, given `gap` = 1 - x, close to 1."""
        distance = 1.0 - x if gap is None else gap
        inside = (x > 0.0) & (distance > 0.0)
        point = _point(x, gap, inside, xp)
        _, psi_low, psi_high = self._psis(point, xp)
        value = self._constant(xp) - self.a * psi_low - self.b * psi_high
        value = value - point.log_x - point.log_gap
        at_low = laws.at_zero(x, self.a, xp.log(self.b), xp)
        at_high = laws.at_zero(distance, self.b, xp.log(self.a), xp)
        return xp.where(inside, value, xp.where(x > 0.0, at_high, at_low))

    def _constant(self, xp: Any) -> Array:
        both = laws.gamma_constant(self.a, xp) + laws.gamma_constant(self.b, xp)
        return both - laws.gamma_constant(self.a + self.b, xp)

    def log_ratio(self, other: "Beta", x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return the log of the ratio of the densities, as a sum of small terms.

        D + n (a d - b c)/(a b) - (a-c) [psi(x/m - 1) + h'(a) - h'(a+b)] - (b-d) [the same of 1-x],
        with n = x b - (1-x) a and (c, d) the shapes of the other.
        """
        inside = (x > 0.0) & ((1.0 - x if gap is None else gap) > 0.0)
        n, psi_low, psi_high = self._psis(_point(x, gap, inside, xp), xp)
        a, b, c, d = (pair(v, xp) for v in (self.a, self.b, other.a, other.b))
        turn = difference(exact_product(a, d, xp), exact_product(b, c, xp))
        whole = laws.h_slope(self.a + self.b, xp)
        low = (self.a - other.a) * (psi_low + laws.h_slope(self.a, xp) - whole)
        high = (self.b - other.b) * (psi_high + laws.h_slope(self.b, xp) - whole)
        u = self.kl(other, xp) + (n / self.a) * (turn / self.b) - low - high
        return xp.where(inside, u, 0.0)

    def _concentration(self, xp: Any) -> Array:
        return shapes(self.a, self.b, xp)

    def relatives(self) -> tuple[Distribution, ...]:
        """Return the law of (x, 1 - x): a Dirichlet law in two parts."""
        xp = next((array_namespace(x) for x in foreign_arrays(self)), np)
        return (Dirichlet(self._concentration(xp)),)

    def log_linear(self, xp: Any) -> LogLinear:
        """Return (a-1) log x + (b-1) log(1-x) - log B(a, b)."""
        a, b = as_array(self.a, xp) + 0.0 * self.b, as_array(self.b, xp) + 0.0 * self.a
        terms = ((a - 1.0, LOG), (b - 1.0, LogComplement(1.0)))
        return LogLinear((lgamma_difference(a, b, xp), -lgamma(b, xp)), terms)

    def expectation(self, statistic: Statistic, xp: Any) -> Array | None:
        """Return the means of x^c, log x, log² x, log(1 - x), |x - m| and exp(t x).

        If b = 1, x^c has the shapes a/c and 1, and log(1 - x^c) a mean for every c.
        """
        a, b = as_array(self.a, xp), as_array(self.b, xp)
        match statistic:
            case Log():
                return means.mean_log(a, b, xp)
            case LogSquare():
                return means.mean_log_square(a, b, xp)
            case LogComplement(c) if settled(c, 1.0):
                return means.mean_log(b, a, xp)
            case LogComplement(c) if settled(self.b, 1.0):
                return means.mean_log(b, a / c, xp)
            case Power(c):
                return means.mean_power(a, b, c, xp)
            case Exp(rate):
                return means.mean_exp(a, b, rate, xp)
            case AbsPower(centre, c) if settled(c, 1.0):
                return self._mean_distance(centre, xp)
        return None

    def _mean_distance(self, centre: Array, xp: Any) -> Array:
        a, b = as_array(self.a, xp), as_array(self.b, xp)
        inside = (centre > 0.0) & (centre < 1.0)
        m = xp.where(inside, centre, 0.5 + 0.0 * a)
        near = means.mean_distance(a, b, m, xp.exp(self.log_density(m, xp)), xp)
        return xp.where(inside, near, xp.abs(a / (a + b) - centre))

    def variance(self, xp: Any) -> Array:
        """Return m (1 - m)/(a + b + 1), m the mean."""
        total = self.a + self.b
        return (self.a / total) * (self.b / total) / (total + 1.0)

    def entropy(self, xp: Any) -> Array:
        """Return log B(a, b) - (a-1) digamma(a) - (b-1) digamma(b) + (a+b-2) digamma(a+b)."""
        return dirichlet_entropy(self._concentration(xp), xp)

    def kl(self, other: "Beta", xp: Any) -> Array:
        """Return that of the Dirichlet laws in two parts: means, then shapes."""
        return beta_divergence(self.a, self.b, other.a, other.b, xp)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws."""
        return rng.beta(self.a, self.b, n)


def _point(x: Array, gap: Array | None, inside: Array, xp: Any) -> _Point:
    """Return the point with both ends exact: each from the other, whichever is the smaller."""
    x = xp.where(inside, x, 0.5)
    near_one = inside & (False if gap is None else gap < 0.5)
    high = xp.where(near_one, 0.5 if gap is None else gap, 0.5)
    gap_high, gap_low = two_sum(1.0 + 0.0 * x, -x)
    x_high, x_low = two_sum(1.0 + 0.0 * high, -high)
    own = Pair(xp.where(near_one, x_high, x), xp.where(near_one, x_low, 0.0))
    rest = Pair(xp.where(near_one, high, gap_high), xp.where(near_one, 0.0, gap_low))
    return _Point(own, rest, _log(own.high, rest.high, xp), _log(rest.high, own.high, xp))


def _log(x: Array, gap: Array, xp: Any) -> Array:
    """Return log x = log(1 - gap), from the smaller of the two."""
    small = x < 0.5
    return xp.where(small, xp.log(xp.where(small, x, 0.5)), xp.log1p(-xp.where(small, 0.5, gap)))


def _beta(a: Array, b: Array, loc: Array, scale: Array) -> Distribution:
    base = Beta(a, b)
    return shifted(base if np.all(scale == 1.0) else Stretched(base, scale), loc)


def _rdist(c: Array, loc: Array, scale: Array) -> Distribution:
    return shifted(Stretched(Beta(0.5 * c, 0.5 * c), 2.0 * scale), loc - scale)


SCIPY = {
    "arcsine": Law({}, lambda loc, scale: _beta(np.float64(0.5), np.float64(0.5), loc, scale)),
    "powerlaw": Law({"a": POSITIVE}, lambda a, loc, scale: _beta(a, np.float64(1.0), loc, scale)),
    "rdist": Law({"c": POSITIVE}, _rdist),
    "beta": Law({"a": POSITIVE, "b": POSITIVE}, _beta),
}
