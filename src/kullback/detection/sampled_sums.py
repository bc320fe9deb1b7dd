"""S of n observations by drawing them, where nothing but the densities is known."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from kullback.detection.pairs import Pair
from kullback.detection.sums import Curve, Cut, EvidenceSum, Listing, curve_of_listing, cut_listing
from kullback.result import Kind

Array = Any

DRAWS = 20_000
_CHUNK = 1_000_000


@dataclass(frozen=True, eq=False)
class SampledSum(EvidenceSum):
    """S of `DRAWS` samples, half from each side, weighted to stand for either."""

    pair: Pair
    n: int
    rng: np.random.Generator
    method: str = "monte_carlo"
    kind: Kind = "estimate"

    @cached_property
    def listing(self) -> Listing:
        """The drawn sums, largest first, with the weights p/(p+q) and q/(p+q), normalised."""
        sums = np.concatenate([self._sums(side) for side in (self.pair.own_p, self.pair.own_q)])
        sums = -np.sort(-sums)
        log_p, log_q = -np.logaddexp(0.0, sums), -np.logaddexp(0.0, -sums)
        log_p, log_q = (x - np.logaddexp.reduce(x) for x in (log_p, log_q))
        inside = np.isfinite(sums)
        lost = [float(np.logaddexp.reduce(x[~inside], initial=-np.inf)) for x in (log_p, log_q)]
        return Listing(sums[inside], log_p[inside], log_q[inside], *lost)

    def _sums(self, side: Any) -> Array:
        rows = max(1, _CHUNK // self.n)
        half, found = DRAWS // 2, []
        for start in range(0, half, rows):
            m = min(rows, half - start)
            drawn = side.sample(m * self.n, self.rng)
            found.append(self.pair.evidence(drawn).reshape(m, self.n).sum(axis=1))
        return np.concatenate(found)

    def cut(self, alpha: float, *, randomize: bool = True) -> Cut:
        """Return the test, with a standard error of beta that knows the threshold is drawn too.

        The curve has slope -exp(threshold) there, which carries the error of alpha over to beta.
        """
        found = cut_listing(self.listing, alpha, randomize=True)
        variance = found.beta * (1.0 - found.beta)
        variance += np.exp(2.0 * min(found.threshold, 300.0)) * alpha * (1.0 - alpha)
        error = float(np.sqrt(variance / (DRAWS // 2))) if found.beta > 0.0 else 3.0 / DRAWS
        return found._replace(randomization=0.0, error=error)

    def curve(self) -> Curve:
        """Return the estimated curve."""
        alpha, power, area = curve_of_listing(self.listing)
        error = float(np.sqrt(max(area * (1.0 - area), 1.0 / DRAWS) / (DRAWS // 2)))
        return Curve(alpha, power, area, error)
