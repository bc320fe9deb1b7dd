"""The log-logistic distribution."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

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
from kullback.numerics.extreme_means import exp_times
from kullback.numerics.gamma_laws import at_zero
from kullback.numerics.logistic_laws import (
    logistic_divergence,
    logistic_log_change,
    logistic_log_kernel,
    mean_softplus,
    sine_quotient,
)

Array = Any


@dataclass(frozen=True, eq=False, repr=False)
class LogLogistic(ScaleFamily):
    """Log-logistic distribution with `shape` c and `scale` s: P(X > x) = 1 / (1 + (x/s)^c).

    The exponential of a logistic variable around log s of scale 1/c.
    """

    shape: Array = parameter(POSITIVE)
    scale: Array = parameter(POSITIVE, default=1.0)

    @property
    def bulk(self) -> tuple[float, float]:
        """Median, and the median times the spread of log x, at most 1."""
        return self.scale, self.scale * np.minimum(2.0 / self.shape, 1.0)

    def _standardised(self, x: Array, xp: Any) -> Array:
        return self.shape * log_ratio(x, self.scale, xp)

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return log c - log x and the standard logistic log density at c log(x/s)."""
        inside = (x > 0.0) & (x < xp.inf)
        point = xp.where(inside, x, 1.0)
        kernel = logistic_log_kernel(self._standardised(point, xp), xp)
        value = xp.log(self.shape) - xp.log(point) + kernel
        return xp.where(inside, value, at_zero(x, self.shape, -xp.log(self.scale), xp))

    def log_ratio(self, other: "LogLogistic", x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return log(c_p/c_q) and that of the logistic laws of c log(x/s), from the difference of both."""
        z = self._standardised(xp.where(x > 0.0, x, self.scale), xp)
        slower = (other.shape - self.shape) / self.shape
        dz = z * slower + other.shape * log_ratio(self.scale, other.scale, xp)
        return log_ratio(self.shape, other.shape, xp) + logistic_log_change(z, dz, xp)

    def log_linear(self, xp: Any) -> LogLinear:
        """Return (c-1) log x - 2 log(1 + (x/s)^c) and the constants."""
        shape, scale = together(xp, self.shape, self.scale)
        terms = ((shape - 1.0, LOG), (-2.0, LogOnePlus(self.scale, self.shape)))
        return LogLinear((xp.log(shape), -shape * xp.log(scale)), terms)

    def expectation(self, statistic: Statistic, xp: Any) -> Array | None:
        """Return the moments of order below c, and the logarithms'."""
        shape, scale = together(xp, self.shape, self.scale)
        match statistic:
            case Log():
                return xp.log(scale)
            case LogSquare():
                return xp.log(scale) ** 2 + math.pi**2 / (3.0 * shape * shape)
            case LogOnePlus(unit, c) if settled(c, self.shape):
                return mean_softplus(-shape * log_ratio(scale, unit + 0.0 * scale, xp), xp)
            case Power(c):
                return _power(*together(xp, shape, scale, c), xp=xp)
            case AbsPower(centre, c) if settled(c, 1.0):
                return _distance(*together(xp, shape, scale, centre), xp=xp)
            case AbsPower(centre, c) if settled(centre, 0.0):
                return _power(*together(xp, shape, scale, c), xp=xp)
            case Exp(rate) if settled(rate > 0.0, True):
                return xp.inf + 0.0 * shape
        return None

    def entropy(self, xp: Any) -> Array:
        """Return 2 + log(s/c)."""
        return 2.0 + log_ratio(self.scale, self.shape, xp)

    def kl(self, other: "LogLogistic", xp: Any) -> Array | None:
        """Return that of the logistic laws; None where the shapes differ."""
        if not settled(self.shape, other.shape):
            return None
        apart = self.shape * log_ratio(self.scale, other.scale, xp)
        return logistic_divergence(0.5 * xp.abs(apart), xp)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws."""
        return self.scale * np.exp(rng.logistic(size=n) / self.shape)


def _power(shape: Array, scale: Array, c: Array, *, xp: Any) -> Array:
    """Return s^c y/sin(y) with y = πc/shape, infinite from |c| = shape on."""
    return exp_times(c * xp.log(scale), sine_quotient(c, shape, xp), xp)


def _distance(shape: Array, scale: Array, centre: Array, *, xp: Any) -> Array:
    """Return E|X - m| = (μ - m)(1 - 2 P(X < m)) + 2 μ (P(X < m) - E[X; X < m]/μ), μ the mean."""
    finite = shape > 1.0
    c = xp.where(finite, shape, 2.0)
    mean = _power(c, scale, xp.ones_like(c), xp=xp)
    positive = centre > 0.0
    odds = (xp.where(positive, centre, scale) / scale) ** c
    below = odds / (1.0 + odds)
    part = special(xp).betainc(1.0 + 1.0 / c, 1.0 - 1.0 / c, below)
    below, part = (xp.where(positive, v, 0.0) for v in (below, part))
    value = (mean - centre) * (1.0 - 2.0 * below) + 2.0 * mean * (below - part)
    return xp.where(finite, value, xp.inf)


SCIPY = {
    "fisk": Law({"c": POSITIVE}, lambda c, loc, scale: shifted(LogLogistic(c, scale), loc)),
}
