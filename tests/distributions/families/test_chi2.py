"""The chi-square family against mpmath and against what theory says of it."""

import mpmath as mp
import numpy as np
import pytest

from kullback.distributions.families.chi2 import Chi2
from kullback.distributions.families.gamma import Gamma
from tests.distributions.families import checks


def divergence(m, n):
    with mp.workdps(checks.digits(m, n)):
        a, b = (x / 2 for x in checks.exact(m, n))
        return mp.loggamma(b) - mp.loggamma(a) - mp.digamma(a) * (b - a)


def check(m, n):
    checks.assert_kl(Chi2(m), Chi2(n), lambda: divergence(m, n))


@pytest.mark.parametrize("df", [1e-8, 1.0, 7.5, 1e8, 1e16])
def test_nearly_equal_laws_keep_all_digits(df):
    rng = np.random.default_rng(1)
    for (m,), (n,) in checks.neighbours(rng, [df]):
        check(m, n)


def test_laws_far_apart_keep_all_digits():
    rng = np.random.default_rng(2)
    for m, n in 10 ** rng.uniform(-9, 9, (60, 2)):
        check(m, n)


def test_equal_laws_diverge_by_exactly_zero():
    checks.assert_equal_pairs_give_zero(Chi2, 10.0 ** np.arange(-300, 300, 7))


def test_a_batch_broadcasts():
    value = Chi2(np.ones((3, 1))).kl(Chi2(np.arange(1.0, 5.0)), np)
    assert value.shape == (3, 4)


def test_a_chi_square_law_is_a_gamma_law():
    (relative,) = Chi2(5.0).relatives()
    assert isinstance(relative, Gamma)
    assert (float(relative.shape), float(relative.scale)) == (2.5, 2.0)
    # f(x) = x^(3/2) exp(-x/2) / (2^(5/2) Γ(5/2)), at x = 2
    expected = 2**1.5 * np.exp(-1.0) / (2**2.5 * 0.75 * np.sqrt(np.pi))
    assert np.exp(Chi2(5.0).log_density(np.array(2.0), np)) == pytest.approx(expected, rel=1e-14)


def test_two_degrees_of_freedom_are_an_exponential_of_mean_two():
    assert float(Chi2(2.0).entropy(np)) == pytest.approx(1.0 + np.log(2.0), rel=1e-15)
