"""Mutual information as a divergence."""

import numpy as np
import pytest

import kullback as kb


@pytest.mark.parametrize(("rho", "d"), [(0.6, 1), (0.9, 1), (0.4, 3)])
def test_two_normals(rho, d):
    rng = np.random.default_rng(0)
    x = rng.standard_normal((600, d))
    y = rho * x + np.sqrt(1.0 - rho**2) * rng.standard_normal((600, d))
    method = kb.estimators.ShuffledPairs()
    found = kb.mutual_information(kb.Sample(x), kb.Sample(y), rng=0, method=method)
    assert found.method == "shuffled_pairs"
    assert abs(found.value + 0.5 * d * np.log(1.0 - rho**2)) < 4.0 * found.error


def test_a_dependence_without_correlation():
    """x uniform on (0, 1), y = cos 2πx + noise: I = 0.9 nats or so, and no correlation at all."""
    rng = np.random.default_rng(1)
    x = rng.random(800)
    y = np.cos(2.0 * np.pi * x) + 0.3 * rng.standard_normal(800)
    found = kb.mutual_information(kb.Sample(x), kb.Sample(y), rng=0, method="shuffled_pairs")
    other = kb.mutual_information(kb.Sample(x), kb.Sample(y), rng=0, method="ksg")
    assert abs(found.value - other.value) < 4.0 * np.hypot(found.error, other.error)


def test_labels_are_refused():
    labels = kb.Sample(list("abab") * 50)
    rows = kb.Sample(np.random.default_rng(2).standard_normal(200))
    with pytest.raises(kb.NoMethodError, match="only densities"):
        kb.mutual_information(labels, rows, method="shuffled_pairs")
