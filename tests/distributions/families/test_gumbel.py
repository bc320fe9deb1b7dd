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


def log_density(m, s):
    m, s = checks.exact(m, s)
    return lambda x: -mp.log(s) - (x - m) / s - mp.exp(-(x - m) / s)


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
    log_f = log_density(*p)
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
