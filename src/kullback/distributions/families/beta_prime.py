"""The beta prime distribution."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.base import Distribution
from kullback.distributions.families.beta import Beta
from kullback.distributions.family import POSITIVE, parameter
from kullback.distributions.law import Law
from kullback.distributions.location_scale import ScaleFamily
from kullback.distributions.native import settled
from kullback.distributions.statistics import (
    LOG,
    AbsPower,
    Exp,
    Log,
    LogLinear,
    LogOnePlus,
    LogSquare,
    Power,
    Statistic,
)
from kullback.distributions.transformed import shifted
from kullback.numerics.backends import special
from kullback.numerics.broadcasting import together
from kullback.numerics.elementary import log_ratio
from kullback.numerics.gamma import digamma, lgamma, lgamma_difference
from kullback.numerics.gamma_laws import at_zero

Array = Any


@dataclass(frozen=True, eq=False, repr=False)
class BetaPrime(ScaleFamily):
    """Beta prime distribution: that of s Y/(1-Y) with Y ~ Beta(a, b), the odds of a probability.

    The F distribution with d and e degrees of freedom is BetaPrime(d/2, e/2, e/d).
    """

    a: Array = parameter(POSITIVE)
    b: Array = parameter(POSITIVE)
    scale: Array = parameter(POSITIVE, default=1.0)

    @property
    def bulk(self) -> tuple[float, float]:
        """Where the density of log x peaks, and that times the spread of log x."""
        centre = self.scale * (self.a / self.b)
        spread = np.sqrt(1.0 + self.a) / self.a + np.sqrt(1.0 + self.b) / self.b
        return centre, centre * np.minimum(spread, 1e3)

    @property
    def _beta(self) -> Beta:
        return Beta(self.a, self.b)

    def _share(self, x: Array) -> tuple[Array, Array]:
        """Return x/(x+s) and s/(x+s), neither of which loses digits."""
        odds = x / self.scale
        return odds / (1.0 + odds), 1.0 / (1.0 + odds)

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return the beta's log density at x/(x+s), and the logarithm of the slope there."""
        inside = (x > 0.0) & (x / self.scale < xp.inf)
        share, rest = self._share(xp.where(inside, x, self.scale))
        value = self._beta.log_density(share, xp, rest) + 2.0 * xp.log(rest) - xp.log(self.scale)
        flat = xp.log(self.b) - xp.log(self.scale)
        return xp.where(inside, value, at_zero(x, self.a, flat, xp))

    def log_ratio(self, other: "BetaPrime", x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return that of the beta laws at x/(x+s_p), and what the other scale of q changes.

        It is -a_q log(s_p/s_q) - (a_q + b_q) log(1 + x (s_q - s_p)/(s_p (s_q + x))).
        """
        share, rest = self._share(x)
        u = self._beta.log_ratio(other._beta, share, xp, rest)
        change = (x / (other.scale + x)) * ((other.scale - self.scale) / self.scale)
        steps = log_ratio(self.scale, other.scale, xp)
        near = xp.abs(change) < 0.5
        direct = xp.log1p(x / self.scale) - xp.log1p(x / other.scale)
        bodies = xp.where(near, xp.log1p(xp.where(near, change, 0.0)), direct)
        return u - other.a * steps - (other.a + other.b) * bodies

    def log_linear(self, xp: Any) -> LogLinear:
        """Return (a-1) log x - (a+b) log(1 + x/s) and the constants."""
        a, b, scale = together(xp, self.a, self.b, self.scale)
        log_beta = lgamma(a, xp) - lgamma_difference(b, a, xp)
        terms = ((a - 1.0, LOG), (-(a + b), LogOnePlus(self.scale)))
        return LogLinear((-log_beta, -a * xp.log(scale)), terms)

    def expectation(self, statistic: Statistic, xp: Any) -> Array | None:
        """Return what two gamma variables give, one over the other."""
        a, b, scale = together(xp, self.a, self.b, self.scale)
        match statistic:
            case Log():
                return xp.log(scale) + (digamma(a, xp) - digamma(b, xp))
            case LogSquare():
                mean = xp.log(scale) + (digamma(a, xp) - digamma(b, xp))
                trigamma = special(xp).trigamma
                return trigamma(a) + trigamma(b) + mean * mean
            case LogOnePlus(own, c) if settled(own, self.scale) and settled(c, 1.0):
                return digamma(a + b, xp) - digamma(b, xp)
            case Power(c):
                return _power(*together(xp, a, b, scale, c), xp=xp)
            case AbsPower(centre, c) if settled(c, 1.0):
                return self._distance(centre, xp)
            case AbsPower(centre, c) if settled(centre, 0.0):
                return _power(*together(xp, a, b, scale, c), xp=xp)
            case Exp(rate) if settled(rate > 0.0, True):
                return xp.inf + 0.0 * a
        return None

    def _distance(self, centre: Array, xp: Any) -> Array:
        """Return E|X - m| = (μ - m)(1 - 2 P(X < m)) + 2 f(m) m (s + m)/(b - 1), μ = s a/(b - 1)."""
        a, b, scale, centre = together(xp, self.a, self.b, self.scale, centre)
        finite = b > 1.0
        less = xp.where(finite, b - 1.0, 1.0)
        mean = scale * (a / less)
        beyond = centre > 0.0
        m = xp.where(beyond, centre, scale)
        share = m / (m + scale)
        below = special(xp).betainc(a, less + 1.0, share)
        height = xp.exp(self.log_density(m, xp))
        inner = (mean - m) * (1.0 - 2.0 * below) + 2.0 * height * m * ((scale + m) / less)
        return xp.where(finite, xp.where(beyond, inner, mean - centre), xp.inf)

    def variance(self, xp: Any) -> Array:
        """Return s² a (a + b - 1)/((b-1)² (b-2)), infinite for b up to 2."""
        a, b, scale = together(xp, self.a, self.b, self.scale)
        exists = b > 2.0
        b = xp.where(exists, b, 3.0)
        size = scale / (b - 1.0)
        return xp.where(exists, size * size * (a * ((a + b - 1.0) / (b - 2.0))), xp.inf)

    def entropy(self, xp: Any) -> Array:
        """Return the beta's entropy + log s + 2 (digamma(a+b) - digamma(b))."""
        a, b, scale = together(xp, self.a, self.b, self.scale)
        slope = digamma(a + b, xp) - digamma(b, xp)
        return self._beta.entropy(xp) + xp.log(scale) + 2.0 * slope

    def kl(self, other: "BetaPrime", xp: Any) -> Array | None:
        """Return that of the beta laws, which the odds do not change; None where the scales differ."""
        if not settled(self.scale, other.scale):
            return None
        return self._beta.kl(other._beta, xp) + 0.0 * (self.scale + other.scale)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws."""
        return self.scale * (rng.standard_gamma(self.a, n) / rng.standard_gamma(self.b, n))


def _power(a: Array, b: Array, scale: Array, c: Array, *, xp: Any) -> Array:
    """Return s^c Γ(a+c) Γ(b-c) / (Γ(a) Γ(b)), infinite where one of them is."""
    finite = (a + c > 0.0) & (b - c > 0.0)
    step = xp.where(finite, c, 0.0)
    logarithm = lgamma_difference(a, step, xp) + lgamma_difference(b, -step, xp)
    return xp.where(finite, xp.exp(step * xp.log(scale) + logarithm), xp.inf)


def _f(dfn: Array, dfd: Array, loc: Array, scale: Array) -> Distribution:
    return shifted(BetaPrime(0.5 * dfn, 0.5 * dfd, scale * (dfd / dfn)), loc)


SCIPY = {
    "betaprime": Law(
        {"a": POSITIVE, "b": POSITIVE},
        lambda a, b, loc, scale: shifted(BetaPrime(a, b, scale), loc),
    ),
    "f": Law({"dfn": POSITIVE, "dfd": POSITIVE}, _f),
}
