"""The categorical distribution."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.distributions.family import PROBABILITY, Family, parameter
from kullback.distributions.support import INTEGERS, Support
from kullback.errors import InvalidInputError, NotNormalizedError, ShapeError
from kullback.numerics.cells import kl_terms
from kullback.numerics.tables import entropy_terms, normalised_cells, total

Array = Any

_LONGEST = 1e6  # outcomes of a table made from data
TOLERANCE = 1e-6
"""How far from 1 a table may sum: rounding of decimals, not a missing outcome."""


@dataclass(frozen=True, eq=False, repr=False)
class Categorical(Family):
    """Categorical distribution on 0, 1, ..., m-1 with the probabilities `p` along the last axis.

    What is computed is the divergence of the exactly normalised tables.
    """

    p: Array = parameter(PROBABILITY, event=1)

    def validate(self) -> None:
        """Raise when there is no outcome axis, or a row does not sum to 1."""
        check_rows(self.p, "Categorical.p")

    @classmethod
    def likeliest(cls, x: Array, weights: Array) -> "Categorical":
        """Return the member with the points' shares; of whole numbers from 0 on."""
        if (x < 0.0).any() or (x != np.floor(x)).any() or x.max() > _LONGEST:
            raise InvalidInputError("The outcomes of Categorical are 0, 1, 2, ...")
        return cls(np.bincount(x.astype(int), weights))

    @property
    def support(self) -> Support:
        """From the first possible outcome to the last."""
        possible = self.p > 0.0
        last = self.p.shape[-1] - 1.0 - np.argmax(possible[..., ::-1], axis=-1)
        return Support(INTEGERS, 1.0 * np.argmax(possible, axis=-1), last)

    @property
    def bulk(self) -> tuple[float, float]:
        """Middle and number of the outcomes."""
        m = self.p.shape[-1]
        return (m - 1) / 2.0, float(m)

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return the log probability of each outcome, -inf for what is none."""
        mass = xp.where(self.p > 0.0, self.p, 1.0)
        logs = xp.where(self.p > 0.0, xp.log(mass) - xp.log(xp.sum(self.p)), -xp.inf)
        inside = (x >= 0.0) & (x < self.p.shape[-1]) & (x == xp.floor(x))
        index = xp.astype(xp.where(inside, x, 0.0), xp.int64)
        found = xp.reshape(xp.take(logs, xp.reshape(index, (-1,))), index.shape)
        return xp.where(inside, found, -xp.inf)

    def entropy(self, xp: Any) -> Array:
        """Return -sum p log p, the largest p taken as 1 less the others."""
        return xp.sum(entropy_terms(self.p / total(self.p, xp).high, xp), axis=-1)

    def kl(self, other: "Categorical", xp: Any) -> Array:
        """Return the divergence of the exactly normalised tables; a missing outcome has mass 0."""
        m = max(self.p.shape[-1], other.p.shape[-1])
        return table_divergence(_padded(self.p, m, xp), _padded(other.p, m, xp), xp)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws."""
        p = np.asarray(self.p, dtype=float)
        return rng.choice(len(p), size=n, p=p / p.sum()).astype(float)


def check_rows(p: Array, name: str) -> None:
    """Raise when `p` is no table: no outcome axis, or a row that does not sum to 1."""
    if np.ndim(p) == 0 or p.shape[-1] == 0:
        raise ShapeError(f"`{name}` has shape {np.shape(p)}; it needs an axis of outcomes.")
    sums = np.reshape(total(p, np).high, p.shape[:-1] or (1,))
    stray = np.abs(sums - 1.0)
    if np.any(stray > TOLERANCE):
        worst = np.unravel_index(int(np.argmax(stray)), stray.shape)
        raise NotNormalizedError(
            f"`{name}` sums to {sums[worst]:.9g}; probabilities sum to 1 (within {TOLERANCE:g}). "
            "Divide counts or weights by their sum."
        )


def table_divergence(p: Array, q: Array, xp: Any) -> Array:
    """Return the divergence of p/sum(p) from q/sum(q) along the last axis."""
    p, q = xp.broadcast_arrays(p, q)
    cells = normalised_cells(p, q, total(p, xp), total(q, xp), xp)
    both = xp.abs(cells.u) < xp.inf
    shared = cells._replace(t=xp.where(both, cells.t, 0.0), u=xp.where(both, cells.u, 0.0))
    lone = xp.where(cells.u == xp.inf, xp.inf, xp.where(cells.u == -xp.inf, cells.q, 0.0))
    return xp.sum(xp.where(both, kl_terms(shared, xp), lone), axis=-1)


def _padded(p: Array, m: int, xp: Any) -> Array:
    missing = m - p.shape[-1]
    return xp.concat([p, xp.zeros((*p.shape[:-1], missing))], axis=-1) if missing else p
