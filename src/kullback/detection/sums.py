"""What a test needs to know of S = Σ log q(Xᵢ)/p(Xᵢ): where to cut it, and all the cuts there are."""

from abc import ABC, abstractmethod
from typing import Any, NamedTuple

import numpy as np
from scipy.special import logsumexp

from kullback.result import Kind

Array = Any


class Cut(NamedTuple):
    """Decide for q where S > `threshold`, and with probability `randomization` where S equals it."""

    threshold: float
    randomization: float
    alpha: float
    beta: float
    error: float | None = None
    """Of `beta`: None where it is exact, else a bound or a standard error."""


class Curve(NamedTuple):
    """The corners of the operating curve, from (0, power at 0) on, and the area under it."""

    alpha: Array
    power: Array
    area: float
    error: float | None


class EvidenceSum(ABC):
    """The law of S under both hypotheses, for n observations."""

    method: str
    kind: Kind

    @abstractmethod
    def cut(self, alpha: float, *, randomize: bool = True) -> Cut:
        """Return the most powerful test of size alpha (at most alpha, where nothing is randomised)."""

    @abstractmethod
    def curve(self) -> Curve:
        """Return the operating curve of all these tests."""


class Listing(NamedTuple):
    """Values of S, largest first, with the logarithms of their masses; the rest of p lies at -inf."""

    values: Array
    log_p: Array
    log_q: Array
    log_lost_p: float
    log_lost_q: float


def cut_listing(found: Listing, alpha: float, *, randomize: bool) -> Cut:
    """Return the most powerful test from a listing."""
    values, log_p, log_q = found.values, found.log_p, found.log_q
    if not len(values):
        return Cut(np.inf, 1.0, 0.0, 0.0)
    reached = np.exp(np.logaddexp.accumulate(log_p))
    place = int(np.searchsorted(reached, alpha * (1.0 + 1e-14), side="right"))
    if place == len(values):  # all that q allows is taken, and something is left over
        return Cut(float(values[-1]), 1.0, float(reached[-1]), 0.0)
    before = float(reached[place - 1]) if place else 0.0
    share = min(max((alpha - before) / float(np.exp(log_p[place])), 0.0), 1.0)
    share = share if randomize else 0.0
    missed = logsumexp(log_q[place + 1 :]) if place + 1 < len(values) else -np.inf
    at = float(np.exp(log_q[place]))
    size = before + share * float(np.exp(log_p[place]))
    beta = float(np.exp(missed)) + (1.0 - share) * at
    return Cut(float(values[place]), share, size, min(beta, 1.0))


def curve_of_listing(found: Listing) -> tuple[Array, Array, float]:
    """Return alpha and power at every corner, and the area under the lines between them."""
    p, q = np.exp(found.log_p), np.exp(found.log_q)
    alpha = np.concatenate([[0.0], np.cumsum(p)])
    power = float(np.exp(found.log_lost_q)) + np.concatenate([[0.0], np.cumsum(q)])
    rest = float(np.exp(found.log_lost_p))
    area = float(np.sum(p * 0.5 * (power[1:] + power[:-1]))) + rest
    if alpha[-1] < 1.0:
        alpha, power = np.append(alpha, 1.0), np.append(power, 1.0)
    return np.minimum(alpha, 1.0), np.minimum(power, 1.0), min(area, 1.0)
