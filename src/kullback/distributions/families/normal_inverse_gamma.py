"""The normal-inverse-gamma distribution."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.families.inverse_gamma import InverseGamma
from kullback.distributions.families.normal import Normal
from kullback.distributions.family import POSITIVE, REAL, Family, parameter
from kullback.distributions.support import Space, Support
from kullback.numerics.backends import as_array
from kullback.numerics.conjugate import conditional_divergence, conditional_entropy
from kullback.numerics.gamma import digamma

Array = Any


@dataclass(frozen=True, eq=False, repr=False)
class NormalInverseGamma(Family):
    """Normal-inverse-gamma distribution of pairs (x, v): v ~ InverseGamma(a, b), x ~ N(mean, v/lmbda).

    A draw is a vector of length 2, the variance v last.
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
        """Return the log density of v, and of x given v, at points whose last axis is (x, v)."""
        point, variance = x[..., 0], x[..., 1]
        inside = (variance > 0.0) & (variance < xp.inf)
        safe = xp.where(inside, variance, 1.0)
        marginal = InverseGamma(self.a, self.b).log_density(safe, xp)
        given = Normal(self.mean, xp.sqrt(safe / self.lmbda)).log_density(point, xp)
        return xp.where(inside, marginal + given, -xp.inf)

    def entropy(self, xp: Any) -> Array:
        """Return the entropy of v, and that of x given v on the average: E log v = log b - digamma(a)."""
        a = as_array(self.a, xp)
        log_precision = digamma(a, xp) - xp.log(self.b)
        given = conditional_entropy(as_array(self.lmbda, xp), log_precision, 1, xp)
        return InverseGamma(self.a, self.b).entropy(xp) + given

    def kl(self, other: "NormalInverseGamma", xp: Any) -> Array:
        """Return the divergence of v, and that of x given v on the average."""
        marginal = InverseGamma(self.a, self.b).kl(InverseGamma(other.a, other.b), xp)
        return marginal + mean_given_precision(self, other, xp)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws, shape (n, 2)."""
        variance = InverseGamma(self.a, self.b).sample(n, rng)
        x = self.mean + np.sqrt(variance / self.lmbda) * rng.standard_normal(n)
        return np.stack([x, variance], axis=-1)


def mean_given_precision(p: Any, q: Any, xp: Any) -> Array:
    """Return the mean divergence of x given the precision, which is gamma with mean a/b under p."""
    apart = p.mean - q.mean
    square = (apart * (p.a / p.b)) * apart
    own, its = as_array(p.lmbda, xp), as_array(q.lmbda, xp)
    return conditional_divergence(own, its, as_array(square, xp), 1, xp)
