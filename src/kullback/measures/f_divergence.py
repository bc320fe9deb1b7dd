"""Csiszár's f-divergence for a convex function of the user."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kullback.measures.base import Divergence
from kullback.numerics.cells import Cells

Array = Any


@dataclass(frozen=True)
class FDivergence(Divergence):
    """Σ q f(p/q), with f convex and f(1) = 0."""

    f: Callable[[Array], Array]
    at_zero: float
    slope_at_infinity: float

    name = "f_divergence"
    has_unit = False
    axioms = frozenset({"non_negative", "data_processing", "jointly_convex"})

    @property
    def only_p(self) -> tuple[float, ...]:
        """Return the limit of f(x)/x as x grows."""
        return (self.slope_at_infinity,)

    @property
    def only_q(self) -> tuple[float, ...]:
        """Return f(0)."""
        return (self.at_zero,)

    def terms(self, cells: Cells, xp: Any) -> tuple[Array, ...]:
        """Return q f(p/q); where p/q overflows, p times the slope of f at infinity."""
        ratio = 1.0 + cells.t
        far = float(xp.finfo(ratio.dtype).max) ** 0.25
        huge = ratio > far
        ordinary = cells.q * self.f(xp.where(huge, 1.0, ratio))
        slope = self.slope_at_infinity
        if slope == float("inf"):
            # f grows faster than any line: f(x)/x at the largest ratio that can be formed is a floor
            slope = float(self.f(xp.full_like(xp.sum(ratio), far))) / far
        return (xp.where(huge, cells.p * slope, ordinary),)
