"""The normal-inverse-gamma distribution."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.conjugate import NormalGammaFamily
from kullback.distributions.families.inverse_gamma import InverseGamma
from kullback.distributions.families.normal import Normal

Array = Any


@dataclass(frozen=True, eq=False, repr=False)
class NormalInverseGamma(NormalGammaFamily):
    """Normal-inverse-gamma distribution of pairs (x, v): v ~ InverseGamma(a, b), x ~ N(mean, v/lmbda).

    A draw is a vector of length 2, the variance v last.
    """

    @property
    def _marginal(self) -> InverseGamma:
        return InverseGamma(self.a, self.b)

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return the log density of v, and of x given v, at points whose last axis is (x, v)."""
        point, variance = x[..., 0], x[..., 1]
        inside = (variance > 0.0) & (variance < xp.inf)
        safe = xp.where(inside, variance, 1.0)
        marginal = self._marginal.log_density(safe, xp)
        given = Normal(self.mean, xp.sqrt(safe / self.lmbda)).log_density(point, xp)
        return xp.where(inside, marginal + given, -xp.inf)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws, shape (n, 2)."""
        variance = self._marginal.sample(n, rng)
        x = self.mean + np.sqrt(variance / self.lmbda) * rng.standard_normal(n)
        return np.stack([x, variance], axis=-1)
