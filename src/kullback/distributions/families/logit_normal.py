"""The logit-normal distribution."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.families.normal import Normal
from kullback.distributions.family import POSITIVE, REAL, Family, parameter
from kullback.distributions.support import LINE, Support

Array = Any


@dataclass(frozen=True, eq=False, repr=False)
class LogitNormal(Family):
    """Logit-normal distribution: log(x/(1-x)) is normal with `mean` and standard deviation `sd`."""

    mean: Array = parameter(REAL, default=0.0)
    sd: Array = parameter(POSITIVE, default=1.0)

    @property
    def support(self) -> Support:
        """The unit interval."""
        return Support(LINE, 0.0, 1.0)

    @property
    def bulk(self) -> tuple[Array, Array]:
        """Median, and how far one standard deviation of the logit moves it."""
        median = 0.5 * (1.0 + np.tanh(0.5 * np.asarray(self.mean)))
        rest = 0.5 * (1.0 - np.tanh(0.5 * np.asarray(self.mean)))
        inner = np.clip(median, np.finfo(float).tiny, np.nextafter(1.0, 0.0))
        return inner, inner * np.maximum(rest, np.finfo(float).eps) * np.minimum(self.sd, 1.0)

    def _normal(self) -> Normal:
        """Return the law of the logit."""
        return Normal(self.mean, self.sd)

    def _logit(self, x: Array, gap: Array | None, xp: Any) -> tuple[Array, Array, Array]:
        """Return whether x is inside the support, its logit, and log x + log(1-x)."""
        distance = 1.0 - x if gap is None else gap
        inside = (x > 0.0) & (distance > 0.0)
        point, rest = xp.where(inside, x, 0.5), xp.where(inside, distance, 0.5)
        log_x = xp.where(rest < 0.5, xp.log1p(-xp.where(rest < 0.5, rest, 0.0)), xp.log(point))
        low = point < 0.5
        log_rest = xp.where(low, xp.log1p(-xp.where(low, point, 0.0)), xp.log(rest))
        return inside, log_x - log_rest, log_x + log_rest

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return the log density of the logit, less log(x (1-x))."""
        inside, logit, log_slope = self._logit(x, gap, xp)
        return xp.where(inside, self._normal().log_density(logit, xp) - log_slope, -xp.inf)

    def log_ratio(self, other: "LogitNormal", x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return that of the normals of the logit."""
        inside, logit, _ = self._logit(x, gap, xp)
        u = self._normal().log_ratio(other._normal(), logit, xp)
        return xp.where(inside, u, 0.0)

    def kl(self, other: "LogitNormal", xp: Any) -> Array:
        """Return that of the normals of the logit: no divergence sees a bijection."""
        return self._normal().kl(other._normal(), xp)

    def renyi(self, other: "LogitNormal", alpha: float, xp: Any) -> Array:
        """Return that of the normals of the logit."""
        return self._normal().renyi(other._normal(), alpha, xp)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws."""
        logit = self.mean + self.sd * rng.standard_normal(n)
        return 1.0 / (1.0 + np.exp(-np.clip(logit, -math.log(1e300), None)))
