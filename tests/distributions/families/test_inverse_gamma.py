"""The inverse gamma family against mpmath and against what theory says of it."""

import mpmath as mp
import numpy as np
import pytest

from kullback.distributions.families.gamma import Gamma
from kullback.distributions.families.inverse_gamma import InverseGamma
from tests.distributions.families import checks


def divergence(a, x, b, y):
    with mp.workdps(checks.digits(a, b)):
        a, x, b, y = checks.exact(a, x, b, y)
        mean_log = mp.log(x) - mp.digamma(a)
        constants = a * mp.log(x) - b * mp.log(y) + mp.loggamma(b) - mp.loggamma(a)
        return constants - (a - b) * mean_log - (x - y) * a / x


def log_density(a, s, x):
    a, s, x = checks.exact(a, s, x)
    return a * mp.log(s) - mp.loggamma(a) - (a + 1) * mp.log(x) - s / x


def check(p, q):
    checks.assert_kl(InverseGamma(*p), InverseGamma(*q), lambda: divergence(*p, *q))


@pytest.mark.parametrize("exponent", [0.5, -8, 8])
@pytest.mark.parametrize("scale", [1.0, 3e-151, 7e149])
def test_nearly_equal_laws_keep_all_digits_at_every_shape_and_scale(exponent, scale):
    rng = np.random.default_rng(1)
    for p, q in checks.neighbours(rng, [10**exponent * rng.uniform(1, 2), scale]):
        check(p, q)


def test_laws_far_apart_keep_all_digits():
    rng = np.random.default_rng(2)
    for _ in range(60):
        shapes, scales = 10 ** rng.uniform(-9, 9, 2), 10 ** rng.uniform(-150, 150, 2)
        check((shapes[0], scales[0]), (shapes[1], scales[1]))


def test_equal_laws_diverge_by_exactly_zero():
    rng = np.random.default_rng(4)
    shapes, scales = 10 ** rng.uniform(-300, 300, 50), 10 ** rng.uniform(-300, 300, 50)
    checks.assert_equal_pairs_give_zero(InverseGamma, shapes, scales)


def test_inversion_changes_no_divergence():
    rng = np.random.default_rng(5)
    a, b = np.exp(rng.normal(size=(2, 20)))
    s, t = 2.0 ** rng.integers(-9, 9, (2, 20))  # whose inverses are exact
    inverses = InverseGamma(a, s).kl(InverseGamma(b, t), np)
    np.testing.assert_array_equal(inverses, Gamma(a, 1 / s).kl(Gamma(b, 1 / t), np))


def test_the_log_density_and_ratio_do_not_cancel():
    rng = np.random.default_rng(6)
    with mp.workdps(90):
        for delta in checks.DELTAS:
            for _ in range(5):
                a, s = 10 ** rng.uniform(-4, 12), 10 ** rng.uniform(-100, 100)
                b, t = a * (1 + delta * rng.normal()), s * (1 + delta * rng.normal())
                x = s / a * np.exp(rng.normal() * min(1 / np.sqrt(a), 100.0))
                ends = log_density(a, s, x), log_density(b, t, x)
                p, q = InverseGamma(a, s), InverseGamma(b, t)
                checks.assert_log_density(p, x, ends[0])
                checks.assert_log_ratio(p, q, x, *ends)


def test_the_density_vanishes_off_its_support():
    x = np.array([-1.0, 0.0, -np.inf, np.inf])
    assert np.all(InverseGamma(0.5, 2.0).log_density(x, np) == -np.inf)


@pytest.mark.parametrize("a", [1e-8, 0.1, 1.0, 7.5, 1e8])
def test_the_entropy_is_that_of_the_textbook(a):
    with mp.workdps(60):
        m = mp.mpf(a)
        expected = m + mp.log(3) + mp.loggamma(m) - (1 + m) * mp.digamma(m)
    value = float(InverseGamma(a, 3.0).entropy(np))
    assert value == pytest.approx(float(expected), rel=4e-15)
