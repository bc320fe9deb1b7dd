"""The exponential-inverse-gamma distribution, that of the logarithm of an inverse gamma variable."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.families.exp_gamma import ExpGamma
from kullback.distributions.families.gumbel import Gumbel
from kullback.distributions.family import POSITIVE, REAL, parameter
from kullback.distributions.location_scale import LocationScaleFamily
from kullback.distributions.native import settled
from kullback.distributions.statistics import (
    Deviation,
    Exp,
    ExpDeviation,
    LogLinear,
    Statistic,
    is_power,
)
from kullback.numerics.gamma import lgamma

Array = Any


@dataclass(frozen=True, eq=False, repr=False)
class ExpInverseGamma(LocationScaleFamily):
    """Exponential-inverse-gamma distribution: that of `loc` - `scale` log Y, Y ~ Gamma(`shape`, 1)."""

    shape: Array = parameter(POSITIVE)
    loc: Array = parameter(REAL, default=0.0)
    scale: Array = parameter(POSITIVE, default=1.0)

    @property
    def _mirrored(self) -> ExpGamma:
        """The distribution of -X."""
        return ExpGamma(self.shape, -self.loc, self.scale)

    @property
    def bulk(self) -> tuple[float, float]:
        """That of -X, mirrored."""
        centre, width = self._mirrored.bulk
        return -centre, width

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return that of -X at -x."""
        return self._mirrored.log_density(-x, xp)

    def log_ratio(
        self, other: "ExpInverseGamma", x: Array, xp: Any, gap: Array | None = None
    ) -> Array:
        """Return that of -X at -x."""
        return self._mirrored.log_ratio(other._mirrored, -x, xp)

    def relatives(self) -> tuple[Gumbel, ...]:
        """Return the Gumbel law of maxima that one of shape 1 is."""
        return (Gumbel(self.loc, self.scale),) if settled(self.shape, 1.0) else ()

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws."""
        return -self._mirrored.sample(n, rng)

    def log_linear(self, xp: Any) -> LogLinear:
        """Return -a z - exp(-z) - lgamma(a) - log scale with z = (x - loc)/scale."""
        rate = -1.0 / self.scale
        constants = (-lgamma(self.shape, xp), -xp.log(self.scale))
        terms = (
            (self.shape * rate, Deviation(self.loc)),
            (-1.0, ExpDeviation(rate, self.loc)),
        )
        return LogLinear(constants, terms)

    def expectation(self, statistic: Statistic, xp: Any) -> Array | None:
        """Return that of the mirrored statistic of -X."""
        if isinstance(statistic, Exp):
            return self._mirrored.expectation(Exp(-statistic.rate), xp)
        mean = self._mirrored.expectation(statistic, xp)
        return -mean if mean is not None and is_power(statistic, 1.0) else mean

    def variance(self, xp: Any) -> Array:
        """Return trigamma(a) scale²."""
        return self._mirrored.variance(xp)

    def entropy(self, xp: Any) -> Array:
        """Return log scale + lgamma(a) + a - a digamma(a)."""
        return self._mirrored.entropy(xp)

    def kl(self, other: "ExpInverseGamma", xp: Any) -> Array:
        """Return that of the mirrored distributions."""
        return self._mirrored.kl(other._mirrored, xp)
