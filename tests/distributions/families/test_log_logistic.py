"""The log-logistic family against mpmath and SciPy's fisk."""

import mpmath as mp
import numpy as np
import pytest

import kullback as kb
from kullback.distributions.families.log_logistic import SCIPY, LogLogistic
from kullback.distributions.statistics import AbsPower, Exp, LogOnePlus, Power, X
from kullback.errors import InvalidInputError
from tests.distributions.families import checks, lines, means


def divergence(c, s, t):
    """That of logistic laws of one scale, by the mean of their softplus."""
    with mp.workdps(checks.digits(c, s, t)):
        c, s, t = checks.exact(c, s, t)
        d = c * mp.log(s / t)
        return d * mp.coth(d / 2) - 2 if d else mp.mpf(0)


def log_density(c, s):
    c, s = checks.exact(c, s)
    return lambda x: mp.log(c / s) + (c - 1) * mp.log(x / s) - 2 * mp.log1p((x / s) ** c)


@pytest.mark.parametrize("shape", [0.05, 1.0, 30.0])
@pytest.mark.parametrize("scale", [1.0, 3e-151])
def test_nearly_equal_laws_keep_all_digits(shape, scale):
    rng = np.random.default_rng(1)
    for (s,), (t,) in checks.neighbours(rng, [scale]):
        p, q = LogLogistic(shape, s), LogLogistic(shape, t)
        checks.assert_kl(p, q, lambda s=s, t=t: divergence(shape, s, t))
    checks.assert_kl(
        LogLogistic(shape, scale), LogLogistic(shape, 7.0), lambda: divergence(shape, scale, 7.0)
    )


def test_equal_laws_diverge_by_exactly_zero():
    rng = np.random.default_rng(2)
    shapes, scales = 10 ** rng.uniform(-3, 3, 50), 10 ** rng.uniform(-300, 300, 50)
    checks.assert_equal_pairs_give_zero(LogLogistic, shapes, scales)


def test_other_shapes_are_left_to_quadrature_of_which_digits_are_kept():
    p, q = LogLogistic(1.5, 1.0), LogLogistic(1.5 * (1 + 1e-7), 1.0)
    assert p.kl(q, np) is None
    result = kb.kl(p, q)
    assert result.kind == "numerical"
    # half the square of the change in log c times its Fisher information, (3 + π²)/9
    expected = 0.5 * ((q.shape - 1.5) / 1.5) ** 2 * (3 + np.pi**2) / 9
    assert float(result) == pytest.approx(expected, rel=1e-6)


def test_it_is_scipys_fisk():
    rng = np.random.default_rng(3)
    checks.assert_density_is_scipys(
        SCIPY, "fisk", lambda c: np.exp(rng.logistic(size=5) / c), rng, 1e-11, 1e-12
    )


def test_the_density_vanishes_off_its_support():
    x = np.array([-1.0, np.inf])
    assert np.all(LogLogistic(0.5, 2.0).log_density(x, np) == -np.inf)
    at_zero = [
        float(LogLogistic(c, 2.0).log_density(np.array([0.0]), np)[0]) for c in (0.5, 1.0, 2.0)
    ]
    assert at_zero == [np.inf, -np.log(2.0), -np.inf]


def test_the_log_ratio_of_neighbours_does_not_cancel():
    rng = np.random.default_rng(4)
    with mp.workdps(60):
        for p, q in checks.neighbours(rng, [2.5, 1.7]):
            x = float(1.7 * np.exp(rng.logistic() / 2.5))
            log_p, log_q = (log_density(*v)(mp.mpf(x)) for v in (p, q))
            value = float(LogLogistic(*p).log_ratio(LogLogistic(*q), np.array([x]), np)[0])
            # the distance of such neighbours is of the size of the change itself
            size = abs(float(log_p - log_q)) + abs(q[0] - p[0]) + abs(q[1] - p[1])
            assert abs(value - float(log_p - log_q)) <= 1e-14 * size


@pytest.mark.parametrize("p", [(2.7, 1.3), (9.0, 0.4)])
def test_the_means_are_those_of_quadrature(p):
    rng = np.random.default_rng(5)
    c, s = p
    means.assert_entropy(LogLogistic(*p), log_density(*p), s)
    for statistic, value, kinks in means.positive_statistics(rng):
        order = statistic.c if isinstance(statistic, Power) else 0.0
        if order < c:
            means.assert_mean(LogLogistic(*p), statistic, value, log_density(*p), s, kinks=kinks)
    for unit in (0.1, s, 20.0):
        soft = LogOnePlus(unit, c), lambda x, unit=unit: mp.log1p((x / mp.mpf(unit)) ** mp.mpf(c))
        means.assert_mean(LogLogistic(*p), *soft, log_density(*p), s)
    means.assert_log_linear(LogLogistic(*p), [0.1, 5.0])


def test_moments_from_the_shape_on_are_infinite():
    p = LogLogistic(1.5, 2.0)
    for t in (Power(1.5), Power(-1.5), AbsPower(1.0, 2.0), Exp(1e-9)):
        assert lines.asked(p, t) == np.inf
    assert lines.asked(LogLogistic(1.0, 2.0), AbsPower(3.0)) == np.inf
    # next to the pole, where a rounded π/c would have no digits: y/sin y ~ c/(c - 1)
    c = 1.0 + 2.0**-40
    assert lines.asked(LogLogistic(c, 1.0), X) == pytest.approx(2.0**40, rel=1e-11)


def test_the_draws_have_its_median():
    x = LogLogistic(3.0, 2.0).sample(100_000, np.random.default_rng(6))
    assert np.median(x) == pytest.approx(2.0, rel=0.02)


def test_a_shape_out_of_range_is_refused():
    with pytest.raises(InvalidInputError, match=r"`LogLogistic\.shape` is -1\.0"):
        LogLogistic(-1.0)
