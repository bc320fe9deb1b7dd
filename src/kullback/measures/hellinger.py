"""Hellinger distance."""

from typing import Any

from kullback.distributions.base import Distribution
from kullback.measures.base import Divergence
from kullback.numerics.cells import Cells
from kullback.numerics.elementary import is_close

Array = Any


class Hellinger(Divergence):
    """sqrt(½ Σ (√p - √q)²)."""

    name = "hellinger"
    linear_in_log = True
    has_unit = False
    axioms = frozenset(
        {
            "non_negative",
            "zero_iff_equal",
            "symmetric",
            "triangle_inequality",
            "data_processing",
            "at_most_one",
        }
    )
    only_p = (0.5,)
    only_q = (0.5,)

    def terms(self, cells: Cells, xp: Any) -> tuple[Array, ...]:
        """Return (√p - √q)²/2, near equality as q (t/(1+√(1+t)))²/2."""
        near = is_close(cells.t, xp)
        t = xp.where(near, cells.t, 0.0)
        root = t / (1.0 + xp.sqrt(1.0 + t))
        far = xp.sqrt(xp.where(near, 1.0, cells.p)) - xp.sqrt(xp.where(near, 1.0, cells.q))
        return (0.5 * xp.where(near, cells.q * root * root, far * far),)

    def finish(self, totals: tuple[Array, ...], xp: Any) -> Array:
        """Return the square root of the sum."""
        apart = totals[0] > 0.0  # at 0 the root has no derivative; 0 is the one that does no harm
        return xp.where(apart, xp.sqrt(xp.where(apart, totals[0], 1.0)), 0.0)

    def closed_form(self, p: Distribution, q: Distribution, xp: Any) -> Array | None:
        """Return sqrt(1 - exp(-B)) with B half the family's Rényi divergence of order 1/2."""
        renyi = p.renyi(q, 0.5, xp)
        return None if renyi is None else xp.sqrt(-xp.expm1(-0.5 * renyi))
