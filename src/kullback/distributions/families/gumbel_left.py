"""The Gumbel distribution of minima."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.families.gumbel import Gumbel
from kullback.distributions.family import POSITIVE, REAL, parameter
from kullback.distributions.law import Law
from kullback.distributions.location_scale import LocationScaleFamily
from kullback.distributions.statistics import (
    AbsPower,
    Deviation,
    Exp,
    ExpDeviation,
    LogLinear,
    Statistic,
    is_power,
)

Array = Any


@dataclass(frozen=True, eq=False, repr=False)
class GumbelLeft(LocationScaleFamily):
    """Gumbel distribution of minima with `loc` m and `scale` s, skewed to the left.

    P(X > x) = exp(-exp((x - m)/s)): -X has the Gumbel distribution of maxima around -m.
    """

    loc: Array = parameter(REAL, default=0.0)
    scale: Array = parameter(POSITIVE, default=1.0)

    @property
    def _mirrored(self) -> Gumbel:
        """The distribution of -X."""
        return Gumbel(-self.loc, self.scale)

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return that of -X at -x."""
        return self._mirrored.log_density(-x, xp)

    def log_ratio(self, other: "GumbelLeft", x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return that of -X at -x."""
        return self._mirrored.log_ratio(other._mirrored, -x, xp)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws."""
        return self.loc - rng.gumbel(0.0, self.scale, n)

    def log_linear(self, xp: Any) -> LogLinear:
        """Return z - exp(z), less log s."""
        rate = 1.0 / self.scale
        terms = ((rate, Deviation(self.loc)), (-1.0, ExpDeviation(rate, self.loc)))
        return LogLinear((-xp.log(self.scale),), terms)

    def expectation(self, statistic: Statistic, xp: Any) -> Array | None:
        """Return that of the mirrored statistic of -X."""
        match statistic:
            case AbsPower(centre, c):
                return self._mirrored.expectation(AbsPower(-centre, c), xp)
            case Exp(rate):
                return self._mirrored.expectation(Exp(-rate), xp)
        if is_power(statistic, 2.0):
            return self._mirrored.expectation(statistic, xp)
        if is_power(statistic, 1.0):
            mean = self._mirrored.expectation(statistic, xp)
            return None if mean is None else -mean
        return None

    def entropy(self, xp: Any) -> Array:
        """Return log s + γ + 1, γ being Euler's constant."""
        return self._mirrored.entropy(xp)

    def kl(self, other: "GumbelLeft", xp: Any) -> Array:
        """Return that of the mirrored distributions."""
        return self._mirrored.kl(other._mirrored, xp)


SCIPY = {
    "gumbel_l": Law({}, lambda loc, scale: GumbelLeft(loc, scale)),
}
