"""Dilogarithms against mpmath."""

import mpmath as mp
import numpy as np
import pytest

from kullback.numerics.dilogarithm import between, softplus_tail

EPS = np.finfo(float).eps


@pytest.mark.parametrize("z", [0.0, 1e-10, 0.01, 0.6931, 1.0, 3.0, 40.0, 700.0])
def test_the_tail_of_softplus_keeps_all_digits(z):
    exact = -mp.polylog(2, -mp.exp(-mp.mpf(z)))
    assert float(softplus_tail(np.float64(z), np)) == pytest.approx(float(exact), rel=4 * EPS)


@pytest.mark.parametrize(
    ("low", "high"),
    [(0.0, 1e-9), (1e-9, 2e-9), (0.0, 1.0), (0.0, 700.0), (0.5, 0.6), (1.0, 1.1), (2.0, 50.0)],
)
def test_the_integral_of_the_log_complement_does_not_cancel(low, high):
    ends = mp.linspace(mp.mpf(low), mp.mpf(high), 20)
    exact = -mp.quad(lambda t: mp.log(-mp.expm1(-t)), ends)
    value = float(between(np.float64(low), np.float64(high), np))
    assert value == pytest.approx(float(exact), rel=16 * EPS)  # a difference of like terms


def test_its_gradients_are_the_integrand_at_the_ends():
    jax = pytest.importorskip("jax", reason="JAX is not installed")
    xp = jax.numpy
    with jax.enable_x64(True):
        for z in (0.0, 0.5, 1.0, 30.0):
            slope = float(jax.grad(lambda z: softplus_tail(z, xp))(z))
            assert slope == pytest.approx(-float(mp.log1p(mp.exp(-z))), rel=8 * EPS)
        for z in (0.5, 0.9, 1.5):
            slope = float(jax.grad(lambda z: between(xp.asarray(0.25), z, xp))(z))
            assert slope == pytest.approx(-float(mp.log(-mp.expm1(-mp.mpf(z)))), rel=8 * EPS)
