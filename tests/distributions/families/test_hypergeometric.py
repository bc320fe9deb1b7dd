"""The hypergeometric family against sums in high precision."""

import mpmath as mp
import numpy as np
import pytest
from scipy import stats

import kullback as kb
from kullback.distributions.families.hypergeometric import SCIPY, Hypergeometric
from kullback.errors import InvalidInputError
from tests.distributions.families import checks, sums

F = kb.families


def log_density(population, successes, draws):
    failures = population - successes

    def log_p(k):
        possible = 0 <= k <= successes and 0 <= draws - k <= failures
        parts = (
            sums.choose(successes, k) + sums.choose(failures, draws - k) if possible else -mp.inf
        )
        return parts - sums.choose(population, draws)

    return log_p


def divergence(p, q):
    return sums.divergence(log_density(*p), log_density(*q), range(p[2] + 1), 60)


@pytest.mark.parametrize(
    ("p", "q"),
    [
        ((30, 7, 12), (30, 9, 12)),
        ((20, 7, 5), (40, 20, 11)),
        ((20, 5, 7), (40, 11, 20)),
        ((30, 12, 7), (30, 12, 9)),
        ((2000, 700, 1000), (2001, 700, 1000)),
        ((1000, 300, 20), (1001, 300, 20)),
        ((10**6, 400_000, 12), (10**6, 400_001, 12)),
        ((10**9, 4 * 10**8, 12), (10**9, 4 * 10**8 + 1, 12)),
        ((10**12, 10**11, 6), (10**12 + 1, 10**11, 6)),
        ((10**9, 4 * 10**8, 12), (2 * 10**9, 8 * 10**8, 12)),
    ],
)
def test_near_and_far_laws_keep_their_digits(p, q):
    sums.assert_kl(Hypergeometric(*p), Hypergeometric(*q), divergence(p, q), 1e-13)


def test_equal_laws_diverge_by_exactly_zero():
    assert float(kb.kl(Hypergeometric(50, 20, 10), Hypergeometric(50, 20, 10))) == 0.0
    # drawing and succeeding change places
    assert float(kb.kl(Hypergeometric(50, 20, 10), Hypergeometric(50, 10, 20))) <= 1e-28


def test_a_count_that_the_other_cannot_reach_makes_it_infinite():
    assert float(kb.kl(Hypergeometric(20, 7, 5), Hypergeometric(20, 4, 5))) == np.inf
    assert float(kb.kl(Hypergeometric(20, 7, 5), Hypergeometric(20, 18, 5))) == np.inf


@pytest.mark.parametrize("p", [(30, 12, 8), (10**6, 390_000, 20), (10**12, 4 * 10**11, 20)])
def test_the_binomial_law_that_it_tends_to_is_told_from_it(p):
    draws, chance = p[2], mp.mpf(0.4)

    def log_q(k):
        return sums.choose(draws, k) + k * mp.log(chance) + (draws - k) * mp.log(1 - chance)

    there = sums.divergence(log_density(*p), log_q, range(draws + 1))
    back = sums.divergence(log_q, log_density(*p), range(draws + 1))
    sums.assert_kl(Hypergeometric(*p), F.Binomial(draws, 0.4), there, 1e-13)
    sums.assert_kl(F.Binomial(draws, 0.4), Hypergeometric(*p), back, 1e-13)


def test_other_laws_of_the_counts_are_answered_by_an_exact_sum():
    p, rate = (30, 12, 8), mp.mpf(3.25)
    poisson = sums.divergence(
        log_density(*p), lambda k: k * mp.log(rate) - rate - mp.log(mp.factorial(k)), range(9)
    )
    sums.assert_kl(Hypergeometric(*p), F.Poisson(3.25), poisson, 1e-14)


def test_the_log_density_is_accurate_for_small_and_for_large_populations():
    rng = np.random.default_rng(2)
    with mp.workdps(60):
        for _ in range(60):
            population = int(10 ** rng.uniform(0.5, 12))
            successes, draws = (int(rng.integers(0, population + 1)) for _ in range(2))
            mean = draws * successes / population
            low, high = max(0, draws + successes - population), min(draws, successes)
            k = int(np.clip(round(mean + rng.normal() * np.sqrt(mean + 1)), low, high))

            def choose(n, k):
                return mp.loggamma(n + 1) - mp.loggamma(k + 1) - mp.loggamma(n - k + 1)

            expected = choose(successes, k) + choose(population - successes, draws - k)
            expected -= choose(population, draws)
            checks.assert_log_density(Hypergeometric(population, successes, draws), k, expected)


def test_the_density_vanishes_off_the_possible_counts():
    x = np.array([-1.0, 0.0, 1.0, 2.5, 6.0, np.inf])
    assert np.all(Hypergeometric(10, 7, 5).log_density(x, np) == -np.inf)
    assert Hypergeometric(0, 0, 0).log_density(np.array([0.0, 1.0]), np).tolist() == [0.0, -np.inf]


def test_the_entropy_is_that_of_the_sum():
    p = (40, 15, 10)
    sums.assert_entropy(Hypergeometric(*p), log_density(*p), range(11), 2e-14)


def test_the_log_density_is_that_of_scipy():
    k = np.arange(2.0, 8.0)
    ours = SCIPY["hypergeom"].build(20.0, 7.0, 12.0, 0.0).log_density(k, np)
    np.testing.assert_allclose(ours, stats.hypergeom(20, 7, 12).logpmf(k), rtol=1e-12)


def test_the_draws_have_its_mean():
    x = Hypergeometric(40, 10, 16).sample(20_000, np.random.default_rng(3))
    assert np.mean(x) == pytest.approx(4.0, abs=0.1)


def test_parameters_out_of_range_are_refused():
    with pytest.raises(InvalidInputError, match=r"`Hypergeometric\.successes` is 7.*cannot exceed"):
        Hypergeometric(6, 7, 2)
    with pytest.raises(InvalidInputError, match=r"`Hypergeometric\.draws` is 8.*cannot exceed"):
        Hypergeometric(6, 2, 8)
    with pytest.raises(InvalidInputError, match=r"Hypergeometric\.population"):
        Hypergeometric(6.5, 2, 2)
