"""The negative multinomial distribution."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.families.negative_binomial import NegativeBinomial
from kullback.distributions.family import POSITIVE, PROBABILITY, Family, parameter
from kullback.distributions.native import settled
from kullback.distributions.support import Space, Support
from kullback.errors import NotNormalizedError, ShapeError
from kullback.numerics.counting import is_count, log_poisson
from kullback.numerics.mass_terms import mass_term
from kullback.numerics.sums import exact_sum

Array = Any


@dataclass(frozen=True, eq=False, repr=False)
class NegativeMultinomial(Family):
    """Negative multinomial distribution: how often each outcome came before the `n`-th stop.

    The last axis of `p` holds the probabilities of the outcomes counted; what they leave of 1 is the
    probability of a stop. `n` is any positive number.
    """

    n: Array = parameter(POSITIVE)
    p: Array = parameter(PROBABILITY, event=1)

    def validate(self) -> None:
        """Raise when there is no outcome, or no stop."""
        if not np.ndim(self.p) or not self.p.shape[-1]:
            raise ShapeError(
                f"`NegativeMultinomial.p` has shape {np.shape(self.p)}; its last axis holds the outcomes."
            )
        if np.any(self._stop(np) <= 0.0):
            largest = np.max(np.sum(self.p, axis=-1))
            raise NotNormalizedError(
                f"`NegativeMultinomial.p` sums to {largest:g}; what it leaves of 1 is the probability of a "
                "stop, and must be positive. Leave the stop itself out of `p`."
            )

    def _stop(self, xp: Any) -> Array:
        """Return the probability of a stop."""
        high, low = exact_sum(self.p, xp)
        return (1.0 - high) - low

    @property
    def support(self) -> Support:
        """Vectors of counts."""
        return Support(Space("counts", self.p.shape[-1]))

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return the log mass: that of their sum, negative binomial, and of the counts given it."""
        possible = np.all(is_count(x, np), axis=-1)
        k = np.where(possible[..., None], x, 0.0)
        total, stop = np.sum(k, axis=-1), self._stop(np)
        whole = NegativeBinomial(self.n, stop).log_density(total, np)
        rates = total[..., None] * (self.p / np.maximum(np.sum(self.p), np.finfo(float).tiny))
        some = rates > 0.0
        each = log_poisson(k, np.where(some, rates, 1.0), np)
        each = np.where(some, each, np.where(k == 0.0, 0.0, -np.inf))
        drawn = total > 0.0
        size = np.where(drawn, total, 1.0)
        given = np.where(drawn, np.sum(each, axis=-1) - log_poisson(size, size, np), 0.0)
        return np.where(possible, whole + given, -np.inf)

    def kl(self, other: "NegativeMultinomial", xp: Any) -> Array | None:
        """Return n times the divergence of one draw over the probability of a stop; None where n differ."""
        if not settled(self.n, other.n) or self.p.shape[-1] != other.p.shape[-1]:
            return None
        apart = self.p - other.p
        stop, its, off = self._stop(xp), other._stop(xp), exact_sum(apart, xp)
        counted = xp.sum(mass_term(self.p, other.p, apart, xp), axis=-1)
        ended = mass_term(stop + 0.0 * its, its + 0.0 * stop, -(off[0] + off[1]), xp)
        return self.n * ((counted + ended) / stop)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws, Poisson counts of a gamma rate."""
        rate = rng.standard_gamma(self.n, (n, 1))
        return rng.poisson(rate * (self.p / self._stop(np))).astype(float)
