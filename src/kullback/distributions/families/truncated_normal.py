"""The truncated normal distribution."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.families.normal import Normal
from kullback.distributions.family import POSITIVE, REAL, Domain, parameter
from kullback.distributions.intervals import IntervalFamily
from kullback.distributions.law import Law
from kullback.distributions.native import settled
from kullback.distributions.statistics import (
    SQUARE,
    AbsPower,
    Exp,
    LogLinear,
    Statistic,
    X,
    is_power,
)
from kullback.numerics import truncated_normal as laws
from kullback.numerics.backends import as_array
from kullback.numerics.blocks import in_blocks
from kullback.numerics.double_double import DoubleDouble
from kullback.numerics.log_quadratic import mean
from kullback.numerics.sums import two_product, two_sum

Array = Any

_NUMBER = Domain("a number, possibly infinite", lambda x: ~np.isnan(x))


@dataclass(frozen=True, eq=False, repr=False)
class TruncatedNormal(IntervalFamily):
    """Normal distribution of this `mean` and `sd`, cut off below `low` and above `high`.

    `mean` and `sd` are those before the cuts.
    """

    mean: Array = parameter(REAL, default=0.0)
    sd: Array = parameter(POSITIVE, default=1.0)
    low: Array = parameter(_NUMBER, default=-math.inf)
    high: Array = parameter(_NUMBER, default=math.inf)

    @property
    def bulk(self) -> tuple[float, float]:
        """The peak, and how wide it is."""
        x0, z0, left, right = laws.peak(self.mean, self.sd, self.low, self.high, np)
        width = np.minimum(1.0 / (1.0 + np.abs(z0)), right - left)
        return x0, self.sd * width

    def _cut(self, xp: Any) -> laws.Cut:
        return laws.cut(self.mean, self.sd, self.low, self.high, xp)

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return -z0 t - t²/2 - log(sd M), with t = (x - peak)/sd and z0 = z at the peak."""
        own = self._cut(xp)
        at_high = (own.z0 < 0.0) & (gap is not None)
        distance = xp.where(at_high, -x if gap is None else -gap, x - own.x0)
        t = distance / self.sd
        inside = (x >= self.low) & (x <= self.high)
        value = -t * (own.z0 + 0.5 * t) - own.rule.log_mass - xp.log(self.sd)
        return xp.where(inside, value, -xp.inf)

    def log_ratio(
        self, other: "TruncatedNormal", x: Array, xp: Any, gap: Array | None = None
    ) -> Array:
        """Return D + g - E g, where the log ratio is g = a t + b t²/2 and a constant."""
        own = self._cut(xp)
        a, b = laws.tilt((self.mean, self.sd), (other.mean, other.sd), own)
        mean_g = mean(own.rule, own.rule.t * (a + 0.5 * b * own.rule.t), xp)
        t = (x - own.x0) / self.sd
        return self.kl(other, xp) + t * (a + 0.5 * b * t) - mean_g

    def stretched(self, by: Array) -> "TruncatedNormal":
        """Return the distribution of by X."""
        return TruncatedNormal(self.mean * by, self.sd * by, self.low * by, self.high * by)

    def relatives(self) -> tuple[Normal, ...]:
        """Return the normal that it is without cuts."""
        whole = settled(self.low, -math.inf) and settled(self.high, math.inf)
        return (Normal(self.mean, self.sd),) if whole else ()

    def entropy(self, xp: Any) -> Array:
        """Return log(sd M) + E[z0 t + t²/2], both parts measured from the peak."""
        return laws.entropy(self.sd, self._cut(xp), xp)

    def kl(self, other: "TruncatedNormal", xp: Any) -> Array:
        """Return the divergence between the cuts of p, and what q has beyond them."""
        both = tuple(v for d in (self, other) for v in (d.mean, d.sd, d.low, d.high))
        return in_blocks(laws.divergence, both, xp, size=512)

    def log_linear(self, xp: Any) -> LogLinear:
        """Return that of the normal, with the mass between the cuts for its constant."""
        own = self._cut(xp)
        inverse = 1.0 / (as_array(self.sd, xp) * self.sd)
        # between far cuts the peak, not the mean, is where the terms are small
        at_peak = own.x0 * (self.mean - 0.5 * own.x0) * inverse
        constants = (-at_peak, -own.rule.log_mass, -xp.log(self.sd))
        return LogLinear(constants, ((self.mean * inverse, X), (-0.5 * inverse, SQUARE)))

    def expectation(self, statistic: Statistic, xp: Any) -> Array | None:
        """Return the means of x, x², |x - m| and exp(t x)."""
        cuts = (self.low, self.high)
        match statistic:
            case Exp(rate):
                return laws.mean_exp(self.mean, self.sd, cuts, rate, xp)
            case AbsPower(centre, c) if isinstance(c, float) and c == 1.0:
                return laws.mean_distance(self.mean, self.sd, cuts, centre, xp)
        own = self._cut(xp)
        x = own.x0 + self.sd * own.rule.t
        if is_power(statistic, 1.0):
            return mean(own.rule, x, xp)
        return mean(own.rule, x * x, xp) if is_power(statistic, 2.0) else None

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws: of a normal, an exponential or a uniform, those that are kept.

        From the peak on, the density is below each of the three and close to one of them.
        """
        parts = laws.peak(self.mean, self.sd, self.low, self.high, np)
        x0, z0, left, right = (float(v) for v in parts)
        kept = np.empty(0)
        while kept.size < n:
            t = _proposals(2 * n + 16, z0, left, right, rng)
            kept = np.concatenate([kept, t])
        return np.clip(x0 + self.sd * kept[:n], self.low, self.high)


def _proposals(n: int, z0: float, left: float, right: float, rng: np.random.Generator) -> Array:
    """Return draws of t by rejection: density exp(-z0 t - t²/2) on [left, right]."""
    if right - left < 2.0 / (1.0 + abs(z0)):
        t = left + (right - left) * rng.random(n)
        return t[np.log(rng.random(n)) < -t * (z0 + 0.5 * t)]
    if abs(z0) > 1.0:
        t = np.copysign(rng.standard_exponential(n) / abs(z0), z0)
        keep = np.log(rng.random(n)) < -0.5 * t * t
    else:
        t = rng.standard_normal(n) - z0
        keep = np.full(n, True)
    return t[keep & (t >= left) & (t <= right)]


def _end(z: Array, loc: Array, scale: Array) -> DoubleDouble:
    """Return loc + z scale, kept to twice the precision, and as it is where infinite."""
    finite = np.isfinite(z)
    high, low = two_product(np.where(finite, z, 0.0), scale, np)
    total, error = two_sum(loc, high)
    return DoubleDouble(np.where(finite, total, z), np.where(finite, error + low, 0.0))


def _truncnorm(a: Array, b: Array, loc: Array, scale: Array) -> TruncatedNormal:
    return TruncatedNormal(loc, scale, _end(a, loc, scale), _end(b, loc, scale))


SCIPY = {"truncnorm": Law({"a": _NUMBER, "b": _NUMBER}, _truncnorm)}
