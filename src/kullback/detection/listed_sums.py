"""S of n observations with few values of L: every vector of counts, with its multinomial mass."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy.special import gammaln

from kullback.detection.steps import Steps, tolerance
from kullback.detection.sums import Curve, Cut, EvidenceSum, Listing, curve_of_listing, cut_listing
from kullback.numerics.compositions import number_of_compositions
from kullback.result import Kind

Array = Any

_MOST = 1_000_000


def is_listable(steps: Steps, n: int) -> bool:
    """Return whether the vectors of counts are few enough to be listed."""
    k = len(steps.values)
    return n == 1 or (not steps.smooth and (k < 2 or number_of_compositions(n, k) <= _MOST))


@dataclass(frozen=True, eq=False)
class ListedSum(EvidenceSum):
    """S from all vectors of counts of the values of L; equal sums are one."""

    steps: Steps
    n: int
    kind: Kind
    method: str = "enumeration"

    @cached_property
    def listing(self) -> Listing:
        """The values of S, largest first."""
        steps = self.steps
        lost = [log_lost(mass, self.n) for mass in (steps.lost_p, steps.lost_q)]
        if not len(steps.values):
            none = np.zeros(0)
            return Listing(none, none, none, *lost)
        if self.n == 1:
            log_p, log_q = _log(steps.p), _log(steps.q)
            return Listing(steps.values[::-1], log_p[::-1], log_q[::-1], *lost)
        values, log_p, log_q = _multinomial(steps, self.n)
        order = np.argsort(-values, kind="stable")
        values, log_p, log_q = values[order], log_p[order], log_q[order]
        starts = np.flatnonzero(
            np.concatenate([[True], -np.diff(values) > tolerance(values, self.n)])
        )
        log_p, log_q = (np.logaddexp.reduceat(x, starts) for x in (log_p, log_q))
        return Listing(values[starts], log_p, log_q, *lost)

    def cut(self, alpha: float, *, randomize: bool = True) -> Cut:
        """Return the most powerful test."""
        found = cut_listing(self.listing, alpha, randomize=randomize or self.steps.smooth)
        return found if self.steps.exact else found._replace(error=self._left_out)

    def curve(self) -> Curve:
        """Return the operating curve, of straight lines."""
        found = curve_of_listing(self.listing)
        return Curve(*found, None if self.steps.exact else self._left_out)

    @property
    def _left_out(self) -> float:
        """What the tail may hold, or one node of a density."""
        node = 4.0 / len(self.steps.values) if self.steps.smooth else 0.0
        return self.n * 1e-11 + node**2


def _log(x: Array) -> Array:
    return np.where(x > 0.0, np.log(np.where(x > 0.0, x, 1.0)), -np.inf)


def log_lost(mass: float, n: int) -> float:
    """Return log(1 - (1 - mass)^n)."""
    if mass <= 0.0:
        return -np.inf
    return 0.0 if mass >= 1.0 else float(np.log(-np.expm1(n * np.log1p(-mass))))


def _multinomial(steps: Steps, n: int) -> tuple[Array, Array, Array]:
    """Return S and both log masses of every vector of counts, built value by value."""
    log_p, log_q = np.log(steps.p), np.log(steps.q)
    left = np.array([n])
    rows = [np.zeros(1), np.array([gammaln(n + 1.0)]), np.array([gammaln(n + 1.0)])]
    last = len(steps.values) - 1
    for i, value in enumerate(steps.values):
        if i == last:
            count = left
        else:
            sizes = left + 1
            before = np.repeat(np.cumsum(sizes) - sizes, sizes)
            rows = [np.repeat(row, sizes) for row in rows]
            count = np.arange(len(rows[0])) - before
            left = np.repeat(left, sizes) - count
        ways = gammaln(count + 1.0)
        added = (count * value, count * log_p[i] - ways, count * log_q[i] - ways)
        rows = [row + more for row, more in zip(rows, added, strict=True)]
    return rows[0], rows[1], rows[2]
