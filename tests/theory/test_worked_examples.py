"""The worked examples that every course on the subject goes through."""

import math

import numpy as np
import pytest

import kullback as kb

EPS = float(np.finfo(float).eps)


def test_a_coin_of_two_tenths_against_seven_tenths_is_half_a_nat_and_not_symmetric():
    p, q = [0.2, 0.8], [0.7, 0.3]
    forward = 0.2 * math.log(2 / 7) + 0.8 * math.log(8 / 3)
    backward = 0.7 * math.log(7 / 2) + 0.3 * math.log(3 / 8)
    assert float(kb.kl(p, q)) == pytest.approx(forward, rel=4 * EPS)
    assert float(kb.kl(q, p)) == pytest.approx(backward, rel=4 * EPS)
    assert round(float(kb.kl(p, q)), 4) == 0.5341
    assert round(float(kb.kl(q, p)), 4) == 0.5827


def test_the_same_coins_as_families_agree_with_the_tables():
    p, q = kb.families.Bernoulli(0.2), kb.families.Bernoulli(0.7)
    assert round(float(kb.kl(p, q)), 4) == 0.5341
    assert round(float(kb.kl(q, p)), 4) == 0.5827


@pytest.mark.parametrize(("first", "second", "sd"), [(0.0, 1.0, 1.0), (-3.0, 2.5, 0.5)])
def test_normals_of_equal_variance_differ_by_the_squared_distance_of_their_means(first, second, sd):
    p, q = kb.families.Normal(first, sd), kb.families.Normal(second, sd)
    expected = (first - second) ** 2 / (2.0 * sd**2)
    assert float(kb.kl(p, q)) == pytest.approx(expected, rel=4 * EPS)
    assert float(kb.kl(q, p)) == pytest.approx(expected, rel=4 * EPS)


def test_the_divergence_is_what_cross_entropy_has_beyond_entropy():
    p, q = [0.1, 0.2, 0.3, 0.4], [0.4, 0.3, 0.2, 0.1]
    excess = float(kb.cross_entropy(p, q)) - float(kb.entropy(p))
    assert float(kb.kl(p, q)) == pytest.approx(excess, rel=16 * EPS)


@pytest.mark.parametrize("k", [0, 1, 2])
def test_the_cross_entropy_of_a_one_hot_target_is_minus_the_log_of_its_probability(k):
    q = [0.7, 0.2, 0.1]
    target = [1.0 if i == k else 0.0 for i in range(3)]
    assert float(kb.cross_entropy(target, q)) == pytest.approx(-math.log(q[k]), rel=4 * EPS)
    assert float(kb.kl(target, q)) == pytest.approx(-math.log(q[k]), rel=4 * EPS)


@pytest.mark.parametrize(("heads", "n"), [(3, 10), (1, 7), (50, 64)])
def test_the_coin_nearest_to_some_heads_in_some_throws_is_their_share(heads, n):
    observed = kb.families.Bernoulli(heads / n)
    grid = np.arange(1, 10 * n) / (10 * n)
    values = kb.kl(observed, kb.families.Bernoulli(grid)).value
    assert grid[np.argmin(values)] == pytest.approx(heads / n, rel=4 * EPS)
    assert float(kb.kl(observed, kb.families.Bernoulli(heads / n))) == 0.0


def test_the_slope_of_the_divergence_vanishes_at_the_share_of_heads():
    # dD/dq = (q - k/N) / (q (1-q)): on both sides of k/N it grows by the second-order law
    share, step = 0.3, 1e-4
    for side in (step, -step):
        moved = kb.kl(kb.families.Bernoulli(share), kb.families.Bernoulli(share + side))
        expected = step**2 / (2.0 * share * (1.0 - share))
        assert float(moved) == pytest.approx(expected, rel=1e-3)  # next term: step/share


def test_mutual_information_is_the_divergence_of_the_joint_from_the_product():
    joint = np.array([[0.1, 0.3], [0.4, 0.2]])
    product = np.outer(joint.sum(axis=1), joint.sum(axis=0))
    expected = float(kb.kl(joint.ravel(), product.ravel()))
    assert float(kb.mutual_information(joint)) == pytest.approx(expected, rel=1e-14)


@pytest.mark.parametrize(
    "joint",
    [
        [[0.06, 0.14], [0.24, 0.56]],
        [[0.25, 0.25], [0.25, 0.25]],
        [[0.5, 0.5], [0.0, 0.0]],
    ],
)
def test_mutual_information_is_exactly_zero_for_independence(joint):
    assert float(kb.mutual_information(joint)) == 0.0


def test_mutual_information_of_counts_in_proportion_is_exactly_zero():
    counts = np.outer([3, 5, 7], [2, 11])
    assert float(kb.mutual_information(counts, normalize=True)) == 0.0


def test_identical_variables_share_their_whole_entropy():
    joint = np.diag([0.5, 0.25, 0.25])
    assert float(kb.mutual_information(joint, unit="bits")) == pytest.approx(1.5, rel=4 * EPS)


def test_an_outcome_that_q_rules_out_makes_the_divergence_infinite():
    result = kb.kl({"rain": 0.25, "sun": 0.75}, {"rain": 0.0, "sun": 1.0})
    assert float(result) == math.inf
    assert result.kind == "exact"
    assert result.violations() == [("rain", 0.25)]


def test_an_outcome_that_p_rules_out_contributes_nothing_but_its_q_mass_elsewhere():
    # 0 log 0 = 0: the value is that of the outcomes p has
    assert float(kb.kl([0.0, 1.0], [0.5, 0.5])) == pytest.approx(math.log(2.0), rel=4 * EPS)
    assert float(kb.kl([0.0, 0.4, 0.6], [0.0, 0.4, 0.6])) == 0.0


def test_label_smoothing_makes_the_divergence_finite_and_says_so():
    p, q = [0.5, 0.5, 0.0], [1.0, 0.0, 0.0]
    assert float(kb.kl(p, q)) == math.inf
    smooth = kb.kl(p, q, smoothing=("mix", 0.1))
    # q becomes 0.9 q + 0.1/3
    first, other = 0.9 + 0.1 / 3, 0.1 / 3
    expected = 0.5 * math.log(0.5 / first) + 0.5 * math.log(0.5 / other)
    assert float(smooth) == pytest.approx(expected, rel=1e-14)
    (caution,) = smooth.cautions
    assert caution.code == "smoothed"
    assert "0.1" in caution.message
    assert "inf" in caution.message  # what it is unsmoothed


def test_the_uniform_is_as_far_as_entropy_is_from_its_maximum():
    p = [0.5, 0.25, 0.125, 0.125]
    away = float(kb.kl(p, [0.25] * 4, unit="bits"))
    assert away == pytest.approx(2.0 - float(kb.entropy(p, unit="bits")), rel=8 * EPS)
    assert away == pytest.approx(0.25, rel=8 * EPS)


def test_a_change_of_variable_changes_no_divergence():
    p, q = kb.families.Normal(0.0, 1.0), kb.families.Normal(0.5, 2.0)
    log_p, log_q = kb.families.LogNormal(0.0, 1.0), kb.families.LogNormal(0.5, 2.0)
    assert float(kb.kl(log_p, log_q)) == float(kb.kl(p, q))


def test_independent_trials_add_up():
    one = float(kb.kl(kb.families.Bernoulli(0.3), kb.families.Bernoulli(0.6)))
    many = float(kb.kl(kb.families.Binomial(50, 0.3), kb.families.Binomial(50, 0.6)))
    assert many == pytest.approx(50 * one, rel=4 * EPS)
