"""The most powerful test of one distribution against another."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from kullback.detection.choice import sum_of
from kullback.detection.pairs import Pair, pair_of
from kullback.detection.steps import tolerance
from kullback.detection.validation import Hypothesis, error_rate, whole_number
from kullback.errors import ShapeError
from kullback.result import Kind


@dataclass(frozen=True, eq=False)
class NeymanPearson:
    """A likelihood-ratio test of n observations.

    Attributes
    ----------
    alpha : float
        Probability to decide for q although p is true (its size).
    beta : float
        Probability to decide for p although q is true.
    threshold : float
        In nats: decide for q where Σ log q(xᵢ)/p(xᵢ) is above it.
    randomization : float
        Probability to decide for q where the sum equals the threshold; 0 for the method "tilted_fft",
        which sees no single value: for discrete data the size of `decide` then is off by what mass one
        value of the sum has.
    n : int
    method, kind : str
        How the probabilities were found, as in `Result`.
    error : float or None
        Of `beta`: None where exact, a bound where numerical, a standard error where an estimate.
    """

    alpha: float
    beta: float
    threshold: float
    randomization: float
    n: int
    method: str
    kind: Kind
    error: float | None
    pair: Pair = field(repr=False)

    @property
    def power(self) -> float:
        """Probability to decide for q where q is true, 1 - beta."""
        return 1.0 - self.beta

    def decide(self, x: Any, rng: Any = None) -> Hypothesis:
        """Return "q" where the n observations `x` reject p, else "p".

        `rng` draws the lot where the evidence equals the threshold and `randomization` lies between
        0 and 1.
        """
        evidence = self.pair.evidence(x)
        if len(evidence) != self.n:
            raise ShapeError(
                f"`x` holds {len(evidence)} observations; this test was made for n = {self.n}."
            )
        total = float(np.sum(evidence))
        if np.isfinite(self.threshold):
            finite = np.append(evidence[np.isfinite(evidence)], self.threshold / self.n)
            near = tolerance(finite, self.n) * self.n
            if abs(total - self.threshold) <= near:
                lot = self.randomization
                drawn = lot > 0.0 and (lot >= 1.0 or np.random.default_rng(rng).random() < lot)
                return "q" if drawn else "p"
        return "q" if total > self.threshold or total == np.inf else "p"


def neyman_pearson(p: Any, q: Any, n: Any, alpha: Any, *, rng: Any = None) -> NeymanPearson:
    r"""Return the most powerful test of p (null) against q from n observations, with its errors.

    It decides for q where the log-likelihood ratio is large (Neyman & Pearson's lemma):

    .. math:: S = \sum_{i=1}^n \log\frac{q(x_i)}{p(x_i)} > c, \qquad P(S > c) + γ P(S = c) = α

    Parameters
    ----------
    p, q : distribution
        The null hypothesis and the alternative, whatever `kl` takes that is a known law.
    n : int
        Number of independent observations.
    alpha : float in (0, 1)
        The probability of a false alarm: to decide for q although p is true.
    rng : seed or numpy.random.Generator, optional
        For the pairs whose errors can only be simulated.

    Returns
    -------
    NeymanPearson
        With `alpha`, `beta`, `power`, `threshold` (in nats), `randomization`, and `decide(x)`.
        Exact for tables and finite distributions while the sums can be listed, and for pairs of one
        family with a monotone statistic; otherwise by a tilted Fourier transform with the error that
        a coarser lattice shows, or (beyond the line) by simulation with a standard error. `alpha` is
        below what was asked where the supports differ and beta is 0 already.

    Raises
    ------
    InvalidInputError
        For alpha outside (0, 1), n that is no positive whole number, observations in place of a law.

    References
    ----------
    Neyman & Pearson (1933), sec. III. :doi:`10.1098/rsta.1933.0009`

    Examples
    --------
    >>> import kullback as kb
    >>> test = kb.detection.neyman_pearson([0.5, 0.5], [0.2, 0.8], n=10, alpha=0.05)
    >>> round(test.beta, 6), round(test.randomization, 6)
    (0.354413, 0.893333)
    >>> test.decide([1, 1, 1, 1, 1, 1, 1, 1, 1, 0])
    'q'
    """
    level, size, pair = error_rate(alpha, "alpha"), whole_number(n, "n"), pair_of(p, q)
    found = sum_of(pair, rng)(size)
    cut = found.cut(level)
    return NeymanPearson(
        cut.alpha,
        cut.beta,
        cut.threshold,
        cut.randomization,
        size,
        found.method,
        found.kind,
        cut.error,
        pair,
    )
