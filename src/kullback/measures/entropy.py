"""Shannon entropy."""

from typing import Any

from kullback.distributions.base import Distribution
from kullback.measures.base import Functional

Array = Any


class Entropy(Functional):
    """H(P) = -Σ p log p; for densities the differential entropy, which may be negative."""

    name = "entropy"

    def terms(self, p: Array, log_p: Array, xp: Any) -> Array:
        """Return -p log p."""
        return xp.where(p > 0.0, -p * xp.where(p > 0.0, log_p, 0.0), 0.0)

    def of_table(self, p: Array, xp: Any) -> Array:
        """Return -p log p, where the largest p is 1 minus the exact sum of the others."""
        index = xp.arange(p.shape[-1], device=p.device)
        largest = index == xp.argmax(p, axis=-1, keepdims=True)
        others = xp.sum(xp.where(largest, 0.0, p), axis=-1, keepdims=True)
        dominant = largest & (others < 0.5)
        positive = p > 0.0
        log_p = xp.log(xp.where(positive, p, 1.0))
        log_p = xp.where(dominant, xp.log1p(-xp.where(dominant, others, 0.0)), log_p)
        return xp.where(positive, -p * log_p, 0.0)

    def closed_form(self, p: Distribution, q: Distribution, xp: Any) -> Array | None:
        """Return the family's own entropy."""
        return p.entropy(xp)
