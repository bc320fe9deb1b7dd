"""The normal-gamma distribution."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.families.gamma import Gamma
from kullback.distributions.families.inverse_gamma import InverseGamma
from kullback.distributions.families.normal import Normal
from kullback.distributions.families.normal_inverse_gamma import mean_given_precision
from kullback.distributions.family import POSITIVE, REAL, Family, parameter
from kullback.distributions.support import Space, Support
from kullback.numerics.backends import as_array
from kullback.numerics.conjugate import conditional_entropy
from kullback.numerics.gamma import digamma

Array = Any


@dataclass(frozen=True, eq=False, repr=False)
class NormalGamma(Family):
    """Normal-gamma distribution of pairs (x, t): t ~ Gamma of shape a and rate b, x ~ N(mean, 1/(lmbda t)).

    A draw is a vector of length 2, the precision t last.
    """

    mean: Array = parameter(REAL)
    lmbda: Array = parameter(POSITIVE)
    a: Array = parameter(POSITIVE)
    b: Array = parameter(POSITIVE)

    @property
    def support(self) -> Support:
        """Vectors of length 2, the second part positive."""
        return Support(Space("vectors", 2))

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return the log density of t, and of x given t, at points whose last axis is (x, t)."""
        point, precision = x[..., 0], x[..., 1]
        inside = (precision > 0.0) & (precision < xp.inf)
        safe = xp.where(inside, precision, 1.0)
        marginal = Gamma(self.a, 1.0 / self.b).log_density(safe, xp)
        sd = 1.0 / (xp.sqrt(safe) * xp.sqrt(self.lmbda))
        given = Normal(self.mean, sd).log_density(point, xp)
        return xp.where(inside, marginal + given, -xp.inf)

    def entropy(self, xp: Any) -> Array:
        """Return the entropy of t, and that of x given t on the average: E log t = digamma(a) - log b."""
        a = as_array(self.a, xp)
        log_precision = digamma(a, xp) - xp.log(self.b)
        given = conditional_entropy(as_array(self.lmbda, xp), log_precision, 1, xp)
        return Gamma(self.a, 1.0 / self.b).entropy(xp) + given

    def kl(self, other: "NormalGamma", xp: Any) -> Array:
        """Return the divergence of 1/t, which has the rate for its scale, and that of x given t."""
        marginal = InverseGamma(self.a, self.b).kl(InverseGamma(other.a, other.b), xp)
        return marginal + mean_given_precision(self, other, xp)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws, shape (n, 2)."""
        precision = rng.standard_gamma(self.a, n) / self.b
        x = self.mean + rng.standard_normal(n) / np.sqrt(self.lmbda * precision)
        return np.stack([x, precision], axis=-1)
