"""The logarithmic family against mpmath."""

import mpmath as mp
import numpy as np
import pytest
from scipy import stats

import kullback as kb
from kullback.distributions.families.logarithmic import SCIPY, Logarithmic
from kullback.distributions.statistics import SQUARE, X
from kullback.errors import InvalidInputError
from tests.distributions.families import checks, lines, means, sums

F = kb.families


def mean(p):
    return p / ((1 - p) * -mp.log1p(-p))


def divergence(p, q):
    with mp.workdps(checks.digits(p, q)):
        p, q = checks.exact(p, q)
        return mean(p) * mp.log(p / q) + mp.log(mp.log1p(-q) / mp.log1p(-p))


def log_density(p):
    p = mp.mpf(p)
    return lambda k: k * mp.log(p) - mp.log(k) - mp.log(-mp.log1p(-p))


@pytest.mark.parametrize("p", [1e-200, 1e-6, 0.3, 0.97, 1.0 - 1e-9])
def test_nearly_equal_laws_keep_all_digits(p):
    rng = np.random.default_rng(1)
    for (p_near,), (q,) in checks.neighbours(rng, [min(p, 1.0 - p)]):
        pair = (p_near, q) if p < 0.5 else (1.0 - p_near, 1.0 - q)
        if pair[0] != pair[1]:
            checks.assert_kl(*map(Logarithmic, pair), lambda pair=pair: divergence(*pair))


def test_laws_far_apart_keep_all_digits():
    rng = np.random.default_rng(2)
    for _ in range(40):
        p, q = 10 ** -rng.exponential(5, 2)
        checks.assert_kl(Logarithmic(p), Logarithmic(q), lambda p=p, q=q: divergence(p, q))
    for p, q in ((1e-300, 1.0 - 1e-15), (1.0 - 1e-15, 1e-300), (0.5, 0.99), (0.99, 0.5)):
        checks.assert_kl(Logarithmic(p), Logarithmic(q), lambda p=p, q=q: divergence(p, q))


def test_equal_laws_diverge_by_exactly_zero():
    checks.assert_equal_pairs_give_zero(
        Logarithmic, 10 ** -np.random.default_rng(3).exponential(2, 50)
    )


@pytest.mark.parametrize("p", [1e-9, 0.4, 0.98])
def test_the_means_are_those_of_the_textbook(p):
    with mp.workdps(40):
        exact = mp.mpf(p)
        expected = mean(exact), mean(exact) / (1 - exact)
        for t, value in zip((X, SQUARE), expected, strict=True):
            assert abs(lines.asked(Logarithmic(p), t) - value) <= 1e-15 * value
    means.assert_log_linear(Logarithmic(p), [1.0, 2.0, 17.0])


@pytest.mark.parametrize("p", [0.4, 0.9])
def test_other_laws_of_the_counts_are_answered_by_bounded_sums(p):
    integers = range(1, 1500)
    log_p = log_density(p)
    s = mp.mpf(1.75)
    zeta = sums.divergence(log_p, lambda k: -s * mp.log(k) - mp.log(mp.zeta(s)), integers, 30)
    sums.assert_kl(Logarithmic(p), F.Zipf(1.75), zeta, 1e-13, kind="numerical")
    c = mp.mpf(0.5)
    wait = sums.divergence(log_p, lambda k: k * mp.log(c), integers, 30)
    sums.assert_kl(Logarithmic(p), F.Geometric(0.5), wait, 1e-13, kind="numerical")


def test_the_log_density_and_ratio_do_not_cancel():
    with mp.workdps(60):
        for p, q in ((0.3, 0.3 + 1e-9), (0.99, 0.99 - 1e-7), (1e-12, 2e-12)):
            for k in (1, 2, 300):
                ends = log_density(p)(k), log_density(q)(k)
                checks.assert_log_density(Logarithmic(p), float(k), ends[0])
                checks.assert_log_ratio(Logarithmic(p), Logarithmic(q), float(k), *ends)
    assert np.all(Logarithmic(0.5).log_density(np.array([0.0, 1.5, np.inf]), np) == -np.inf)


def test_the_log_density_is_that_of_scipy():
    k = np.arange(1.0, 50.0, 7.0)
    ours = SCIPY["logser"].build(0.7, 0.0).log_density(k, np)
    np.testing.assert_allclose(ours, stats.logser(0.7).logpmf(k), rtol=1e-13)


@pytest.mark.parametrize("p", [0.0, 1.0, -0.1, np.nan])
def test_a_parameter_out_of_range_is_refused(p):
    with pytest.raises(InvalidInputError, match=r"`Logarithmic\.p` is .*above 0 and below 1"):
        Logarithmic(p)
