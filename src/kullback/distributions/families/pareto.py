"""The Pareto distribution."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.family import POSITIVE, Family, parameter
from kullback.distributions.law import Law
from kullback.distributions.native import settled
from kullback.distributions.statistics import (
    LOG,
    AbsPower,
    Exp,
    ExpDeviation,
    Log,
    LogLinear,
    LogSquare,
    Power,
    Statistic,
)
from kullback.distributions.support import LINE, Support
from kullback.distributions.transformed import shifted
from kullback.numerics.algebraic_tails import pareto_distance
from kullback.numerics.elementary import log_ratio
from kullback.numerics.exponential_orders import scaled_exponential_integral
from kullback.numerics.scales import psi_of_scales

Array = Any


@dataclass(frozen=True, eq=False, repr=False)
class Pareto(Family):
    """Pareto distribution on x >= `scale` with tail probability (scale/x)^`shape`."""

    shape: Array = parameter(POSITIVE)
    scale: Array = parameter(POSITIVE, default=1.0)

    @classmethod
    def likeliest(cls, x: Array, weights: Array) -> "Pareto | None":
        """Return the member that begins at the least point."""
        least = x.min()
        return None if least <= 0.0 else cls(1.0 / (weights @ np.log(x / least)), least)

    @property
    def support(self) -> Support:
        """From the scale on."""
        return Support(LINE, self.scale + 0.0 * self.shape)

    @property
    def bulk(self) -> tuple[float, float]:
        """A point inside, and the width of a fall by a factor e, at most the scale."""
        width = self.scale * np.minimum(1.0 / self.shape, 1.0)
        return self.scale + width, width

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return log(shape/x) - shape log(x/scale)."""
        inside = (x >= self.scale) & (x < xp.inf)
        point = xp.where(inside, x, self.scale)
        fall = self.shape * log_ratio(point, self.scale + 0.0 * point, xp)
        return xp.where(inside, xp.log(self.shape) - xp.log(point) - fall, -xp.inf)

    def log_ratio(self, other: "Pareto", x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return log(b/c) + (c - b) log(x/scale_p) + c log(scale_p/scale_q), b and c the shapes."""
        point = xp.where(x > 0.0, x, self.scale)
        fall = log_ratio(point, self.scale + 0.0 * point, xp)
        start = other.shape * log_ratio(self.scale, other.scale, xp)
        return log_ratio(self.shape, other.shape, xp) + (other.shape - self.shape) * fall + start

    def stretched(self, by: Array) -> "Pareto":
        """Return the distribution of by X."""
        return Pareto(self.shape, self.scale * by)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws."""
        return self.scale * np.exp(rng.standard_exponential(n) / self.shape)

    def log_linear(self, xp: Any) -> LogLinear:
        """Return log b + b log s - (b + 1) log x."""
        constants = (xp.log(self.shape), self.shape * xp.log(self.scale))
        return LogLinear(constants, ((-(self.shape + 1.0), LOG),))

    def expectation(self, statistic: Statistic, xp: Any) -> Array | None:
        """Return moments as far as they exist, infinite beyond, and exponential integrals."""
        shape, scale = self.shape, self.scale
        match statistic:
            case Log():
                return xp.log(scale) + 1.0 / shape
            case LogSquare():
                mean = xp.log(scale) + 1.0 / shape
                return mean * mean + 1.0 / (shape * shape)
            case Power(c):
                return self._moment(c, xp)
            case AbsPower(centre, c) if settled(c, 1.0):
                return scale * pareto_distance(shape, (centre - scale) / scale, xp)
            case AbsPower(centre, c) if settled(centre, 0.0):
                return self._moment(c, xp)
            case Exp(rate):
                return self._mean_exp(rate, 0.0, xp)
            case ExpDeviation(rate, centre):
                return self._mean_exp(rate, centre, xp)
        return None

    def _moment(self, c: Array, xp: Any) -> Array:
        less = self.shape - c
        exists = less > 0.0
        value = self.scale**c * (self.shape / xp.where(exists, less, 1.0))
        return xp.where(exists, value, xp.inf)

    def _mean_exp(self, rate: Array, centre: Array, xp: Any) -> Array:
        """Return b exp(t (s - m)) times the scaled exponential integral of order b + 1 at -t s."""
        size = -rate * self.scale
        inside = size > 0.0
        integral = scaled_exponential_integral(self.shape + 1.0, xp.where(inside, size, 1.0), xp)
        value = self.shape * integral * xp.exp(rate * (self.scale - centre))
        return xp.where(inside, value, xp.where(size == 0.0, 1.0, xp.inf))

    def variance(self, xp: Any) -> Array:
        """Return b s²/((b-1)² (b-2)), infinite for shapes b up to 2."""
        exists = self.shape > 2.0
        b = xp.where(exists, self.shape, 3.0)
        ratio = self.scale / (b - 1.0)
        return xp.where(exists, ratio * ratio * (b / (b - 2.0)), xp.inf)

    def entropy(self, xp: Any) -> Array:
        """Return log(scale/shape) + 1 + 1/shape."""
        return (xp.log(self.scale) - xp.log(self.shape)) + 1.0 + 1.0 / self.shape

    def kl(self, other: "Pareto", xp: Any) -> Array:
        """Return psi(t) + b_q log(scale_p/scale_q), 1 + t = b_q/b_p; infinite below q's scale."""
        inside = self.scale >= other.scale
        start = other.shape * log_ratio(self.scale, xp.where(inside, other.scale, self.scale), xp)
        tails = psi_of_scales(other.shape, self.shape, 0.0, xp)
        return xp.where(inside, tails + start, xp.inf)


SCIPY = {
    "pareto": Law({"b": POSITIVE}, lambda b, loc, scale: shifted(Pareto(b, scale), loc)),
}
