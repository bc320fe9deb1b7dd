"""How many observations a test needs."""

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from scipy.optimize import brentq
from scipy.special import log_ndtr, ndtri

from kullback.detection.choice import SumOf, sum_of
from kullback.detection.known import known_of
from kullback.detection.known_sums import KnownSum
from kullback.detection.pairs import Pair, pair_of, refuse_equal
from kullback.detection.steps import steps_of
from kullback.detection.validation import error_rate
from kullback.errors import ConvergenceError
from kullback.result import Kind

_MOST = 1 << 24
_ENDLESS = 1 << 50
_LOOK_AHEAD = 50
_TEETH = 10.0  # the error goes up and down by steps of about the square root of n


@dataclass(frozen=True)
class SampleSize:
    """How many observations are needed.

    Attributes
    ----------
    n : int
        From this n on the error beta stays below what was asked.
    n_asymptotic : int
        Stein's -log(beta)/D(p‖q), rounded up: usually far too few.
    n_second_order : int or None
        The same with Strassen's second term; None where the variance of the evidence is not known.
    alpha, beta : float
        The errors of the test with n observations.
    method, kind : str
        How they were found.
    """

    n: int
    n_asymptotic: int
    n_second_order: int | None
    alpha: float
    beta: float
    method: str
    kind: Kind


def sample_size(
    p: Any, q: Any, alpha: Any, beta: Any, *, randomize: bool = False, rng: Any = None
) -> SampleSize:
    r"""Return how many observations tell q from p with errors alpha (under p) and beta (under q).

    .. math:: -\log β_n = n D(P‖Q) + \sqrt{n V}\,Φ^{-1}(α) + \tfrac12 \log n + O(1)

    with the constant that a normal law of the evidence has, gives a first guess; the answer comes from
    the errors of the tests themselves.

    Parameters
    ----------
    p, q : distribution
        The null hypothesis and the alternative.
    alpha, beta : float in (0, 1)
        The largest probabilities to decide for q under p, and for p under q.
    randomize : bool
        Whether the test may draw lots at its threshold. Where it does not, its error is no monotone
        function of n for discrete data; then n is the smallest from which on beta stays below, up to
        n + 50 + 10 √n, as far as was looked.
    rng : seed or numpy.random.Generator, optional
        For the pairs that can only be simulated.

    Returns
    -------
    SampleSize
        With `n`, `n_asymptotic` (Stein) and `n_second_order` (Strassen).

    Raises
    ------
    InvalidInputError
        Where p = q, or an error outside (0, 1).
    ConvergenceError
        Where more than 2^24 observations would be needed (2^50 for continuous laws that are known).

    References
    ----------
    Strassen (1962), theorem 1.1; Polyanskiy, Poor & Verdú (2010), eq. 93.
    :doi:`10.1109/TIT.2010.2043769`

    Examples
    --------
    >>> import kullback as kb
    >>> plan = kb.detection.sample_size("norm(0, 1)", "norm(0.5, 1)", alpha=0.05, beta=0.1)
    >>> plan.n, plan.n_asymptotic, plan.n_second_order
    (35, 19, 35)
    """
    level, miss, pair = error_rate(alpha, "alpha"), error_rate(beta, "beta"), pair_of(p, q)
    refuse_equal(pair, "no number of observations tells them apart")
    law = sum_of(pair, rng)
    second = _second_order(pair, level, miss)
    n = _smallest(law, level, miss, second or 1)
    if not randomize:
        n = _stays(law, level, miss, n)
    last = law(n)
    cut = last.cut(level, randomize=randomize)
    first = max(1, int(np.ceil(-np.log(miss) / pair.divergence)))
    return SampleSize(n, first, second, cut.alpha, cut.beta, last.method, last.kind)


def _smallest(law: SumOf, alpha: float, beta: float, guess: int) -> int:
    """Return the smallest n of a randomised test, whose error falls with n."""
    enough = cache(lambda n: law(n).cut(alpha).beta <= beta)
    low, high = 0, guess
    _check_size(law, high)
    while not enough(high):
        low, high = high, 2 * high
        _check_size(law, high)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def _check_size(law: SumOf, n: int) -> None:
    """Raise where so many observations are too many for all but a continuous law that is known."""
    found = law(1)
    endless = isinstance(found, KnownSum) and not found.known.discrete
    if n > _MOST and not (endless and n < _ENDLESS):
        raise ConvergenceError(
            f"About {n:.3g} observations would be needed, too many to work out: `p` and `q` are nearly "
            "the same. Allow larger errors, or an alternative `q` further away."
        )


def _stays(law: SumOf, alpha: float, beta: float, first: int) -> int:
    """Return the smallest n from which on the test without lots stays below."""
    if law(first).cut(alpha, randomize=False).randomization == law(first).cut(alpha).randomization:
        return first  # nothing is randomised: the error falls with n
    best: int | None = None
    n = first
    while best is None or n <= best + _LOOK_AHEAD + _TEETH * best**0.5:
        if law(n).cut(alpha, randomize=False).beta > beta:
            best = None
        elif best is None:
            best = n
        n += 1
    return best


def _second_order(pair: Pair, alpha: float, beta: float) -> int | None:
    """Return the n at which Strassen's expansion of -log beta reaches what was asked.

    For S normal under p, β = exp(n (V/2 - D)) Φ(-Φ⁻¹(α) - √(nV)): the same expansion with a constant,
    and sensible also where nV is small.
    """
    variance = _variance(pair)
    d = pair.divergence
    if variance is None or not np.isfinite(d):
        return None

    z = float(ndtri(alpha))

    def excess(n: float) -> float:
        spread = float(np.sqrt(n * variance))
        return n * (d - 0.5 * variance) - float(log_ndtr(-z - spread)) + float(np.log(beta))

    # beyond the last n at which the linear term owes something to the others
    last = ((np.sqrt(variance) * abs(z) + np.sqrt(-np.log(beta))) / d + 2.0) ** 2
    last = max(last, -2.0 * np.log(beta) / d, 4.0)
    grid = np.geomspace(1.0, 4.0 * last, 4001)
    short = np.flatnonzero([excess(float(n)) < 0.0 for n in grid])
    if not len(short) or short[-1] + 1 == len(grid):
        return 1 if not len(short) else None
    return int(np.ceil(brentq(excess, grid[short[-1]], grid[short[-1] + 1])))


def _variance(pair: Pair) -> float | None:
    """Return the variance of log p/q under p."""
    known = known_of(pair)
    if known is not None:
        return float(known.slope**2 * known.law(1)[0].var())
    steps = steps_of(pair)
    if steps is None or steps.lost_p:
        return None
    mean = float(steps.p @ steps.values)
    return float(steps.p @ (steps.values - mean) ** 2)
