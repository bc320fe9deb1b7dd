"""The likelihood-ratio test of goodness of fit and of independence, for counts."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.special import chdtrc, xlogy

from kullback.detection.g_input import aligned, check_choices, draws_of
from kullback.detection.g_pvalues import exact_fit, exact_square, permuted_fit, permuted_square
from kullback.detection.validation import whole_number
from kullback.distributions.counts import Counts
from kullback.errors import InvalidInputError, ShapeError
from kullback.result import Caution

Array = Any

_FEW = 5.0  # expected counts below which the chi-squared law is doubtful (Cochran 1954)


@dataclass(frozen=True)
class GTest:
    """What the test found.

    Attributes
    ----------
    statistic : float
        2 N D(observed shares ‖ model), divided by Williams' factor where that was asked for.
    df : int
        Degrees of freedom.
    pvalue : float
    method, correction : str
    error : float or None
        Standard error of the p-value, where it was simulated.
    n : int
        Number of observations.
    cautions : tuple of Caution
    """

    statistic: float
    df: int
    pvalue: float
    method: str
    correction: str
    error: float | None
    n: int
    cautions: tuple[Caution, ...] = ()


def g_test(
    counts: Any,
    p: Any = None,
    *,
    correction: str = "none",
    method: str = "chi2",
    fitted: Any = 0,
    draws: Any = 9999,
    rng: Any = None,
) -> GTest:
    r"""Return the G test of counts against a model, or of independence of rows and columns.

    .. math:: G = 2 \sum_i O_i \log\frac{O_i}{E_i} = 2 N D(\hat P‖P)

    Parameters
    ----------
    counts : array of shape (m,) or (a, b), dict or Counts
        Observed counts. Two axes ask whether rows and columns are independent: G = 2 N times the mutual
        information of the shares.
    p : distribution over the m outcomes, optional
        The model (the null hypothesis), for counts with one axis; uniform where it is left out.
    correction : {"none", "williams"}
        Williams' divides G by 1 + (Σ 1/pᵢ - 1)/(6N(m - 1)), which is 1 + (m + 1)/(6N) for a uniform
        model, so that its mean is that of the chi-squared law to the next order.
    method : {"chi2", "exact", "permutation"}
        How the p-value is found: by the chi-squared law; by listing all tables with this total (one
        axis) or these margins (2 x 2); by `draws` simulated tables, with the same margins if there are
        two axes.
    fitted : int
        Number of parameters of the model that were fitted to these counts: taken off `df`.
    draws : int
    rng : seed or numpy.random.Generator, optional

    Returns
    -------
    GTest
        With `statistic`, `df` and `pvalue`. A count where the model has probability 0 makes the
        statistic infinite and the p-value 0.

    Raises
    ------
    InvalidInputError, ShapeError, NotNormalizedError
        For counts that are none, and models that do not fit them.

    References
    ----------
    Wilks (1938). :doi:`10.1214/aoms/1177732360`; Williams (1976), sec. 2.
    :doi:`10.1093/biomet/63.1.33`

    Examples
    --------
    >>> import kullback as kb
    >>> test = kb.detection.g_test([55, 45], [0.5, 0.5])
    >>> round(test.statistic, 6), test.df, round(test.pvalue, 6)
    (1.001673, 1, 0.316906)
    >>> round(kb.detection.g_test([[12, 5], [3, 9]], method="exact").pvalue, 6)
    0.025328
    """
    check_choices(correction, method)
    held = counts if isinstance(counts, Counts) else Counts(counts)
    observed = np.asarray(held.array, dtype=float)
    n = float(observed.sum())
    by = draws_of(draws, rng)
    if observed.ndim == 2:
        return _independence(_without_empty(observed, p), n, correction, method, by)
    observed, model = aligned(held, p)
    return _fit(observed, model, n, correction, method, whole_number(fitted, "fitted", 0), by)


def _without_empty(observed: Array, p: Any) -> Array:
    """Return a table of two variables without its empty rows and columns."""
    if p is not None:
        raise ShapeError(
            "`p` was given, and `counts` has two axes, whose independence is tested. Flatten the counts "
            "to test them against a model."
        )
    return observed[observed.sum(axis=1) > 0.0][:, observed.sum(axis=0) > 0.0]


def _fit(
    observed: Array, model: Array, n: float, correction: str, method: str, fitted: int, by: Any
) -> GTest:
    possible = model > 0.0
    m = int(possible.sum())
    df = m - 1 - fitted
    if df < 1:
        raise InvalidInputError(
            f"`p` allows {m} outcomes and `fitted` is {fitted}: no degree of freedom is left to test."
        )
    if (observed[~possible] > 0.0).any():
        return GTest(np.inf, df, 0.0, method, correction, None, int(n))
    observed, model = observed[possible], model[possible]
    g = statistic(observed, n * model)
    factor = 1.0 + (float(np.sum(1.0 / model)) - 1.0) / (6.0 * n * (m - 1))
    if method == "chi2":
        return _by_chi2(g, factor, df, n, n * model, correction)
    found = exact_fit(observed, model) if method == "exact" else permuted_fit(observed, model, *by)
    g = g / factor if correction == "williams" else g
    return GTest(g, df, found[0], method, correction, found[1], int(n))


def _independence(observed: Array, n: float, correction: str, method: str, by: Any) -> GTest:
    rows, columns = observed.sum(axis=1), observed.sum(axis=0)
    df = (len(rows) - 1) * (len(columns) - 1)
    if df < 1:
        raise InvalidInputError(
            f"`counts` has {len(rows)} rows and {len(columns)} columns that are not empty; independence "
            "needs two of each."
        )
    expected = np.outer(rows, columns) / n
    g = statistic(observed, expected)
    spread = (n * np.sum(1.0 / rows) - 1.0) * (n * np.sum(1.0 / columns) - 1.0)
    factor = 1.0 + float(spread) / (6.0 * n * df)
    if method == "chi2":
        return _by_chi2(g, factor, df, n, expected, correction)
    found = exact_square(observed) if method == "exact" else permuted_square(observed, *by)
    g = g / factor if correction == "williams" else g
    return GTest(g, df, found[0], method, correction, found[1], int(n))


def statistic(observed: Array, expected: Array) -> float:
    """Return 2 Σ O log(O/E) - O + E, whose terms are not negative."""
    terms = xlogy(observed, observed / expected) - observed + expected
    return 2.0 * float(np.sum(np.maximum(terms, 0.0)))


def _by_chi2(g: float, factor: float, df: int, n: float, expected: Array, correction: str) -> GTest:
    g = g / factor if correction == "williams" else g
    cautions: tuple[Caution, ...] = ()
    if expected.min() < _FEW:
        text = (
            f"The smallest expected count is {expected.min():.3g}, below 5: the chi-squared law may be far "
            'off. Ask with `method="exact"` or `method="permutation"`, or join rare outcomes.'
        )
        cautions = (Caution("small_expected_counts", text),)
    return GTest(g, df, float(chdtrc(df, g)), "chi2", correction, None, int(n), cautions)
