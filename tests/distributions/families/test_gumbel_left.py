"""The Gumbel family of minima: the mirror image of that of maxima, and SciPy's gumbel_l."""

import mpmath as mp
import numpy as np
import pytest

from kullback.distributions.families.gumbel import Gumbel
from kullback.distributions.families.gumbel_left import SCIPY, GumbelLeft
from kullback.distributions.statistics import Exp, ExpDeviation
from kullback.errors import InvalidInputError
from tests.distributions.families import checks, lines, means


def divergence(m, s, n, t):
    with mp.workdps(100):
        m, s, n, t = checks.exact(m, s, n, t)
        body = mp.log(t / s) + mp.euler * (s / t - 1) - (m - n) / t - 1
        return body + mp.exp((m - n) / t) * mp.gamma(1 + s / t)


def log_density(m, s):
    m, s = checks.exact(m, s)
    return lambda x: (x - m) / s - mp.exp((x - m) / s) - mp.log(s)


def test_it_is_the_mirror_image_of_the_law_of_maxima():
    x = np.linspace(-3.0, 3.0, 7)
    p, q = GumbelLeft(0.5, 1.5), GumbelLeft(1.0, 2.0)
    r, s = Gumbel(-0.5, 1.5), Gumbel(-1.0, 2.0)
    assert np.array_equal(p.log_density(x, np), r.log_density(-x, np))
    assert np.array_equal(p.log_ratio(q, x, np), r.log_ratio(s, -x, np))
    assert p.kl(q, np) == r.kl(s, np)
    assert p.entropy(np) == r.entropy(np)


def test_the_log_density_is_that_of_scipy():
    rng = np.random.default_rng(5)
    checks.assert_density_is_scipys(SCIPY, "gumbel_l", lambda: -rng.gumbel(size=5), rng, 1e-13)


@pytest.mark.parametrize("p", [(0.7, 1.3), (-2.9, 0.4)])
def test_the_means_are_those_of_quadrature(p):
    lines.assert_means(GumbelLeft(*p), lines.moments(0.4, (-0.6, 2.7)), log_density(*p), p[0])
    means.assert_log_linear(GumbelLeft(*p), [-3.0, 0.1, 1.0])


def test_exponentials_are_infinite_or_finite_as_the_tail_allows():
    assert lines.asked(GumbelLeft(3.0, 0.5), Exp(-2.0)) == np.inf
    assert lines.asked(GumbelLeft(1e6, 1.0), ExpDeviation(1.0, 1e6)) == 1.0


def test_the_draws_have_its_mean():
    x = GumbelLeft(1.0, 2.0).sample(100_000, np.random.default_rng(6))
    assert np.mean(x) == pytest.approx(1.0 - 2.0 * np.euler_gamma, abs=0.05)


def test_a_scale_out_of_range_is_refused():
    with pytest.raises(InvalidInputError, match=r"`GumbelLeft\.scale` is 0\.0"):
        GumbelLeft(0.0, 0.0)
