"""The default between samples of numbers: who answers, and when."""

import numpy as np
import pytest

import kullback as kb
from kullback.estimators.gaussian import unbiased

F = kb.families


def normals(seed, n, covariance, shift):
    rng = np.random.default_rng(seed)
    d = len(shift)
    x = rng.standard_normal((n, d)) @ np.linalg.cholesky(covariance).T
    return x, shift + rng.standard_normal((n, d))


def correlated(d, rho):
    return (1.0 - rho) * np.eye(d) + rho


def codes(found):
    return {caution.code for caution in found.cautions}


def test_ratios_that_reach_far_are_those_of_normals_where_rows_are_normal():
    """E_Q[(p/q)²] is infinite here, and what classifiers alone find is a quarter too small."""
    covariance = correlated(10, 0.3)
    truth = float(
        kb.kl(
            F.MultivariateNormal(np.zeros(10), covariance),
            F.MultivariateNormal(np.zeros(10), np.eye(10)),
        )
    )
    found = [
        float(kb.kl(kb.Sample(x), kb.Sample(y), rng=0))
        for x, y in (normals(seed, 500, covariance, np.zeros(10)) for seed in range(4))
    ]
    assert abs(np.mean(found) - truth) < 0.12 * truth


def test_rows_that_are_not_normal_are_left_to_classifiers():
    rng = np.random.default_rng(0)
    x = rng.choice([-2.0, 2.0], 600) + 0.5 * rng.standard_normal(600)
    y = 2.1 * rng.standard_normal(600)
    default = kb.kl(kb.Sample(x), kb.Sample(y), rng=0)
    learnt = kb.kl(kb.Sample(x), kb.Sample(y), rng=0, method="density_ratio")
    assert default.value == learnt.value
    assert default.error > learnt.error  # neighbours have their say


def test_samples_that_hardly_meet_are_bridged():
    x, y = normals(1, 800, np.eye(5), np.full(5, 2.0))
    found = kb.kl(kb.Sample(x), kb.Sample(y), rng=0)
    assert "telescoped" in codes(found) or found.value == pytest.approx(10.0, rel=0.15)
    named = kb.kl(kb.Sample(x), kb.Sample(y), rng=0, method="telescoping")
    assert named.value == pytest.approx(10.0, rel=0.15)
    direct = kb.kl(kb.Sample(x), kb.Sample(y), rng=0, method="density_ratio")
    assert abs(named.value - 10.0) < abs(direct.value - 10.0)


def test_samples_far_apart_that_are_not_normal_say_that_they_are_bridged():
    rng = np.random.default_rng(2)
    x, y = rng.logistic(size=1000), 8.0 + rng.logistic(size=1000)
    assert "telescoped" in codes(kb.kl(kb.Sample(x), kb.Sample(y), rng=0))


def test_the_divergence_of_normals_has_no_bias():
    """Its mean over 4000 pairs of 12 rows is the truth; the plug-in's is half as much again too large."""
    rng = np.random.default_rng(3)
    found = [
        unbiased(rng.standard_normal((12, 2)), 0.7 + rng.standard_normal((12, 2)))
        for _ in range(4000)
    ]
    assert abs(np.mean(found) - 0.49) < 4.0 * np.std(found) / np.sqrt(4000)


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (lambda: kb.estimators.SelectedRatio(folds=1), "`folds` is 1"),
        (lambda: kb.estimators.TelescopingRatio(bridges=0), "`bridges` is 0"),
        (lambda: kb.estimators.DensityRatio(classifiers=(3,)), "`classifiers` holds 3"),
        (lambda: kb.estimators.ShuffledPairs("ksg"), "`estimator` is 'ksg'"),
        (lambda: kb.estimators.NeuralBound("mine"), "`bound` is 'mine'"),
        (lambda: kb.estimators.NeuralBound(steps=0), "`steps` 0"),
        (lambda: kb.estimators.NeuralBound(hidden=(0,)), "`hidden` is"),
    ],
)
def test_options_out_of_range_are_refused(made, words):
    with pytest.raises(kb.InvalidInputError, match=words):
        made()
