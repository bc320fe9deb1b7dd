"""Cells that hold equally many draws of P: on the line, all it takes is two sorts."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from kullback.errors import InvalidInputError
from kullback.estimators.base import DivergenceEstimator, Draws, Estimate, at_least
from kullback.numerics.count_divergences import zhang_grabchak

MANY_ON_A_LINE = 50_000
"""Draws a side from which on cells on the line are as good as anything, and far quicker."""
_GROWTH = 0.6  # cells grow with n as n^0.6, so that the loss inside them falls below the noise of counting


@dataclass(frozen=True)
class Spacings(DivergenceEstimator):
    r"""The divergence of counts in `cells` intervals between equally spaced order statistics of P.

    A partition loses information, the less the more cells there are; the bias of counting is taken off.
    For many draws on the line; in time n log n.

    References
    ----------
    Wang, Kulkarni & Verdú (2005), eq. 12. :doi:`10.1109/TIT.2005.853314`
    Zhang & Grabchak (2014). :doi:`10.1162/NECO_a_00646`
    """

    cells: int | None = None
    name: ClassVar[str] = "spacings"

    def __post_init__(self) -> None:
        if self.cells is not None and not at_least(self.cells, 2):
            raise InvalidInputError(f"`cells` is {self.cells!r}; it counts intervals, 2 or more.")

    def refuses(self, draws: Draws) -> str | None:
        """Return why there are no order statistics."""
        if draws.weights_x is not None or draws.weights_y is not None:
            return "its cells hold equally many rows, which cannot be weighted"
        return None if draws.d == 1 else "only the line is sorted"

    def yields(self, draws: Draws) -> str | None:
        """Return that fewer draws say more to an estimator that knows densities to be smooth."""
        if min(draws.n, draws.m) >= MANY_ON_A_LINE:
            return None
        return f"with fewer than {MANY_ON_A_LINE} rows, smoothness tells more than cells"

    def estimate(self, draws: Draws) -> Estimate:
        """Return the divergence of the counts."""
        x, y = np.sort(draws.x[:, 0]), np.sort(draws.y[:, 0])
        cells = self.cells or max(2, round(draws.n**_GROWTH))
        places = np.linspace(0, draws.n, cells + 1).astype(int)[1:-1]
        edges = np.unique(x[places])
        ends = [np.searchsorted(side, edges) for side in (x, y)]
        p, q = (
            np.diff(np.concatenate([[0], end, [len(side)]])).astype(np.float64)
            for end, side in zip(ends, (x, y), strict=True)
        )
        found = zhang_grabchak(p, q)
        log_ratio, ratio = (
            np.repeat(found.log_ratio, p.astype(int)),
            np.repeat(found.ratio, q.astype(int)),
        )
        if draws.block is not None:  # back into the order of time, in which blocks are read
            log_ratio = log_ratio[np.argsort(np.argsort(draws.x[:, 0]))]
            ratio = ratio[np.argsort(np.argsort(draws.y[:, 0]))]
        return Estimate(found.value, log_ratio, ratio)
