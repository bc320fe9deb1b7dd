"""The Gompertz distribution."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.family import POSITIVE, parameter
from kullback.distributions.law import Law
from kullback.distributions.location_scale import ScaleFamily
from kullback.distributions.native import settled
from kullback.distributions.statistics import AbsPower, Exp, LogLinear, Statistic, X, is_power
from kullback.distributions.transformed import shifted
from kullback.numerics.broadcasting import together
from kullback.numerics.elementary import log_ratio
from kullback.numerics.exponential_integral import scaled_exp1
from kullback.numerics.exponential_orders import scaled_exponential_integral
from kullback.numerics.extreme_values import exponential_rise
from kullback.numerics.scales import psi_of_scales

Array = Any

_FAR = 600.0  # exp of it is a double, and nobody lives to see it


@dataclass(frozen=True, eq=False, repr=False)
class Gompertz(ScaleFamily):
    """Gompertz distribution with `shape` c and `scale` s: P(X > x) = exp(-c (exp(x/s) - 1)), x > 0."""

    shape: Array = parameter(POSITIVE)
    scale: Array = parameter(POSITIVE, default=1.0)

    @property
    def bulk(self) -> tuple[float, float]:
        """About the median, s log(1 + 1/c), and the smaller of that and the scale."""
        centre = self.scale * np.log1p(1.0 / self.shape)
        return centre, np.minimum(centre, self.scale)

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return log c - log s + z - c (exp(z) - 1), z = x/s."""
        inside = (x >= 0.0) & (x < xp.inf)
        z = xp.where(inside, x, 0.0) / self.scale
        value = xp.log(self.shape) - xp.log(self.scale) + z - self.shape * xp.expm1(z)
        return xp.where(inside, value, -xp.inf)

    def log_ratio(self, other: "Gompertz", x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return the normalisers' log ratio, z_p - z_q and c_q (exp(z_q)-1) - c_p (exp(z_p)-1)."""
        z = x / self.scale
        longer = z * ((self.scale - other.scale) / other.scale)
        constant = log_ratio(self.shape, other.shape, xp) + log_ratio(other.scale, self.scale, xp)
        rise = (other.shape - self.shape) * xp.expm1(z)
        return constant - longer + rise + other.shape * exponential_rise(z, longer, xp)

    def log_linear(self, xp: Any) -> LogLinear:
        """Return x/s - c exp(x/s) and the constants."""
        shape, scale = together(xp, self.shape, self.scale)
        constants = (xp.log(shape), -xp.log(scale), shape)
        return LogLinear(constants, ((1.0 / scale, X), (-shape, Exp(1.0 / self.scale))))

    def expectation(self, statistic: Statistic, xp: Any) -> Array | None:
        """Return E X = s exp(c) E1(c), E|X - m|, and E exp(t X), all exponential integrals."""
        shape, scale = together(xp, self.shape, self.scale)
        if is_power(statistic, 1.0):
            return scale * scaled_exp1(shape, xp)
        match statistic:
            case AbsPower(centre, c) if settled(c, 1.0):
                return self._distance(centre, xp)
            case Exp(rate) if settled(rate, 1.0 / self.scale):
                return 1.0 + 1.0 / shape
            case Exp(rate) if settled(rate < 0.0, True):
                order = -rate * scale
                return shape * scaled_exponential_integral(order, shape, xp)
        return None

    def _distance(self, centre: Array, xp: Any) -> Array:
        """Return E|X - m| = m - E X + 2 E max(X - m, 0)."""
        shape, scale, centre = together(xp, self.shape, self.scale, centre)
        mean = scale * scaled_exp1(shape, xp)
        beyond = centre > 0.0
        y = xp.where(beyond, centre, 0.0) / scale
        y = xp.where(y < _FAR, y, _FAR)
        rest = scaled_exp1(shape * xp.exp(y), xp) * xp.exp(-shape * xp.expm1(y))
        inner = (centre - mean) + 2.0 * scale * rest
        return xp.where(beyond, inner, mean - centre)

    def entropy(self, xp: Any) -> Array:
        """Return 1 + log(s/c) - exp(c) E1(c)."""
        shape, scale = together(xp, self.shape, self.scale)
        return 1.0 + log_ratio(scale, shape, xp) - scaled_exp1(shape, xp)

    def kl(self, other: "Gompertz", xp: Any) -> Array | None:
        """Return psi(c_q/c_p - 1), as for the exponential exp(x/s) - 1; None where the scales differ."""
        if not settled(self.scale, other.scale):
            return None
        return psi_of_scales(other.shape, self.shape, 0.0, xp)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws."""
        return self.scale * np.log1p(rng.standard_exponential(n) / self.shape)


SCIPY = {
    "gompertz": Law({"c": POSITIVE}, lambda c, loc, scale: shifted(Gompertz(c, scale), loc)),
}
