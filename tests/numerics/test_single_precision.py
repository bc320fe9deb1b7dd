"""Where there is no double precision: forms that spare the digits of single precision."""

import mpmath as mp
import numpy as np
import pytest

from kullback.numerics.elementary import expm1_minus, phi, psi
from kullback.numerics.sums import total_of
from kullback.numerics.tables import power_of_two_scale

strict = pytest.importorskip("array_api_strict", reason="array-api-strict is not installed")
EPS = 2.0**-24

EXACT = {
    phi: lambda t: (1 + t) * mp.log1p(t) - t,
    psi: lambda t: t - mp.log1p(t),
    expm1_minus: lambda x: mp.expm1(x) - x,
}


@pytest.mark.parametrize("function", EXACT, ids=lambda f: f.__name__)
def test_no_digit_is_lost_at_any_size(function):
    small = 10.0 ** np.linspace(-8.0, -1.0, 40)
    points = np.concatenate([-small, small, np.linspace(-0.9, 8.0, 600)])
    points = points.astype(np.float32)
    with mp.workdps(40):
        exact = [float(EXACT[function](mp.mpf(float(t)))) for t in points]
    value = np.asarray(function(strict.asarray(points), strict))
    assert value.dtype == np.float32
    np.testing.assert_allclose(value, exact, rtol=7 * EPS)  # terms of one sign, a few roundings


def test_a_sum_of_many_terms_is_right_to_the_last_digit():
    x = np.random.default_rng(4).uniform(size=(3, 10_001)).astype(np.float32)
    value = np.asarray(total_of(strict.asarray(x), strict))
    np.testing.assert_allclose(value, x.astype(float).sum(axis=-1), rtol=EPS)


def test_a_sum_is_infinite_if_a_term_is():
    x = strict.asarray([[1.0, np.inf, 2.0], [1.0, 2.0, 3.0]], dtype=strict.float32)
    assert np.asarray(total_of(x, strict)).tolist() == [np.inf, 6.0]


@pytest.mark.parametrize("size", [1e-36, 1e-30, 1.0, 1e30, 3e38])
def test_counts_of_any_size_are_brought_near_one(size):
    x = strict.asarray([size, size / 4.0], dtype=strict.float32)
    scaled = np.asarray(x * power_of_two_scale(x, strict), dtype=float)
    assert 1e-16 < scaled[0] < 1e16
    assert scaled[0] / scaled[1] == 4.0
