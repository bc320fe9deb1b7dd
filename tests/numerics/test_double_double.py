"""Numbers known to twice the working precision."""

import mpmath as mp
import numpy as np
import pytest

from kullback.numerics.double_double import (
    DoubleDouble,
    exact_times,
    exact_total,
    over_sqrt,
    times_sqrt2,
)

mp.mp.dps = 50


def test_a_sum_subtracted_from_a_double_keeps_every_digit():
    difference = exact_total(0.1, 0.2) - 0.3
    assert difference == float(mp.mpf(0.1) + mp.mpf(0.2) - mp.mpf(0.3))


def test_sqrt_two_times_a_number_keeps_every_digit():
    x = np.array([1.5, 3e-200, 7e100])
    stored = np.sqrt(2.0) * x
    expected = [
        float(mp.sqrt(2) * mp.mpf(float(v)) - mp.mpf(float(s)))
        for v, s in zip(x, stored, strict=True)
    ]
    assert np.asarray(times_sqrt2(x) - stored) == pytest.approx(expected, rel=1e-12, abs=0.0)


@pytest.mark.parametrize(("x", "y"), [(1.3, 2.7), (7e-200, 3e50), (2e250, 0.1)])
def test_products_and_quotients_by_roots_keep_every_digit(x, y):
    product, quotient = exact_times(x, y), over_sqrt(x, y)
    a, b = mp.mpf(x), mp.mpf(y)
    for found, expected in ((product, a * b), (quotient, a / mp.sqrt(b))):
        missed = expected - mp.mpf(float(found.high))
        assert abs(float(found.low) - missed) <= 1e-15 * abs(missed)


def test_products_at_the_edge_of_the_doubles_are_rounded():
    assert float(exact_times(1e300, 1e8)) == 1e308
    assert float(over_sqrt(1e308, 4.0)) == 5e307


def test_an_infinite_difference_is_infinite():
    assert np.inf - exact_total(1.0, 2.0) == np.inf
    assert exact_total(1.0, 2.0) - np.inf == -np.inf


def test_other_functions_see_the_rounded_value():
    number = DoubleDouble(4.0, 1e-20)
    assert np.sqrt(number) == 2.0
    assert number + 1.0 == 5.0
    assert number > 3.0
    assert float(number) == 4.0
    assert number.shape == ()


def test_entries_keep_their_low_parts():
    numbers = exact_total(np.array([0.1, 0.5]), np.array([0.2, 0.5]))
    assert numbers[0] - 0.3 == exact_total(0.1, 0.2) - 0.3
