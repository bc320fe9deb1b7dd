"""S from the sum of a statistic whose law is known."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy.special import expit

from kullback.detection.known import Known
from kullback.detection.sums import Curve, Cut, EvidenceSum, Listing, curve_of_listing, cut_listing
from kullback.result import Kind

Array = Any

_FAR = 45.0  # standard deviations beyond which a count has no mass that a double could hold
_LEVELS = expit(np.linspace(-40.0, 40.0, 801))
_STEP = 1.0 / 32.0


@dataclass(frozen=True, eq=False)
class KnownSum(EvidenceSum):
    """S = n·intercept + slope·T with T of a known law under each side."""

    known: Known
    n: int
    method: str = "known_law"
    kind: Kind = "exact"

    @cached_property
    def sides(self) -> tuple[Any, Any]:
        """The law of T under p and under q."""
        return self.known.law(self.n)

    def evidence(self, t: Any) -> Any:
        """Return S where the statistic is t."""
        return self.n * self.known.intercept + self.known.slope * t

    def cut(self, alpha: float, *, randomize: bool = True) -> Cut:
        """Return the test that rejects for a large (slope > 0) or small T."""
        if self.known.discrete:
            return cut_listing(self._listing, alpha, randomize=randomize)
        p, q = self.sides
        rising = self.known.slope > 0.0
        t = float(p.isf(alpha) if rising else p.ppf(alpha))
        beta = float(q.cdf(t) if rising else q.sf(t))
        return Cut(float(self.evidence(t)), 0.0, alpha, beta)

    @cached_property
    def _listing(self) -> Listing:
        """Every count with its mass: far enough out that what is left underflows."""
        low, high = np.inf, -np.inf
        for side in self.sides:
            mean, deviation = side.mean(), side.std() + 1.0
            low = min(low, mean - _FAR * deviation)
            high = max(high, mean + _FAR * deviation)
        first, last = (end for end in self.sides[0].support())
        t = np.arange(max(first, np.floor(low)), min(last, np.ceil(high)) + 1.0)
        t = t[::-1] if self.known.slope > 0.0 else t
        log_p, log_q = (np.asarray(side.logpmf(t)) for side in self.sides)
        return Listing(self.evidence(t), log_p, log_q, -np.inf, -np.inf)

    def curve(self) -> Curve:
        """Return corners of the curve, or points on it, and the area."""
        if self.known.discrete:
            alpha, power, area = curve_of_listing(self._listing)
            return Curve(alpha, power, area, None)
        power = np.array([1.0 - self.cut(float(a)).beta for a in _LEVELS])
        corners = np.concatenate([[0.0], _LEVELS, [1.0]])
        areas = [self._area(step) for step in (2.0 * _STEP, _STEP)]
        heights = np.concatenate([[0.0], power, [1.0]])
        return Curve(corners, heights, areas[1], abs(areas[1] - areas[0]) + 1e-14)

    def _area(self, step: float) -> float:
        """Return P(S under p < S under q), by the tanh-sinh rule over the quantiles of T under q."""
        z = np.arange(-3.0, 3.0 + step, step)
        u = expit(np.pi * np.sinh(z))
        weight = np.pi * np.cosh(z) * u * expit(-np.pi * np.sinh(z)) * step
        p, q = self.sides
        lower = u <= 0.5
        t = np.where(lower, q.ppf(u), q.isf(expit(-np.pi * np.sinh(z))))
        below = p.cdf(t) if self.known.slope > 0.0 else p.sf(t)
        return float(np.sum(weight * below))
