"""Pearson's chi-square divergence."""

from typing import Any

from kullback.measures.base import Divergence
from kullback.numerics.cells import Cells, log_mass

Array = Any
INF = float("inf")


class ChiSquare(Divergence):
    """Σ (p - q)²/q."""

    name = "chi_square"
    has_unit = False
    axioms = frozenset({"non_negative", "zero_iff_equal", "data_processing", "jointly_convex"})
    only_p = (INF,)
    only_q = (1.0,)

    def terms(self, cells: Cells, xp: Any) -> tuple[Array, ...]:
        """Return q t², in logarithms where t overflows."""
        far = float(xp.finfo(cells.q.dtype).max) ** 0.9
        # far from equality the square may overflow, or q underflow, where p²/q does not
        ordinary = (xp.abs(cells.t) < far) & ((cells.q > 1.0 / far) | (xp.abs(cells.t) < 1.0))
        t = xp.where(ordinary, cells.t, 0.0)
        log_p = xp.where(ordinary, 0.0, log_mass(cells, xp))
        by_logs = xp.exp(log_p + xp.where(ordinary, 0.0, cells.u))
        return (xp.where(ordinary, cells.q * t * t, by_logs),)
