"""The Zipf (zeta) distribution."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.family import Domain, Family, parameter
from kullback.distributions.law import Law
from kullback.distributions.statistics import LOG, Log, LogLinear, LogSquare, Power, Statistic
from kullback.distributions.support import INTEGERS, Support
from kullback.distributions.transformed import shifted
from kullback.numerics.backends import as_array
from kullback.numerics.zeta import bregman_log_zeta, log_zeta, zeta

Array = Any

_ABOVE_ONE = Domain("above 1 and finite", lambda x: (x > 1) & np.isfinite(x), (1.0, np.inf))


@dataclass(frozen=True, eq=False, repr=False)
class Zipf(Family):
    """Zipf (zeta) distribution on 1, 2, ...: probability k^-a / zeta(a)."""

    a: Array = parameter(_ABOVE_ONE)

    @property
    def support(self) -> Support:
        """1, 2, ..."""
        return Support(INTEGERS, 1.0 + 0.0 * self.a, np.inf + 0.0 * self.a)

    @property
    def bulk(self) -> tuple[float, float]:
        """The first integer, where every such law is largest."""
        return 1.0 + 0.0 * self.a, 1.0 + 0.0 * self.a

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return -a log x - log zeta(a)."""
        possible = (x >= 1.0) & (x == xp.floor(x)) & (x < xp.inf)
        value = -self.a * xp.log(xp.where(possible, x, 1.0)) - log_zeta(self.a, xp)
        return xp.where(possible, value, -xp.inf)

    def log_ratio(self, other: "Zipf", x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return D + (b - a) (log x - E log x), b the exponent of the other."""
        inside = (x >= 1.0) & (x < xp.inf)
        log_x = xp.log(xp.where(inside, x, 1.0))
        return self.kl(other, xp) + (other.a - self.a) * (log_x - self._mean_log(xp))

    def _mean_log(self, xp: Any) -> Array:
        at = zeta(as_array(self.a, xp), xp)
        return at.slope / (1.0 + at.less_one)

    def entropy(self, xp: Any) -> Array:
        """Return log zeta(a) + a E log x."""
        return log_zeta(as_array(self.a, xp), xp) + self.a * self._mean_log(xp)

    def kl(self, other: "Zipf", xp: Any) -> Array:
        """Return the Bregman divergence of log zeta."""
        return bregman_log_zeta(as_array(self.a, xp), as_array(other.a, xp), xp)

    def log_linear(self, xp: Any) -> LogLinear:
        """Return -a log x - log zeta(a)."""
        a = as_array(self.a, xp)
        return LogLinear((-log_zeta(a, xp),), ((-a, LOG),))

    def expectation(self, statistic: Statistic, xp: Any) -> Array | None:
        """Return the means of log x, log² x, and of x^c: zeta(a - c)/zeta(a), infinite for a <= c + 1."""
        a = as_array(self.a, xp)
        own = zeta(a, xp)
        match statistic:
            case Log():
                return own.slope / (1.0 + own.less_one)
            case LogSquare():
                return own.curve / (1.0 + own.less_one)
            case Power(c):
                exists = a - c > 1.0
                at = zeta(xp.where(exists, a - c, 2.0), xp)
                return xp.where(exists, (1.0 + at.less_one) / (1.0 + own.less_one), xp.inf)
        return None

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws."""
        return rng.zipf(self.a, n).astype(float)


SCIPY = {"zipf": Law({"a": _ABOVE_ONE}, lambda a, loc: shifted(Zipf(a), loc), True)}
