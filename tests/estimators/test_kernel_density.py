"""Kernel density estimates, against SciPy's."""

import numpy as np
import pytest
from scipy.stats import gaussian_kde

import kullback as kb
from kullback.estimators.kernel_density import KernelDensity


def test_two_normals_are_about_as_far_as_they_are():
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal(800), 0.7 + rng.standard_normal(800)
    found = kb.kl(kb.Sample(x), kb.Sample(y), method="kernel_density")
    assert found.method == "kernel_density"
    assert abs(found.value - 0.245) < 0.1


def test_densities_are_those_of_scipy():
    """On rows of unit variance SciPy's Scott factor is our bandwidth."""
    rng = np.random.default_rng(1)
    points = rng.standard_normal((60, 1))
    points = (points - points.mean()) / points.std(ddof=1)
    at = np.linspace(-2.0, 2.0, 9)[:, None]
    ours = KernelDensity()._log_density(points, at, own=False)
    np.testing.assert_allclose(ours, np.log(gaussian_kde(points.T)(at.T)), rtol=1e-10)


def test_a_bandwidth_is_positive():
    with pytest.raises(kb.InvalidInputError, match="positive"):
        KernelDensity(0.0)
