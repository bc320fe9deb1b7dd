"""The Gumbel family against mpmath and against what theory says of it."""

import mpmath as mp
import numpy as np
import pytest

from kullback.distributions.families.gumbel import Gumbel
from kullback.distributions.statistics import AbsPower, Exp, ExpDeviation
from tests.distributions.families import checks, lines, means


def divergence(m, s, n, t):
    with mp.workdps(100):
        m, s, n, t = checks.exact(m, s, n, t)
        body = mp.log(t / s) + mp.euler * (s / t - 1) + (m - n) / t - 1
        return body + mp.exp((n - m) / t) * mp.gamma(1 + s / t)


def log_density(m, s, x):
    m, s, x = checks.exact(m, s, x)
    z = (x - m) / s
    return -mp.log(s) - z - mp.exp(-z)


def check(p, q):
    checks.assert_kl(Gumbel(*p), Gumbel(*q), lambda: divergence(*p, *q))


@pytest.mark.parametrize("scale", [1.0, 3e-151, 7e149])
def test_nearly_equal_laws_keep_all_digits_at_every_scale(scale):
    rng = np.random.default_rng(1)
    for _, (loc, factor) in checks.neighbours(rng, [1.0, 1.0]):
        check((scale, scale), (loc * scale, factor * scale))
    for delta in checks.DELTAS:
        check((0.0, scale), (delta * scale, scale))


def test_laws_far_apart_keep_all_digits_also_where_the_value_is_a_huge_power():
    rng = np.random.default_rng(2)
    for _ in range(60):
        s, t = np.exp(rng.normal(size=2))
        check((rng.normal(), s), (rng.normal() * 100 * t, t))
    check((0.0, 100.0), (0.0, 1.0))


def test_an_exponential_beyond_the_doubles_is_infinite():
    with np.errstate(over="ignore"):
        assert Gumbel(-1e4, 1.0).kl(Gumbel(0.0, 1.0), np) == np.inf


def test_equal_laws_diverge_by_exactly_zero():
    rng = np.random.default_rng(3)
    checks.assert_equal_pairs_give_zero(
        Gumbel, rng.normal(size=50) * 1e10, 10 ** rng.uniform(-300, 300, 50)
    )


def test_the_log_density_and_ratio_do_not_cancel():
    rng = np.random.default_rng(4)
    with mp.workdps(60):
        for delta in checks.DELTAS:
            m, s = rng.normal(), 10 ** rng.uniform(-3, 3)
            n, t = m + s * delta * rng.normal(), s * (1 + delta * rng.normal())
            x = m + s * rng.normal()
            ends = log_density(m, s, x), log_density(n, t, x)
            p, q = Gumbel(m, s), Gumbel(n, t)
            # x - m is rounded: with |m| up to 1000 s that is 1e-13 of z
            checks.assert_log_density(p, x, ends[0], rtol=1e-12)
            checks.assert_log_ratio(p, q, x, *ends, rtol=1e-12)


def test_the_log_ratio_is_a_number_where_both_densities_vanish():
    x = np.array([-1e5, 0.0, 1e5])
    p = Gumbel(0.0, 1.0)
    with np.errstate(over="ignore", invalid="ignore"):
        for q in (p, Gumbel(1.0, 1.0), Gumbel(-1.0, 2.0)):
            assert np.all(np.isfinite(p.log_ratio(q, x, np)))


def test_moving_both_changes_nothing():
    p, q = Gumbel(1.0, 2.0), Gumbel(3.0, 4.0)
    assert p.translated(5.0).kl(q.translated(5.0), np) == p.kl(q, np)


def test_the_entropy_is_that_of_the_textbook():
    expected = float(mp.log(3) + mp.euler + 1)
    assert float(Gumbel(7.0, 3.0).entropy(np)) == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize("p", [(0.7, 1.3), (-2.9, 0.4)])
def test_the_means_are_those_of_quadrature(p):
    m, s = checks.exact(*p)

    def log_f(x):
        z = (x - m) / s
        return -z - mp.exp(-z) - mp.log(s)

    for centre in (-3.2, 0.4, 8.0):
        lines.assert_means(Gumbel(*p), [*lines.moments(centre)][3:], log_f, p[0])
    statistics = [*lines.moments(0.4, (-2.7, 0.6))]
    lines.assert_means(Gumbel(*p), statistics, log_f, p[0])
    means.assert_log_linear(Gumbel(*p), [-3.0, 0.1, 5.0])


def test_the_mean_of_an_exponential_that_grows_as_fast_as_the_tail_falls_is_infinite():
    for rate in (2.0, 1e5):
        assert lines.asked(Gumbel(3.0, 0.5), Exp(rate)) == np.inf


def test_a_huge_location_does_not_overflow():
    p = Gumbel(1e6, 1.0)
    assert lines.asked(p, ExpDeviation(-1.0, 1e6)) == 1.0
    assert lines.asked(p, AbsPower(0.0)) == pytest.approx(1e6 + np.euler_gamma, rel=1e-15)
