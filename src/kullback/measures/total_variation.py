"""Total variation distance."""

from typing import Any

from kullback.measures.base import Divergence
from kullback.numerics.cells import Cells
from kullback.numerics.elementary import NEAR

Array = Any


class TotalVariation(Divergence):
    """½ Σ |p - q|."""

    name = "total_variation"
    linear_in_log = True
    has_unit = False
    axioms = frozenset(
        {
            "non_negative",
            "zero_iff_equal",
            "symmetric",
            "triangle_inequality",
            "data_processing",
            "jointly_convex",
            "at_most_one",
        }
    )
    only_p = (0.5,)
    only_q = (0.5,)

    def terms(self, cells: Cells, xp: Any) -> tuple[Array, ...]:
        """Return |p - q|/2."""
        near = xp.abs(cells.t) < NEAR
        close = cells.q * xp.abs(xp.where(near, cells.t, 0.0))
        return (0.5 * xp.where(near, close, xp.abs(cells.p - cells.q)),)
