"""The Moyal family against mpmath and SciPy."""

import mpmath as mp
import numpy as np
import pytest

from kullback.distributions.families.moyal import SCIPY, Moyal
from kullback.distributions.statistics import AbsPower, Exp, ExpDeviation
from kullback.errors import InvalidInputError
from tests.distributions.families import checks, lines, means


def divergence(m, s, n, t):
    with mp.workdps(100):
        m, s, n, t = checks.exact(m, s, n, t)
        mean = mp.euler + mp.log(2)
        far = mp.exp((n - m) / t) * 2 ** (s / t) * mp.gamma(s / t + mp.mpf(1) / 2) / mp.sqrt(mp.pi)
        return mp.log(t / s) + (-mean - 1 + (m + s * mean - n) / t + far) / 2


def log_density(m, s):
    m, s = checks.exact(m, s)

    def at(x):
        z = (x - m) / s
        return -(z + mp.exp(-z)) / 2 - mp.log(s) - mp.log(2 * mp.pi) / 2

    return at


def test_the_log_density_is_that_of_scipy():
    rng = np.random.default_rng(5)
    checks.assert_density_is_scipys(SCIPY, "moyal", lambda: rng.gumbel(size=5), rng, 1e-13)
    assert Moyal().log_density(np.array([-np.inf, np.inf]), np).tolist() == [-np.inf, -np.inf]


@pytest.mark.parametrize("p", [(0.7, 1.3), (-2.9, 0.4)])
def test_the_means_are_those_of_quadrature(p):
    asked = [a for a in lines.moments(0.4, (-1.7, 0.3)) if not is_distance(a[0])]
    lines.assert_means(Moyal(*p), asked, log_density(*p), p[0])
    means.assert_log_linear(Moyal(*p), [-1.0, 0.1, 5.0])
    means.assert_entropy(Moyal(*p), log_density(*p), p[0], positive=False)


def is_distance(statistic):
    return isinstance(statistic, AbsPower) and statistic.c == 1.0


def test_exponentials_are_infinite_or_finite_as_the_tail_allows():
    assert lines.asked(Moyal(3.0, 0.5), Exp(1.0)) == np.inf
    assert lines.asked(Moyal(3.0, 0.5), Exp(0.99)) < np.inf
    assert lines.asked(Moyal(1e6, 1.0), ExpDeviation(-1.0, 1e6)) == pytest.approx(1.0, rel=1e-15)


def test_the_draws_have_its_moments():
    x = Moyal(1.0, 2.0).sample(100_000, np.random.default_rng(6))
    mean, spread = 1.0 + 2.0 * (np.euler_gamma + np.log(2)), np.pi * np.sqrt(2.0)
    assert np.mean(x) == pytest.approx(mean, abs=5 * spread / np.sqrt(1e5))


def test_a_scale_out_of_range_is_refused():
    with pytest.raises(InvalidInputError, match=r"`Moyal\.scale` is -1\.0"):
        Moyal(0.0, -1.0)
