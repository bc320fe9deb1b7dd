"""Divergences between two distributions: `p` is the reference, `q` the approximation."""

import math
from typing import Any, TypedDict, Unpack

import numpy as np

from kullback.api.answer import Options, answer
from kullback.api.numbers import real_number
from kullback.api.smoothing import Smoothing
from kullback.errors import InvalidInputError
from kullback.estimators.base import Estimator, Progress
from kullback.measures.chi_square import ChiSquare
from kullback.measures.hellinger import Hellinger
from kullback.measures.jeffreys import Jeffreys
from kullback.measures.jensen_shannon import JensenShannon
from kullback.measures.kl import KL
from kullback.measures.total_variation import TotalVariation
from kullback.result import Result

_KL = KL()


class Shared(TypedDict, total=False):
    """The keywords that every verb shares; `kl` describes them."""

    axis: int
    unit: str
    method: str | Estimator | None
    rng: Any
    normalize: bool
    smoothing: Smoothing
    pvalue: bool
    progress: Progress | None


def kl(
    p: Any,
    q: Any,
    *,
    axis: int = -1,
    unit: str = "nats",
    method: str | Estimator | None = None,
    rng: Any = None,
    normalize: bool = False,
    smoothing: Smoothing = None,
    pvalue: bool = False,
    progress: Progress | None = None,
) -> Result:
    r"""Return the Kullback-Leibler divergence (relative entropy) of q from p.

    .. math:: D(P‖Q) = \sum_i p_i \log\frac{p_i}{q_i} = E_P[\log p/q]

    Parameters
    ----------
    p, q : distribution
        The reference and the approximation. A probability table (array of any Array-API library, list,
        dict, labelled Series, `Table`, `Logits`, `LogProbs`), a SciPy distribution, a member of
        `kullback.families`, or text such as ``"norm(0, 1)"``. Tables have shape (..., m); leading axes
        broadcast, the outcome axis never does. Batches of distributions broadcast too.
    axis : int
        The axis of a plain array that its outcomes run along.
    unit : {"nats", "bits", "dits"}
    method : str or estimator, optional
        Name of the method to use instead of the best one; `plan` lists them. For samples also an
        estimator with its options, such as ``kb.estimators.NearestNeighbours(k=5)``.
    rng : seed or numpy.random.Generator, optional
        For answers by Monte Carlo and from samples; normalised by ``np.random.default_rng``.
    normalize : bool
        Accept tables of any positive total: counts or weights. Otherwise a row must sum to 1 within 1e-6
        (1e-3 in single or half precision). What is computed is the divergence of the exactly normalised
        tables in either case.
    pvalue : bool
        Test P = Q as well, where both are observations: the answer is in `Result.pvalue`.
    progress : callable, optional
        Is told from time to time, as a number from 0 to 1, how far an estimate from samples has come.
    smoothing : {"laplace", "jeffreys"}, ("add", a) or ("mix", eps), optional
        Add 1, 1/2 or a to every count of both sides (needs `normalize=True`), or mix q with the uniform
        over all outcomes. The result says that it was done and what the unsmoothed value is.

    Returns
    -------
    Result
        In `unit`, shape ``(...)``; never negative, `inf` where p is possible and q is not
        (`Result.violations` says where). 0 exactly when p equals q.

    Raises
    ------
    NotNormalizedError, NegativeProbabilityError, ShapeError, InvalidInputError
        For tables that are none, or do not fit together.
    SupportError
        For a pmf against a density, or spaces that cannot be compared.
    UnknownDistributionError, NoMethodError

    References
    ----------
    Kullback & Leibler (1951), eq. 2.4. :doi:`10.1214/aoms/1177729694`

    Examples
    --------
    >>> import kullback as kb
    >>> kb.kl([0.2, 0.8], [0.7, 0.3])
    kl = 0.534111 nats (exact, table)
    >>> kb.kl("norm(0, 1)", "norm(1, 2)", unit="bits")
    kl = 0.639326 bits (exact, closed_form)
    >>> kb.kl({"rain": 0.5, "sun": 0.5}, {"sun": 1.0}).violations()
    [Violation(outcome='rain', p=0.5)]
    """
    return answer(
        _KL, p, q, Options(axis, unit, method, rng, normalize, smoothing, pvalue, progress)
    )


def jeffreys(p: Any, q: Any, **options: Unpack[Shared]) -> Result:
    r"""Return the Jeffreys divergence, the sum of both directions of Kullback-Leibler.

    .. math:: J(P, Q) = D(P‖Q) + D(Q‖P) = \sum_i (p_i - q_i) \log\frac{p_i}{q_i}

    Parameters
    ----------
    p, q : distribution
        Whatever `kl` takes.
    **options
        The keywords of `kl`.

    Returns
    -------
    Result
        In `unit`, shape ``(...)``; symmetric, infinite unless both supports agree.

    References
    ----------
    Jeffreys (1946), eq. 1. :doi:`10.1098/rspa.1946.0056`

    Examples
    --------
    >>> import kullback as kb
    >>> kb.jeffreys([0.2, 0.8], [0.7, 0.3])
    jeffreys = 1.1168 nats (exact, table)
    """
    return answer(Jeffreys(), p, q, Options(**options))


def jensen_shannon(
    p: Any, q: Any, weights: tuple[float, float] | None = None, **options: Unpack[Shared]
) -> Result:
    r"""Return the Jensen-Shannon divergence (not its square root, the distance).

    .. math:: JS(P, Q) = w_1 D(P‖M) + w_2 D(Q‖M), \quad M = w_1 P + w_2 Q

    Parameters
    ----------
    p, q : distribution
        Whatever `kl` takes.
    weights : (float, float), optional
        Positive, with sum 1; equal by default.
    **options
        The keywords of `kl`.

    Returns
    -------
    Result
        In `unit`, shape ``(...)``; finite always, at most log 2 nats for equal weights.

    References
    ----------
    Lin (1991), eq. 4.1. :doi:`10.1109/18.61115`

    Examples
    --------
    >>> import kullback as kb
    >>> kb.jensen_shannon([1.0, 0.0], [0.0, 1.0], unit="bits")
    jensen_shannon = 1 bits (exact, table)
    """
    given: Any = (0.5, 0.5) if weights is None else weights
    flat = given.ndim == 1 if isinstance(given, np.ndarray) else isinstance(given, tuple | list)
    pair = flat and len(given) == 2
    first, second = (real_number(w) for w in given) if pair else (math.nan, math.nan)
    if not (first > 0.0 and second > 0.0 and abs(first + second - 1.0) <= 1e-12):
        raise InvalidInputError(f"`weights` is {weights!r}; give two positive numbers with sum 1.")
    return answer(JensenShannon(first, second), p, q, Options(**options))


def hellinger(p: Any, q: Any, **options: Unpack[Shared]) -> Result:
    r"""Return the Hellinger distance.

    .. math:: H(P, Q) = \sqrt{\tfrac12 \sum_i (\sqrt{p_i} - \sqrt{q_i})^2}

    Parameters
    ----------
    p, q : distribution
        Whatever `kl` takes.
    **options
        The keywords of `kl`; `unit` has no effect.

    Returns
    -------
    Result
        Without unit, between 0 and 1, shape ``(...)``; a metric.

    References
    ----------
    Le Cam & Yang (2000), sec. 3.1. :doi:`10.1007/978-1-4612-1166-2`

    Examples
    --------
    >>> import kullback as kb
    >>> kb.hellinger([1.0, 0.0], [0.0, 1.0])
    hellinger = 1 (exact, table)
    """
    return answer(Hellinger(), p, q, Options(**options))


def total_variation(p: Any, q: Any, **options: Unpack[Shared]) -> Result:
    r"""Return the total variation distance, the largest difference in the probability of an event.

    .. math:: TV(P, Q) = \tfrac12 \sum_i |p_i - q_i|

    Parameters
    ----------
    p, q : distribution
        Whatever `kl` takes.
    **options
        The keywords of `kl`; `unit` has no effect.

    Returns
    -------
    Result
        Without unit, between 0 and 1, shape ``(...)``; a metric.

    References
    ----------
    Levin, Peres & Wilmer (2009), prop. 4.2. :doi:`10.1090/mbk/058`

    Examples
    --------
    >>> import kullback as kb
    >>> kb.total_variation([0.2, 0.8], [0.7, 0.3])
    total_variation = 0.5 (exact, table)
    """
    return answer(TotalVariation(), p, q, Options(**options))


def chi_square(p: Any, q: Any, **options: Unpack[Shared]) -> Result:
    r"""Return Pearson's chi-square divergence.

    .. math:: χ^2(P‖Q) = \sum_i \frac{(p_i - q_i)^2}{q_i}

    Parameters
    ----------
    p, q : distribution
        Whatever `kl` takes.
    **options
        The keywords of `kl`; `unit` has no effect.

    Returns
    -------
    Result
        Without unit, shape ``(...)``; at least ``exp(D(P‖Q)) - 1``.

    References
    ----------
    Nielsen & Nock (2014), eq. 2. :doi:`10.1109/LSP.2013.2288355`

    Examples
    --------
    >>> import kullback as kb
    >>> kb.chi_square([0.5, 0.5], [0.75, 0.25])
    chi_square = 0.333333 (exact, table)
    """
    return answer(ChiSquare(), p, q, Options(**options))
