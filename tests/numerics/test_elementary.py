"""The elementary second-order functions against mpmath, and at their limits."""

import mpmath
import numpy as np
import pytest

from kullback.numerics import elementary

RTOL = 1e-15  # a few roundings: the sums inside have terms of one sign, or one that dominates


def spread(seed, low, high, n=400):
    """Points of both signs above -1, as near to 0 as 10^low and as far as 10^high."""
    rng = np.random.default_rng(seed)
    t = 10 ** rng.uniform(low, high, n) * rng.choice([-1, 1], n)
    return np.concatenate([t[t > -1], rng.uniform(-1, 1, n), [0.4, -0.4, 0.3, -0.3, -1 + 2.0**-53]])


def largest_error(values, function, *arguments):
    largest = 0.0
    with mpmath.workdps(120):
        for value, row in zip(values, zip(*arguments, strict=True), strict=True):
            expected = function(*map(mpmath.mpf, row))
            largest = max(largest, float(abs(value - expected) / abs(expected)))
    return largest


def test_phi_keeps_all_its_digits():
    t = spread(1, -30, 30)
    error = largest_error(elementary.phi(t, np), lambda t: (1 + t) * mpmath.log1p(t) - t, t)
    assert error < RTOL


def test_psi_keeps_all_its_digits():
    t = spread(2, -30, 30)
    error = largest_error(elementary.psi(t, np), lambda t: t - mpmath.log1p(t), t)
    assert error < RTOL


def test_the_exponential_remainders_keep_all_their_digits():
    x = spread(3, -30, 2.8)
    x = np.concatenate([x, -spread(4, -30, 2.8)])
    assert largest_error(elementary.expm1_minus(x, np), lambda x: mpmath.expm1(x) - x, x) < RTOL
    x = -x
    assert largest_error(elementary.em(x, np), lambda x: x + mpmath.expm1(-x), x) < RTOL


@pytest.mark.parametrize(
    "alpha", [-2.0, -0.5, 0.0, 1e-7, 0.3, 0.5, 0.7, 1 - 1e-7, 1.0, 1 + 1e-7, 1.5, 2.0, 3.7]
)
def test_the_alpha_terms_keep_all_their_digits(alpha):
    t = spread(6, -12, 0)
    t = t[np.abs(t) < elementary.NEAR]  # farther out the power itself loses nothing

    def term(t):
        a = mpmath.mpf(alpha)
        if a in (0, 1):
            return t - mpmath.log1p(t) if a == 0 else (1 + t) * mpmath.log1p(t) - t
        return ((1 + t) ** a - 1 - a * t) / (a * (a - 1))

    assert largest_error(elementary.alpha_term(alpha, t, np), term, t) < 2 * RTOL


def test_log_ratios_keep_all_their_digits_and_never_overflow():
    rng = np.random.default_rng(7)
    y = 10 ** rng.uniform(-300, 300, 300)
    x = y * (1 + 10 ** rng.uniform(-15, 0, 300) * rng.choice([-0.4, 1], 300))
    x[::3] = 10 ** rng.uniform(-300, 300, 100)
    keep = x != y
    x, y = x[keep], y[keep]
    with np.errstate(over="ignore", under="ignore"):
        values = elementary.log_ratio(x, y, np)
    assert largest_error(values, lambda x, y: mpmath.log(x / y), x, y) < RTOL


def test_the_limits_are_values():
    ends = np.asarray([-1.0, 0.0, np.inf])
    with np.errstate(over="ignore", invalid="ignore"):
        np.testing.assert_array_equal(elementary.phi(ends, np), [1.0, 0.0, np.inf])
        np.testing.assert_array_equal(elementary.psi(ends, np), [np.inf, 0.0, np.inf])
        np.testing.assert_array_equal(
            elementary.em(np.asarray([0.0, 1e308, np.inf]), np), [0.0, 1e308, np.inf]
        )
    denormal = np.asarray([5e-324, 1e-310])
    np.testing.assert_array_equal(elementary.log_ratio(denormal, denormal, np), [0.0, 0.0])


def test_gradients_are_finite_on_both_branches_and_at_the_end():
    jax = pytest.importorskip("jax")
    with jax.enable_x64(True):
        points = jax.numpy.asarray([-1.0, -0.5, -1e-9, 0.0, 1e-9, 0.5, 1e9])
        slope = jax.vmap(jax.grad(lambda t: elementary.phi(t, jax.numpy)))(points)[1:]
        np.testing.assert_allclose(slope, np.log1p(np.asarray(points)[1:]), rtol=1e-14)
        slope = jax.vmap(jax.grad(lambda t: elementary.psi(t, jax.numpy)))(points)[1:]
        t = np.asarray(points)[1:]
        np.testing.assert_allclose(slope, t / (1 + t), rtol=1e-14)


def test_another_array_library_gives_the_same_numbers():
    xp = pytest.importorskip("array_api_strict")
    t = spread(8, -20, 20)
    for function in (elementary.phi, elementary.psi, elementary.em):
        with np.errstate(over="ignore"):
            expected = function(t, np)
            other = np.asarray(function(xp.asarray(t), xp))
        np.testing.assert_allclose(other, expected, rtol=RTOL)


@pytest.mark.parametrize("x", [0.0, 1e-300, 1e-9, -1e-9, 0.2999, 0.3001, -0.3, 1.0, -40.0, 700.0])
def test_the_quotient_of_expm1_keeps_its_digits_and_those_of_its_slope(x):
    exact = mpmath.expm1(x) / mpmath.mpf(x) if x else mpmath.mpf(1)
    assert float(elementary.exprel(np.float64(x), np)) == pytest.approx(float(exact), rel=2**-50)
    jax = pytest.importorskip("jax", reason="JAX is not installed")
    with jax.enable_x64(True):
        slope = float(jax.grad(lambda x: elementary.exprel(x, jax.numpy))(x))
    with mpmath.workdps(40):  # ∫ t exp(x t) dt over (0, 1)
        exact = mpmath.quad(lambda t: t * mpmath.exp(x * t), [0, 0.9, 1] if x > 9 else [0, 1])
    assert slope == pytest.approx(float(exact), rel=2**-47)  # the far form cancels a digit at 0.3
