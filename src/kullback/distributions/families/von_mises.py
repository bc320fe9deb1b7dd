"""The von Mises distribution."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.base import Distribution
from kullback.distributions.family import NON_NEGATIVE, REAL, Family, parameter
from kullback.distributions.law import Law
from kullback.distributions.statistics import Cosine, LogLinear, Statistic
from kullback.distributions.stretched import Stretched
from kullback.distributions.support import CIRCLE, Support
from kullback.numerics import bessel
from kullback.numerics.backends import as_array
from kullback.numerics.directions import direction_divergence
from kullback.numerics.sums import two_sum

Array = Any

_LOG_2PI = math.log(2.0 * math.pi)


@dataclass(frozen=True, eq=False, repr=False)
class VonMises(Family):
    """Von Mises distribution of an angle: density ∝ exp(k cos(x - m)), `mean` m, `concentration` k."""

    mean: Array = parameter(REAL)
    concentration: Array = parameter(NON_NEGATIVE)

    @property
    def support(self) -> Support:
        """The circle, cut open at ±π."""
        return Support(CIRCLE, -math.pi, math.pi)

    @property
    def bulk(self) -> tuple[float, float]:
        """The mean direction within (-π, π), and the spread about it."""
        centre = np.arctan2(np.sin(self.mean), np.cos(self.mean))
        return centre, 1.0 / np.sqrt(self.concentration + 0.1)

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return log f at the angle `x`, which is taken modulo 2π."""
        versed, _ = _turn(x, self.mean, xp)
        return -self.concentration * versed - _LOG_2PI - self._log_scaled(xp)

    def _log_scaled(self, xp: Any) -> Array:
        """Return log(I_0(k)) - k."""
        kappa = as_array(self.concentration, xp)
        return bessel.log_scaled_normaliser(xp.zeros_like(kappa), kappa, xp)

    def log_ratio(self, other: "VonMises", x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return the log of the ratio of the densities, as a sum of small terms.

        B(k_p, k_q) + (k_p - k_q) (cos z - A) + k_q [(1 - cos d) cos z + sin d sin z], with
        z = x - m_p, d = m_p - m_q.
        """
        k_p, k_q, zero = self._concentrations(other, xp)
        versed, sine = _turn(x, self.mean, xp)
        turned, sine_means = _turn(self.mean, other.mean, xp)
        drift = (k_p - k_q) * (bessel.bessel_deficit(zero, k_p, xp) - versed)
        turn = turned * (1.0 - versed) + sine_means * sine
        return bessel.bregman_bessel(zero, k_p, k_q, xp) + drift + k_q * turn

    def _concentrations(self, other: "VonMises", xp: Any) -> tuple[Array, Array, Array]:
        """Return both concentrations, broadcast, and the order 0."""
        own, its = as_array(self.concentration, xp), as_array(other.concentration, xp)
        k_p, k_q = xp.broadcast_arrays(own, its)
        return k_p, k_q, xp.zeros_like(k_p)

    def log_linear(self, xp: Any) -> LogLinear:
        """Return k cos(x - m) and constants."""
        kappa = self.concentration
        constants = (-_LOG_2PI - self._log_scaled(xp), -kappa)
        return LogLinear(constants, ((kappa, Cosine(self.mean)),))

    def expectation(self, statistic: Statistic, xp: Any) -> Array | None:
        """Return E cos(X - c) = A(k) cos(m - c), A = I_1/I_0."""
        if not isinstance(statistic, Cosine):
            return None
        kappa = as_array(self.concentration, xp)
        length = 1.0 - bessel.bessel_deficit(xp.zeros_like(kappa), kappa, xp)
        versed, _ = _turn(self.mean, statistic.centre, xp)
        return length * (1.0 - versed)

    def entropy(self, xp: Any) -> Array:
        """Return log(2π I_0(k)) - k A(k)."""
        kappa = as_array(self.concentration, xp)
        deficit = bessel.bessel_deficit(xp.zeros_like(kappa), kappa, xp)
        return _LOG_2PI + self._log_scaled(xp) + kappa * deficit

    def kl(self, other: "VonMises", xp: Any) -> Array:
        """Return B(k_p, k_q) + k_q A(k_p) (1 - cos(m_p - m_q)), A = I_1/I_0."""
        k_p, k_q, zero = self._concentrations(other, xp)
        turned, _ = _turn(self.mean, other.mean, xp)
        return direction_divergence(zero, k_p, k_q, turned, xp)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws."""
        return rng.vonmises(self.mean, self.concentration, n)


def _turn(x: Array, y: Array, xp: Any) -> tuple[Array, Array]:
    """Return 1 - cos and sin of x - y, known to twice the precision: it may be close to 2π."""
    high, low = two_sum(as_array(x, xp), -as_array(y, xp))
    sine, cosine = xp.sin(0.5 * high), xp.cos(0.5 * high)
    sine, cosine = sine + 0.5 * low * cosine, cosine - 0.5 * low * sine
    return 2.0 * sine * sine, 2.0 * sine * cosine


def _von_mises(kappa: Array, loc: Array, scale: Array) -> Distribution:
    if np.all(scale == 1.0):
        return VonMises(loc, kappa)
    return Stretched(VonMises(loc / scale, kappa), scale)  # on a circle of another length


SCIPY = {
    "vonmises": Law({"kappa": NON_NEGATIVE}, _von_mises),
}
