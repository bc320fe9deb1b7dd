"""Ratios and normalisers of Bessel functions against mpmath."""

import mpmath
import numpy as np
import pytest

from kullback.numerics import bessel

RTOL = 1e-14
ORDERS = (0.0, 0.5, 1.0, 1.5, 4.0, 17.3, 49.5, 50.0)


def phi(nu, kappa):
    if kappa == 0:
        return -nu * mpmath.log(2) - mpmath.loggamma(nu + 1)
    return mpmath.log(mpmath.besseli(nu, kappa)) - nu * mpmath.log(kappa)


def ratio(nu, kappa):
    return mpmath.besseli(nu + 1, kappa) / mpmath.besseli(nu, kappa) if kappa else mpmath.mpf(0)


def draw(seed, n):
    """Orders, and pairs of concentrations from 1e-12 to 1e12 at distances from 1e-12 to 1e6."""
    rng = np.random.default_rng(seed)
    nu = rng.choice(ORDERS, n)
    wide = rng.uniform(size=n) < 0.5
    k_p = np.where(wide, 10 ** rng.uniform(-12, 12, n), 10 ** rng.uniform(-1, 3, n))
    factor = 1 + 10 ** rng.uniform(-12, 6, n)
    k_q = np.minimum(np.where(rng.uniform(size=n) < 0.5, k_p * factor, k_p / factor), 1e12)
    keep = k_p != k_q
    return nu[keep], k_p[keep], k_q[keep]


def exactly(function, *arguments):
    with mpmath.workdps(80):
        return [function(*map(mpmath.mpf, row)) for row in zip(*arguments, strict=True)]


def largest_error(values, references):
    pairs = zip(values, references, strict=True)
    return max(float(abs(value - reference) / reference) for value, reference in pairs)


def test_the_divergence_keeps_all_its_digits():
    nu, k_p, k_q = draw(1, 400)

    def reference(nu, k_p, k_q):
        return phi(nu, k_q) - phi(nu, k_p) - ratio(nu, k_p) * (k_q - k_p)

    values = bessel.bregman_bessel(nu, k_p, k_q, np)
    assert largest_error(values, exactly(reference, nu, k_p, k_q)) < RTOL


def test_the_ratio_keeps_all_its_digits():
    nu, kappa, _ = draw(2, 300)
    values = bessel.bessel_ratio(nu, kappa, np)
    assert largest_error(values, exactly(ratio, nu, kappa)) < 3e-15


def test_the_normaliser_is_right_to_rounding_of_its_parts():
    nu, kappa, _ = draw(3, 200)
    values = bessel.log_bessel_normaliser(nu, kappa, np)
    at_zero = exactly(phi, nu, np.zeros_like(nu))  # lgamma(nu+1) is the largest part it cancels
    references = exactly(phi, nu, kappa)
    for value, reference, part in zip(values, references, at_zero, strict=True):
        assert abs(value - reference) <= 2e-15 * max(1, abs(reference), abs(part))


@pytest.mark.parametrize("nu", ORDERS)
def test_no_concentration_is_too_small_or_too_large(nu):
    nu = np.full(4, nu)
    kappa = np.asarray([0.0, 1e-300, 1e150, 1e300])
    series = -nu * np.log(2) - [float(mpmath.loggamma(n + 1)) for n in nu]
    values = bessel.log_bessel_normaliser(nu, kappa, np)
    np.testing.assert_allclose(values, [series[0], series[1], 1e150, 1e300], rtol=1e-14)
    np.testing.assert_allclose(
        bessel.bessel_ratio(nu, kappa, np), [0.0, 0.5e-300 / (nu[1] + 1), 1.0, 1.0], rtol=1e-15
    )


def test_the_divergence_vanishes_exactly_at_equal_concentrations():
    kappa = np.asarray([0.0, 1e-9, 1.0, 30.0, 1e12])
    for nu in ORDERS:
        assert np.all(bessel.bregman_bessel(np.full(5, nu), kappa, kappa, np) == 0)


def test_the_circle_without_concentration_is_a_limit():
    zero, two = np.zeros(1), np.full(1, 2.0)
    with mpmath.workdps(40):
        to_two = float(phi(mpmath.mpf(0), mpmath.mpf(2)))
        to_zero = float(-phi(mpmath.mpf(0), mpmath.mpf(2)) + 2 * ratio(0, mpmath.mpf(2)))
    assert bessel.bregman_bessel(zero, zero, two, np)[0] == pytest.approx(to_two, rel=RTOL)
    assert bessel.bregman_bessel(zero, two, zero, np)[0] == pytest.approx(to_zero, rel=RTOL)


def test_another_array_library_gives_the_same_numbers():
    xp = pytest.importorskip("array_api_strict")
    arguments = draw(4, 100)
    other = bessel.bregman_bessel(*map(xp.asarray, arguments), xp)
    np.testing.assert_allclose(np.asarray(other), bessel.bregman_bessel(*arguments, np), rtol=RTOL)
