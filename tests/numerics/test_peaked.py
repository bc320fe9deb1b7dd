"""Laplace transforms of gamma and chi laws, and the Bessel function, against mpmath."""

import mpmath as mp
import numpy as np
import pytest

from kullback.numerics.peaked import (
    chi_mean_of_exp,
    inverse_gamma_mean_of_exp,
    peaked_integral,
    scaled_bessel_k,
)

ORDERS = [0.1, 0.5, 1.0, 2.0, 7.7, 30.2, 200.0]


def error(value, expected):
    return float(abs(mp.mpf(float(value)) / expected - 1))


@pytest.mark.parametrize("nu", [0.0, 0.01, -3.5, *ORDERS])
def test_the_bessel_function_is_accurate_at_every_order(nu):
    with mp.workdps(60):
        for z in (1e-8, 1e-3, 0.5, 3.0, 40.0, 1000.0):
            rise, integral = scaled_bessel_k(nu, z, np)
            expected = mp.besselk(nu, z) * mp.exp(mp.mpf(z) - mp.mpf(float(rise)))
            # the rise is an exponent: an ulp of asinh, and half of one for each of four operations
            rounding = 3 * np.finfo(float).eps * nu * np.arcsinh(abs(nu) / z)
            assert error(0.5 * integral, expected) < 4e-15 + abs(rounding), z


@pytest.mark.parametrize("df", ORDERS)
def test_the_transform_of_a_chi_law_is_a_parabolic_cylinder_function(df):
    with mp.workdps(40):
        n = mp.mpf(df)
        for t in (-60.0, -5.0, -0.3, 0.0, 1e-3, 0.7, 4.0):
            y = mp.mpf(t) ** 2 / 2
            odd = mp.sqrt(2) * mp.gamma((n + 1) / 2) / mp.gamma(n / 2)
            if t < -1.0:
                half = mp.mpf(1) / 2
                expected = mp.gamma((n + 1) / 2) / mp.sqrt(mp.pi) * mp.hyperu(n / 2, half, y)
            else:
                expected = mp.hyp1f1(n / 2, 0.5, y) + t * odd * mp.hyp1f1((n + 1) / 2, 1.5, y)
            rounding = 4e-15 + 2e-16 * abs(float(mp.log(expected)))
            assert error(chi_mean_of_exp(df, t, np), expected) < rounding, t


@pytest.mark.parametrize("shape", ORDERS)
def test_the_transform_of_an_inverse_gamma_law_is_a_bessel_function(shape):
    with mp.workdps(60):
        a = mp.mpf(shape)
        for t in (1e-8, 1e-3, 0.5, 3.0, 40.0, 1000.0):
            x = mp.mpf(t)
            expected = 2 * x ** (a / 2) * mp.besselk(a, 2 * mp.sqrt(x)) / mp.gamma(a)
            rounding = 4e-15 + 2e-16 * abs(float(mp.log(expected)))
            assert error(inverse_gamma_mean_of_exp(shape, t, np), expected) < rounding, t
        assert float(inverse_gamma_mean_of_exp(shape, 0.0, np)) == pytest.approx(1.0, rel=4e-15)


def test_what_no_node_reaches_is_not_known():
    one = np.ones(())
    assert np.isnan(peaked_integral(0.1 * one, 1e-40 * one, 0.0 * one, np))


def test_a_batch_equals_its_single_entries():
    df, t = np.array([[0.5], [3.0]]), np.array([-2.0, 0.0, 1.0])
    together = chi_mean_of_exp(df, t, np)
    assert together.shape == (2, 3)
    assert together[1, 2] == pytest.approx(float(chi_mean_of_exp(3.0, 1.0, np)), rel=1e-15)
