"""The log-normal distribution."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.family import POSITIVE, REAL, Family, parameter
from kullback.distributions.law import Law
from kullback.distributions.support import LINE, Support
from kullback.distributions.transformed import shifted
from kullback.numerics.elementary import log_ratio
from kullback.numerics.exact_log import exact_log
from kullback.numerics.scales import psi_of_scales

Array = Any

_HALF_LOG_2PI = 0.5 * math.log(2.0 * math.pi)


@dataclass(frozen=True, eq=False, repr=False)
class LogNormal(Family):
    """Log-normal distribution: the logarithm is normal with `mean` and standard deviation `sd`."""

    mean: Array = parameter(REAL, default=0.0)
    sd: Array = parameter(POSITIVE, default=1.0)

    @classmethod
    def from_median(cls, median: Array, sd: Array) -> "LogNormal":
        """Return the log-normal of this median, whose logarithm is the mean, kept to 32 digits."""
        return cls(exact_log(median), sd)

    @property
    def support(self) -> Support:
        """The positive half-line."""
        return Support(LINE, 0.0)

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

    def entropy(self, xp: Any) -> Array:
        """Return mean + log sd + log(2πe)/2."""
        return xp.asarray(self.mean)[()] + xp.log(self.sd) + _HALF_LOG_2PI + 0.5

    def kl(self, other: "LogNormal", xp: Any) -> Array:
        """Return psi(t) + t²/2 + z²/2, as for the two normals of the logarithm."""
        z = (self.mean - other.mean) / other.sd
        return psi_of_scales(self.sd, other.sd, 1.0, xp) + 0.5 * z * z


SCIPY = {
    "lognorm": Law(
        {"s": POSITIVE}, lambda s, loc, scale: shifted(LogNormal.from_median(scale, s), loc)
    ),
}
