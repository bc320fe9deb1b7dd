"""The Maxwell family against mpmath."""

import mpmath as mp
import numpy as np
import pytest
from scipy import stats

import kullback as kb
from kullback.distributions.families.maxwell import SCIPY, Maxwell
from kullback.distributions.statistics import Exp
from tests.distributions.families import checks, means


def divergence(p, q):
    """Of the length of a 3-dimensional normal vector."""
    with mp.workdps(checks.digits(p, q)):
        p, q = checks.exact(p, q)
        return 3 * (((p / q) ** 2 - 1) / 2 - mp.log(p / q))


def log_density(s):
    s = mp.mpf(s)
    return lambda x: mp.log(mp.sqrt(2 / mp.pi) * x * x / s**3) - x * x / (2 * s * s)


@pytest.mark.parametrize("s", [0.4, 3.0])
def test_the_means_are_those_of_quadrature(s):
    p, log_p = Maxwell(s), log_density(s)
    means.assert_entropy(p, log_p, s)
    for statistic, value, kinks in means.positive_statistics(np.random.default_rng(5)):
        means.assert_mean(p, statistic, value, log_p, s, kinks=kinks)
    for rate in (-3.0, 0.7):
        means.assert_mean(p, Exp(rate), lambda x, t=rate: mp.exp(mp.mpf(t) * x), log_p, s)


def test_it_is_a_chi_law_of_three_dimensions():
    assert float(kb.kl(Maxwell(1.0), kb.families.Chi(3.0))) == 0.0
    assert float(kb.kl(Maxwell(0.7), stats.chi(3, scale=0.7))) == 0.0


def test_the_log_density_is_that_of_scipy():
    x = np.array([0.01, 1.0, 4.0, 20.0])
    ours = SCIPY["maxwell"].build(0.0, 1.7).log_density(x, np)
    np.testing.assert_allclose(ours, stats.maxwell(scale=1.7).logpdf(x), rtol=1e-13)


def test_the_draws_have_its_mean():
    x = Maxwell(2.0).sample(100_000, np.random.default_rng(6))
    assert np.mean(x) == pytest.approx(4.0 * np.sqrt(2.0 / np.pi), abs=0.03)
