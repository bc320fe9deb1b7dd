"""Jensen-Shannon divergence."""

import math
from dataclasses import dataclass
from typing import Any

from kullback.measures.base import Divergence
from kullback.numerics.cells import Cells, jensen_shannon_terms

Array = Any


@dataclass(frozen=True)
class JensenShannon(Divergence):
    """JS(P, Q) = w D(P‖M) + (1-w) D(Q‖M), M = w P + (1-w) Q."""

    weight: float = 0.5

    name = "jensen_shannon"
    linear_in_log = True
    axioms = frozenset(
        {
            "non_negative",
            "zero_iff_equal",
            "symmetric",
            "data_processing",
            "jointly_convex",
            "at_most_log_2",
        }
    )

    @property
    def only_p(self) -> tuple[float, ...]:
        """W log(1/w): a unit of P-mass is recognised for certain."""
        return (-self.weight * math.log(self.weight),)

    @property
    def only_q(self) -> tuple[float, ...]:
        """The same for Q."""
        rest = 1.0 - self.weight
        return (-rest * math.log(rest),)

    def terms(self, cells: Cells, xp: Any) -> tuple[Array, ...]:
        """Return m [w phi((1-w)(p-q)/m) + (1-w) phi(-w(p-q)/m)] with m = w p + (1-w) q."""
        return (jensen_shannon_terms(cells, self.weight, xp),)
