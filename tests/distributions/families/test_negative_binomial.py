"""The negative binomial family against mpmath."""

import mpmath as mp
import numpy as np
import pytest
from scipy import stats

import kullback as kb
from kullback.distributions.families.negative_binomial import NegativeBinomial
from kullback.distributions.statistics import SQUARE, X
from kullback.errors import InvalidInputError
from tests.distributions.families import checks, means, sums


def divergence(n, p, q):
    with mp.workdps(2 * checks.digits(n, p, q)):
        n, p, q = checks.exact(n, p, q)
        return n * (mp.log(p / q) + (1 - p) / p * mp.log((1 - p) / (1 - q)))


def log_density(n, p, x):
    n, p, x = checks.exact(n, p, x)
    choose = mp.loggamma(x + n) - mp.loggamma(x + 1) - mp.loggamma(n)
    return choose + n * mp.log(p) + x * mp.log1p(-p)


def check(n, p, q):
    checks.assert_kl(NegativeBinomial(n, p), NegativeBinomial(n, q), lambda: divergence(n, p, q))


@pytest.mark.parametrize("n", [1e-3, 7.77, 1e9])
@pytest.mark.parametrize("size", [0.4, 0.9, 1e-20, 1e-250])
def test_nearly_equal_probabilities_keep_all_digits(n, size):
    for (p,), (q,) in checks.neighbours(np.random.default_rng(1), [size]):
        check(n, p, q)


def test_probabilities_far_apart_keep_all_digits():
    rng = np.random.default_rng(2)
    for _ in range(60):
        check(10 ** rng.uniform(-5, 5), *10 ** -rng.exponential(30, 2))


def test_other_sizes_have_no_closed_form():
    assert NegativeBinomial(3.5, 0.5).kl(NegativeBinomial(3.0, 0.5), np) is None


@pytest.mark.parametrize(
    ("p", "q"),
    [
        ((2.5, 0.3), (9.0, 0.7)),
        ((2.5, 0.3), (2.500001, 0.3)),
        ((2.5, 0.3), (2.5 + 1e-9, 0.3 + 1e-10)),
        ((40.0, 0.3), (40.00004, 0.3)),
        ((1e-2, 0.5), (1.00001e-2, 0.5)),
    ],
)
def test_sums_keep_the_digits_of_nearly_equal_sizes(p, q):
    with mp.workdps(60):
        expected = mp.mpf(0)
        for k in range(1200):
            log_p = log_density(*p, k)
            expected += mp.exp(log_p) * (log_p - log_density(*q, k))
    with np.errstate(all="ignore"):
        result = kb.kl(NegativeBinomial(*p), NegativeBinomial(*q), method="summation")
        value, error = float(result), result.error or 0.0
    assert abs(value - expected) <= 1e-14 * expected
    assert abs(value - expected) <= error


def test_a_certain_success_has_the_limits():
    certain, open_ended = NegativeBinomial(2.0, 1.0), NegativeBinomial(2.0, 0.5)
    assert float(certain.kl(open_ended, np)) == pytest.approx(2 * np.log(2), rel=1e-15)
    assert open_ended.kl(certain, np) == np.inf
    assert certain.support.high == 0.0
    assert certain.log_density(np.array([0.0, 1.0]), np).tolist() == [0.0, -np.inf]


def test_equal_laws_diverge_by_exactly_zero():
    rng = np.random.default_rng(3)
    sizes, p = 10 ** rng.uniform(-6, 6, 50), 10 ** rng.uniform(-200, 0, 50)
    checks.assert_equal_pairs_give_zero(NegativeBinomial, sizes, p)


def test_the_log_density_is_accurate_for_tiny_and_huge_sizes():
    rng = np.random.default_rng(4)
    with mp.workdps(60):
        for _ in range(80):
            n, p = 10 ** rng.uniform(-6, 12), rng.uniform(0.01, 1.0)
            mean = n * (1 - p) / p
            x = float(np.round(mean + abs(rng.normal()) * (1 + np.sqrt(mean / p))))
            checks.assert_log_density(NegativeBinomial(n, p), x, log_density(n, p, x))


def test_the_density_vanishes_off_the_counts():
    x = np.array([-1.0, 0.5, np.inf])
    assert np.all(NegativeBinomial(2.0, 0.5).log_density(x, np) == -np.inf)


@pytest.mark.parametrize(("n", "p"), [(0.0, 0.5), (1.0, 0.0), (1.0, 1.5), (np.nan, 0.5)])
def test_parameters_out_of_range_are_refused(n, p):
    with pytest.raises(InvalidInputError, match="NegativeBinomial"):
        NegativeBinomial(n, p)


@pytest.mark.parametrize("p", [0.03, 0.6, 1.0])
def test_a_single_success_is_a_geometric_wait_less_one(p):
    ours, wait = NegativeBinomial(1.0, p), kb.families.Geometric(p)
    assert float(ours.entropy(np)) == float(wait.entropy(np))
    sides = stats.nbinom(1, p), stats.geom(0.4, loc=-1)
    result = kb.kl(*sides)
    assert (result.kind, result.method) == ("exact", "closed_form")
    assert float(result) == float(kb.kl(wait, kb.families.Geometric(0.4)))


def test_the_moments_are_those_of_scipy():
    for n, p in ((1.0, 0.3), (7.25, 0.03)):
        moments = [stats.nbinom(n, p).moment(k) for k in (1, 2)]
        found = [float(NegativeBinomial(n, p).expectation(t, np)) for t in (X, SQUARE)]
        np.testing.assert_allclose(found, moments, rtol=1e-13)


def test_a_size_of_one_is_linear_in_the_outcome_and_no_other_is():
    means.assert_log_linear(NegativeBinomial(1.0, 0.2), [0.0, 1.0, 17.0])
    assert NegativeBinomial([1.0, 2.0], 0.2).log_linear(np) is None
    assert NegativeBinomial([1.0, 2.0], 0.2).entropy(np) is None


@pytest.mark.parametrize("n", [1e3, 1e6, 1e9])
def test_the_poisson_law_that_it_tends_to_is_told_from_it(n):
    p, rate = 1.0 / (1.0 + 10.0 / n), 10.0

    def log_q(k):
        return k * mp.log(rate) - rate - mp.log(mp.factorial(k))

    own = NegativeBinomial(n, p), kb.families.Poisson(rate)
    there = sums.divergence(lambda k: log_density(n, p, k), log_q, range(100))
    back = sums.divergence(log_q, lambda k: log_density(n, p, k), range(100))
    sums.assert_kl(*own, there, 1e-13, kind="numerical")
    sums.assert_kl(*own[::-1], back, 1e-13, kind="numerical")
