"""The Dirichlet-multinomial distribution."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.base import Distribution
from kullback.distributions.families.beta_binomial import BetaBinomial
from kullback.distributions.families.multinomial import Multinomial
from kullback.distributions.families.negative_binomial import NegativeBinomial
from kullback.distributions.family import COUNT, POSITIVE, Family, parameter
from kullback.distributions.ratio import Ratio
from kullback.distributions.support import Space, Support
from kullback.errors import ShapeError
from kullback.numerics.compositions import listed_compositions
from kullback.numerics.counting import is_count
from kullback.numerics.dirichlet_counts import (
    chain_divergence,
    log_ratio_of_counts,
    log_ratio_to_shares,
    marginal_divergence,
)

Array = Any

_STEPS = 1 << 18  # so many terms are added up by the chain rule,
_MOST = 1 << 22  # and so many count by count
_CERTAIN = 1e-4  # a smaller part of what is added up count by count has lost four digits


@dataclass(frozen=True, eq=False, repr=False)
class DirichletMultinomial(Family):
    """Dirichlet-multinomial distribution: counts of `n` draws whose chances are Dirichlet.

    The last axis of `concentration` holds the parameters of that Dirichlet law.
    """

    n: Array = parameter(COUNT)
    concentration: Array = parameter(POSITIVE, event=1)

    def validate(self) -> None:
        """Raise when there are not at least two kinds of outcomes."""
        shape = np.shape(self.concentration)
        if not shape or shape[-1] < 2:
            raise ShapeError(
                f"`DirichletMultinomial.concentration` has shape {shape}; its last axis holds one number "
                "for each kind of outcome, at least two."
            )

    @property
    def support(self) -> Support:
        """Vectors of counts."""
        return Support(Space("counts", np.shape(self.concentration)[-1]))

    @property
    def atoms(self) -> Array | None:
        """All vectors of counts that add up to `n`, where they are few."""
        return listed_compositions(self.n, np.shape(self.concentration)[-1])

    def _counts(self, x: Array, xp: Any) -> tuple[Array, Array]:
        """Return which points are possible, and these, with 0 in the place of the others."""
        possible = xp.all(is_count(x, xp), axis=-1) & (xp.sum(x, axis=-1) == self.n)
        return possible, xp.where(possible[..., None], x, 0.0)

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return log of negative binomial masses of one probability, given their total."""
        possible, k = self._counts(x, xp)
        total = xp.sum(self.concentration, axis=-1)
        p = total / (total + self.n)
        each = NegativeBinomial(self.concentration, p).log_density(k, xp)
        whole = NegativeBinomial(total, p).log_density(self.n + 0.0 * total, xp)
        return xp.where(possible, xp.sum(each, axis=-1) - whole, -xp.inf)

    def log_ratio(
        self, other: "DirichletMultinomial", x: Array, xp: Any, gap: Array | None = None
    ) -> Ratio:
        """Return log of the ratio of the masses; NaN, not known, where the totals differ."""
        _, k = self._counts(x, xp)
        found = log_ratio_of_counts(self.concentration, other.concentration, k, xp)
        return Ratio(xp.where(self.n == other.n, found.value, xp.nan), found.size)

    def log_ratio_across(self, other: Distribution, x: Array, xp: Any) -> Ratio | None:
        """Return the same against the multinomial law that it tends to."""
        if not isinstance(other, Multinomial):
            return None
        known = (self.n == other.n) & xp.all(other.p > 0.0)
        chances = xp.where(known, other.p / xp.sum(other.p), 1.0 / other.p.shape[-1])
        _, k = self._counts(x, xp)
        found = log_ratio_to_shares(self.concentration, chances, k, xp)
        return Ratio(xp.where(known, found.value, xp.nan), found.size)

    def kl(self, other: "DirichletMultinomial", xp: Any) -> Array | None:
        """Return the divergences of one count given those before it, added up by the chain rule.

        By its marginals where that has too many terms; infinite where the totals differ; None where
        the terms are too many, or would cancel.
        """
        parts = np.shape(self.concentration)[-1]
        if xp is not np or np.shape(other.concentration)[-1] != parts:
            return None
        n, m, a, c = self._beside(other)
        terms = float(np.sum(n)) * parts
        if terms > _MOST:
            return None
        few = float(np.sum(n * n)) * parts <= 2 * _STEPS
        value = np.full(n.shape, np.inf)
        for at in np.ndindex(*n.shape):
            if n[at] == m[at]:
                value[at] = _divergence(int(n[at]), a[at], c[at], few=few)
        return None if np.isnan(value).any() else value[()]

    def _beside(self, other: "DirichletMultinomial") -> tuple[Array, Array, Array, Array]:
        """Return both totals and both concentrations, broadcast."""
        n, m, a, c = (
            np.asarray(v) for v in (self.n, other.n, self.concentration, other.concentration)
        )
        shape = np.broadcast_shapes(n.shape, m.shape, a.shape[:-1], c.shape[:-1])
        wide = (*shape, a.shape[-1])
        return (
            np.broadcast_to(n, shape),
            np.broadcast_to(m, shape),
            np.broadcast_to(a, wide),
            np.broadcast_to(c, wide),
        )

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` vectors of counts, of the chances first."""
        chances = rng.dirichlet(self.concentration, size=n)
        return rng.multinomial(int(self.n), chances).astype(float)


def _log_mass(n: Array, a: Array, b: Array, k: Array) -> Array:
    return BetaBinomial(n, a, b).log_density(k, np)


def _divergence(n: int, a: Array, c: Array, *, few: bool) -> float:
    """Return the divergence of two single laws; NaN where its terms would cancel."""
    if few:
        return chain_divergence(n, a, c, _log_mass)
    found = marginal_divergence(n, a, c, _log_mass)
    return float(found.value) if found.value > _CERTAIN * found.size else np.nan
