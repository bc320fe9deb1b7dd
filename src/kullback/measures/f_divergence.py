"""Csiszár's f-divergence for a convex function of the user."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kullback.measures.base import Divergence
from kullback.numerics.cells import Cells

Array = Any

_ROUNDINGS = 16.0  # of p/q, of f, of the product and the sum: each a few units in the last place


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
        return (self.slope_at_infinity, abs(self.slope_at_infinity))

    @property
    def only_q(self) -> tuple[float, ...]:
        """Return f(0)."""
        return (self.at_zero, abs(self.at_zero))

    def terms(self, cells: Cells, xp: Any) -> tuple[Array, ...]:
        """Return q f(p/q), where p/q overflows p times the slope of f at infinity, and its size."""
        ratio = 1.0 + cells.t
        far = float(xp.finfo(ratio.dtype).max) ** 0.25
        # a ratio that underflows is not 0, which f may not take
        tiny = float(xp.finfo(ratio.dtype).smallest_normal)
        ratio = xp.where(ratio < 0.5, xp.clip(xp.exp(cells.u), tiny, None), ratio)
        huge = ratio > far
        ordinary = cells.q * self.f(xp.where(huge, 1.0, ratio))
        slope = self.slope_at_infinity
        if slope == float("inf"):
            # f grows faster than any line: f(x)/x at the largest ratio that can be formed is a floor
            slope = float(self.f(xp.full_like(xp.sum(ratio), far))) / far
        term = xp.where(huge, cells.p * slope, ordinary)
        return term, xp.abs(term)

    def finish(self, totals: tuple[Array, ...], xp: Any) -> Array:
        """Return the sum; 0 where it is negative by no more than the rounding of its terms.

        The terms of a function of the user's may have either sign, unlike those of other measures.
        """
        value, size = totals
        rounding = _ROUNDINGS * xp.finfo(value.dtype).eps * size
        return xp.where((value < 0.0) & (value >= -rounding), 0.0, value)
