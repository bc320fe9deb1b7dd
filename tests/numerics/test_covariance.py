"""Large batches of matrices are compared block by block, and nothing else changes."""

import numpy as np
import pytest

from kullback.numerics import covariance
from kullback.numerics.blocks import MANY

D = 6
N = MANY // D**2 + 7


def matrices(seed, n):
    root = np.random.default_rng(seed).normal(size=(n, D, 2 * D))
    return root @ root.swapaxes(1, 2) / (2 * D)


@pytest.mark.parametrize("one", [False, True], ids=["pairs", "all with one"])
def test_the_spectra_of_a_large_batch_are_those_of_its_matrices(one):
    a, b = matrices(1, N), matrices(2, N)
    b = b[0] if one else b
    factor_a, factor_b = covariance.factor(a), covariance.factor(b)
    found = covariance.relative_spectrum(a - b, factor_a, factor_b, 0.0)
    assert found.w.shape == (N, D)
    for i in range(0, N, 500):
        its = b if one else b[i]
        expected = np.sort(np.linalg.eigvals(np.linalg.solve(its, a[i] - its)).real)
        np.testing.assert_allclose(found.w[i], expected, rtol=1e-9, atol=1e-11)
        kl = np.trace(np.linalg.solve(its, a[i])) - D - np.linalg.slogdet(a[i])[1]
        kl += np.linalg.slogdet(its)[1]
        assert found.psi_sum()[i] == pytest.approx(kl, rel=1e-10)


def test_the_condition_numbers_of_a_large_batch_are_those_of_its_matrices():
    a = matrices(3, N)
    numbers = covariance.condition(a.reshape(-1, 1, D, D))
    assert numbers.shape == (N, 1)
    for i in range(0, N, 500):
        size = np.sqrt(np.diagonal(a[i]))
        expected = np.linalg.cond(a[i] / size[:, None] / size)
        assert numbers[i, 0] == pytest.approx(expected, rel=1e-11)
