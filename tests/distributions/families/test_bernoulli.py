"""The Bernoulli family against mpmath, at the boundaries and at probabilities near 1e-300."""

import mpmath as mp
import numpy as np
import pytest

from kullback.distributions.families.bernoulli import Bernoulli
from kullback.errors import InvalidInputError
from tests.distributions.families import checks


def term(p, q):
    return mp.mpf(0) if p == 0 else (mp.inf if q == 0 else p * mp.log(p / q))


def divergence(p, q):
    with mp.workdps(checks.digits(p, q)):
        p, q = checks.exact(p, q)
        return term(p, q) + term(1 - p, 1 - q)


def check(p, q):
    checks.assert_kl(Bernoulli(p), Bernoulli(q), lambda: divergence(p, q))


@pytest.mark.parametrize("size", [0.4, 0.85, 1e-3, 1e-17, 1e-140, 1e-250])
def test_nearly_equal_coins_keep_all_digits(size):
    rng = np.random.default_rng(1)
    for (p,), (q,) in checks.neighbours(rng, [size]):
        check(p, q)
        check(1 - p, 1 - q)


def test_coins_far_apart_keep_all_digits():
    rng = np.random.default_rng(2)
    for _ in range(100):
        p, q = 10 ** -rng.exponential(30, 2)
        check(p, q)
        check(1 - p, q)
        check(p, 1 - q)


def test_a_certain_coin_has_the_limits():
    ends = np.array([0.0, 1.0])
    value = Bernoulli(ends[:, None]).kl(Bernoulli(ends), np)
    assert value.tolist() == [[0.0, np.inf], [np.inf, 0.0]]
    assert float(Bernoulli(0.0).kl(Bernoulli(0.75), np)) == pytest.approx(np.log(4), rel=1e-15)
    assert float(Bernoulli(1.0).kl(Bernoulli(0.75), np)) == pytest.approx(np.log(4 / 3), rel=1e-15)
    assert Bernoulli([0.3, 0.3]).kl(Bernoulli([0.0, 1.0]), np).tolist() == [np.inf, np.inf]


def test_a_denormal_probability_is_legal():
    check(5e-324, 0.5)
    check(0.5, 5e-324)
    check(5e-324, 1e-323)


def test_equal_coins_diverge_by_exactly_zero():
    rng = np.random.default_rng(3)
    checks.assert_equal_pairs_give_zero(Bernoulli, 10 ** rng.uniform(-300, 0, 100))


def test_the_support_is_what_has_mass():
    support = Bernoulli([0.0, 0.5, 1.0]).support
    assert support.low.tolist() == [0.0, 0.0, 1.0]
    assert support.high.tolist() == [0.0, 1.0, 1.0]


def test_the_log_density_is_that_of_the_two_outcomes():
    x = np.array([-1.0, 0.0, 0.5, 1.0, 2.0])
    with np.errstate(divide="ignore"):
        expected = np.log([0.0, 0.75, 0.0, 0.25, 0.0])
    np.testing.assert_allclose(Bernoulli(0.25).log_density(x, np), expected, rtol=1e-15)


def test_the_log_ratio_of_neighbours_does_not_cancel():
    with mp.workdps(60):
        for (p,), (q,) in checks.neighbours(np.random.default_rng(4), [0.3]):
            a, b = checks.exact(p, q)
            for x, log_p, log_q in [(1, mp.log(a), mp.log(b)), (0, mp.log(1 - a), mp.log(1 - b))]:
                checks.assert_log_ratio(Bernoulli(p), Bernoulli(q), float(x), log_p, log_q)


def test_the_entropy_is_that_of_the_textbook():
    assert Bernoulli([0.0, 0.5, 1.0]).entropy(np).tolist() == [0.0, np.log(2), 0.0]
    with mp.workdps(40):
        p = mp.mpf(0.2)
        expected = -p * mp.log(p) - (1 - p) * mp.log(1 - p)
    assert float(Bernoulli(0.2).entropy(np)) == pytest.approx(float(expected), rel=1e-15)


@pytest.mark.parametrize("p", [-0.1, 1.1, np.nan, np.inf])
def test_a_number_that_is_no_probability_is_refused(p):
    with pytest.raises(InvalidInputError, match=r"Bernoulli\.p"):
        Bernoulli(p)


def test_it_is_a_binomial_of_one_trial():
    (same,) = Bernoulli([0.2, 0.7]).relatives()
    assert same.n == 1.0
    assert same.p.tolist() == [0.2, 0.7]
