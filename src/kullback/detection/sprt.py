"""Wald's sequential probability ratio test."""

import math
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np

from kullback.detection.pairs import Pair, pair_of, refuse_equal
from kullback.detection.run_lengths import Barriers, increment_of, reaches, run_length
from kullback.detection.saved import check_divergence, read
from kullback.detection.validation import Hypothesis, error_rate, hypothesis
from kullback.errors import InvalidInputError


@dataclass(eq=False)
class Sprt:
    """A sequential test: it takes observations until the evidence leaves (lower, upper).

    Attributes
    ----------
    alpha, beta : float
        The errors that were asked for.
    lower, upper : float
        In nats: decide for p at or below `lower`, for q at or above `upper`.
    evidence : float
        The sum of log q(x)/p(x) so far.
    n : int
        Number of observations that were used.
    decision : {None, "p", "q"}
        None while undecided; what comes after the decision is not looked at.
    """

    alpha: float
    beta: float
    lower: float
    upper: float
    pair: Pair = field(repr=False)
    evidence: float = 0.0
    n: int = 0
    decision: Hypothesis | None = None

    def update(self, x: Any) -> Hypothesis | None:
        """Take one observation or a batch, in order, and return the decision so far."""
        for step in self.pair.evidence(x).tolist():
            if self.decision is not None:
                break
            self.evidence += step
            self.n += 1
            if reaches(self.evidence, self.upper):
                self.decision = "q"
            elif reaches(-self.evidence, -self.lower):
                self.decision = "p"
        return self.decision

    def expected_n(self, under: Any = "p", *, method: str = "wald") -> float:
        """Return how many observations are needed on average, where p or q is true.

        `method="wald"` is Wald's approximation, which ignores by how much the evidence overshoots the
        barriers, and so says too little. `method="exact"` solves for the expected length, as `cusum`
        does, where the law of the evidence of one observation is known.
        """
        side = hypothesis(under)
        if method == "exact":
            return run_length(increment_of(self.pair, side), self._barriers).mean
        if method != "wald":
            raise InvalidInputError(f'`method` is {method!r}; "wald" or "exact" is known.')
        a, b = self.alpha, self.beta
        if side == "q":
            return max(1.0, ((1.0 - b) * self.upper + b * self.lower) / self.pair.reverse)
        return max(1.0, -(a * self.upper + (1.0 - a) * self.lower) / self.pair.divergence)

    def error_rates(self) -> tuple[float, float]:
        """Return the errors under p and under q that the test really has, overshoot included."""
        above = [run_length(increment_of(self.pair, s), self._barriers).above for s in ("p", "q")]
        return above[0], 1.0 - above[1]

    @property
    def _barriers(self) -> Barriers:
        return Barriers(self.lower, self.upper, reflect=False)

    def to_dict(self) -> dict[str, Any]:
        """Return the state as plain data, which `from_dict` resumes with the same p and q."""
        return {
            "detector": "sprt",
            "alpha": self.alpha,
            "beta": self.beta,
            "evidence": self.evidence if np.isfinite(self.evidence) else str(self.evidence),
            "n": self.n,
            "decision": self.decision,
            "divergence": str(self.pair.divergence),
        }

    @classmethod
    def from_dict(cls, state: Any, p: Any, q: Any) -> Self:
        """Return the test that `to_dict` saved, between the same p and q."""
        kinds: dict[str, type] = {"alpha": float, "beta": float, "evidence": float, "n": int}
        found = read(state, "sprt", {**kinds, "divergence": float, "decision": str})
        pair = pair_of(p, q)
        check_divergence(found.pop("divergence"), pair.divergence)
        if found["decision"] is not None:
            hypothesis(found["decision"], "state")
        barriers = _wald(found["alpha"], found["beta"])
        return cls(pair=pair, lower=barriers[0], upper=barriers[1], **found)


def sprt(p: Any, q: Any, alpha: Any, beta: Any) -> Sprt:
    r"""Return Wald's sequential test of p (null) against q (alternative).

    It adds up the evidence and stops at one of

    .. math:: \text{lower} = \log\frac{β}{1-α}, \qquad \text{upper} = \log\frac{1-β}{α}

    Parameters
    ----------
    p, q : distribution
        The null hypothesis and the alternative.
    alpha, beta : float in (0, 1)
        The errors under p and under q, with alpha + beta < 1. The errors of the test satisfy
        α' ≤ α/(1-β) and β' ≤ β/(1-α), and α' + β' ≤ α + β.

    Returns
    -------
    Sprt
        With `lower`, `upper`, `update(x)`, `decision`, `expected_n(under="p" | "q")`, `error_rates()`,
        `to_dict()` and ``Sprt.from_dict(state, p, q)``.

    Raises
    ------
    InvalidInputError
        Where p = q, or for errors outside (0, 1) or that add up to 1 or more.

    References
    ----------
    Wald (1945), eq. 3.30 and 4.8. :doi:`10.1214/aoms/1177731118`

    Examples
    --------
    >>> import kullback as kb
    >>> test = kb.detection.sprt("norm(0, 1)", "norm(1, 1)", alpha=0.05, beta=0.05)
    >>> test.update([1.2, 0.4]), test.update(1.9), test.update(1.8), test.n
    (None, None, 'q', 4)
    >>> round(test.expected_n(under="q"), 2), round(test.expected_n(under="q", method="exact"), 2)
    (5.3, 6.92)
    """
    first, second = error_rate(alpha, "alpha"), error_rate(beta, "beta")
    if first + second >= 1.0:
        raise InvalidInputError(
            f"`alpha` + `beta` is {first + second:.6g}; a test that is worth its observations has less than "
            "1 in all. Ask for smaller errors."
        )
    pair = pair_of(p, q)
    refuse_equal(pair, "no number of observations tells them apart")
    lower, upper = _wald(first, second)
    return Sprt(first, second, lower, upper, pair)


def _wald(alpha: float, beta: float) -> tuple[float, float]:
    return math.log(beta) - math.log1p(-alpha), math.log1p(-beta) - math.log(alpha)
