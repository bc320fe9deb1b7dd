"""The Maxwell family against mpmath."""

import mpmath as mp
import numpy as np
import pytest
from scipy import stats

import kullback as kb
from kullback.distributions.families.maxwell import SCIPY, Maxwell
from kullback.distributions.statistics import Exp
from kullback.errors import InvalidInputError
from tests.distributions.families import checks, means


def divergence(p, q):
    """Of the length of a 3-dimensional normal vector."""
    with mp.workdps(checks.digits(p, q)):
        p, q = checks.exact(p, q)
        return 3 * (((p / q) ** 2 - 1) / 2 - mp.log(p / q))


def log_density(s):
    s = mp.mpf(s)
    return lambda x: mp.log(mp.sqrt(2 / mp.pi) * x * x / s**3) - x * x / (2 * s * s)


def check(p, q):
    checks.assert_kl(Maxwell(p), Maxwell(q), lambda: divergence(p, q))


@pytest.mark.parametrize("size", [1.0, 1e-300, 1e-150, 1e150, 1e300])
def test_nearly_equal_scales_keep_all_digits(size):
    for (p,), (q,) in checks.neighbours(np.random.default_rng(1), [size]):
        check(p, q)


def test_scales_far_apart_keep_all_digits():
    rng = np.random.default_rng(2)
    for _ in range(60):
        check(*10 ** rng.uniform(-75, 75, 2))
    check(1e-150, 1e150)


def test_equal_scales_diverge_by_exactly_zero():
    checks.assert_equal_pairs_give_zero(
        Maxwell, 10 ** np.random.default_rng(3).uniform(-300, 300, 50)
    )


def test_the_log_density_and_ratio_do_not_cancel():
    with mp.workdps(60):
        for (p,), (q,) in checks.neighbours(np.random.default_rng(4), [1.3]):
            for x in (1e-5, 0.2, 1.3, 9.0):
                ends = log_density(p)(mp.mpf(x)), log_density(q)(mp.mpf(x))
                checks.assert_log_density(Maxwell(p), x, ends[0])
                checks.assert_log_ratio(Maxwell(p), Maxwell(q), x, *ends)
    assert np.all(Maxwell(1.7).log_density(np.array([-1.0, 0.0, np.inf]), np) == -np.inf)


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


@pytest.mark.parametrize("scale", [0.0, -1.0, np.nan, np.inf])
def test_a_scale_out_of_range_is_refused(scale):
    with pytest.raises(InvalidInputError, match=r"Maxwell\.scale"):
        Maxwell(scale)
