"""The normal distribution."""

import math
from dataclasses import dataclass
from typing import Any

from kullback.distributions.family import POSITIVE, REAL, Family, parameter
from kullback.distributions.support import LINE, Support
from kullback.numerics.scales import psi_of_scales

Array = Any

_HALF_LOG_2PI = 0.5 * math.log(2.0 * math.pi)


@dataclass(frozen=True, eq=False, repr=False)
class Normal(Family):
    """Normal distribution with `mean` and standard deviation `sd`."""

    mean: Array = parameter(REAL, default=0.0)
    sd: Array = parameter(POSITIVE, default=1.0)

    @property
    def support(self) -> Support:
        """The real line."""
        return Support(LINE)

    @property
    def bulk(self) -> tuple[float, float]:
        """Mean and standard deviation."""
        return self.mean, self.sd

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return -z²/2 - log sd - log(2π)/2."""
        z = (x - self.mean) / self.sd
        return -0.5 * z * z - xp.log(self.sd) - _HALF_LOG_2PI

    def translated(self, by: Array) -> "Normal":
        """Return the normal with its mean moved."""
        return Normal(self.mean + by, self.sd)

    def entropy(self, xp: Any) -> Array:
        """Return log sd + log(2πe)/2."""
        return xp.log(self.sd) + _HALF_LOG_2PI + 0.5

    def kl(self, other: "Normal", xp: Any) -> Array:
        """Return psi(t) + t²/2 + z²/2 with t = (sd_p - sd_q)/sd_q and z = (mean_p - mean_q)/sd_q."""
        z = (self.mean - other.mean) / other.sd
        return psi_of_scales(self.sd, other.sd, 1.0, xp) + 0.5 * z * z
