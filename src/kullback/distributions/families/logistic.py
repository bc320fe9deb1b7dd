"""The logistic distribution."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.family import POSITIVE, REAL, Family, parameter
from kullback.distributions.law import Law
from kullback.distributions.support import LINE, Support
from kullback.numerics.elementary import horner, log_ratio

Array = Any

# 2 (x coth x - 1) = x² sum_k 2^(2k+1) B_2k x^(2k-2) / (2k)!, highest power first; radius π,
# so at x = 1 seventeen terms leave 1e-17 of the value
_COTH = (
    4.999934554244162e-17,
    -4.934737609034415e-16,
    4.8703908058366735e-15,
    -4.806883066661541e-14,
    4.744203480046731e-13,
    -4.6823413639649764e-12,
    4.621286519800525e-11,
    -4.5610302409184367e-10,
    4.501569303361799e-09,
    -4.4429217579959356e-08,
    4.3851895703747556e-07,
    -4.3288085616127944e-06,
    4.275559831115387e-05,
    -0.0004232804232804233,
    0.004232804232804233,
    -0.044444444444444446,
    0.6666666666666666,
)


@dataclass(frozen=True, eq=False, repr=False)
class Logistic(Family):
    """Logistic distribution around `loc`, with standard deviation `scale` π/√3."""

    loc: Array = parameter(REAL, default=0.0)
    scale: Array = parameter(POSITIVE, default=1.0)

    @property
    def support(self) -> Support:
        """The real line."""
        return Support(LINE)

    @property
    def bulk(self) -> tuple[float, float]:
        """Location and twice the scale, about the standard deviation."""
        return self.loc, 2.0 * self.scale

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return -|z| - 2 log(1 + exp(-|z|)) - log scale."""
        return _log_kernel((x - self.loc) / self.scale, xp) - xp.log(self.scale)

    def log_ratio(self, other: "Logistic", x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return log(scale_q/scale_p) + 2 log(cosh(z_q/2)/cosh(z_p/2)).

        With d = (z_q - z_p)/2 the last ratio is 1 + 2 sinh²(d/2) + tanh(z_p/2) sinh(d).
        """
        z = (x - self.loc) / self.scale
        dz = (z * (self.scale - other.scale) + (self.loc - other.loc)) / other.scale
        near = xp.abs(dz) < 1.0
        d = 0.5 * xp.where(near, dz, 0.0)
        half = xp.sinh(0.5 * d)
        close = 2.0 * xp.log1p(2.0 * half * half + xp.tanh(0.5 * z) * xp.sinh(d))
        far = _log_kernel(z, xp) - _log_kernel(z + dz, xp)
        return log_ratio(other.scale, self.scale, xp) + xp.where(near, close, far)

    def translated(self, by: Array) -> "Logistic":
        """Return the distribution of X + by."""
        return Logistic(self.loc + by, self.scale)

    def entropy(self, xp: Any) -> Array:
        """Return 2 + log scale."""
        return 2.0 + xp.log(self.scale)

    def kl(self, other: "Logistic", xp: Any) -> Array | None:
        """Return 2 (x coth x - 1), x = |loc_p - loc_q|/(2 scale); None where the scales differ."""
        if not np.all(np.equal(self.scale, other.scale)):
            return None
        x = 0.5 * xp.abs((self.loc - other.loc) / self.scale)
        near = x < 1.0
        small, large = xp.where(near, x, 0.0), xp.where(near, 1.0, x)
        series = small * small * horner(_COTH, small * small)
        return xp.where(near, series, 2.0 * (large / xp.tanh(large) - 1.0))


def _log_kernel(z: Array, xp: Any) -> Array:
    size = xp.abs(z)
    return -size - 2.0 * xp.log1p(xp.exp(-size))


SCIPY = {
    "logistic": Law({}, lambda loc, scale: Logistic(loc, scale)),
}
