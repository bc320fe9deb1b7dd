"""What three or more variables share, counted: truths, intervals that hold, data as it comes."""

import math

import numpy as np
import pytest

import kullback as kb


def codes(result):
    return {caution.code for caution in result.cautions}


def xor(rng, n):
    a, b = rng.integers(2, size=(2, n))
    return kb.Sample(a), kb.Sample(b), kb.Sample(a ^ b)


def noisy_copies(rng, n):
    """Two copies of a coin, each wrong in a fifth of the rows, and the coin."""
    coin = rng.integers(2, size=n)
    return *(kb.Sample(np.where(rng.random(n) < 0.2, 1 - coin, coin)) for _ in "xy"), kb.Sample(
        coin
    )


def _entropy_of_copies():
    wrong = -0.2 * math.log(0.2) - 0.8 * math.log(0.8)
    return math.log(2.0) + 2.0 * wrong


TOTALS = [(xor, math.log(2.0)), (noisy_copies, 3.0 * math.log(2.0) - _entropy_of_copies())]
CONDITIONALS = [(xor, math.log(2.0)), (noisy_copies, 0.0)]


def covered(measure, draw, truth, n, rounds=100):
    rng = np.random.default_rng(3)
    hits = 0
    for _ in range(rounds):
        found = measure(*draw(rng, n))
        low, high = found.confidence_interval()
        hits += low - 1e-9 <= truth <= high + 1e-9
    return hits / rounds


@pytest.mark.parametrize("n", [100, 500])
@pytest.mark.parametrize(("draw", "truth"), TOTALS)
def test_total_correlation_of_labels_is_covered(draw, truth, n):
    assert covered(kb.total_correlation, draw, truth, n) >= 0.88


@pytest.mark.parametrize("n", [100, 500])
@pytest.mark.parametrize(("draw", "truth"), CONDITIONALS)
def test_conditional_information_of_labels_is_covered(draw, truth, n):
    assert covered(kb.conditional_mutual_information, draw, truth, n) >= 0.88


def test_independent_labels_share_nothing():
    rng = np.random.default_rng(4)
    found = kb.total_correlation(*(kb.Sample(rng.integers(3, size=500)) for _ in "abc"))
    assert found.method == "joint_counts"
    assert found.value < 0.02
    assert found.confidence_interval().low == 0.0
    assert found.pvalue > 1e-3


def test_columns_of_a_single_sample_are_the_variables():
    rng = np.random.default_rng(5)
    a, b, c = (sample.numbers[:, 0] for sample in xor(rng, 300))
    together = kb.total_correlation(kb.Sample(np.stack([a, b, c], axis=1)))
    apart = kb.total_correlation(kb.Sample(a), kb.Sample(b), kb.Sample(c))
    assert together.value == apart.value
    with pytest.raises(kb.InvalidInputError, match="one variable"):
        kb.total_correlation(kb.Sample(a))


def test_given_what_never_changes_it_is_the_mutual_information():
    rng = np.random.default_rng(6)
    x = rng.standard_normal(600)
    y = x + rng.standard_normal(600)
    found = kb.conditional_mutual_information(
        kb.Sample(x), kb.Sample(y), kb.Sample(np.ones(600)), rng=0
    )
    assert abs(found.value - 0.5 * math.log(2.0)) < 4.0 * found.error
    assert "constant" in codes(found)


def test_blocks_widen_what_is_counted():
    """Every row five times: five times as few rows are independent."""
    rng = np.random.default_rng(7)
    a = rng.integers(2, size=200)
    b = np.where(rng.random(200) < 0.2, 1 - a, a)
    a, b = np.repeat(a, 5), np.repeat(b, 5)
    plain = kb.mutual_information(kb.Sample(a), kb.Sample(b))
    blocked = kb.mutual_information(kb.Sample(a, block=10), kb.Sample(b, block=10))
    assert blocked.value == plain.value
    assert 1.7 < blocked.error / plain.error < 2.8
