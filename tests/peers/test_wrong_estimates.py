"""Samples on which other estimators fail: what they say, and what is true.

Those about ties, atoms, labels, blocks and units stand with the samples' own tests.
"""

import numpy as np
import pytest

import kullback as kb

F = kb.families


def codes(found):
    return {caution.code for caution in found.cautions}


def covers(found, truth):
    low, high = found.confidence_interval(0.99)
    return low <= truth <= high


def test_equal_counts_are_not_nats_below_zero():
    """100 draws of 100 equal outcomes on both sides: infomeasure says -1.87 in the mean, often below 0."""
    for seed in range(20):
        rng = np.random.default_rng(seed)
        x, y = (rng.multinomial(100, np.full(100, 0.01)) for _ in range(2))
        found = kb.kl(kb.Counts(x), kb.Counts(y))
        assert found.value >= 0.0
        low, _ = found.confidence_interval()
        assert low == 0.0
        assert np.isfinite(found.value)


def test_disjoint_counts_are_not_minus_an_entropy():
    """infomeasure: -H(P); `divergence`: ValueError. The frequencies' divergence is infinite, and said so."""
    found = kb.kl(kb.Counts([50, 50, 0, 0]), kb.Counts([0, 0, 50, 50]))
    assert found.value > 3.0
    assert "plug_in_infinite" in codes(found)
    assert np.isinf(
        kb.kl(kb.Counts([50, 50, 0, 0]), kb.Counts([0, 0, 50, 50]), method="plug_in").value
    )


def test_strongly_correlated_columns_are_not_several_times_as_far():
    """Ten columns correlated at 0.9: neighbours in the caller's units say three to five times the truth."""
    covariance = 0.1 * np.eye(10) + 0.9
    root = np.linalg.cholesky(covariance)
    shift = np.eye(10)[0] * 0.2
    truth = float(
        kb.kl(
            F.MultivariateNormal(np.zeros(10), covariance), F.MultivariateNormal(shift, covariance)
        )
    )
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((500, 10)) @ root.T, shift + rng.standard_normal((500, 10)) @ root.T
    found = kb.kl(kb.Sample(x), kb.Sample(y), rng=0)
    assert covers(found, truth)
    assert found.value < 2.0 * truth


@pytest.mark.parametrize("scale", [2.0, 5.0])
def test_heavy_tails_do_not_explode(scale):
    """Cauchy draws, which have no mean: kernel densities say hundreds. D = log((1 + s)²/4s)."""
    rng = np.random.default_rng(1)
    x, y = rng.standard_cauchy(1000), scale * rng.standard_cauchy(1000)
    assert covers(
        kb.kl(kb.Sample(x), kb.Sample(y), rng=0), np.log((1.0 + scale) ** 2 / (4.0 * scale))
    )


def test_no_noise_is_added_behind_ones_back():
    """scikit-learn adds noise to the columns: two calls with other seeds differ by it."""
    rng = np.random.default_rng(2)
    x = rng.standard_normal(300)
    y = x + rng.standard_normal(300)
    found = {
        float(kb.mutual_information(kb.Sample(x), kb.Sample(y), rng=seed, method="ksg"))
        for seed in range(3)
    }
    assert len(found) == 1


def test_many_columns_that_depend_are_not_independent_for_certain():
    """25 + 25 columns: neighbours see nothing, some answer 0.000 with an interval of no width."""
    rng = np.random.default_rng(3)
    x = rng.standard_normal((500, 25))
    y = 0.3 * x + np.sqrt(1.0 - 0.09) * rng.standard_normal((500, 25))
    truth = -12.5 * np.log(1.0 - 0.09)
    assert covers(kb.mutual_information(kb.Sample(x), kb.Sample(y), rng=0), truth)


def test_rows_taken_for_weights():
    """SciPy's entropy takes two arrays of rows for weights, and answers 0.00078; here one is asked."""
    rng = np.random.default_rng(4)
    x, y = np.abs(rng.standard_normal(100)), 3.0 + np.abs(rng.standard_normal(100))
    with pytest.raises(kb.NotNormalizedError, match="Sample"):
        kb.kl(x, y)
