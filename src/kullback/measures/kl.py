"""Kullback-Leibler divergence."""

from typing import Any

from kullback.distributions.base import Distribution
from kullback.measures.base import Divergence
from kullback.numerics.cells import Cells, kl_terms

Array = Any
INF = float("inf")


class KL(Divergence):
    """D(P‖Q) = Σ p log(p/q) - p + q."""

    name = "kl"
    linear_in_log = True
    axioms = frozenset(
        {
            "non_negative",
            "zero_iff_equal",
            "data_processing",
            "jointly_convex",
            "additive_over_products",
        }
    )
    only_p = (INF,)
    only_q = (1.0,)

    def terms(self, cells: Cells, xp: Any) -> tuple[Array, ...]:
        """Return p log(p/q) - p + q."""
        return (kl_terms(cells, xp),)

    def closed_form(self, p: Distribution, q: Distribution, xp: Any) -> Array | None:
        """Return the family's own divergence."""
        return p.kl(q, xp)
