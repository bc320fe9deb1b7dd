"""Rising and falling factorials against log-gamma functions in high precision."""

import mpmath as mp
import numpy as np
import pytest

from kullback.numerics.factorials import falling_excess, rise_change, rising_excess


def relative_error(value, expected):
    return float(abs(mp.mpf(float(value)) - expected) / abs(expected))


@pytest.mark.parametrize("closeness", [(-12, -6), (-6, 0), (0, 8)])
def test_the_change_of_a_rising_factorial_keeps_its_digits(closeness):
    rng = np.random.default_rng(1)
    with mp.workdps(80):
        for _ in range(150):
            x, k = 10 ** rng.uniform(-5, 10), float(int(10 ** rng.uniform(0, 8)))
            step = 10 ** rng.uniform(*closeness)
            d = x * step if rng.random() < 0.5 or step >= 1.0 else -x * step
            d = (x + d) - x  # the sum is a double
            if d == 0.0:
                continue
            u, v, w = map(mp.mpf, (x, k, d))
            expected = (mp.loggamma(u + v + w) - mp.loggamma(u + w)) - (
                mp.loggamma(u + v) - mp.loggamma(u)
            )
            value = rise_change(np.asarray(x), np.asarray(k), np.asarray(d), np)
            assert relative_error(value, expected) <= 1e-14, (x, k, d)


def test_factorials_beside_powers_keep_their_digits():
    """Of their size, or of k/x: one factor is a power, and its rounding is not in question."""
    rng = np.random.default_rng(2)
    with mp.workdps(60):
        for _ in range(150):
            x, k = 10 ** rng.uniform(-5, 10), float(int(10 ** rng.uniform(0, 8)))
            u, v = mp.mpf(x), mp.mpf(k)
            expected = mp.loggamma(u + v) - mp.loggamma(u) - v * mp.log(u)
            error = rising_excess(np.asarray(x), np.asarray(k), np) - expected
            assert abs(error) <= 2e-15 * (abs(expected) + v / u), (x, k)
            n = float(int(10 ** rng.uniform(0, 10)))
            k = float(int(n * rng.choice([1.0, rng.uniform(), 10 ** -rng.uniform(0, 10)])))
            u, v = mp.mpf(n), mp.mpf(k)
            expected = mp.loggamma(u + 1) - mp.loggamma(u - v + 1) - v * mp.log(u)
            error = falling_excess(np.asarray(n), np.asarray(k), np) - expected
            assert abs(error) <= 2e-15 * (abs(expected) + v / u), (n, k)


def test_no_factors_leave_nothing():
    zero, five = np.asarray(0.0), np.asarray(5.0)
    assert falling_excess(zero, zero, np) == 0.0
    assert falling_excess(five, zero, np) == 0.0
    assert rising_excess(five, zero, np) == 0.0
    assert rise_change(five, zero, np.asarray(2.0), np) == 0.0
