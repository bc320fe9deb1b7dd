"""The Lévy family against mpmath."""

import mpmath as mp
import numpy as np
import pytest
from scipy import stats

import kullback as kb
from kullback.distributions.families.levy import SCIPY, Levy
from kullback.distributions.statistics import LOG, LOG_SQUARE, AbsPower, Exp, Power, X
from tests.distributions.families import checks, lines, means

F = kb.families


def divergence(p, q):
    with mp.workdps(checks.digits(p, q)):
        p, q = checks.exact(p, q)
        return (q / p - 1 - mp.log(q / p)) / 2


def log_density(c):
    c = mp.mpf(c)
    return lambda x: (mp.log(c / (2 * mp.pi)) - 3 * mp.log(x) - c / x) / 2


@pytest.mark.parametrize("c", [0.4, 3.0])
def test_the_means_are_those_of_quadrature(c):
    p, log_p = Levy(c), log_density(c)
    means.assert_entropy(p, log_p, c)
    for statistic, value in (
        (LOG, mp.log),
        (LOG_SQUARE, lambda x: mp.log(x) ** 2),
        (Power(-1.0), lambda x: 1 / x),
        (Power(0.3), lambda x: x ** mp.mpf(0.3)),
        (Exp(-0.7), lambda x: mp.exp(-mp.mpf(0.7) * x)),
    ):
        means.assert_mean(p, statistic, value, log_p, c)


def test_moments_beyond_the_tail_are_infinite():
    for t in (X, AbsPower(0.3), Power(0.5), Exp(1e-3)):
        assert lines.asked(Levy(1.0), t) == np.inf
    assert lines.asked(Levy(1.0), Exp(0.0)) == 1.0


def test_it_is_an_inverse_gamma_law():
    assert float(kb.kl(Levy(1.7), F.InverseGamma(0.5, 0.85))) == 0.0
    gamma = kb.kl(Levy(1.0), F.Gamma(2.0, 1.0))
    assert (gamma.value, gamma.kind) == (np.inf, "exact")


def test_the_log_density_is_that_of_scipy():
    x = np.array([0.05, 1.0, 4.0, 2000.0])
    ours = SCIPY["levy"].build(0.0, 1.7).log_density(x, np)
    np.testing.assert_allclose(ours, stats.levy(scale=1.7).logpdf(x), rtol=1e-13)


def test_the_draws_have_its_median():
    x = Levy(2.0).sample(100_000, np.random.default_rng(6))
    assert np.median(x) == pytest.approx(2.0 * stats.levy.median(), rel=0.03)
