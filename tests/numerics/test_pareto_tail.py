"""The tail of importance weights."""

import numpy as np
import pytest
from scipy.stats import genpareto

from kullback.numerics.pareto_tail import pareto_fit, smoothed


@pytest.mark.parametrize("shape", [0.2, 0.5, 0.9])
def test_the_shape_of_pareto_draws_is_found(shape):
    """Within the error of the likelihood, (1 + shape)/√n, and the prior's pull of ten rows."""
    x = np.sort(genpareto(shape, scale=2.0).rvs(4000, random_state=np.random.default_rng(0)))
    found, scale = pareto_fit(x)
    assert found == pytest.approx(shape, abs=4.0 * (1.0 + shape) / np.sqrt(4000))
    assert scale == pytest.approx(2.0, rel=0.15)


def test_equal_weights_have_no_tail():
    assert smoothed(np.zeros(1000)).khat == -np.inf


def test_the_shape_of_normal_ratios_is_that_of_their_law():
    """Weights of N(0, s²) under N(0, 1) have a tail of shape 1 - 1/s² for s > 1."""
    z = np.random.default_rng(1).standard_normal(100_000)
    s = 2.0
    log_weights = -0.5 * (z / s) ** 2 - np.log(s) + 0.5 * z * z
    assert smoothed(log_weights).khat == pytest.approx(1.0 - 1.0 / s**2, abs=0.12)
