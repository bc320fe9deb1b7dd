"""The Student t distribution."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.base import Distribution
from kullback.distributions.families.normal import Normal
from kullback.distributions.family import POSITIVE, REAL, Domain, parameter
from kullback.distributions.law import Law
from kullback.distributions.location_scale import LocationScaleFamily
from kullback.distributions.native import settled
from kullback.distributions.statistics import (
    AbsPower,
    Exp,
    LogLinear,
    LogOnePlusSquare,
    Statistic,
    is_power,
)
from kullback.numerics.algebraic_tails import (
    cauchy_divergence,
    cauchy_mean_log1p_square,
    student_distance,
    student_moment,
)
from kullback.numerics.elementary import log_ratio, psi
from kullback.numerics.squares import log1p_square, log_square_ratio
from kullback.numerics.student import half_step, half_step_difference, half_step_slope

Array = Any

_HALF_LOG_2PI = 0.5 * math.log(2.0 * math.pi)


@dataclass(frozen=True, eq=False, repr=False)
class StudentT(LocationScaleFamily):
    """Student's t distribution with `df` degrees of freedom around `loc`, stretched by `scale`.

    It has no closed form for the divergence but at one degree of freedom; `log_ratio` lets quadrature
    keep all digits.
    """

    df: Array = parameter(POSITIVE)
    loc: Array = parameter(REAL, default=0.0)
    scale: Array = parameter(POSITIVE, default=1.0)

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

    def log_linear(self, xp: Any) -> LogLinear:
        """Return -(df+1)/2 log(1 + z²/df) and constants."""
        body = LogOnePlusSquare(self.loc, self.scale * xp.sqrt(self.df))
        constant = half_step(0.5 * self.df, xp) - _HALF_LOG_2PI
        return LogLinear((constant, -xp.log(self.scale)), ((-0.5 * (self.df + 1.0), body),))

    def expectation(self, statistic: Statistic, xp: Any) -> Array | None:
        """Return moments as far as they exist, infinite beyond, and the body of the log density."""
        df, loc, scale = self.df, self.loc, self.scale
        match statistic:
            case LogOnePlusSquare(centre, unit):
                return self._mean_body(centre, unit, xp)
            case AbsPower(centre, c) if settled(c, 1.0):
                return scale * student_distance(df, (loc - centre) / scale, xp)
            case AbsPower(centre, c) if settled(centre, loc):
                return scale**c * student_moment(df, c, xp)
            case Exp():
                return 0.0 * (df + loc + scale) + xp.inf
        if is_power(statistic, 1.0):
            if settled(df <= 1.0, True):
                return None
            return xp.where(df > 1.0, loc + 0.0 * scale, xp.nan)
        if is_power(statistic, 2.0):
            exists = df > 2.0
            excess = xp.where(exists, df - 2.0, 1.0)
            return xp.where(exists, loc * loc + scale * scale * (df / excess), xp.inf)
        return None

    def _mean_body(self, centre: Array, unit: Array, xp: Any) -> Array | None:
        """Return E log(1 + ((X - centre)/unit)²), for its own centre and unit or as Cauchy's law."""
        if settled(self.df, 1.0):
            return cauchy_mean_log1p_square(self.scale, self.loc - centre, unit, xp)
        if settled(centre, self.loc) and settled(unit, self.scale * xp.sqrt(self.df)):
            return half_step_slope(0.5 * self.df, xp) + 1.0 / self.df + 0.0 * self.loc
        return None

    def kl(self, other: "StudentT", xp: Any) -> Array | None:
        """Return that of Cauchy's laws at one degree of freedom; None elsewhere."""
        if not (settled(self.df, 1.0) and settled(other.df, 1.0)):
            return None
        return cauchy_divergence(self.scale, other.scale, self.loc - other.loc, xp)

    def entropy(self, xp: Any) -> Array:
        """Return (df+1)/2 (digamma((df+1)/2) - digamma(df/2)) - g(df/2) + log(2π)/2 + log scale."""
        a = 0.5 * self.df
        rise = half_step_slope(a, xp) + 0.5 / a
        return (a + 0.5) * rise - half_step(a, xp) + _HALF_LOG_2PI + xp.log(self.scale)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws."""
        return self.loc + self.scale * rng.standard_t(self.df, n)


def _df_change(z: Array, n: Array, m: Array, xp: Any) -> Array:
    """Return (m+1)/2 log(1 + z²/m) - (n+1)/2 log(1 + z²/n).

    With d = m - n and v = -z²/(n + z²) it is d psi(v)/2 + d v/(2m) - (m+1)/2 psi(v d/m): of
    the order of d/n² for large degrees of freedom, where both logarithms are of the order of 1. Of
    very different ones those terms are large, and the logarithms are subtracted.
    """
    d = m - n
    log_n = log1p_square(z, n, xp)
    v = xp.expm1(-log_n)
    psi_v = xp.where(v < -0.5, v + log_n, psi(xp.where(v < -0.5, 0.0, v), xp))
    w = v * (d / m)
    near = (xp.abs(w) < 0.4) & (xp.abs(d) < 0.5 * m)
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
