"""The G test is SciPy's with lambda 0, and its exact p-value is a sum over tables."""

import itertools
import math

import numpy as np
import pytest
from scipy import stats

import kullback as kb
from kullback.errors import InvalidInputError, NotNormalizedError, ShapeError

COUNTS, MODEL = [18, 25, 7, 50], [0.2, 0.2, 0.1, 0.5]


def test_goodness_of_fit_agrees_with_scipy():
    found = kb.detection.g_test(COUNTS, MODEL)
    g, pvalue = stats.power_divergence(COUNTS, 100 * np.array(MODEL), lambda_="log-likelihood")
    assert found.statistic == pytest.approx(g, rel=1e-12)
    assert found.pvalue == pytest.approx(pvalue, rel=1e-12)
    assert found.df == 3
    assert found.statistic == pytest.approx(200 * float(kb.kl(np.array(COUNTS) / 100, MODEL)))


def test_independence_agrees_with_scipy():
    table = [[12, 5, 30], [3, 9, 11]]
    found = kb.detection.g_test(table)
    g, pvalue, df, _ = stats.chi2_contingency(table, correction=False, lambda_="log-likelihood")
    assert (found.statistic, found.pvalue) == pytest.approx((g, pvalue), rel=1e-11)
    assert found.df == df
    shares = np.array(table) / 70
    assert found.statistic == pytest.approx(140 * float(kb.mutual_information(shares)))


def test_williams_factor():
    plain = kb.detection.g_test([30, 20, 10])
    corrected = kb.detection.g_test([30, 20, 10], correction="williams")
    assert plain.statistic / corrected.statistic == pytest.approx(1 + 4 / (6 * 60))
    square = np.array([[12, 5], [3, 9]])
    ratio = kb.detection.g_test(square).statistic
    ratio /= kb.detection.g_test(square, correction="williams").statistic
    # Sokal & Rohlf: 1 + (n/R1 + n/R2 - 1)(n/C1 + n/C2 - 1)/(6n)
    factor = 1 + (29 / 17 + 29 / 12 - 1) * (29 / 15 + 29 / 14 - 1) / (6 * 29)
    assert ratio == pytest.approx(factor)


def brute_pvalue(counts, model):
    n = sum(counts)

    def g(table):
        return 2 * sum(o * math.log(o / (n * p)) for o, p in zip(table, model, strict=True) if o)

    total = 0.0
    for table in itertools.product(range(n + 1), repeat=len(counts)):
        if sum(table) == n and g(table) >= g(counts) - 1e-9:
            total += stats.multinomial(n, model).pmf(table)
    return total


def test_exact_pvalue_is_a_sum_over_all_tables():
    found = kb.detection.g_test([6, 1, 2], [0.3, 0.3, 0.4], method="exact")
    assert found.pvalue == pytest.approx(brute_pvalue([6, 1, 2], [0.3, 0.3, 0.4]), rel=1e-10)


def test_exact_square_is_a_hypergeometric_sum():
    # tables with rows 17, 12 and columns 15, 14, by the number in the corner
    law = stats.hypergeom(29, 17, 15)

    def g(k):
        cells = np.array([k, 17 - k, 15 - k, k - 3])
        expected = np.outer([17, 12], [15, 14]).ravel() / 29
        return sum(2 * o * math.log(o / e) for o, e in zip(cells, expected, strict=True) if o)

    expected = sum(law.pmf(k) for k in range(3, 16) if g(k) >= g(12) - 1e-9)
    assert kb.detection.g_test([[12, 5], [3, 9]], method="exact").pvalue == pytest.approx(expected)


def test_simulated_pvalues_stand_within_their_error():
    exact = kb.detection.g_test([6, 1, 2], [0.3, 0.3, 0.4], method="exact").pvalue
    found = kb.detection.g_test([6, 1, 2], [0.3, 0.3, 0.4], method="permutation", rng=5)
    assert abs(found.pvalue - exact) < 4 * found.error
    exact = kb.detection.g_test([[12, 5], [3, 9]], method="exact").pvalue
    found = kb.detection.g_test([[12, 5], [3, 9]], method="permutation", rng=5)
    assert abs(found.pvalue - exact) < 4 * found.error


def test_edges():
    found = kb.detection.g_test([3, 1, 2], [0.5, 0.5, 0.0])
    assert (found.statistic, found.pvalue) == (math.inf, 0.0)
    assert kb.detection.g_test([5, 5], [0.5, 0.5]).statistic == 0.0
    assert kb.detection.g_test([1, 2], [0.5, 0.5]).cautions[0].code == "small_expected_counts"
    named = kb.detection.g_test({"a": 30, "b": 10}, {"b": 0.5, "a": 0.5})
    assert named.statistic == pytest.approx(kb.detection.g_test([30, 10]).statistic)
    assert kb.detection.g_test(COUNTS, MODEL, fitted=1).df == 2


def test_bad_input_is_refused():
    for counts, p, error in (
        ([-1, 3], None, InvalidInputError),
        ([1.5, 3], None, InvalidInputError),
        ([3, 4], [0.5, 0.6], NotNormalizedError),
        ([3, 4], [0.5, 0.3, 0.2], ShapeError),
        ([[3, 4], [1, 2]], [0.5, 0.5], ShapeError),
        ([[3, 4], [0, 0]], None, InvalidInputError),
        ([3, 4], [1.0, 0.0], InvalidInputError),
    ):
        with pytest.raises(error):
            kb.detection.g_test(counts, p)
    for keywords in ({"method": "x"}, {"correction": "yates"}, {"fitted": 1}, {"fitted": -1}):
        with pytest.raises(InvalidInputError):
            kb.detection.g_test([3, 4], **keywords)
    with pytest.raises(InvalidInputError, match="permutation"):
        kb.detection.g_test([[3, 4, 5], [1, 2, 8]], method="exact")
