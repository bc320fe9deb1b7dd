"""The triangular distribution."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.family import PROBABILITY, REAL, Family, parameter
from kullback.distributions.law import Law
from kullback.distributions.native import settled
from kullback.distributions.statistics import (
    AbsPower,
    Exp,
    Log,
    Power,
    Statistic,
    is_power,
)
from kullback.distributions.support import LINE, Support
from kullback.errors import InvalidInputError
from kullback.numerics import ramp_means as means
from kullback.numerics.backends import as_array
from kullback.numerics.double_double import DoubleDouble, exact_total

Array = Any

_LOG_2 = math.log(2.0)


@dataclass(frozen=True, eq=False, repr=False)
class Triangular(Family):
    """Triangular distribution from `low` to `high`, its density a roof with the ridge at `mode`."""

    low: Array = parameter(REAL, default=0.0)
    mode: Array = parameter(REAL, default=0.5)
    high: Array = parameter(REAL, default=1.0)

    def validate(self) -> None:
        """Raise when the ends are in the wrong order, or the mode lies outside."""
        ordered = (self.mode - self.low >= 0.0) & (self.high - self.mode >= 0.0)
        if not np.all(ordered & (self.high - self.low > 0.0)):
            raise InvalidInputError(
                f"`Triangular.low` is {self.low}, `mode` is {self.mode} and `high` is {self.high}; they "
                "must come in this order, `low` below `high`."
            )

    @property
    def support(self) -> Support:
        """The interval."""
        return Support(LINE, self.low, self.high)

    @property
    def bulk(self) -> tuple[Array, Array]:
        """Mode and half the length."""
        return np.asarray(self.mode)[()], 0.5 * (self.high - self.low)

    @property
    def breaks(self) -> tuple[float, ...]:
        """The ridge, where it is none of the ends."""
        inner = (self.mode - self.low > 0.0) & (self.high - self.mode > 0.0)
        return (float(np.asarray(self.mode)),) if np.all(inner) else ()

    def _sides(self) -> tuple[Array, Array, Array]:
        """Return the lengths left and right of the mode, and both together."""
        return self.mode - self.low, self.high - self.mode, self.high - self.low

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return log of 2/(high - low), times how far x is from the end to the ridge."""
        left, right, width = self._sides()
        from_low, from_high = x - self.low, self.high - x if gap is None else gap
        rises = x - self.mode < 0.0
        part = xp.where(rises, from_low, from_high) / xp.where(rises, left, right)
        part = xp.where(x - self.mode == 0.0, 1.0, part)
        inside = (from_low >= 0.0) & (from_high >= 0.0) & (part > 0.0)
        return xp.where(
            inside, xp.log(xp.where(inside, part, 1.0)) + _LOG_2 - xp.log(width), -xp.inf
        )

    def translated(self, by: Array) -> "Triangular":
        """Return the distribution of X + by, its ends not rounded."""
        return Triangular(*(_moved(v, by) for v in (self.low, self.mode, self.high)))

    def stretched(self, by: Array) -> "Triangular":
        """Return the distribution of by X."""
        return Triangular(self.low * by, self.mode * by, self.high * by)

    def entropy(self, xp: Any) -> Array:
        """Return 1/2 + log(width/2)."""
        return (0.5 - _LOG_2) + xp.log(as_array(self.high - self.low, xp))

    def kl(self, other: "Triangular", xp: Any) -> Array | None:
        """Return 0 for the same triangle; None for others."""
        pairs = ((self.low, other.low), (self.mode, other.mode), (self.high, other.high))
        if all(settled(a - b, 0.0) for a, b in pairs):
            return 0.0 * (self.high - self.low)
        return None

    def expectation(self, statistic: Statistic, xp: Any) -> Array | None:
        """Return the means of x, x², x^c and log x (low >= 0), |x - m| and exp(t x).

        On either side of the ridge x is an end plus its length times the root of a uniform.
        """
        left, right, width = self._sides()
        share = left / width
        centre = self.low + (left + width) / 3.0
        spread = (left * left + left * right + right * right) / 18.0
        rounded = [
            np.asarray(v)[()] if isinstance(v, DoubleDouble) else v for v in (self.low, self.high)
        ]
        low, high = (as_array(v, xp) for v in rounded)
        match statistic:
            case Power() if is_power(statistic, 1.0):
                return centre
            case Power() if is_power(statistic, 2.0):
                return centre * centre + spread
            case Exp(rate):
                sides = (
                    means.mean_exp(low, left, rate, xp),
                    means.mean_exp(high, -right, rate, xp),
                )
            case AbsPower(m, c) if settled(c, 1.0):
                sides = (
                    means.mean_distance(self.low - m, left, xp),
                    means.mean_distance(m - self.high, right, xp),
                )
            case Log():
                inside = low >= 0.0
                start, ridge = (
                    xp.where(inside, low, width),
                    xp.where(inside, self.mode + 0.0 * low, width),
                )
                rise = means.mean_log_up(start, left, xp)
                fall = means.mean_log_down(ridge, right, xp)
                sides = (rise, xp.where(inside, fall, xp.nan))
            case _:
                return None
        return share * sides[0] + (right / width) * sides[1]

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws, by the root of a uniform on either side."""
        left, right, width = self._sides()
        root = np.sqrt(rng.random(n))
        up = rng.random(n) < left / width
        return np.where(up, self.low + left * root, self.high - right * root)


def _moved(end: Array, by: Array) -> Array:
    if not isinstance(end, DoubleDouble):
        return exact_total(end, by)
    total = exact_total(end.high, by)
    return DoubleDouble(total.high, total.low + end.low)


def _triang(c: Array, loc: Array, scale: Array) -> Triangular:
    high = exact_total(loc, scale)
    mode = np.where(c == 1.0, np.asarray(high), np.minimum(loc + c * scale, np.asarray(high)))
    return Triangular(loc, mode[()], high)


SCIPY = {"triang": Law({"c": PROBABILITY}, _triang)}
