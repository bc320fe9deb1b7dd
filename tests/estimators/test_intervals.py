"""The error of a mean over rows."""

import numpy as np
import pytest

from kullback.estimators.intervals import effective_size, interval_of, variance_of_mean


def test_of_independent_rows_it_is_the_textbooks():
    x = np.random.default_rng(0).standard_normal(50)
    assert variance_of_mean(x) == pytest.approx(x.var(ddof=1) / 50, rel=1e-12)


def test_equal_weights_are_no_weights():
    x = np.random.default_rng(1).standard_normal(50)
    assert variance_of_mean(x, np.full(50, 3.0)) == pytest.approx(variance_of_mean(x), rel=1e-12)
    assert effective_size(np.full(50, 3.0), 50) == pytest.approx(50.0)
    assert effective_size(np.array([1.0, 0.0]), 2) == 1.0


@pytest.mark.slow
def test_blocks_give_the_variance_of_a_moving_average():
    """x_t = e_t + 0.9 e_{t-1}: the mean of n has variance close to 1.9^2/n."""
    rng = np.random.default_rng(2)
    found = []
    for _ in range(200):
        e = rng.standard_normal(2001)
        found.append(variance_of_mean(e[1:] + 0.9 * e[:-1], None, 30) * 2000)
    assert np.mean(found) == pytest.approx(1.9**2, rel=0.08)


def test_intervals_do_not_reach_below_zero():
    assert interval_of(0.1, 1.0, 0.95).low == 0.0
    assert interval_of(-5.0, 1.0, 0.95) == (0.0, 0.0)
    low, high = interval_of(10.0, 1.0, 0.95)
    assert (high - low) / 2.0 == pytest.approx(1.959964, rel=1e-6)
