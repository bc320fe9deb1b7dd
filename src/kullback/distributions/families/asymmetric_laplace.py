"""The asymmetric Laplace distribution."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.base import Distribution
from kullback.distributions.families.laplace import Laplace
from kullback.distributions.family import POSITIVE, REAL, parameter
from kullback.distributions.law import Law
from kullback.distributions.location_scale import LocationScaleFamily
from kullback.distributions.native import settled
from kullback.distributions.statistics import (
    AbsPower,
    Deviation,
    Exp,
    LogLinear,
    Statistic,
    is_power,
)
from kullback.numerics.asymmetric import (
    asymmetric_distance,
    asymmetric_divergence,
    log_total_change,
    scale_changes,
)
from kullback.numerics.backends import special
from kullback.numerics.extreme_means import exp_times

Array = Any


@dataclass(frozen=True, eq=False, repr=False)
class AsymmetricLaplace(LocationScaleFamily):
    """Asymmetric Laplace distribution: exponential on both sides of `loc`.

    The mean distance is `scale`/`kappa` above it and `scale` `kappa` below; the probabilities of the
    two sides are in the same proportion.
    """

    kappa: Array = parameter(POSITIVE)
    loc: Array = parameter(REAL, default=0.0)
    scale: Array = parameter(POSITIVE, default=1.0)

    @property
    def _sides(self) -> tuple[Array, Array]:
        """The mean distances above and below the location."""
        return self.scale / self.kappa, self.scale * self.kappa

    @property
    def bulk(self) -> tuple[float, float]:
        """Location, and the mean distance on the likelier side."""
        return self.loc, np.maximum(*self._sides)

    @property
    def breaks(self) -> tuple[float, ...]:
        """The kink at the location."""
        return (self.loc,)

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return -|x - loc| over the mean distance on that side, less the log of both together."""
        up, down = self._sides
        y = x - self.loc
        return -xp.abs(y) / xp.where(y < 0.0, down, up) - xp.log(up + down)

    def log_ratio(
        self, other: "AsymmetricLaplace", x: Array, xp: Any, gap: Array | None = None
    ) -> Array:
        """Return the log ratio of the normalisers and the difference of the bodies, side by side."""
        (up, down), (its_up, its_down) = self._sides, other._sides
        y, by = x - self.loc, self.loc - other.loc
        its_y = x - other.loc
        above = y >= 0.0
        longer, shorter = scale_changes(*self._shape, *other._shape, xp)
        change = xp.where(above, longer, shorter)
        own_side = xp.where(above, up, down)
        its_side = xp.where(above, its_up, its_down)
        moved = xp.where(above, by, -by) / its_side
        same = xp.abs(y) / own_side * change + moved
        across = xp.abs(its_y) / xp.where(above, its_down, its_up) - xp.abs(y) / own_side
        constant = log_total_change(*self._shape, *other._shape, xp)
        return xp.where(above == (its_y >= 0.0), same, across) - constant

    @property
    def _shape(self) -> tuple[Array, Array]:
        return self.kappa, self.scale

    def relatives(self) -> tuple[Laplace, ...]:
        """Return it as a Laplace distribution where it is symmetric."""
        return (Laplace(self.loc, self.scale),) if settled(self.kappa, 1.0) else ()

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws, differences of exponential ones."""
        up, down = self._sides
        return self.loc + up * rng.standard_exponential(n) - down * rng.standard_exponential(n)

    def log_linear(self, xp: Any) -> LogLinear:
        """Return x - loc and |x - loc|, each times half the difference and sum of the slopes."""
        inverse, both = 1.0 / self.kappa, self.kappa + 1.0 / self.kappa
        lean = (self.kappa - 1.0) * (1.0 + inverse)  # kappa - 1/kappa
        terms = (
            (-0.5 * both / self.scale, AbsPower(self.loc)),
            (-0.5 * lean / self.scale, Deviation(self.loc)),
        )
        return LogLinear((-xp.log(both), -xp.log(self.scale)), terms)

    def expectation(self, statistic: Statistic, xp: Any) -> Array | None:
        """Return moments about 0 and any centre, and that of exp(t x)."""
        (up, down), loc = self._sides, self.loc
        match statistic:
            case AbsPower(centre, c) if settled(c, 1.0):
                return asymmetric_distance(up, down, centre - loc, xp)
            case AbsPower(centre, c) if settled(centre, loc):
                gamma = xp.exp(special(xp).lgamma(c + 1.0 + 0.0 * (up + loc)))
                return gamma * (up**c * (up / (up + down)) + down**c * (down / (up + down)))
            case Exp(rate):
                rise, fall = 1.0 - rate * up, 1.0 + rate * down
                inside = (rise > 0.0) & (fall > 0.0)
                product = xp.where(inside, rise * fall, 1.0)
                return exp_times(rate * loc, xp.where(inside, 1.0 / product, xp.inf), xp)
        mean = loc + self.scale * (1.0 - self.kappa) * (1.0 + 1.0 / self.kappa)
        if is_power(statistic, 1.0):
            return mean
        return mean * mean + (up * up + down * down) if is_power(statistic, 2.0) else None

    def entropy(self, xp: Any) -> Array:
        """Return 1 + log(scale (kappa + 1/kappa))."""
        return 1.0 + xp.log(self.scale) + xp.log(self.kappa + 1.0 / self.kappa)

    def kl(self, other: "AsymmetricLaplace", xp: Any) -> Array:
        """Return psi of the change of the two distances together, of their proportion, and the shift's."""
        distance = self.loc - other.loc
        return asymmetric_divergence(*self._shape, *other._shape, distance, xp)


def _asymmetric_laplace(kappa: Array, loc: Array, scale: Array) -> Distribution:
    return AsymmetricLaplace(kappa, loc, scale)


SCIPY = {
    "laplace_asymmetric": Law({"kappa": POSITIVE}, _asymmetric_laplace),
}
