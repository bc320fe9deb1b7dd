"""Dependence of samples: known truths, what cannot be seen, and data as it comes."""

import math

import numpy as np
import pandas as pd
import pytest

import kullback as kb
from kullback.estimators import KSG, BlendedInformation, GaussianCopula, MixedKSG


def normals(seed, rho, n=1000, d=1):
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((n, d))
    y = rho * x + math.sqrt(1.0 - rho**2) * rng.standard_normal((n, d))
    return kb.Sample(x), kb.Sample(y)


def codes(result):
    return {caution.code for caution in result.cautions}


@pytest.mark.parametrize(
    "estimator",
    [KSG(3), KSG(3, variant=2), GaussianCopula(), BlendedInformation(), MixedKSG()],
    ids=repr,
)
@pytest.mark.parametrize("rho", [0.0, 0.6, 0.9])
def test_two_normals(estimator, rho):
    """The truth is -log(1 - rho²)/2."""
    found = kb.mutual_information(*normals(1, rho), method=estimator, rng=0)
    raw = found.value if found.raw is None else found.raw
    assert abs(raw + 0.5 * math.log(1.0 - rho**2)) < max(4.0 * found.error, 0.02)
    assert found.method == estimator.name


@pytest.mark.parametrize(("d", "rho"), [(3, 0.5), (5, 0.6), (25, 0.3)])
def test_normals_in_many_dimensions(d, rho):
    """Where neighbours alone see next to nothing: of 25 and 25 dimensions 0.15 of 1.18 nats."""
    found = kb.mutual_information(*normals(d, rho, 500, d), rng=0)
    assert abs(found.value + 0.5 * d * math.log(1.0 - rho**2)) < 0.25


def test_additive_uniform_noise():
    """Y = X + aU: -log a + a/2 for a <= 1 and X, U uniform of width 1."""
    rng = np.random.default_rng(2)
    x = rng.random(2000)
    y = x + 0.5 * (rng.random(2000) - 0.5)
    found = kb.mutual_information(kb.Sample(x), kb.Sample(y), rng=0)
    assert abs(found.value - (math.log(2.0) + 0.25)) < 4.0 * found.error


def test_monotone_maps_of_columns_change_nothing():
    x, y = normals(3, 0.7, 400)
    mapped = kb.Sample(np.exp(x.numbers)), kb.Sample(-(y.numbers**3))
    plain = kb.mutual_information(x, y, rng=0).value
    assert kb.mutual_information(*mapped, rng=0).value == pytest.approx(plain, rel=1e-9)


def test_it_is_symmetric():
    x, y = normals(4, 0.7, 400)
    there, back = kb.mutual_information(x, y, rng=0), kb.mutual_information(y, x, rng=0)
    assert there.value == pytest.approx(back.value, rel=1e-9)


def test_a_label_and_a_number():
    """X is 0 ... m-1, and Y uniform on [X, X + 2] (Gao et al. 2017): log m - (m - 1) log 2 / m."""
    rng = np.random.default_rng(5)
    x = rng.integers(5, size=2000)
    y = x + 2.0 * rng.random(2000)
    truth = math.log(5.0) - 0.8 * math.log(2.0)
    for label in (kb.Sample(x), kb.Sample(np.array(list("abcde"))[x])):
        found = kb.mutual_information(label, kb.Sample(y), rng=0)
        assert found.method == "mixed_ksg"
        assert abs(found.value - truth) < 0.08


def test_labels_are_counted():
    rng = np.random.default_rng(6)
    x = rng.choice(["a", "b"], 1000)
    y = np.where(rng.random(1000) < 0.9, x, "a")
    joint = np.array([[0.5, 0.0], [0.05, 0.45]])
    truth = float(kb.mutual_information(joint))
    found = kb.mutual_information(kb.Sample(x), kb.Sample(y))
    assert found.method == "counted_pairs"
    assert abs(found.value - truth) < 4.0 * found.error
    assert found.pvalue < 1e-6


def test_rounded_numbers_are_spread_again():
    x, y = normals(7, 0.6, 1000)
    found = kb.mutual_information(
        kb.Sample(np.round(x.numbers, 1)), kb.Sample(np.round(y.numbers, 1)), rng=0
    )
    assert abs(found.value - 0.2231) < max(4.0 * found.error, 0.06)


def test_a_constant_tells_nothing():
    found = kb.mutual_information(kb.Sample(np.ones(50)), kb.Sample(np.arange(50.0)), rng=0)
    assert found.value == 0.0
    assert "constant" in codes(found)


def test_a_variable_and_itself_may_share_infinitely_much():
    x, _ = normals(8, 0.0, 300)
    assert "possibly_infinite" in codes(kb.mutual_information(x, x, rng=0))


def test_independence_is_tested_on_request():
    x, y = normals(9, 0.5, 150)
    assert kb.mutual_information(x, y, rng=0, pvalue=True).pvalue == pytest.approx(0.005)
    a, b = normals(10, 0.0, 150)
    assert kb.mutual_information(a, b, rng=0, pvalue=True).pvalue > 0.005


def test_slow_series_are_tested_in_blocks():
    """Two independent slow series look dependent row by row."""
    rng = np.random.default_rng(3)
    x, y = (np.repeat(rng.standard_normal(8), 25) + 0.01 * rng.standard_normal(200) for _ in "xy")
    by_row = kb.mutual_information(kb.Sample(x), kb.Sample(y), rng=0, pvalue=True)
    in_blocks = kb.mutual_information(
        kb.Sample(x, block=50), kb.Sample(y, block=50), rng=0, pvalue=True
    )
    assert by_row.pvalue <= 0.01 < in_blocks.pvalue


def test_rows_missing_on_either_side_are_left_out_on_both():
    x, y = normals(11, 0.8, 200)
    gappy = x.numbers.copy()
    gappy[::10] = np.nan
    found = kb.mutual_information(kb.Sample(gappy, nan_policy="omit"), y, rng=0)
    assert "omitted_rows" in codes(found)
    kept = np.arange(200) % 10 != 0
    same = kb.mutual_information(kb.Sample(x.numbers[kept]), kb.Sample(y.numbers[kept]), rng=0)
    assert found.value == pytest.approx(same.value, rel=1e-12)


def test_what_a_third_variable_explains_is_not_left():
    rng = np.random.default_rng(12)
    z = rng.standard_normal(1000)
    x, y = (z + 0.5 * rng.standard_normal(1000) for _ in "xy")
    found = kb.conditional_mutual_information(kb.Sample(x), kb.Sample(y), kb.Sample(z), rng=0)
    assert found.value < 0.06
    assert kb.mutual_information(kb.Sample(x), kb.Sample(y), rng=0).value > 0.3


def test_conditional_information_of_normals_and_of_labels():
    """With Z independent of both, I(X; Y | Z) = I(X; Y); of X, Y coins and Z = X xor Y it is log 2."""
    x, y = normals(13, 0.8, 2000)
    z = kb.Sample(np.random.default_rng(0).standard_normal(2000))
    found = kb.conditional_mutual_information(x, y, z, rng=0)
    assert abs(found.value - 0.5108) < 4.0 * found.error
    a, b = np.random.default_rng(1).integers(2, size=(2, 2000))
    coins = kb.conditional_mutual_information(kb.Sample(a), kb.Sample(b), kb.Sample(a ^ b))
    assert coins.value == pytest.approx(math.log(2.0), abs=0.01)


def test_total_correlation_of_tables_normals_and_samples():
    covariance = np.array([[1.0, 0.6, 0.3], [0.6, 1.0, 0.2], [0.3, 0.2, 1.0]])
    truth = -0.5 * math.log(np.linalg.det(covariance))
    exact = kb.total_correlation(kb.families.MultivariateNormal(np.zeros(3), covariance))
    assert exact.value == pytest.approx(truth, rel=1e-13)
    rows = np.random.default_rng(2).multivariate_normal(np.zeros(3), covariance, 2000)
    found = kb.total_correlation(*(kb.Sample(column) for column in rows.T), rng=0)
    assert abs(found.value - truth) < 4.0 * found.error
    table = np.zeros((2, 2, 2))
    table[0, 0, 0] = table[1, 1, 1] = 0.5
    assert kb.total_correlation(table, unit="bits").value == pytest.approx(2.0, rel=1e-14)


def test_frames_of_both_kinds_of_columns():
    rng = np.random.default_rng(14)
    x = pd.DataFrame({"u": rng.standard_normal(800), "c": rng.choice(["a", "b"], 800)})
    y = x.u + np.where(x.c == "a", 2.0, 0.0) + rng.standard_normal(800)
    found = kb.mutual_information(kb.Sample(x), kb.Sample(y.to_numpy()), rng=0)
    alone = kb.mutual_information(kb.Sample(x[["u"]]), kb.Sample(y.to_numpy()), rng=0)
    assert found.method == "mixed_ksg"
    assert found.value > alone.value + 0.1


def test_what_are_no_pairs_is_refused():
    x, y = normals(15, 0.5, 50)
    with pytest.raises(kb.ShapeError, match="belong together"):
        kb.mutual_information(x, kb.Sample(y.numbers[:20]))
    with pytest.raises(kb.InvalidInputError, match="wrap it in `Sample`"):
        kb.mutual_information(x, y.numbers)
    with pytest.raises(kb.InvalidInputError, match="no meaning for dependence"):
        kb.mutual_information(kb.Sample(x.numbers, weights=np.ones(50)), y)
    with pytest.raises(kb.InvalidInputError, match="variant"):
        KSG(3, variant=3)
    with pytest.raises(kb.NoMethodError, match="need"):
        kb.mutual_information(kb.Sample([1.0, 2.0, 3.5]), kb.Sample([1.0, 2.0, 3.5]))


@pytest.mark.slow
@pytest.mark.parametrize("rho", [0.0, 0.5, 0.9])
def test_intervals_cover(rho):
    """Of 100 intervals at 95 %, fewer than 88 cover once in 200 such tests."""
    truth = -0.5 * math.log(1.0 - rho**2)
    covered = 0
    for seed in range(100):
        low, high = kb.mutual_information(*normals(seed, rho, 500), rng=0).confidence_interval()
        covered += low <= truth + 1e-12 and truth <= high
    assert covered >= 88
