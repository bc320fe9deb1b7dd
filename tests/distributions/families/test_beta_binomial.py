"""The beta-binomial family against sums in high precision."""

import mpmath as mp
import numpy as np
import pytest
from scipy import stats

import kullback as kb
from kullback.distributions.families.beta_binomial import SCIPY, BetaBinomial
from kullback.errors import InvalidInputError
from tests.distributions.families import checks, sums

F = kb.families


def log_density(n, a, b):
    a, b = checks.exact(a, b)
    return lambda k: sums.choose(n, k) + mp.log(mp.beta(k + a, n - k + b) / mp.beta(a, b))


def divergence(p, q):
    return sums.divergence(log_density(*p), log_density(*q), range(p[0] + 1), 90)


@pytest.mark.parametrize("p", [(10, 2.5, 0.7), (30, 40.0, 1e3), (12, 0.01, 3e-4)])
def test_nearly_equal_laws_keep_their_digits(p):
    rng = np.random.default_rng(1)
    for _, (a, b) in checks.neighbours(rng, p[1:], deltas=(1e-2, 1e-6, 1e-9, 1e-12)):
        q = (p[0], float(a), float(b))
        sums.assert_kl(BetaBinomial(*p), BetaBinomial(*q), divergence(p, q), 1e-13)


def test_laws_far_apart_and_of_more_trials_keep_their_digits():
    for p, q in (
        ((10, 2.0, 3.0), (10, 40.0, 0.1)),
        ((10, 2.0, 3.0), (25, 0.4, 7.0)),
        ((5, 1e6, 1e6), (5, 1e-3, 1e3)),
        ((12, 1e9, 3e9), (12, 2e9, 6e9)),
    ):
        sums.assert_kl(BetaBinomial(*p), BetaBinomial(*q), divergence(p, q), 1e-13)
    assert float(kb.kl(BetaBinomial(11, 2.0, 3.0), BetaBinomial(10, 2.0, 3.0))) == np.inf


def test_equal_laws_diverge_by_exactly_zero():
    assert float(kb.kl(BetaBinomial(20, 0.3, 4.4), BetaBinomial(20, 0.3, 4.4))) == 0.0


@pytest.mark.parametrize("size", [1.0, 1e5, 1e12])
def test_the_binomial_law_that_it_tends_to_is_told_from_it(size):
    p, chance = (15, 0.3 * size, 0.71 * size), mp.mpf(0.3)

    def log_q(k):
        return sums.choose(15, k) + k * mp.log(chance) + (15 - k) * mp.log(1 - chance)

    there = sums.divergence(log_density(*p), log_q, range(16))
    back = sums.divergence(log_q, log_density(*p), range(16))
    sums.assert_kl(BetaBinomial(*p), F.Binomial(15, 0.3), there, 1e-13)
    sums.assert_kl(F.Binomial(15, 0.3), BetaBinomial(*p), back, 1e-13)


def test_other_laws_of_the_counts_are_answered_by_an_exact_sum():
    p = (9, 1.5, 4.0)
    rate = mp.mpf(2.75)
    poisson = sums.divergence(
        log_density(*p), lambda k: k * mp.log(rate) - rate - mp.log(mp.factorial(k)), range(10)
    )
    sums.assert_kl(BetaBinomial(*p), F.Poisson(2.75), poisson, 1e-14)


def test_one_trial_is_a_bernoulli_and_flat_chances_are_uniform():
    assert float(kb.kl(BetaBinomial(1, 1.0, 3.0), F.Bernoulli(0.25))) == 0.0
    assert float(kb.kl(BetaBinomial(7, 1.0, 1.0), F.DiscreteUniform(0, 7))) == 0.0


def test_the_log_density_is_accurate_for_small_and_for_large_parameters():
    rng = np.random.default_rng(2)
    with mp.workdps(60):
        for _ in range(60):
            n, a, b = int(10 ** rng.uniform(0, 6)), *(10 ** rng.uniform(-6, 6, 2)).tolist()
            k = int(rng.binomial(n, rng.beta(a, b)))
            p = BetaBinomial(n, a, b)
            choose = mp.loggamma(n + 1) - mp.loggamma(k + 1) - mp.loggamma(n - k + 1)
            x, y = checks.exact(a, b)
            ups = mp.loggamma(x + k) + mp.loggamma(y + n - k) + mp.loggamma(x + y)
            downs = mp.loggamma(x) + mp.loggamma(y) + mp.loggamma(x + y + n)
            checks.assert_log_density(p, float(k), choose + ups - downs)


def test_the_density_vanishes_off_the_counts():
    x = np.array([-1.0, 0.5, 11.0, np.inf])
    assert np.all(BetaBinomial(10, 2.0, 3.0).log_density(x, np) == -np.inf)


def test_the_entropy_is_that_of_the_sum():
    p = (14, 0.4, 6.0)
    sums.assert_entropy(BetaBinomial(*p), log_density(*p), range(15))


def test_the_log_density_is_that_of_scipy():
    k = np.arange(9.0)
    ours = SCIPY["betabinom"].build(8.0, 1.5, 0.3, 0.0).log_density(k, np)
    np.testing.assert_allclose(ours, stats.betabinom(8, 1.5, 0.3).logpmf(k), rtol=1e-13)


def test_the_draws_have_its_mean():
    x = BetaBinomial(20, 2.0, 6.0).sample(20_000, np.random.default_rng(3))
    assert np.mean(x) == pytest.approx(5.0, abs=0.15)  # six standard errors


@pytest.mark.parametrize("p", [(2.5, 1.0, 1.0), (-1, 1.0, 1.0), (3, 0.0, 1.0), (3, 1.0, np.inf)])
def test_parameters_out_of_range_are_refused(p):
    with pytest.raises(InvalidInputError, match="BetaBinomial"):
        BetaBinomial(*p)
