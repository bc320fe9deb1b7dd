"""The normal-gamma distribution."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.conjugate import NormalGammaFamily
from kullback.distributions.families.gamma import Gamma
from kullback.distributions.families.normal import Normal

Array = Any


@dataclass(frozen=True, eq=False, repr=False)
class NormalGamma(NormalGammaFamily):
    """Normal-gamma distribution of pairs (x, t): t ~ Gamma of shape a and rate b, x ~ N(mean, 1/(lmbda t)).

    A draw is a vector of length 2, the precision t last.
    """

    @property
    def _marginal(self) -> Gamma:
        return Gamma(self.a, 1.0 / self.b)

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return the log density of t, and of x given t, at points whose last axis is (x, t)."""
        point, precision = x[..., 0], x[..., 1]
        inside = (precision > 0.0) & (precision < xp.inf)
        safe = xp.where(inside, precision, 1.0)
        marginal = self._marginal.log_density(safe, xp)
        sd = 1.0 / (xp.sqrt(safe) * xp.sqrt(self.lmbda))
        given = Normal(self.mean, sd).log_density(point, xp)
        return xp.where(inside, marginal + given, -xp.inf)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws, shape (n, 2)."""
        precision = rng.standard_gamma(self.a, n) / self.b
        x = self.mean + rng.standard_normal(n) / np.sqrt(self.lmbda * precision)
        return np.stack([x, precision], axis=-1)
