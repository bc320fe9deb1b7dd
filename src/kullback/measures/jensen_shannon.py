"""Jensen-Shannon divergence."""

import math
from dataclasses import dataclass
from typing import Any

from kullback.measures.base import Divergence
from kullback.numerics.cells import Cells, jensen_shannon_terms

Array = Any


@dataclass(frozen=True)
class JensenShannon(Divergence):
    """JS(P, Q) = w D(P‖M) + v D(Q‖M), M = w P + v Q; v is 1 - w if it is not given."""

    weight: float = 0.5
    other: float | None = None
    """v, which 1 - w cannot say where it is tiny."""

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
        return (_recognised(self.weight, self._rest),)

    @property
    def only_q(self) -> tuple[float, ...]:
        """The same for Q."""
        return (_recognised(self._rest, self.weight),)

    @property
    def _rest(self) -> float:
        return 1.0 - self.weight if self.other is None else self.other

    def terms(self, cells: Cells, xp: Any) -> tuple[Array, ...]:
        """Return m [w phi((1-w)(p-q)/m) + (1-w) phi(-w(p-q)/m)] with m = w p + (1-w) q."""
        return (jensen_shannon_terms(cells, self.weight, xp, self._rest),)


def _recognised(share: float, rest: float) -> float:
    """Return -share log(share), where share + rest = 1 and the smaller is the accurate one."""
    return -share * (math.log(share) if share < 0.5 else math.log1p(-rest))
