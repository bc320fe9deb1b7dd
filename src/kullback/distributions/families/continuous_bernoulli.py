"""The continuous Bernoulli distribution."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.family import Domain, Family, parameter
from kullback.distributions.statistics import (
    AbsPower,
    Exp,
    Log,
    LogComplement,
    LogLinear,
    Statistic,
    X,
    is_power,
)
from kullback.distributions.support import LINE, Support
from kullback.numerics import tilted_uniform as laws
from kullback.numerics.backends import as_array
from kullback.numerics.blocks import in_blocks
from kullback.numerics.elementary import log_ratio
from kullback.numerics.log_quadratic import mean
from kullback.numerics.mass_terms import log_failure_ratio

Array = Any

_INNER = Domain("above 0 and below 1", lambda x: (x > 0) & (x < 1), (0.0, 1.0))


@dataclass(frozen=True, eq=False, repr=False)
class ContinuousBernoulli(Family):
    """Continuous Bernoulli distribution: density ∝ p^x (1-p)^(1-x) on [0, 1] (`p` is not its mean)."""

    p: Array = parameter(_INNER)

    @property
    def support(self) -> Support:
        """The unit interval."""
        return Support(LINE, 0.0, 1.0)

    @property
    def bulk(self) -> tuple[float, float]:
        """Mean and its distance from the nearer end: the density may be steep there."""
        theta = self._theta(np)
        own = laws.own_rule(theta, np)
        distance = mean(own, own.t, np)
        return np.where(theta > 0.0, 1.0 - distance, distance), distance

    def _theta(self, xp: Any) -> Array:
        """Return log(p/(1-p)), to all digits also near p = 1/2."""
        p = as_array(self.p, xp)
        near = (p > 0.3) & (p < 0.7)
        inner, outer = xp.where(near, p, 0.5), xp.where(near, 0.5, p)
        close = xp.log1p((2.0 * inner - 1.0) / (1.0 - inner))
        return xp.where(near, close, xp.log(outer) - xp.log1p(-outer))

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return -|θ| t - log M at distance t from the end where the density is largest."""
        theta = self._theta(xp)
        distance = xp.where(theta > 0.0, 1.0 - x if gap is None else gap, x)
        value = -xp.abs(theta) * distance - xp.log(laws.mass(theta, xp))
        return xp.where((x >= 0.0) & (x <= 1.0), value, -xp.inf)

    def _difference(self, other: "ContinuousBernoulli", xp: Any) -> Array:
        """Return the difference of both θ, from the exact difference of p and q."""
        return log_ratio(self.p, other.p, xp) - log_failure_ratio(self.p, other.p, xp)

    def log_ratio(
        self, other: "ContinuousBernoulli", x: Array, xp: Any, gap: Array | None = None
    ) -> Array:
        """Return D + d (x - E x), d the difference of both θ."""
        theta, d = self._theta(xp), self._difference(other, xp)
        own = laws.own_rule(theta, xp)
        rising = theta > 0.0
        distance = xp.where(rising, 1.0 - x if gap is None else gap, x)
        return self.kl(other, xp) + xp.where(rising, -d, d) * (distance - mean(own, own.t, xp))

    def entropy(self, xp: Any) -> Array:
        """Return minus the divergence from the uniform law, which is θ = 0."""
        return laws.entropy(self._theta(xp), xp)

    def kl(self, other: "ContinuousBernoulli", xp: Any) -> Array:
        """Return the Bregman divergence of log N, as log E exp(-(g - E g))."""
        parts = (self._theta(xp), other._theta(xp), self._difference(other, xp))
        return in_blocks(laws.divergence, parts, xp, size=1024)

    def log_linear(self, xp: Any) -> LogLinear:
        """Return θ x - log N(θ)."""
        theta = self._theta(xp)
        top, rest = laws.log_normaliser(theta, xp)
        return LogLinear((-top, -rest), ((theta, X),))

    def expectation(self, statistic: Statistic, xp: Any) -> Array | None:
        """Return the means of x, x², log x, log(1 - x), |x - m| and exp(t x)."""
        theta = self._theta(xp)
        match statistic:
            case Log():
                return laws.mean_log(theta, xp)
            case LogComplement(c) if isinstance(c, float) and c == 1.0:
                return laws.mean_log(-theta, xp)
            case AbsPower(centre, c) if isinstance(c, float) and c == 1.0:
                return laws.mean_distance(theta, centre, xp)
            case Exp(rate):
                return laws.mean_exp(theta, rate, xp)
        own = laws.own_rule(theta, xp)
        x = laws.from_zero(theta, own, xp)
        if is_power(statistic, 1.0):
            return mean(own, x, xp)
        return mean(own, x * x, xp) if is_power(statistic, 2.0) else None

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws, by inversion."""
        return laws.sample(float(self._theta(np)), n, rng)
