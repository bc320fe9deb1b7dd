"""The Weibull family against mpmath and against what theory says of it."""

import mpmath as mp
import numpy as np
import pytest

from kullback.distributions.families.gamma import Gamma
from kullback.distributions.families.weibull import Weibull
from kullback.numerics.double_double import times_sqrt2
from tests.distributions.families import checks


def divergence(c, s, d, t):
    with mp.workdps(checks.digits(c, d)):
        c, s, d, t = checks.exact(c, s, d, t)
        mean_log = mp.log(s) - mp.euler / c
        logs = mp.log(c / d) - c * mp.log(s) + d * mp.log(t) + (c - d) * mean_log
        return logs + (s / t) ** d * mp.gamma(1 + d / c) - 1


def log_density(c, s, x):
    c, s, x = checks.exact(c, s, x)
    return mp.log(c / s) + (c - 1) * mp.log(x / s) - (x / s) ** c


def check(p, q):
    checks.assert_kl(Weibull(*p), Weibull(*q), lambda: divergence(*p, *q))


@pytest.mark.parametrize("shape", [1e-8, 0.4, 6.0])
@pytest.mark.parametrize("scale", [1.0, 3e-151, 7e149])
def test_nearly_equal_laws_keep_all_digits_at_every_scale(shape, scale):
    rng = np.random.default_rng(1)
    for p, q in checks.neighbours(rng, [shape * rng.uniform(1, 2), scale]):
        check(p, q)


@pytest.mark.parametrize("shape", [1e4, 1e8])
def test_huge_shapes_keep_all_digits(shape):
    rng = np.random.default_rng(2)
    for delta in checks.DELTAS:
        q = shape * (1 + delta * rng.normal()), 2.0 * (1 + delta / shape * rng.normal())
        check((shape, 2.0), q)
        check((shape, 2.0), (shape, q[1]))
        check((shape, 2.0), (q[0], 2.0))


def test_laws_far_apart_keep_all_digits_also_where_the_value_is_a_huge_power():
    rng = np.random.default_rng(3)
    for _ in range(60):
        shapes = np.exp(rng.normal(size=2))
        scales = np.exp(rng.normal(size=2) * 50)
        check((shapes[0], scales[0]), (shapes[1], scales[1]))
    check((2.0, 1e150), (2.0, 1.0))
    check((0.5, 1.0), (60.0, 1.0))


def test_a_power_beyond_the_doubles_is_infinite():
    with np.errstate(over="ignore"):
        assert Weibull(2.0, 1e160).kl(Weibull(2.0, 1.0), np) == np.inf
        assert Weibull(1e-8, 1.0).kl(Weibull(1.0, 1.0), np) == np.inf


def test_equal_laws_diverge_by_exactly_zero():
    rng = np.random.default_rng(4)
    shapes, scales = 10 ** rng.uniform(-8, 8, 50), 10 ** rng.uniform(-300, 300, 50)
    checks.assert_equal_pairs_give_zero(Weibull, shapes, scales)


def test_a_scale_known_to_twice_the_precision_is_used_to_its_last_digit():
    p, q = Weibull(2.0, times_sqrt2(1.0)), Weibull(2.0, np.sqrt(2.0))
    with mp.workdps(60):
        ratio = mp.sqrt(2) / mp.mpf(float(np.sqrt(2.0)))
        expected = ratio**2 - 1 - 2 * mp.log(ratio)
    assert float(p.kl(q, np)) == pytest.approx(float(expected), rel=1e-14)


def test_the_log_density_is_accurate_for_tiny_and_huge_shapes():
    rng = np.random.default_rng(6)
    with mp.workdps(90):
        for _ in range(60):
            c, s = 10 ** rng.uniform(-2, 8), 10 ** rng.uniform(-50, 50)
            x = s * np.exp(rng.gumbel() / c)
            # (x/s)^c amplifies the rounding of log(x/s) by its own size
            checks.assert_log_density(Weibull(c, s), x, log_density(c, s, x), rtol=1e-13)


def test_the_log_ratio_of_neighbours_does_not_cancel():
    rng = np.random.default_rng(7)
    with mp.workdps(90):
        for delta in checks.DELTAS:
            c, s = np.exp(rng.normal()), 10 ** rng.uniform(-100, 100)
            d, t = c * (1 + delta * rng.normal()), s * (1 + delta * rng.normal())
            x = s * np.exp(rng.normal() / c)
            ends = log_density(c, s, x), log_density(d, t, x)
            checks.assert_log_ratio(Weibull(c, s), Weibull(d, t), x, *ends)


def test_the_density_vanishes_off_its_support():
    x = np.array([-1.0, -np.inf, np.inf])
    assert np.all(Weibull(0.5, 2.0).log_density(x, np) == -np.inf)
    at_zero = [float(Weibull(c, 2.0).log_density(np.array([0.0]), np)[0]) for c in (0.5, 1.0, 2.0)]
    assert at_zero == [np.inf, -np.log(2.0), -np.inf]


def test_the_entropy_is_that_of_the_textbook():
    # H = γ(1 - 1/c) + log(s/c) + 1: for c = 1 an exponential, log s + 1
    assert float(Weibull(1.0, 3.0).entropy(np)) == pytest.approx(np.log(3.0) + 1.0, rel=1e-15)
    expected = float(mp.euler / 2 + mp.log(mp.mpf(3) / 2) + 1)
    assert float(Weibull(2.0, 3.0).entropy(np)) == pytest.approx(expected, rel=1e-15)


def test_shape_one_is_a_gamma_law():
    relative, _ = Weibull(np.ones(2), 3.0).relatives()
    assert isinstance(relative, Gamma)
    x = np.array([0.5, 2.0])
    np.testing.assert_allclose(
        relative.log_density(x, np), Weibull(1.0, 3.0).log_density(x, np), rtol=1e-14
    )
    assert not any(isinstance(form, Gamma) for form in Weibull(1.5, 3.0).relatives())
