"""The binomial family against mpmath."""

import mpmath as mp
import numpy as np
import pytest

import kullback as kb
from kullback.distributions.families.binomial import Binomial
from kullback.errors import InvalidInputError
from tests.distributions.families import checks, sums


def divergence(n, p, q):
    with mp.workdps(checks.digits(n, p, q)):
        n, p, q = checks.exact(n, p, q)
        return n * (p * mp.log(p / q) + (1 - p) * mp.log((1 - p) / (1 - q)))


def log_density(n, p, x):
    n, p, x = checks.exact(n, p, x)
    choose = mp.loggamma(n + 1) - mp.loggamma(x + 1) - mp.loggamma(n - x + 1)
    return choose + x * mp.log(p) + (n - x) * mp.log1p(-p)


@pytest.mark.parametrize("n", [1, 17, 10**9])
@pytest.mark.parametrize("size", [0.4, 0.9, 1e-20, 1e-250])
def test_nearly_equal_probabilities_keep_all_digits(n, size):
    for (p,), (q,) in checks.neighbours(np.random.default_rng(1), [size]):
        checks.assert_kl(Binomial(n, p), Binomial(n, q), lambda p=p, q=q: divergence(n, p, q))


def test_probabilities_far_apart_keep_all_digits():
    rng = np.random.default_rng(2)
    for _ in range(60):
        n, (p, q) = int(10 ** rng.uniform(0, 9)), 10 ** -rng.exponential(30, 2)
        checks.assert_kl(Binomial(n, p), Binomial(n, q), lambda n=n, p=p, q=q: divergence(n, p, q))


def test_other_numbers_of_trials_have_no_closed_form():
    assert Binomial(3, 0.5).kl(Binomial(4, 0.5), np) is None
    assert Binomial([3, 4], 0.5).kl(Binomial([3, 5], 0.5), np) is None


@pytest.mark.parametrize(
    ("p", "q"), [((3, 0.5), (8, 0.125)), ((100, 0.3), (101, 0.3)), ((400, 0.3), (402, 0.2985))]
)
def test_the_log_ratio_of_other_numbers_of_trials_does_not_cancel(p, q):
    with mp.workdps(60):
        for x in (0.0, 0.3 * p[0] // 1, float(p[0])):
            expected = log_density(*p, x) - log_density(*q, x)
            value = float(Binomial(*p).log_ratio(Binomial(*q), np.array([x]), np)[0])
            assert abs(value - expected) <= 1e-14 * (abs(expected) + 1)


def test_certain_trials_have_the_limits():
    assert Binomial(5, 0.0).kl(Binomial(5, 0.5), np) == pytest.approx(5 * np.log(2), rel=1e-15)
    assert Binomial(5, 0.5).kl(Binomial(5, 0.0), np) == np.inf
    assert Binomial(5, 1.0).kl(Binomial(5, 0.0), np) == np.inf
    assert Binomial(0, 0.5).kl(Binomial(0, 0.0), np) == 0.0


def test_equal_laws_diverge_by_exactly_zero():
    rng = np.random.default_rng(3)
    checks.assert_equal_pairs_give_zero(
        Binomial, rng.integers(0, 10**9, 50), 10 ** rng.uniform(-300, 0, 50)
    )


def test_the_support_follows_certain_trials():
    support = Binomial(4, [0.0, 0.5, 1.0]).support
    assert support.low.tolist() == [0.0, 0.0, 4.0]
    assert support.high.tolist() == [0.0, 4.0, 4.0]


def test_the_log_density_is_accurate_for_few_and_for_many_trials():
    rng = np.random.default_rng(4)
    with mp.workdps(60):
        for _ in range(60):
            n, p = int(10 ** rng.uniform(0, 15)), rng.uniform()
            x = float(np.clip(np.round(n * p + rng.normal() * np.sqrt(n)), 0, n))
            checks.assert_log_density(Binomial(n, p), x, log_density(n, p, x))


def test_the_log_density_at_the_ends_is_that_of_certain_trials():
    x = np.array([-1.0, 0.0, 0.5, 2.0, 3.0])
    inf = np.inf
    assert Binomial(2, 0.0).log_density(x, np).tolist() == [-inf, 0.0, -inf, -inf, -inf]
    assert Binomial(2, 1.0).log_density(x, np).tolist() == [-inf, -inf, -inf, 0.0, -inf]
    for p in (0.0, 0.5, 1.0):
        assert Binomial(0, p).log_density(x, np).tolist() == [-inf, 0.0, -inf, -inf, -inf]


@pytest.mark.parametrize("n", [-1, 2.5, np.inf])
def test_a_number_of_trials_that_is_no_count_is_refused(n):
    with pytest.raises(InvalidInputError, match=r"Binomial\.n"):
        Binomial(n, 0.5)


@pytest.mark.parametrize(
    ("n", "p", "rate"),
    [(10, 1e-6, 1e-5), (100, 1e-4, 0.01), (10**6, 1e-5, 10.0), (10**9, 1e-8, 10.0), (8, 0.3, 2.0)],
)
def test_the_poisson_law_that_it_tends_to_is_told_from_it(n, p, rate):
    with mp.workdps(60):
        r = mp.mpf(rate)
        # beyond 80 there is less than 1e-40 of the mass
        expected = sums.divergence(
            lambda k: sums.choose(n, k) + k * mp.log(mp.mpf(p)) + (n - k) * mp.log1p(-mp.mpf(p)),
            lambda k: k * mp.log(r) - r - mp.log(mp.factorial(k)),
            range(min(n + 1, 80)),
        )
        kind = "exact" if n < 2**20 else "numerical"  # a longer list is not added one by one
        sums.assert_kl(Binomial(n, p), kb.families.Poisson(rate), expected, 1e-13, kind=kind)
