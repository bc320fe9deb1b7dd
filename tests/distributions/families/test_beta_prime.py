"""The beta prime family against mpmath, SciPy's betaprime and f, and the beta law of its shares."""

import mpmath as mp
import numpy as np
import pytest

import kullback as kb
from kullback.distributions.families.beta_prime import SCIPY, BetaPrime
from kullback.distributions.statistics import AbsPower, Exp, LogOnePlus, Power
from kullback.errors import InvalidInputError
from tests.distributions.families import checks, lines, means


def divergence(p, q):
    """The textbook form, for one scale."""
    with mp.workdps(checks.digits(*p, *q)):
        (a, b), (c, d) = checks.exact(*p), checks.exact(*q)
        logs = mp.log(mp.beta(c, d)) - mp.log(mp.beta(a, b))
        mean = mp.digamma(a) - mp.digamma(b)
        return logs + (a - c) * mean - (a + b - c - d) * (mp.digamma(a + b) - mp.digamma(b))


def log_density(a, b, s):
    a, b, s = checks.exact(a, b, s)
    constant = -mp.log(mp.beta(a, b)) - mp.log(s)
    return lambda x: constant + (a - 1) * mp.log(x / s) - (a + b) * mp.log1p(x / s)


@pytest.mark.parametrize(("a", "b"), [(0.3, 5.0), (2.0, 2.5), (40.0, 1e3)])
def test_nearly_equal_laws_keep_all_digits(a, b):
    rng = np.random.default_rng(1)
    for p, q in checks.neighbours(rng, [a, b]):
        own, other = BetaPrime(*p, 1.7), BetaPrime(*q, 1.7)
        checks.assert_kl(own, other, lambda p=p, q=q: divergence(p, q))


def test_equal_laws_diverge_by_exactly_zero():
    rng = np.random.default_rng(2)
    a, b, s = (10 ** rng.uniform(-e, e, 50) for e in (3, 3, 300))
    checks.assert_equal_pairs_give_zero(BetaPrime, a, b, s)


def test_other_scales_are_left_to_quadrature_of_which_digits_are_kept():
    p, q = BetaPrime(2.0, 3.0, 1.0), BetaPrime(2.0, 3.0, 1.0 + 1e-7)
    assert p.kl(q, np) is None
    result = kb.kl(p, q)
    assert result.kind == "numerical"
    # half the squared change in log s times its Fisher information, ab/(a + b + 1)
    assert float(result) == pytest.approx(0.5 * 1e-14 * 1.0, rel=1e-6)


def test_it_is_scipys_betaprime_and_f():
    rng = np.random.default_rng(3)
    checks.assert_density_is_scipys(
        SCIPY, "betaprime", lambda a, b: rng.gamma(a, size=5), rng, 1e-12, 1e-12
    )
    checks.assert_density_is_scipys(
        SCIPY, "f", lambda a, b: rng.gamma(a, size=5), rng, 1e-12, 1e-12
    )


def test_the_log_density_is_accurate_for_large_shapes_and_far_out():
    rng = np.random.default_rng(4)
    with mp.workdps(80):
        for _ in range(40):
            a, b, s = 10 ** rng.uniform(-2, 6), 10 ** rng.uniform(-2, 6), 10 ** rng.uniform(-50, 50)
            x = s * (a / b) * np.exp(rng.normal() / np.sqrt(min(a, b)))
            expected = log_density(a, b, s)(mp.mpf(float(x)))
            # a relative rounding of x moves the log density by the root of the shape as much
            checks.assert_log_density(BetaPrime(a, b, s), x, expected, rtol=3e-13)
        far = 1e307
        expected = log_density(0.5, 0.01, 1.0)(mp.mpf(far))
        checks.assert_log_density(BetaPrime(0.5, 0.01), far, expected)


def test_the_density_vanishes_off_its_support():
    x = np.array([-1.0, np.inf])
    assert np.all(BetaPrime(0.5, 2.0).log_density(x, np) == -np.inf)
    at_zero = [
        float(BetaPrime(a, 3.0, 2.0).log_density(np.array([0.0]), np)[0]) for a in (0.5, 1, 2)
    ]
    assert at_zero == [np.inf, pytest.approx(np.log(1.5), rel=1e-15), -np.inf]


def test_the_log_ratio_of_neighbours_does_not_cancel():
    rng = np.random.default_rng(5)
    with mp.workdps(60):
        for p, q in checks.neighbours(rng, [2.5, 3.5, 1.7]):
            x = float(1.7 * rng.gamma(2.5) / rng.gamma(3.5))
            log_p, log_q = (log_density(*v)(mp.mpf(x)) for v in (p, q))
            value = float(BetaPrime(*p).log_ratio(BetaPrime(*q), np.array([x]), np)[0])
            size = abs(float(log_p - log_q)) + float(np.max(np.abs(p - q)))
            assert abs(value - float(log_p - log_q)) <= 3e-14 * size


@pytest.mark.parametrize("p", [(2.7, 3.3, 1.3), (0.6, 9.0, 0.4)])
def test_the_means_are_those_of_quadrature(p):
    rng = np.random.default_rng(6)
    s = p[-1]
    means.assert_entropy(BetaPrime(*p), log_density(*p), s)
    for statistic, value, kinks in means.positive_statistics(rng):
        means.assert_mean(BetaPrime(*p), statistic, value, log_density(*p), s, kinks=kinks)
    squares = AbsPower(0.7, 2.0), lambda x: (x - mp.mpf(0.7)) ** 2
    body = LogOnePlus(s), lambda x: mp.log1p(x / mp.mpf(s))
    inverse = Power(-0.5), lambda x: 1 / mp.sqrt(x)
    for t, value in (squares, body, inverse):
        means.assert_mean(BetaPrime(*p), t, value, log_density(*p), s)
    means.assert_log_linear(BetaPrime(*p), [0.1, 5.0])


def test_a_narrow_law_keeps_the_digits_of_its_spread():
    # mean 1 and variance 2e-8 + ..., where E X² - (E X)² would keep eight digits
    a, b = 1e8, 1e8 + 1
    with mp.workdps(40):
        n, m = checks.exact(a, b)
        expected = n * (n + m - 1) / ((m - 2) * (m - 1) ** 2)
    assert lines.asked(BetaPrime(a, b), AbsPower(1.0, 2.0)) == pytest.approx(
        float(expected), rel=1e-14
    )


def test_moments_from_the_shape_on_are_infinite():
    p = BetaPrime(0.5, 1.5, 2.0)
    for t in (Power(1.5), Power(-0.5), AbsPower(1.0, 2.0), Exp(1e-9)):
        assert lines.asked(p, t) == np.inf
    assert lines.asked(BetaPrime(2.0, 1.0), AbsPower(3.0)) == np.inf


def test_the_draws_have_its_mean():
    x = BetaPrime(2.0, 6.0, 3.0).sample(100_000, np.random.default_rng(7))
    assert np.mean(x) == pytest.approx(3.0 * 2.0 / 5.0, rel=0.02)


def test_a_shape_out_of_range_is_refused():
    with pytest.raises(InvalidInputError, match=r"`BetaPrime\.a` is -1\.0"):
        BetaPrime(-1.0, 1.0)
