"""The gamma family against mpmath and against what theory says of it."""

import mpmath as mp
import numpy as np
import pytest

from kullback.distributions.families.gamma import Gamma
from tests.distributions.families import checks


def divergence(a, x, b, y):
    with mp.workdps(checks.digits(a, b)):
        a, x, b, y = checks.exact(a, x, b, y)
        shapes = mp.loggamma(b) - mp.loggamma(a) - mp.digamma(a) * (b - a)
        return shapes - b * mp.log(x / y) + a * (x / y - 1)


def log_density(a, s, x):
    a, s, x = checks.exact(a, s, x)
    return (a - 1) * mp.log(x) - x / s - mp.loggamma(a) - a * mp.log(s)


def check(p, q):
    checks.assert_kl(Gamma(*p), Gamma(*q), lambda: divergence(*p, *q))


@pytest.mark.parametrize("exponent", [0.5, -8, 8, 16])
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


def test_equal_means_with_different_shapes_keep_all_digits():
    rng = np.random.default_rng(3)
    for delta in checks.DELTAS:
        a = 10 ** rng.uniform(0, 12)
        b = a * (1 + delta)
        check((a, 2.0), (b, 2.0 * a / b))


@pytest.mark.parametrize("most", [0, 1, 1.5, 3, 9])
def test_many_laws_of_nearly_equal_means_keep_all_digits(most):
    rng = np.random.default_rng(31)
    n = 600  # enough to be computed as many
    a, y = 10 ** rng.uniform(most - 1, most, n), 10 ** rng.uniform(-2, 2, n)
    b = a * (1 + rng.uniform(-1, 1, n) * rng.choice(checks.DELTAS, n))
    x = b * y / a * (1 + 10 ** rng.uniform(-6, -1, n) * abs(b - a) / a)
    values = Gamma(a, x).kl(Gamma(b, y), np)
    for i in range(0, n, 6):
        expected = divergence(a[i], x[i], b[i], y[i])
        assert abs(values[i] - expected) <= 1e-14 * expected


def test_a_scale_far_below_underflows_to_the_limit_and_not_to_nan():
    far = Gamma(2.0, 1e-150).kl(Gamma(3.0, 1e150), np)
    assert far == pytest.approx(float(divergence(2.0, 1e-150, 3.0, 1e150)), rel=1e-14)
    with np.errstate(over="ignore"):
        assert Gamma(2.0, 1e300).kl(Gamma(3.0, 1e-300), np) == np.inf


def test_equal_laws_diverge_by_exactly_zero():
    rng = np.random.default_rng(4)
    shapes, scales = 10 ** rng.uniform(-300, 300, 50), 10 ** rng.uniform(-300, 300, 50)
    checks.assert_equal_pairs_give_zero(Gamma, shapes, scales)


def test_a_batch_broadcasts_and_equals_its_single_pairs():
    rng = np.random.default_rng(5)
    p, q = Gamma(np.exp(rng.normal(size=(3, 1))), 2.0), Gamma(1.5, np.exp(rng.normal(size=4)))
    value = p.kl(q, np)
    assert value.shape == (3, 4)
    assert value[2, 1] == p[2, 0].kl(q[1], np)


def test_the_log_density_is_accurate_for_tiny_and_huge_shapes():
    rng = np.random.default_rng(6)
    with mp.workdps(90):
        for _ in range(60):
            a, s = 10 ** rng.uniform(-8, 16), 10 ** rng.uniform(-100, 100)
            x = a * s * np.exp(rng.normal() * min(1 / np.sqrt(a), 100.0))
            checks.assert_log_density(Gamma(a, s), x, log_density(a, s, x))


def test_the_log_ratio_of_neighbours_does_not_cancel():
    rng = np.random.default_rng(7)
    with mp.workdps(90):
        for delta in checks.DELTAS:
            a, s = 10 ** rng.uniform(-4, 8), 10 ** rng.uniform(-100, 100)
            b, t = a * (1 + delta * rng.normal()), s * (1 + delta * rng.normal())
            x = a * s * np.exp(rng.normal() * min(1 / np.sqrt(a), 100.0))
            ends = log_density(a, s, x), log_density(b, t, x)
            checks.assert_log_ratio(Gamma(a, s), Gamma(b, t), x, *ends)


def test_the_density_vanishes_off_its_support():
    x = np.array([-1.0, -np.inf, np.inf])
    assert np.all(Gamma(0.5, 2.0).log_density(x, np) == -np.inf)
    at_zero = [float(Gamma(a, 2.0).log_density(np.array([0.0]), np)[0]) for a in (0.5, 1.0, 2.0)]
    assert at_zero == [np.inf, -np.log(2.0), -np.inf]


@pytest.mark.parametrize("a", [1e-8, 0.1, 1.0, 7.5, 1e8, 1e16])
def test_the_entropy_is_that_of_the_textbook(a):
    with mp.workdps(60):
        m = mp.mpf(a)
        expected = m + mp.log(3) + mp.loggamma(m) + (1 - m) * mp.digamma(m)
    assert float(Gamma(a, 3.0).entropy(np)) == pytest.approx(float(expected), rel=4e-15)


@pytest.mark.parametrize("a", [1e-8, 1e-3, 1.0, 1e8, 1e16])
def test_the_bulk_lies_inside_the_support(a):
    centre, width = Gamma(a, 1.0).bulk
    assert centre > 0.0
    assert 0.0 < width < np.inf
