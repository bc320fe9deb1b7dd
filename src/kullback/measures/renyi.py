"""The alpha family: Rényi, Tsallis and Bhattacharyya."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from kullback.distributions.base import Distribution
from kullback.measures.base import Divergence
from kullback.numerics.cells import Cells, alpha_terms, log_mass, log_ratios, powers

Array = Any
INF = float("inf")

_TINY, _HUGE = 1e-30, 1e30  # a sum of powers beyond is formed by logarithms
_LOG_ENDLESS = 1e15
_LOG_FAR = 60.0  # and then the largest power is at least about this many e-folds from 1


@dataclass(frozen=True)
class AlphaFamily(Divergence):
    """Two sums of order alpha: S = Σ q v(t), the alpha divergence, and M = Σ p^a q^(1-a).

    a(a-1) S = M - 1: S keeps the digits near equality, M far from it. For 0 < a, a not 1.
    """

    alpha: float = 0.5
    log_scale: float = 0.0
    """M is summed divided by exp of this; S is then left out, for M is far from 1."""

    @property
    def only_p(self) -> tuple[float, ...]:
        """Return 1/(1-a) for a < 1, else infinite; M sees nothing there."""
        return (1.0 / (1.0 - self.alpha), 0.0) if self.alpha < 1.0 else (INF, INF)

    @property
    def only_q(self) -> tuple[float, ...]:
        """Return 1/a; M sees nothing there."""
        return (1.0 / self.alpha, 0.0)

    def terms(self, cells: Cells, xp: Any) -> tuple[Array, ...]:
        """Return q v_a(t) and p^a q^(1-a)."""
        if self.log_scale != 0.0:
            exponent = log_mass(cells, xp) + (self.alpha - 1.0) * cells.u
            power = xp.exp(exponent - self.log_scale)
            return xp.zeros_like(power), power
        power = powers(cells, self.alpha, xp)
        return alpha_terms(cells, self.alpha, power, xp), power

    def _power_minus_one(self, totals: tuple[Array, ...]) -> Array:
        return self.alpha * (self.alpha - 1.0) * totals[0]

    def _log_power(self, totals: tuple[Array, ...], xp: Any) -> Array:
        """Return log M, from whichever sum has the digits."""
        if self.log_scale != 0.0:
            return xp.log(totals[1]) + self.log_scale
        excess = self._power_minus_one(totals)
        near = xp.abs(excess) < 0.5
        far = xp.log(xp.where(near, 1.0, totals[1]))
        return xp.where(near, xp.log1p(xp.where(near, excess, 0.0)), far)

    def _in_range(self, totals: tuple[Array, ...], look: Callable[[], Any]) -> "AlphaFamily":
        """Return the measure scaled by the largest power seen, if M has left the range of doubles."""
        if self.log_scale != 0.0 or _TINY < totals[1] < _HUGE:
            return self
        logs = look()
        exponents = logs.log_p + (self.alpha - 1.0) * logs.u
        seen = exponents[np.isfinite(exponents)]
        top = float(np.max(seen)) if seen.size else 0.0
        # a sum that overflows by so much has no largest term: it does not converge
        if abs(top) < _LOG_FAR or top > _LOG_ENDLESS:
            return self
        return replace(self, log_scale=top)

    def _log_power_of_table(self, totals: tuple[Array, ...], cells: Cells, xp: Any) -> Array:
        """Return log M, by logarithms of the masses where M itself leaves the range of doubles."""
        regular = (totals[1] > _TINY) & (totals[1] < _HUGE)
        value = self._log_power(totals, xp)
        if bool(xp.all(regular)):
            return value
        exponent = log_mass(cells, xp) + (self.alpha - 1.0) * cells.u
        exponent = xp.where(cells.u > -xp.inf, exponent, -xp.inf)
        top = xp.max(exponent, axis=-1, keepdims=True)
        finite = xp.abs(top) < xp.inf
        shift = xp.where(finite, top, 0.0)
        scaled = xp.sum(xp.exp(xp.where(finite, exponent, 0.0) - shift), axis=-1)
        far = xp.where(finite, xp.log(scaled) + shift, top)[..., 0]
        return xp.where(regular, value, far)


@dataclass(frozen=True)
class Renyi(AlphaFamily):
    """D_a(P‖Q) = log Σ p^a q^(1-a) / (a-1)."""

    name = "renyi"
    axioms = frozenset(
        {"non_negative", "zero_iff_equal", "data_processing", "additive_over_products"}
    )

    def finish(self, totals: tuple[Array, ...], xp: Any) -> Array:
        """Return log M / (a - 1)."""
        return self._log_power(totals, xp) / (self.alpha - 1.0)

    def of_table(self, totals: tuple[Array, ...], cells: Cells, xp: Any) -> Array:
        """Return log M / (a - 1), whatever the size of M."""
        return self._log_power_of_table(totals, cells, xp) / (self.alpha - 1.0)

    def rescaled(self, totals: tuple[Array, ...], look: Callable[[], Any]) -> Divergence:
        """Return the measure with M scaled into the range of doubles."""
        return self._in_range(totals, look)

    def closed_form(self, p: Distribution, q: Distribution, xp: Any) -> Array | None:
        """Return the family's own Rényi divergence."""
        return p.renyi(q, self.alpha, xp)


@dataclass(frozen=True)
class Tsallis(AlphaFamily):
    """T_a(P‖Q) = (Σ p^a q^(1-a) - 1) / (a-1)."""

    name = "tsallis"
    axioms = frozenset({"non_negative", "zero_iff_equal", "data_processing", "jointly_convex"})

    def finish(self, totals: tuple[Array, ...], xp: Any) -> Array:
        """Return a S."""
        return self.alpha * totals[0]


@dataclass(frozen=True)
class Bhattacharyya(AlphaFamily):
    """-log Σ sqrt(p q), half the Rényi divergence of order 1/2."""

    name = "bhattacharyya"
    axioms = frozenset(
        {
            "non_negative",
            "zero_iff_equal",
            "symmetric",
            "data_processing",
            "additive_over_products",
        }
    )

    def finish(self, totals: tuple[Array, ...], xp: Any) -> Array:
        """Return -log M."""
        return -self._log_power(totals, xp)

    def of_table(self, totals: tuple[Array, ...], cells: Cells, xp: Any) -> Array:
        """Return -log M, whatever the size of M."""
        return -self._log_power_of_table(totals, cells, xp)

    def rescaled(self, totals: tuple[Array, ...], look: Callable[[], Any]) -> Divergence:
        """Return the measure with M scaled into the range of doubles."""
        return self._in_range(totals, look)

    def closed_form(self, p: Distribution, q: Distribution, xp: Any) -> Array | None:
        """Return half the family's Rényi divergence."""
        renyi = p.renyi(q, 0.5, xp)
        return None if renyi is None else 0.5 * renyi


@dataclass(frozen=True)
class RenyiZero(Divergence):
    """D_0(P‖Q) = -log Q(p > 0)."""

    name = "renyi"
    axioms = frozenset({"non_negative"})
    only_p = (0.0, 0.0)
    only_q = (1.0, 0.0)

    def terms(self, cells: Cells, xp: Any) -> tuple[Array, ...]:
        """Return nothing, and q, where both are possible."""
        return (xp.zeros_like(cells.q), cells.q)

    def finish(self, totals: tuple[Array, ...], xp: Any) -> Array:
        """Return -log(1 - Q(p = 0)), or -log Q(p > 0) where that is the smaller of the two."""
        outside, inside = totals
        little = outside <= 0.5
        by_inside = xp.log(xp.where(little, 1.0, xp.clip(inside, 0.0, 1.0)))
        return -xp.where(little, xp.log1p(-xp.where(little, outside, 0.0)), by_inside)


@dataclass(frozen=True)
class RenyiMax(Divergence):
    """D_inf(P‖Q) = log sup p/q, the worst-case regret."""

    name = "renyi"
    is_sum = False
    axioms = frozenset({"non_negative", "zero_iff_equal", "data_processing"})
    only_p = (INF,)
    only_q = (0.0,)

    def terms(self, cells: Cells, xp: Any) -> tuple[Array, ...]:
        """Return log p/q; where p is impossible 0, which the largest always exceeds."""
        return (log_ratios(cells, xp),)

    def combine(self, term: Array, xp: Any) -> Array:
        """Return the largest term."""
        return xp.max(term, axis=-1)
