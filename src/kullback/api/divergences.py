"""Divergences between two distributions: `p` is the reference, `q` the approximation."""

import math
from collections.abc import Callable
from typing import Any, TypedDict, Unpack

import numpy as np

from kullback.api.answer import Options, answer
from kullback.api.smoothing import Smoothing
from kullback.errors import InvalidInputError
from kullback.measures.base import Measure
from kullback.measures.chi_square import ChiSquare
from kullback.measures.f_divergence import FDivergence
from kullback.measures.hellinger import Hellinger
from kullback.measures.jeffreys import Jeffreys
from kullback.measures.jensen_shannon import JensenShannon
from kullback.measures.kl import KL
from kullback.measures.renyi import Bhattacharyya, Renyi, RenyiMax, RenyiZero, Tsallis
from kullback.measures.total_variation import TotalVariation
from kullback.result import Result

_KL = KL()


class Shared(TypedDict, total=False):
    """The keywords that every verb shares; `kl` describes them."""

    axis: int
    unit: str
    method: str | None
    rng: Any
    normalize: bool
    smoothing: Smoothing


def kl(
    p: Any,
    q: Any,
    *,
    axis: int = -1,
    unit: str = "nats",
    method: str | None = None,
    rng: Any = None,
    normalize: bool = False,
    smoothing: Smoothing = None,
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
    method : str, optional
        Name of the method to use instead of the best one; `plan` lists them.
    rng : seed or numpy.random.Generator, optional
        For answers by Monte Carlo; normalised by ``np.random.default_rng``.
    normalize : bool
        Accept tables of any positive total: counts or weights. Otherwise a row must sum to 1 within 1e-6
        (1e-3 in single or half precision). What is computed is the divergence of the exactly normalised
        tables in either case.
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
    return answer(_KL, p, q, Options(axis, unit, method, rng, normalize, smoothing))


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
    first, second = (0.5, 0.5) if weights is None else weights
    if not (first > 0.0 and second > 0.0 and abs(first + second - 1.0) <= 1e-12):
        raise InvalidInputError(f"`weights` is {weights!r}; give two positive numbers with sum 1.")
    return answer(JensenShannon(first), p, q, Options(**options))


def renyi(p: Any, q: Any, alpha: float, **options: Unpack[Shared]) -> Result:
    r"""Return the Rényi divergence of order `alpha`.

    .. math:: D_α(P‖Q) = \frac{1}{α-1} \log \sum_i p_i^α q_i^{1-α}

    Parameters
    ----------
    p, q : distribution
        Whatever `kl` takes.
    alpha : float in [0, inf]
        1 is Kullback-Leibler, 0 is -log Q(p > 0) and inf is log max p/q, the limits.
    **options
        The keywords of `kl`.

    Returns
    -------
    Result
        In `unit`, shape ``(...)``; non-decreasing in `alpha`.

    References
    ----------
    van Erven & Harremoës (2014), eq. 8. :doi:`10.1109/TIT.2014.2320500`

    Examples
    --------
    >>> import kullback as kb
    >>> kb.renyi([0.5, 0.5], [0.75, 0.25], alpha=0.5)
    renyi = 0.0693376 nats (exact, table)
    """
    return answer(_renyi_of_order(alpha), p, q, Options(**options))


def _renyi_of_order(alpha: float) -> Measure:
    if not alpha >= 0.0:
        raise InvalidInputError(f"`alpha` is {alpha!r}; the order lies between 0 and inf.")
    special: dict[float, Callable[[], Measure]] = {0.0: RenyiZero, 1.0: _RenyiOne, math.inf: RenyiMax}
    return special[alpha]() if alpha in special else Renyi(float(alpha))


class _RenyiOne(KL):
    """Order 1: the Kullback-Leibler divergence under the name that was asked for."""

    name = "renyi"


def tsallis(p: Any, q: Any, alpha: float, **options: Unpack[Shared]) -> Result:
    r"""Return the Tsallis relative entropy of order `alpha`.

    .. math:: T_α(P‖Q) = \frac{1}{α-1} \left(\sum_i p_i^α q_i^{1-α} - 1\right)

    Parameters
    ----------
    p, q : distribution
        Whatever `kl` takes.
    alpha : float > 0
        1 is Kullback-Leibler, the limit.
    **options
        The keywords of `kl`.

    Returns
    -------
    Result
        In `unit` (which scales it as it scales the limit), shape ``(...)``.

    References
    ----------
    Tsallis (1998), eq. 7. :doi:`10.1103/PhysRevE.58.1442`

    Examples
    --------
    >>> import kullback as kb
    >>> kb.tsallis([0.5, 0.5], [0.75, 0.25], alpha=2)
    tsallis = 0.333333 nats (exact, table)
    """
    if not 0.0 < alpha < math.inf:
        raise InvalidInputError(f"`alpha` is {alpha!r}; the order is positive and finite.")
    measure = _TsallisOne() if alpha == 1.0 else Tsallis(float(alpha))
    return answer(measure, p, q, Options(**options))


class _TsallisOne(KL):
    """Order 1: the Kullback-Leibler divergence under the name that was asked for."""

    name = "tsallis"


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


def bhattacharyya(p: Any, q: Any, **options: Unpack[Shared]) -> Result:
    r"""Return the Bhattacharyya distance.

    .. math:: B(P, Q) = -\log \sum_i \sqrt{p_i q_i}

    Parameters
    ----------
    p, q : distribution
        Whatever `kl` takes.
    **options
        The keywords of `kl`.

    Returns
    -------
    Result
        In `unit`, shape ``(...)``; infinite for disjoint supports.

    References
    ----------
    Kailath (1967), eq. 3. :doi:`10.1109/TCOM.1967.1089532`

    Examples
    --------
    >>> import kullback as kb
    >>> kb.bhattacharyya("norm(0, 1)", "norm(2, 1)")
    bhattacharyya = 0.5 nats (exact, closed_form)
    """
    return answer(Bhattacharyya(), p, q, Options(**options))


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


def f_divergence(
    p: Any, q: Any, f: Callable[[Any], Any], **options: Unpack[Shared]
) -> Result:
    r"""Return Csiszár's f-divergence for a convex function of your own.

    .. math:: D_f(P‖Q) = \sum_i q_i f(p_i / q_i)

    Parameters
    ----------
    p, q : distribution
        Whatever `kl` takes.
    f : callable
        Convex with f(1) = 0; takes an array of ratios p/q >= 0 and returns an array of the same shape.
        ``f(0)`` must be its limit at 0 (it may be inf).
    **options
        The keywords of `kl`; `unit` has no effect, for f fixes it.

    Returns
    -------
    Result
        Without unit, shape ``(...)``.

    Raises
    ------
    InvalidInputError
        When f(1) is not 0, or f returns NaN at 0.

    Notes
    -----
    Where p > 0 = q the limit of f(x)/x for large x is used; it is taken to be infinite when f(x)/x still
    grows between 2**200 and 2**800.

    References
    ----------
    Csiszár & Shields (2004), eq. 4.1. :doi:`10.1561/0100000004`

    Examples
    --------
    >>> import kullback as kb, numpy as np
    >>> kb.f_divergence([0.2, 0.8], [0.7, 0.3], lambda x: 0.5 * np.abs(x - 1))
    f_divergence = 0.5 (exact, table)
    """
    return answer(_checked(f), p, q, Options(**options))


def _checked(f: Callable[[Any], Any]) -> FDivergence:
    with np.errstate(all="ignore"):
        at_one = float(f(np.asarray(1.0)))
        at_zero = float(f(np.asarray(0.0)))
        near, far = (float(f(np.asarray(2.0**k))) / 2.0**k for k in (200, 800))
    if abs(at_one) > 1e-12:
        raise InvalidInputError(f"`f` is {at_one!r} at 1; an f-divergence needs f(1) = 0.")
    if math.isnan(at_zero):
        # the limit from the right, for functions such as x log x that NumPy cannot take at 0
        at_zero = float(f(np.asarray(5e-324)))
    if math.isnan(at_zero) or math.isnan(far):
        raise InvalidInputError("`f` is NaN at 0 or at large ratios; let it return its limits there.")
    slope = far if abs(far - near) <= 1e-9 * max(1.0, abs(far)) else math.inf
    return FDivergence(f, at_zero, slope)
