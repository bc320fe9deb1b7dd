"""The Student t distribution."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.base import Distribution
from kullback.distributions.families.normal import Normal
from kullback.distributions.family import POSITIVE, REAL, Domain, Family, parameter
from kullback.distributions.law import Law
from kullback.distributions.support import LINE, Support
from kullback.numerics.elementary import log_ratio, psi
from kullback.numerics.squares import log1p_square, log_square_ratio
from kullback.numerics.student import half_step, half_step_difference, half_step_slope

Array = Any

_HALF_LOG_2PI = 0.5 * math.log(2.0 * math.pi)


@dataclass(frozen=True, eq=False, repr=False)
class StudentT(Family):
    """Student's t distribution with `df` degrees of freedom around `loc`, stretched by `scale`.

    It has no closed form for the divergence; `log_ratio` lets quadrature keep all digits.
    """

    df: Array = parameter(POSITIVE)
    loc: Array = parameter(REAL, default=0.0)
    scale: Array = parameter(POSITIVE, default=1.0)

    @property
    def support(self) -> Support:
        """The real line."""
        return Support(LINE)

    @property
    def bulk(self) -> tuple[float, float]:
        """Location and scale."""
        return self.loc, self.scale

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return g(df/2) - log(2π)/2 - log scale - (df+1)/2 log(1 + z²/df)."""
        z = (x - self.loc) / self.scale
        constant = half_step(0.5 * self.df, xp) - _HALF_LOG_2PI - xp.log(self.scale)
        return constant - 0.5 * (self.df + 1.0) * log1p_square(z, self.df, xp)

    def log_ratio(self, other: "StudentT", x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return the normalisers' log ratio and the bodies': first other scales, then other df."""
        z = (x - self.loc) / self.scale
        dz = (z * (self.scale - other.scale) + (self.loc - other.loc)) / other.scale
        constant = log_ratio(other.scale, self.scale, xp)
        constant = constant - half_step_difference(0.5 * self.df, 0.5 * other.df, xp)
        moved = 0.5 * (other.df + 1.0) * log_square_ratio(z, dz, other.df, xp)
        return constant + moved + _df_change(z, self.df, other.df, xp)

    def log_ratio_across(self, other: Distribution, x: Array, xp: Any) -> Array | None:
        """Return the ratio to a normal, the limit of large df: every term vanishes as 1/df does."""
        if not isinstance(other, Normal):
            return None
        z = (x - self.loc) / self.scale
        dz = (z * (self.scale - other.sd) + (self.loc - other.mean)) / other.sd
        square = z * z / self.df
        body = 0.5 * (self.df + 1.0) * psi(square, xp) - 0.5 * square + dz * (z + 0.5 * dz)
        return half_step(0.5 * self.df, xp) + log_ratio(other.sd, self.scale, xp) + body

    def translated(self, by: Array) -> "StudentT":
        """Return the distribution of X + by."""
        return StudentT(self.df, self.loc + by, self.scale)

    def entropy(self, xp: Any) -> Array:
        """Return (df+1)/2 (digamma((df+1)/2) - digamma(df/2)) - g(df/2) + log(2π)/2 + log scale."""
        a = 0.5 * self.df
        rise = half_step_slope(a, xp) + 0.5 / a
        return (a + 0.5) * rise - half_step(a, xp) + _HALF_LOG_2PI + xp.log(self.scale)


def _df_change(z: Array, n: Array, m: Array, xp: Any) -> Array:
    """Return (m+1)/2 log(1 + z²/m) - (n+1)/2 log(1 + z²/n).

    With d = m - n and v = -z²/(n + z²) it is d psi(v)/2 + d v/(2m) - (m+1)/2 psi(v d/m): of
    the order of d/n² for large degrees of freedom, where both logarithms are of the order of 1.
    """
    d = m - n
    log_n = log1p_square(z, n, xp)
    v = xp.expm1(-log_n)
    psi_v = xp.where(v < -0.5, v + log_n, psi(xp.where(v < -0.5, 0.0, v), xp))
    w = v * (d / m)
    near = xp.abs(w) < 0.4
    close = 0.5 * d * (psi_v + v / m) - 0.5 * (m + 1.0) * psi(xp.where(near, w, 0.0), xp)
    far = 0.5 * (m + 1.0) * log1p_square(z, m, xp) - 0.5 * (n + 1.0) * log_n
    return xp.where(near, close, far)


_DF = Domain("positive", lambda x: x > 0)  # SciPy's t goes over to the normal at infinity


def _student_t(df: Array, loc: Array, scale: Array) -> Distribution | None:
    if np.all(np.isinf(df)):
        return Normal(loc, scale)
    return StudentT(df, loc, scale) if np.all(np.isfinite(df)) else None


SCIPY = {
    "t": Law({"df": _DF}, _student_t),
}
