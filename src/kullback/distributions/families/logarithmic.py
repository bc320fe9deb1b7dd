"""The logarithmic (log-series) distribution."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.family import Domain, Family, parameter
from kullback.distributions.law import Law
from kullback.distributions.statistics import LOG, LogLinear, Statistic, X, is_power
from kullback.distributions.support import INTEGERS, Support
from kullback.distributions.transformed import shifted
from kullback.numerics.backends import as_array
from kullback.numerics.blocks import in_blocks
from kullback.numerics.elementary import log_ratio
from kullback.numerics.log_series import bregman_log_series, log_share, mean_less_one

Array = Any

_INNER = Domain("above 0 and below 1", lambda x: (x > 0) & (x < 1), (0.0, 1.0))


@dataclass(frozen=True, eq=False, repr=False)
class Logarithmic(Family):
    """Logarithmic (log-series) distribution on 1, 2, ...: probability -p^k / (k log(1 - p))."""

    p: Array = parameter(_INNER)

    @property
    def support(self) -> Support:
        """1, 2, ..."""
        return Support(INTEGERS, 1.0 + 0.0 * self.p, np.inf + 0.0 * self.p)

    @property
    def bulk(self) -> tuple[float, float]:
        """The first integer, where every such law is largest, and the mean."""
        return 1.0 + 0.0 * self.p, self._mean(np)

    def _unit(self, xp: Any) -> Array:
        """Return L = -log(1 - p)."""
        return -xp.log1p(-as_array(self.p, xp))

    def _mean(self, xp: Any) -> Array:
        return 1.0 + mean_less_one(as_array(self.p, xp), xp)

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return x log p - log x - log L."""
        possible = (x >= 1.0) & (x == xp.floor(x)) & (x < xp.inf)
        k = xp.where(possible, x, 1.0)
        value = (k - 1.0) * xp.log(self.p) - xp.log(k) - log_share(self.p, xp)
        return xp.where(possible, value, -xp.inf)

    def log_ratio(self, other: "Logarithmic", x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return D + (x - E x) log(p/q)."""
        away = (x - 1.0) - mean_less_one(self.p, xp)
        return self.kl(other, xp) + away * log_ratio(self.p, other.p, xp)

    def kl(self, other: "Logarithmic", xp: Any) -> Array:
        """Return the Bregman divergence of log L as a function of log p."""
        return in_blocks(bregman_log_series, (as_array(self.p, xp), as_array(other.p, xp)), xp)

    def log_linear(self, xp: Any) -> LogLinear:
        """Return x log p - log x - log L."""
        log_p = xp.log(as_array(self.p, xp))
        return LogLinear((-xp.log(self._unit(xp)),), ((log_p, X), (-1.0, LOG)))

    def expectation(self, statistic: Statistic, xp: Any) -> Array | None:
        """Return the means of x and x²."""
        mean = self._mean(xp)
        if is_power(statistic, 1.0):
            return mean
        return mean / (1.0 - self.p) if is_power(statistic, 2.0) else None

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws."""
        return rng.logseries(self.p, n).astype(float)


SCIPY = {"logser": Law({"p": _INNER}, lambda p, loc: shifted(Logarithmic(p), loc), True)}
