"""What a measure is: a non-negative term of each cell, how terms combine, and the axioms it claims."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, ClassVar, Literal

from kullback.distributions.base import Distribution
from kullback.numerics.cells import Cells, shared, with_ends
from kullback.numerics.sums import total_of

Array = Any

Axiom = Literal[
    "non_negative",
    "zero_iff_equal",
    "symmetric",
    "triangle_inequality",
    "data_processing",
    "jointly_convex",
    "additive_over_products",
    "at_most_one",
    "at_most_log_2",
]


class Measure(ABC):
    """A quantity of one or two distributions."""

    name: ClassVar[str]
    has_unit: ClassVar[bool] = True
    is_sum: ClassVar[bool] = True
    """False for the few that are a maximum over cells, which sums and integrals cannot give."""
    axioms: ClassVar[frozenset[Axiom]] = frozenset()

    @property
    def non_negative(self) -> bool:
        """Whether the value is claimed never to be negative."""
        return "non_negative" in self.axioms

    def closed_form(self, p: Distribution, q: Distribution, xp: Any) -> Array | None:
        """Return the value for two members of one family, in nats, or None (a hook)."""
        return None


class Divergence(Measure):
    """A measure of two distributions that is a function of sums of pointwise terms.

    `terms` returns a tuple of arrays, one a sum; most measures need a single one. `only_p` and
    `only_q` are what a unit of mass contributes to each where the other side is impossible.
    """

    linear_in_log: ClassVar[bool] = False
    """Whether a term moves by at most |p - q| when log(p/q) moves by 1: decides the rounding bound."""

    @property
    @abstractmethod
    def only_p(self) -> tuple[float, ...]:
        """Contribution of a unit of P-mass where q = 0; inf decides by support alone."""

    @property
    @abstractmethod
    def only_q(self) -> tuple[float, ...]:
        """Contribution of a unit of Q-mass where p = 0."""

    @abstractmethod
    def terms(self, cells: Cells, xp: Any) -> tuple[Array, ...]:
        """Return the terms of cells where both sides are possible (u finite)."""

    def finish(self, totals: tuple[Array, ...], xp: Any) -> Array:
        """Return the value from the sums of the terms (a hook: the first sum itself)."""
        return totals[0]

    def of_table(self, totals: tuple[Array, ...], cells: Cells, xp: Any) -> Array:
        """Return the value for a table, whose cells are at hand (a hook: from the sums alone)."""
        return self.finish(totals, xp)

    def combine(self, term: Array, xp: Any) -> Array:
        """Return one total from terms along the last axis (a hook: their sum)."""
        return total_of(term, xp)

    def pointwise(self, cells: Cells, xp: Any) -> tuple[Array, ...]:
        """Return the terms of all cells, those included where one side is impossible."""
        if not cells.singular:
            return self.terms(cells, xp)
        inner = self.terms(shared(cells, xp), xp)
        return tuple(
            with_ends(cells, term, only_p, only_q, xp)
            for term, only_p, only_q in zip(inner, self.only_p, self.only_q, strict=True)
        )

    def rescaled(self, totals: tuple[Array, ...], look: Callable[[], Any]) -> "Divergence":
        """Return the measure with its sums scaled to fit in doubles (a hook: few need it).

        `look` returns logarithms of both sides at points all over the support.
        """
        return self

    @property
    def needs_domination(self) -> bool:
        """Whether P-mass outside the support of Q makes the value infinite."""
        return self.only_p[0] == float("inf")


class Functional(Measure):
    """A measure of one distribution: a sum or integral of terms of its log density."""

    @abstractmethod
    def terms(self, p: Array, log_p: Array, xp: Any) -> Array:
        """Return the terms of cells with mass (or density) p."""

    @abstractmethod
    def of_table(self, p: Array, xp: Any) -> Array:
        """Return the terms of an exactly normalised table, along its last axis."""
