"""The Poisson family against mpmath."""

import mpmath as mp
import numpy as np
import pytest

from kullback.distributions.families.poisson import Poisson
from kullback.errors import InvalidInputError
from tests.distributions.families import checks


def divergence(p, q):
    with mp.workdps(checks.digits(p, q)):
        p, q = checks.exact(p, q)
        return p * mp.log(p / q) - p + q


def check(p, q):
    checks.assert_kl(Poisson(p), Poisson(q), lambda: divergence(p, q))


@pytest.mark.parametrize("size", [1.0, 1e-250, 1e-8, 1e8, 1e200])
def test_nearly_equal_rates_keep_all_digits(size):
    for (p,), (q,) in checks.neighbours(np.random.default_rng(1), [size]):
        check(p, q)


def test_rates_far_apart_keep_all_digits():
    rng = np.random.default_rng(2)
    for _ in range(100):
        check(*10 ** rng.uniform(-300, 300, 2))


def test_rate_zero_has_the_limits():
    assert Poisson(0.0).kl(Poisson(2.5), np) == 2.5
    assert Poisson(2.5).kl(Poisson(0.0), np) == np.inf
    assert Poisson(0.0).kl(Poisson(0.0), np) == 0.0
    assert Poisson([0.0, 1.0]).support.high.tolist() == [0.0, np.inf]
    assert Poisson(0.0).log_density(np.array([0.0, 1.0]), np).tolist() == [0.0, -np.inf]


def test_equal_laws_diverge_by_exactly_zero():
    rng = np.random.default_rng(3)
    checks.assert_equal_pairs_give_zero(Poisson, 10 ** rng.uniform(-300, 300, 100))


def test_the_log_density_is_accurate_at_small_and_at_huge_rates():
    rng = np.random.default_rng(4)
    with mp.workdps(60):
        for _ in range(80):
            rate = 10 ** rng.uniform(-8, 15)
            x = float(np.round(rate + abs(rng.normal()) * (1 + np.sqrt(rate))))
            r = mp.mpf(rate)
            expected = x * mp.log(r) - r - mp.loggamma(mp.mpf(x) + 1)
            checks.assert_log_density(Poisson(rate), x, expected)


def test_the_density_vanishes_off_the_counts():
    assert np.all(Poisson(2.0).log_density(np.array([-1.0, 0.5, np.inf]), np) == -np.inf)


def test_the_log_ratio_of_neighbours_does_not_cancel():
    with mp.workdps(60):
        for (p,), (q,) in checks.neighbours(np.random.default_rng(5), [3.0]):
            a, b = checks.exact(p, q)
            for x in (0.0, 3.0, 30.0):
                logs = [x * mp.log(r) - r for r in (a, b)]
                checks.assert_log_ratio(Poisson(p), Poisson(q), x, *logs)


@pytest.mark.parametrize("rate", [-1.0, np.nan, np.inf])
def test_a_number_that_is_no_rate_is_refused(rate):
    with pytest.raises(InvalidInputError, match=r"Poisson\.rate"):
        Poisson(rate)
