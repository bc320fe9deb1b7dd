"""Jeffreys divergence."""

from typing import Any

from kullback.distributions.base import Distribution
from kullback.measures.base import Divergence
from kullback.numerics.cells import Cells, log_ratios
from kullback.numerics.elementary import NEAR

Array = Any
INF = float("inf")


class Jeffreys(Divergence):
    """J(P, Q) = D(P‖Q) + D(Q‖P) = Σ (p - q) log(p/q)."""

    name = "jeffreys"
    axioms = frozenset(
        {
            "non_negative",
            "zero_iff_equal",
            "symmetric",
            "data_processing",
            "jointly_convex",
            "additive_over_products",
        }
    )
    only_p = (INF,)
    only_q = (INF,)

    def terms(self, cells: Cells, xp: Any) -> tuple[Array, ...]:
        """Return (p - q) log(p/q)."""
        near = xp.abs(cells.t) < NEAR
        difference = xp.where(near, cells.q * xp.where(near, cells.t, 0.0), cells.p - cells.q)
        return (difference * log_ratios(cells, xp),)

    def closed_form(self, p: Distribution, q: Distribution, xp: Any) -> Array | None:
        """Return the family's divergence in both directions, added."""
        forward, backward = p.kl(q, xp), q.kl(p, xp)
        return None if forward is None or backward is None else forward + backward
