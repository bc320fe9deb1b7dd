"""Mutual information and conditional entropy of joint tables and of the bivariate normal."""

import math

import numpy as np
import pytest

import kullback as kb

EPS = float(np.finfo(float).eps)
JOINT = np.array([[0.1, 0.2, 0.1], [0.3, 0.1, 0.2]])


def test_a_binary_symmetric_channel_carries_one_bit_less_its_noise():
    for flip in (0.0, 0.1, 0.5):
        joint = [[0.5 - flip / 2, flip / 2], [flip / 2, 0.5 - flip / 2]]
        noise = float(kb.entropy([flip, 1.0 - flip], unit="bits"))
        shared = float(kb.mutual_information(joint, unit="bits"))
        assert shared == pytest.approx(1.0 - noise, rel=1e-14, abs=4 * EPS)


def test_weak_dependence_keeps_its_digits():
    # [[1 + d, 1 - d], [1 - d, 1 + d]]/4 shares d²/2 + d⁴/12 + ... nats
    for d in (2.0**-10, 2.0**-20, 2.0**-40):
        joint = np.array([[1 + d, 1 - d], [1 - d, 1 + d]]) / 4.0
        expected = ((1 + d) * math.log1p(d) + (1 - d) * math.log1p(-d)) / 2.0
        series = d**2 / 2.0 + d**4 / 12.0 + d**6 / 30.0
        assert series == pytest.approx(expected, rel=1e-5)
        assert float(kb.mutual_information(joint)) == pytest.approx(series, rel=1e-13)


@pytest.mark.parametrize("n", [2, 3, 60])
def test_exactly_independent_tables_share_exactly_nothing(n):
    rng = np.random.default_rng(0)
    counts = np.outer(rng.integers(1, 10**6, n), rng.integers(1, 10**6, n + 1))
    assert float(kb.mutual_information(counts, normalize=True)) == 0.0
    assert float(kb.mutual_information(counts / 2.0**60, normalize=True)) == 0.0


def test_mutual_information_is_symmetric_and_bounded_by_both_entropies():
    shared = float(kb.mutual_information(JOINT))
    assert shared == pytest.approx(float(kb.mutual_information(JOINT.T)), rel=8 * EPS)
    for axis in (0, 1):
        assert shared <= float(kb.entropy(JOINT.sum(axis=axis)))


def test_conditional_entropy_is_joint_less_marginal_entropy():
    whole = float(kb.entropy(JOINT.ravel()))
    for given, axis in ((-2, 1), (-1, 0)):
        left = float(kb.conditional_entropy(JOINT, given=given))
        assert left == pytest.approx(whole - float(kb.entropy(JOINT.sum(axis=axis))), rel=1e-14)


def test_variables_are_known_by_name_or_place():
    table = kb.Table(JOINT, variables=("sky", "ground"))
    for name, place in (("sky", -2), ("ground", -1)):
        by_name = kb.conditional_entropy(table, given=name)
        assert float(by_name) == float(kb.conditional_entropy(JOINT, given=place))
    assert float(kb.mutual_information(table)) == float(kb.mutual_information(JOINT))


def test_two_of_three_variables_are_chosen_first():
    rng = np.random.default_rng(1)
    array = rng.dirichlet(np.ones(24)).reshape(2, 3, 4)
    table = kb.Table(array, variables=("x", "y", "z"))
    pair = table.marginal("z", "x")
    expected = float(kb.mutual_information(array.sum(axis=1).T))
    assert float(kb.mutual_information(pair)) == pytest.approx(expected, rel=1e-13)


def test_leading_axes_are_a_batch():
    batch = np.stack([JOINT, np.full((2, 3), 1 / 6)])
    value = kb.mutual_information(batch).value
    assert value.shape == (2,)
    assert value[0] == pytest.approx(float(kb.mutual_information(JOINT)), rel=8 * EPS)
    assert value[1] == pytest.approx(0.0, abs=EPS**2)
    assert kb.conditional_entropy(batch, given=-1).shape == (2,)


def test_impossible_rows_and_columns_change_nothing():
    wide = np.zeros((3, 5))
    wide[:2, ::2] = JOINT
    expected = float(kb.mutual_information(JOINT))
    assert float(kb.mutual_information(wide)) == pytest.approx(expected, rel=8 * EPS)
    left = float(kb.conditional_entropy(JOINT, given=-2))
    assert float(kb.conditional_entropy(wide, given=-2)) == pytest.approx(left, rel=8 * EPS)


def test_counts_are_normalised_only_when_asked():
    counts = (JOINT * 10).round().astype(int)
    with pytest.raises(kb.NotNormalizedError):
        kb.mutual_information(counts)
    expected = float(kb.mutual_information(JOINT))
    assert float(kb.mutual_information(counts, normalize=True)) == pytest.approx(
        expected, rel=1e-14
    )


@pytest.mark.parametrize("correlation", [0.0, 0.5, -0.9, 1e-6])
def test_a_bivariate_normal_shares_minus_half_the_log_of_one_less_squared_correlation(correlation):
    cov = [[4.0, 6.0 * correlation], [6.0 * correlation, 9.0]]
    result = kb.mutual_information(kb.families.MultivariateNormal([1.0, 2.0], cov))
    expected = -0.5 * math.log1p(-(correlation**2))
    # the correlation itself is rounded in the covariance: 2 units of it, squared
    assert float(result) == pytest.approx(expected, rel=1e-14)
    assert result.measure == "mutual_information"


def test_a_normal_in_three_dimensions_is_no_pair():
    with pytest.raises(kb.ShapeError, match="3 dimensions"):
        kb.mutual_information(kb.families.MultivariateNormal(np.zeros(3), np.eye(3)))


def test_messages_speak_of_the_joint_table():
    with pytest.raises(kb.InvalidInputError, match="`joint`"):
        kb.mutual_information([[0.5, math.nan], [0.25, 0.25]])
    with pytest.raises(kb.NotNormalizedError, match="`joint` sums to 2"):
        kb.mutual_information([[0.5, 0.5], [0.5, 0.5]])
