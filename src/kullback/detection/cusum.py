"""Page's cumulative sum: noticing when observations turn from p to q."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self

import numpy as np
from scipy.optimize import brentq

from kullback.api.numbers import real_number
from kullback.detection.pairs import Pair, pair_of, refuse_equal
from kullback.detection.run_lengths import (
    Barriers,
    Increment,
    RunLength,
    increment_of,
    reaches,
    run_length,
)
from kullback.detection.saved import check_divergence, read
from kullback.errors import InvalidInputError

_SHARP = 1e-9
_RESOLVED = 1e-6  # relative, of a threshold for discrete data


@dataclass(eq=False)
class Cusum:
    """A detector of a change from p to q: S = max(0, S + log q(x)/p(x)), alarm where S ≥ threshold.

    Attributes
    ----------
    threshold : float
        In nats.
    statistic : float
        S now.
    n : int
        Number of observations that were taken up to the alarm.
    alarm : bool
        Whether it has gone off; what comes afterwards is not looked at, until `reset`.
    """

    threshold: float
    pair: Pair = field(repr=False)
    statistic: float = 0.0
    n: int = 0
    alarm: bool = False

    def update(self, x: Any) -> bool:
        """Take one observation or a batch, in order, and return whether the alarm has gone off."""
        for step in self.pair.evidence(x).tolist():
            if self.alarm:
                break
            self.statistic = max(0.0, self.statistic + step)
            self.n += 1
            self.alarm = reaches(self.statistic, self.threshold)
        return self.alarm

    def reset(self) -> None:
        """Start again from 0."""
        self.statistic, self.n, self.alarm = 0.0, 0, False

    @property
    def arl0(self) -> float:
        """Average number of observations to a false alarm, where p stays true."""
        return self.run_lengths[0].mean

    @property
    def arl1(self) -> float:
        """Average number of observations to the alarm where q is true from the first one on."""
        return self.run_lengths[1].mean

    @property
    def arl_errors(self) -> tuple[float | None, float | None]:
        """How far a finer solution moved `arl0` and `arl1`; None where they are exact."""
        return self.run_lengths[0].error, self.run_lengths[1].error

    @cached_property
    def run_lengths(self) -> tuple[RunLength, RunLength]:
        """Both average run lengths."""
        first, second = (_length(increment_of(self.pair, s), self.threshold) for s in ("p", "q"))
        return first, second

    def to_dict(self) -> dict[str, Any]:
        """Return the state as plain data, which `from_dict` resumes with the same p and q."""
        return {
            "detector": "cusum",
            "threshold": self.threshold,
            "statistic": self.statistic if np.isfinite(self.statistic) else str(self.statistic),
            "n": self.n,
            "alarm": self.alarm,
            "divergence": str(self.pair.divergence),
        }

    @classmethod
    def from_dict(cls, state: Any, p: Any, q: Any) -> Self:
        """Return the detector that `to_dict` saved, between the same p and q."""
        kinds: dict[str, type] = {"threshold": float, "statistic": float, "n": int, "alarm": bool}
        found = read(state, "cusum", {**kinds, "divergence": float})
        pair = pair_of(p, q)
        check_divergence(found.pop("divergence"), pair.divergence)
        return cls(pair=pair, **found)


def cusum(p: Any, q: Any, *, threshold: Any = None, arl0: Any = None) -> Cusum:
    r"""Return Page's detector of a change from p to q.

    .. math:: S_t = \max(0, S_{t-1} + \log\tfrac{q(x_t)}{p(x_t)}), \qquad \text{alarm where } S_t ≥ h

    Of all detectors with the same average time to a false alarm it has the least worst-case delay,
    which is about h/D(q‖p); the time to a false alarm is at least exp(h).

    Parameters
    ----------
    p, q : distribution
        Before and after the change.
    threshold : float, optional
        h > 0, in nats. Give this or `arl0`.
    arl0 : float, optional
        The average number of observations to a false alarm, above 1. The smallest threshold that
        reaches it is found; for discrete data `arl0` of the detector may be larger, and is never
        smaller.

    Returns
    -------
    Cusum
        With `threshold`, `arl0`, `arl1`, `update(x)`, `alarm`, `reset()`, `to_dict()` and
        ``Cusum.from_dict(state, p, q)``. Run lengths are exact where the reachable sums are few, by
        Fredholm's equation at Gauss-Legendre nodes for normals, and otherwise by a Markov chain on
        cells; `arl_errors` says how far off they may be.

    Raises
    ------
    InvalidInputError
        Where p = q, or neither or both of `threshold` and `arl0` are given, or out of range.

    References
    ----------
    Page (1954), sec. 2. :doi:`10.1093/biomet/41.1-2.100`; Lorden (1971), theorem 2.
    :doi:`10.1214/aoms/1177693055`; Brook & Evans (1972). :doi:`10.1093/biomet/59.3.539`

    Examples
    --------
    >>> import kullback as kb
    >>> detector = kb.detection.cusum("norm(0, 1)", "norm(1, 1)", threshold=4.0)
    >>> round(detector.arl0, 1), round(detector.arl1, 2)
    (335.4, 8.38)
    >>> detector.update([0.1, -0.3, 2.0, 1.7]), detector.update([1.9, 2.4]), detector.n
    (False, True, 5)
    """
    if (threshold is None) == (arl0 is None):
        raise InvalidInputError(
            f"`threshold` is {threshold!r} and `arl0` {arl0!r}; give exactly one of the two."
        )
    pair = pair_of(p, q)
    refuse_equal(pair, "there is no change to notice")
    if threshold is not None:
        h = real_number(threshold)
        if not 0.0 < h < np.inf:
            raise InvalidInputError(f"`threshold` is {threshold!r}; a positive number is needed.")
        return Cusum(h, pair)
    target = real_number(arl0)
    if not 1.0 < target < 1e12:
        raise InvalidInputError(
            f"`arl0` is {arl0!r}; the average time to a false alarm is a number above 1 (and below 1e12)."
        )
    return Cusum(_threshold_for(increment_of(pair, "p"), target), pair)


def _length(step: Increment, threshold: float) -> RunLength:
    return run_length(step, Barriers(0.0, threshold, reflect=True))


def _threshold_for(step: Increment, target: float) -> float:
    """Return the smallest threshold with this average time to a false alarm: between 0 and its log."""
    low, high = _SHARP, float(np.log(target)) + _SHARP

    def excess(h: float) -> float:
        return float(np.log(_length(step, h).mean / target))

    if excess(low) >= 0.0:
        return low
    if step.values is None and np.isfinite(excess(high)):
        return float(brentq(excess, low, high, xtol=1e-10))
    while high - low > _RESOLVED * high:
        middle = 0.5 * (low + high)
        low, high = (low, middle) if excess(middle) >= 0.0 else (middle, high)
    return high
