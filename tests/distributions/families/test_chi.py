"""The chi family against mpmath."""

import mpmath as mp
import numpy as np
import pytest
from scipy import stats

import kullback as kb
from kullback.distributions.families.chi import SCIPY, Chi
from kullback.distributions.statistics import Exp
from kullback.errors import InvalidInputError
from tests.distributions.families import checks, means

F = kb.families


def divergence(k, m):
    with mp.workdps(checks.digits(k, m)):
        a, b = (x / 2 for x in checks.exact(k, m))
        return mp.loggamma(b) - mp.loggamma(a) - (b - a) * mp.digamma(a)


def log_density(k):
    k = mp.mpf(k)
    constant = (1 - k / 2) * mp.log(2) - mp.loggamma(k / 2)
    return lambda x: (k - 1) * mp.log(x) - x * x / 2 + constant


def check(k, m):
    checks.assert_kl(Chi(k), Chi(m), lambda: divergence(k, m))


@pytest.mark.parametrize("df", [1e-20, 0.03, 1.0, 7.5, 1e9])
def test_nearly_equal_dimensions_keep_all_digits(df):
    for (k,), (m,) in checks.neighbours(np.random.default_rng(1), [df]):
        check(k, m)


def test_dimensions_far_apart_keep_all_digits():
    rng = np.random.default_rng(2)
    for _ in range(60):
        check(*10 ** rng.uniform(-20, 20, 2))


def test_equal_laws_diverge_by_exactly_zero():
    checks.assert_equal_pairs_give_zero(Chi, 10 ** np.random.default_rng(3).uniform(-300, 300, 50))


@pytest.mark.parametrize("df", [0.02, 1.0, 3.3, 1e7])
def test_the_log_density_and_ratio_do_not_cancel(df):
    rng = np.random.default_rng(4)
    with mp.workdps(80):
        for (k,), (m,) in checks.neighbours(rng, [df]):
            x = float(np.sqrt(rng.chisquare(k)))
            ends = log_density(k)(mp.mpf(x)), log_density(m)(mp.mpf(x))
            checks.assert_log_density(Chi(k), x, ends[0])
            checks.assert_log_ratio(Chi(k), Chi(m), x, *ends)


def test_the_density_has_its_limits_at_the_ends():
    inf = np.inf
    x = np.array([-1.0, 0.0, inf])
    assert Chi(0.5).log_density(x, np).tolist() == [-inf, inf, -inf]
    assert Chi(2.0).log_density(x, np).tolist() == [-inf, -inf, -inf]
    assert Chi(1.0).log_density(x, np)[1] == pytest.approx(0.5 * np.log(2.0 / np.pi), rel=1e-15)


@pytest.mark.parametrize("df", [0.8, 5.5])
def test_the_means_are_those_of_quadrature(df):
    p, log_p = Chi(df), log_density(df)
    means.assert_entropy(p, log_p, 1.0)
    for statistic, value, kinks in means.positive_statistics(np.random.default_rng(5)):
        means.assert_mean(p, statistic, value, log_p, 1.0, kinks=kinks)
    for rate in (-3.0, 0.7):
        means.assert_mean(p, Exp(rate), lambda x, t=rate: mp.exp(mp.mpf(t) * x), log_p, 1.0)


def test_it_is_half_normal_in_one_dimension_and_rayleigh_in_two():
    assert float(kb.kl(Chi(1.0), F.HalfNormal(1.0))) == 0.0
    assert float(kb.kl(F.Rayleigh(1.0), Chi(2.0))) == 0.0


def test_the_log_density_is_that_of_scipy():
    x = np.array([0.01, 1.0, 4.0, 20.0])
    for scale in (1.0, 1.7):
        ours = SCIPY["chi"].build(2.5, 0.0, scale).log_density(x, np)
        np.testing.assert_allclose(ours, stats.chi(2.5, scale=scale).logpdf(x), rtol=1e-13)


def test_the_draws_have_its_mean_square():
    x = Chi(2.5).sample(100_000, np.random.default_rng(6))
    assert np.mean(x * x) == pytest.approx(2.5, abs=0.05)


@pytest.mark.parametrize("df", [0.0, -1.0, np.nan, np.inf])
def test_a_dimension_out_of_range_is_refused(df):
    with pytest.raises(InvalidInputError, match=r"Chi\.df"):
        Chi(df)


def test_its_wider_form_stays_in_the_library_of_the_dimension():
    jnp = pytest.importorskip("jax.numpy")
    (wide,) = Chi(jnp.asarray(3.0)).relatives()
    assert type(wide.scale) is type(wide.shape)
    assert float(wide.scale) == pytest.approx(np.sqrt(2.0), rel=1e-6)  # single precision
