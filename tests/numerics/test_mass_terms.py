"""The divergence of many rates at once, against mpmath."""

import mpmath as mp
import numpy as np
import pytest

from kullback.numerics.mass_terms import mass_term

N = 600  # enough to be computed as many


@pytest.mark.parametrize("exponent", [-1, -3, -6, -9, -12])
def test_many_nearly_equal_rates_keep_all_digits(exponent):
    rng = np.random.default_rng(1)
    p = 10 ** rng.uniform(-30, 30, N)
    q = p * (1 + 10.0**exponent * rng.uniform(-1, 1, N))
    assert_exact(p, q)


def test_many_rates_far_apart_keep_all_digits():
    rng = np.random.default_rng(2)
    p = 10 ** rng.uniform(-5, 5, N)
    assert_exact(p, p * 10 ** rng.uniform(-4, 4, N))
    assert_exact(p, p * 10 ** rng.uniform(-0.4, 0.4, N))


def test_a_zero_among_many_rates_costs_what_the_other_side_is():
    p, q = np.ones(N), np.full(N, 3.0)
    p[7] = q[9] = 0.0
    with np.errstate(all="ignore"):  # as every method runs
        values = mass_term(p, q, p - q, np)
    assert values[7] == 3.0
    assert values[9] == np.inf


def assert_exact(p, q):
    values = mass_term(p, q, p - q, np)
    with mp.workdps(80):
        for i in range(0, N, 5):
            a, b = mp.mpf(p[i]), mp.mpf(q[i])
            expected = a * mp.log(a / b) - a + b
            assert abs(values[i] - expected) <= 1e-14 * expected
