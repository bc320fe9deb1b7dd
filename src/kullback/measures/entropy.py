"""Shannon entropy."""

from typing import Any

from kullback.distributions.base import Distribution
from kullback.measures.base import Functional
from kullback.numerics.tables import entropy_terms

Array = Any


class Entropy(Functional):
    """H(P) = -Σ p log p; for densities the differential entropy, which may be negative."""

    name = "entropy"

    def terms(self, p: Array, log_p: Array, xp: Any) -> Array:
        """Return -p log p."""
        return xp.where(p > 0.0, -p * xp.where(p > 0.0, log_p, 0.0), 0.0)

    def of_table(self, p: Array, xp: Any) -> Array:
        """Return -p log p of the cells of a table."""
        return entropy_terms(p, xp)

    def closed_form(self, p: Distribution, q: Distribution, xp: Any) -> Array | None:
        """Return the family's own entropy."""
        return p.entropy(xp)
