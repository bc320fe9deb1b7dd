"""The logistic family against mpmath: a closed form for equal scales, quadrature for others."""

import mpmath as mp
import numpy as np
import pytest

import kullback as kb
from kullback.distributions.families.logistic import Logistic
from kullback.distributions.statistics import Exp, Softplus
from kullback.errors import InvalidInputError
from tests.distributions.families import checks, lines, means
from tests.oracle import integration


def divergence(m, n, s):
    with mp.workdps(checks.digits(m, n, s)):
        m, n, s = checks.exact(m, n, s)
        x = (m - n) / (2 * s)
        return 2 * (x * mp.coth(x) - 1) if x else mp.mpf(0)


def log_density(m, s, x):
    m, s, x = checks.exact(m, s, x)
    z = abs(x - m) / s
    return -z - 2 * mp.log1p(mp.exp(-z)) - mp.log(s)


@pytest.mark.parametrize("scale", [1e-150, 1.0, 1e150])
def test_equal_scales_keep_all_digits_near_and_far(scale):
    rng = np.random.default_rng(1)
    for delta in (*checks.DELTAS, 1.9, 2.1, 30.0, 1e10):
        m = scale * rng.uniform(0.5, 1)
        n = m + scale * delta * rng.choice([-1, 1])
        p, q = Logistic(m, scale), Logistic(n, scale)
        checks.assert_kl(p, q, lambda m=m, n=n: divergence(m, n, scale))


def test_other_scales_have_no_closed_form():
    assert Logistic(0.0, 1.0).kl(Logistic(0.0, 1.5), np) is None
    assert Logistic(0.0, [1.0, 1.0]).kl(Logistic(0.0, [1.0, 1.5]), np) is None


def test_equal_laws_diverge_by_exactly_zero():
    rng = np.random.default_rng(2)
    scales = 10 ** rng.uniform(-300, 300, 50)
    checks.assert_equal_pairs_give_zero(Logistic, rng.normal(size=50), scales)


def test_the_log_density_is_that_of_the_textbook_far_into_the_tails():
    with mp.workdps(400):
        for x in (-900.0, 0.3, 2.0, 9000.0):
            checks.assert_log_density(Logistic(0.3, 1.7), x, log_density(0.3, 1.7, x))


def test_the_log_ratio_of_neighbours_does_not_cancel():
    # measured against its size or the law's own change: kl is of the order of its square
    with mp.workdps(120):
        for delta in checks.DELTAS:
            p, q = (0.7, 1.3), (0.7 + delta, 1.3 * (1 + delta / 2))
            for x in (-30.0, 0.0, 1.0, 50.0):
                expected = log_density(*p, x) - log_density(*q, x)
                value = Logistic(*p).log_ratio(Logistic(*q), np.array([x]), np)[0]
                assert abs(value - float(expected)) <= 1e-14 * (abs(expected) + delta)


@pytest.mark.parametrize("delta", [1e-1, 1e-3, 1e-6, 1e-9, 1e-12])
def test_quadrature_keeps_the_digits_of_nearly_equal_laws_of_other_scale(delta):
    p, q = (0.7, 1.3), (0.7 - 0.4 * delta, 1.3 * (1 + delta))
    with mp.workdps(70):
        names = [dict(zip(("loc", "scale"), checks.exact(*r), strict=True)) for r in (p, q)]
        expected = integration.kl("logistic", names[0], "logistic", names[1])
    with np.errstate(all="ignore"):
        result = kb.kl(Logistic(*p), Logistic(*q), method="quadrature")
        value, error = float(result), result.error
    assert abs(value - expected) <= 1e-13 * expected
    assert abs(value - expected) <= error


def test_it_moves_and_its_entropy_is_two_more_than_the_log_of_the_scale():
    moved = Logistic(1.0, 2.0).translated(3.0)
    assert (moved.loc, moved.scale) == (4.0, 2.0)
    assert moved.entropy(np) == 2 + np.log(2)


@pytest.mark.parametrize(("loc", "scale"), [(np.inf, 1.0), (0.0, 0.0), (0.0, np.nan)])
def test_parameters_out_of_range_are_refused(loc, scale):
    with pytest.raises(InvalidInputError, match="Logistic"):
        Logistic(loc, scale)


@pytest.mark.parametrize("p", [(0.7, 1.3), (-2.9, 0.4)])
def test_the_means_are_those_of_quadrature(p):
    m, s = checks.exact(*p)

    def log_f(x):
        z = (x - m) / s
        return -z - 2 * mp.log1p(mp.exp(-z)) - mp.log(s)

    soft = [lines.softplus(c, p[1]) for c in (-3.0, 0.5, 4.0)]
    statistics = [*lines.moments(0.4, (-0.7, 0.6)), *soft]
    lines.assert_means(Logistic(*p), statistics, log_f, p[0])
    means.assert_log_linear(Logistic(*p), [-3.0, 0.1, 5.0])


def test_the_mean_of_its_own_softplus_is_one():
    assert lines.asked(Logistic(1.5, 2.0), Softplus(1.5, 2.0)) == 1.0
    # far away it is the distance, or nothing
    assert lines.asked(Logistic(0.0, 1.0), Softplus(5000.0, 1.0)) == 5000.0
    assert lines.asked(Logistic(0.0, 1.0), Softplus(-5000.0, 1.0)) < 1e-300


def test_the_mean_of_an_exponential_that_grows_as_fast_as_the_tails_fall_is_infinite():
    for rate in (2.0, -2.0, -1e5):
        assert lines.asked(Logistic(3.0, 0.5), Exp(rate)) == np.inf
