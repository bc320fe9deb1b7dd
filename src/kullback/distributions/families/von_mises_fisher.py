"""The von Mises-Fisher distribution."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.families.power_spherical import (
    PowerSpherical,
    at_length_one,
    check_direction,
    turned_by,
)
from kullback.distributions.family import NON_NEGATIVE, REAL, Family, parameter
from kullback.distributions.native import settled
from kullback.distributions.statistics import LogLinear, Statistic, VersedSine
from kullback.distributions.support import Space, Support
from kullback.numerics import bessel
from kullback.numerics.backends import as_array
from kullback.numerics.directions import direction_divergence, one_minus_cosine

Array = Any

_LOG_2PI = math.log(2.0 * math.pi)
_ON_SPHERE = 1e-9  # how far from 1 the length of a point may be


@dataclass(frozen=True, eq=False, repr=False)
class VonMisesFisher(Family):
    """Von Mises-Fisher distribution of unit vectors: density ∝ exp(k m·x).

    `mean` (last axis) gives the direction m and need not have length 1: what is meant is the exactly
    normalised vector. `concentration` is k.
    """

    mean: Array = parameter(REAL, event=1)
    concentration: Array = parameter(NON_NEGATIVE)

    def validate(self) -> None:
        """Raise when the mean has fewer than two entries, or no direction."""
        check_direction(self.mean, "VonMisesFisher.mean")

    @property
    def _dim(self) -> int:
        return int(np.shape(self.mean)[-1])

    @property
    def support(self) -> Support:
        """The unit sphere."""
        return Support(Space("sphere", self._dim))

    @property
    def _direction(self) -> Array:
        return at_length_one(self.mean)

    def _order(self, like: Array, xp: Any) -> Array:
        """Return d/2 - 1, the order of the Bessel functions."""
        return xp.zeros_like(like) + (0.5 * self._dim - 1.0)

    def _log_scaled(self, xp: Any) -> Array:
        """Return the log of the normaliser of exp(-k (1 - m·x))."""
        kappa = as_array(self.concentration, xp)
        scaled = bessel.log_scaled_normaliser(self._order(kappa, xp), kappa, xp)
        return 0.5 * self._dim * _LOG_2PI + scaled

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return the log density, with respect to area, at unit vectors `x` of shape (n, d)."""
        chord = x - self._direction
        value = -0.5 * self.concentration * xp.sum(chord * chord, axis=-1) - self._log_scaled(xp)
        length = xp.sqrt(xp.sum(x * x, axis=-1))
        return xp.where(xp.abs(length - 1.0) < _ON_SPHERE, value, -xp.inf)

    def log_linear(self, xp: Any) -> LogLinear:
        """Return -k (1 - m·x) and constants."""
        return LogLinear((-self._log_scaled(xp),), ((-self.concentration, VersedSine(self.mean)),))

    def expectation(self, statistic: Statistic, xp: Any) -> Array | None:
        """Return E(1 - c·X) = (1 - A) + A (1 - c·m)."""
        if not isinstance(statistic, VersedSine):
            return None
        kappa = as_array(self.concentration, xp)
        deficit = bessel.bessel_deficit(self._order(kappa, xp), kappa, xp)
        turned = one_minus_cosine(as_array(self.mean, xp), as_array(statistic.direction, xp), xp)
        return deficit + (1.0 - deficit) * turned

    def relatives(self) -> tuple[PowerSpherical, ...]:
        """Return the uniform law of concentration 0 as a power of 1 + m·x."""
        if not settled(self.concentration, 0.0):
            return ()
        return (PowerSpherical(self.mean, self.concentration),)

    def entropy(self, xp: Any) -> Array:
        """Return the log of the normaliser of exp(k m·x), less k A(k)."""
        kappa = as_array(self.concentration, xp)
        deficit = bessel.bessel_deficit(self._order(kappa, xp), kappa, xp)
        return self._log_scaled(xp) + kappa * deficit

    def kl(self, other: "VonMisesFisher", xp: Any) -> Array:
        """Return B(k_p, k_q) + k_q A(k_p) |m_p - m_q|²/2, A the mean of m·x."""
        own, its = as_array(self.concentration, xp), as_array(other.concentration, xp)
        k_p, k_q = xp.broadcast_arrays(own, its)
        order = self._order(k_p, xp)
        turned = one_minus_cosine(as_array(self.mean, xp), as_array(other.mean, xp), xp)
        return direction_divergence(order, k_p, k_q, turned, xp)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws, shape (n, d), by Wood's rejection (1994) in s = 1 - m·x."""
        d, direction = self._dim, self._direction
        s = _versed_sines(n, float(self.concentration), d - 1, rng)
        return turned_by(s, direction, rng)


def _versed_sines(n: int, kappa: float, m: int, rng: np.random.Generator) -> Array:
    """Return n draws of s with density ∝ (s (2-s))^(m/2-1) exp(-kappa s) on (0, 2)."""
    b = m / (2.0 * kappa + math.hypot(2.0 * kappa, m))
    s0 = 2.0 * b / (1.0 + b)
    found, missing = [], n
    while missing > 0:
        z = rng.beta(0.5 * m, 0.5 * m, missing)
        s = 2.0 * b * z / (1.0 - (1.0 - b) * z)
        bend = np.log((s0 + s - s0 * s) / (s0 * (2.0 - s0)))
        kept = s[kappa * (s0 - s) + m * bend >= -rng.standard_exponential(missing)]
        found.append(kept)
        missing -= kept.size
    return np.concatenate(found)
