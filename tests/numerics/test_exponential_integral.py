"""The scaled exponential integral against mpmath."""

import mpmath as mp
import numpy as np

from kullback.numerics.exponential_integral import (
    real_scaled_exp1,
    real_scaled_exp1_imaginary,
    scaled_exp1,
)

POINTS = np.concatenate(
    [10 ** np.random.default_rng(0).uniform(-12, 4, 150), np.linspace(0.9, 2.6, 40)]
)


def exact(z):
    return mp.exp(z) * mp.e1(z)


def relative_errors(values, expected):
    return [float(abs(v / e - 1)) for v, e in zip(values.tolist(), expected, strict=True)]


def test_it_is_accurate_on_the_positive_axis():
    with mp.workdps(40):
        expected = [exact(mp.mpf(x)) for x in POINTS.tolist()]
        # just below 1.5 two terms cancel but for a twentieth
        assert max(relative_errors(scaled_exp1(POINTS, np), expected)) < 8e-15


def test_its_real_part_is_accurate_on_the_imaginary_axis():
    with mp.workdps(40):
        expected = [mp.re(exact(mp.mpc(0, x))) for x in POINTS.tolist()]
        assert max(relative_errors(real_scaled_exp1_imaginary(POINTS, np), expected)) < 4e-15


def test_huge_arguments_reach_the_limits():
    x = np.array([1e9, 1e150, 1e300])
    np.testing.assert_allclose(scaled_exp1(x, np) * x, 1.0, rtol=2e-9)
    y = np.array([1e6, 1e12, 1e100])
    np.testing.assert_allclose(real_scaled_exp1_imaginary(y, np) * y * y, 1.0, rtol=1e-11)


def test_its_real_part_is_accurate_in_the_upper_half_plane():
    rng = np.random.default_rng(1)
    size, angle = 10 ** rng.uniform(-6, 4, 300), np.pi * rng.uniform(0, 1, 300)
    angle[:100] = np.pi - 10 ** rng.uniform(-8, 0, 100)
    z = size * np.exp(1j * angle)
    values = real_scaled_exp1(z.real, z.imag, np)
    with mp.workdps(40):
        for value, at in zip(values.tolist(), z.tolist(), strict=True):
            whole = exact(mp.mpc(at))
            assert abs(value - mp.re(whole)) <= 2e-15 * abs(whole), at
