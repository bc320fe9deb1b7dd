"""The logarithms of inverse gamma variables: mirror images of those of gamma variables."""

import mpmath as mp
import numpy as np
import pytest

import kullback as kb
from kullback.distributions.families.exp_gamma import ExpGamma
from kullback.distributions.families.exp_inverse_gamma import ExpInverseGamma
from kullback.errors import InvalidInputError
from tests.distributions.families import checks, lines, means

F = kb.families


def log_density(a, m, s):
    """That of the logarithm of an inverse gamma variable."""
    a, m, s = checks.exact(a, m, s)
    return lambda x: -a * (x - m) / s - mp.exp(-(x - m) / s) - mp.loggamma(a) - mp.log(s)


def test_it_is_the_mirror_image_of_the_law_of_gamma_variables():
    x = np.linspace(-3.0, 3.0, 7)
    p, q = ExpInverseGamma(2.0, 0.5, 1.5), ExpInverseGamma(0.7, 1.0, 2.0)
    r, s = ExpGamma(2.0, -0.5, 1.5), ExpGamma(0.7, -1.0, 2.0)
    assert np.array_equal(p.log_density(x, np), r.log_density(-x, np))
    assert np.array_equal(p.log_ratio(q, x, np), r.log_ratio(s, -x, np))
    assert p.kl(q, np) == r.kl(s, np)
    assert p.entropy(np) == r.entropy(np)


def test_it_is_as_far_as_the_laws_of_its_exponential():
    p, q = ExpInverseGamma(2.5, np.log(3.0)), ExpInverseGamma(0.7, np.log(1.25))
    gammas = F.InverseGamma(2.5, 3.0), F.InverseGamma(0.7, 1.25)
    assert float(kb.kl(p, q)) == pytest.approx(float(kb.kl(*gammas)), rel=1e-15)


@pytest.mark.parametrize("p", [(0.4, 0.7, 1.3), (5.5, -2.9, 0.4)])
def test_the_means_and_the_density_are_those_of_the_textbook(p):
    with mp.workdps(40):
        for x in (-1.0, 0.1, 3.0):
            checks.assert_log_density(ExpInverseGamma(*p), x, log_density(*p)(mp.mpf(x)))
    statistics = [t for t in lines.moments(0.4, (0.1, -2.7)) if not t[2]]
    lines.assert_means(ExpInverseGamma(*p), statistics, log_density(*p), p[1])
    means.assert_log_linear(ExpInverseGamma(*p), [-1.0, 0.1, 3.0])


def test_equal_laws_diverge_by_exactly_zero():
    rng = np.random.default_rng(3)
    sizes, locs = 10 ** rng.uniform(-99, 99, 50), rng.normal(size=50)
    checks.assert_equal_pairs_give_zero(ExpInverseGamma, sizes, locs, 10 ** rng.normal(size=50))


def test_one_of_shape_one_is_a_gumbel_law():
    assert float(kb.kl(ExpInverseGamma(1.0, 0.3, 2.0), F.Gumbel(0.3, 2.0))) == 0.0


def test_the_draws_have_its_mean():
    x = ExpInverseGamma(1.0, 1.0, 2.0).sample(100_000, np.random.default_rng(6))
    assert np.mean(x) == pytest.approx(1.0 + 2.0 * np.euler_gamma, abs=0.05)


@pytest.mark.parametrize("p", [(0.0, 0.0, 1.0), (1.0, np.inf, 1.0), (1.0, 0.0, 0.0)])
def test_parameters_out_of_range_are_refused(p):
    with pytest.raises(InvalidInputError, match=r"ExpInverseGamma\.(shape|loc|scale)"):
        ExpInverseGamma(*p)
