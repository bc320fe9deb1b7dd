"""Means over multivariate t laws against mpmath in one dimension, where they are single integrals."""

import mpmath as mp
import numpy as np
import pytest

from kullback.numerics.student_vectors import (
    Form,
    divergence_from_normal,
    log_normaliser,
    mean_log_one_plus,
    own_mean_log,
)

EPS = 2.0**-52


def exact(df, scale, gap, n):
    """E log(1 + (gap + scale T)²/n), in the logarithm of |T| and broken around the zero of the sum."""
    gap, scale, n = mp.mpf(gap), mp.mpf(scale), mp.mpf(n)
    normal = np.isinf(df)
    if normal:
        density = lambda z: mp.exp(-z * z / 2) / mp.sqrt(2 * mp.pi)  # noqa: E731  one of two
    else:
        df = mp.mpf(df)
        constant = mp.gamma((df + 1) / 2) / mp.gamma(df / 2) / mp.sqrt(df * mp.pi)
        density = lambda z: constant * (1 + z * z / df) ** (-(df + 1) / 2)  # noqa: E731

    def integrand(y):
        z = mp.exp(y)
        return z * mp.fsum(
            density(s * z) * mp.log1p((gap + s * scale * z) ** 2 / n) for s in (1, -1)
        )

    ends = [-60, -20, -10, -5, -2, 0, 1, 2, 5]
    ends += [] if normal else [10, 20, 40, 80, 160, 320]  # a normal law ends at exp(5)
    if gap:
        at, width = mp.log(gap / scale), mp.sqrt(n) / gap
        ends += [at + mp.mpf(j) / 4 for j in range(-6, 7)]
        ends += [at + width * j for j in (-30, -10, -3, -1, 1, 3, 10, 30)]
    return mp.quad(integrand, sorted({y for y in ends if -60 <= y <= (5 if normal else 320)}))


@pytest.mark.parametrize("df", [0.4, 2.2, 1e4, np.inf])
def test_the_bound_holds_near_and_far_and_is_that_of_rounding(df):
    cases = [(1e-6, 1e-3, 1e4), (1, 100, 5), (1e6, 0, 1), (1e-8, 0, 1e8)]
    with mp.workdps(40):
        for scale, gap, n in cases:
            form = Form(np.array([float(scale) ** 2]), np.array([float(gap) ** 2]), df)
            with np.errstate(all="ignore"):
                value, error = mean_log_one_plus(form, float(n))
            expected = exact(df, scale, gap, n)
            # the squares in the form are rounded, and so is their quotient
            assert float(abs(value - expected)) <= error + 2 * EPS * value
            assert error < 1e-13 * value


@pytest.mark.parametrize("d", [1, 2, 7])
def test_constants_are_those_of_gamma_functions(d):
    with mp.workdps(60):
        for df in (0.1, 2.5, 30.0, 1e5, 1e8):
            a, b = mp.mpf(df) / 2, (mp.mpf(df) + d) / 2
            rise = mp.digamma(b) - mp.digamma(a)
            assert float(own_mean_log(df, d)) == pytest.approx(float(rise), rel=1e-14)
            constant = mp.loggamma(b) - mp.loggamma(a) - mp.mpf(d) / 2 * mp.log(mp.mpf(df) * mp.pi)
            found = float(log_normaliser(df, d))
            assert found == pytest.approx(float(constant), rel=1e-13, abs=1e-14 * d)
            if df > 2:
                c = mp.loggamma(b) - mp.loggamma(a) - b * rise + mp.mpf(d) / 2 * (1 - mp.log(a - 1))
                assert float(divergence_from_normal(df, d)) == pytest.approx(float(c), rel=1e-14)


def test_the_laws_own_form_has_its_closed_mean_in_any_dimension():
    for df in (0.3, 3.0, 50.0):
        for d in (2, 5):
            with np.errstate(all="ignore"):
                value, error = mean_log_one_plus(Form(np.ones(d), np.zeros(d), df), df)
            assert abs(value - float(own_mean_log(df, d))) <= error
