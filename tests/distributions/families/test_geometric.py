"""The geometric family against mpmath."""

import mpmath as mp
import numpy as np
import pytest

from kullback.distributions.families.geometric import Geometric
from kullback.errors import InvalidInputError
from tests.distributions.families import checks


def divergence(p, q):
    with mp.workdps(checks.digits(p, q) + checks.digits(p, q)):
        p, q = checks.exact(p, q)
        rest = mp.mpf(0) if p == 1 else (1 - p) * mp.log((1 - p) / (1 - q))
        return mp.log(p / q) + rest / p


def check(p, q):
    checks.assert_kl(Geometric(p), Geometric(q), lambda: divergence(p, q))


@pytest.mark.parametrize("size", [0.4, 0.9, 1e-3, 1e-100, 1e-200, 1e-300])
def test_nearly_equal_probabilities_keep_all_digits(size):
    for (p,), (q,) in checks.neighbours(np.random.default_rng(1), [size]):
        check(p, q)


def test_probabilities_far_apart_keep_all_digits():
    rng = np.random.default_rng(2)
    for _ in range(60):
        check(*10 ** -rng.exponential(30, 2))


def test_a_certain_success_has_the_limits():
    check(1.0, 0.5)
    check(1.0, 1.0 - 1e-12)
    assert Geometric(1.0).kl(Geometric(1.0), np) == 0.0
    assert Geometric(0.5).kl(Geometric(1.0), np) == np.inf


def test_equal_laws_diverge_by_exactly_zero():
    rng = np.random.default_rng(3)
    checks.assert_equal_pairs_give_zero(Geometric, 10 ** rng.uniform(-300, 0, 100))


def test_it_lives_on_one_and_up():
    support = Geometric([0.5, 1.0]).support
    assert support.low.tolist() == [1.0, 1.0]
    assert support.high.tolist() == [np.inf, 1.0]
    x = np.array([0.0, 1.0, 1.5, 3.0])
    np.testing.assert_allclose(
        np.exp(Geometric(0.25).log_density(x, np)), [0.0, 0.25, 0.0, 0.140625], rtol=1e-15
    )
    assert Geometric(1.0).log_density(x, np).tolist() == [-np.inf, 0.0, -np.inf, -np.inf]


def test_the_log_ratio_of_neighbours_does_not_cancel():
    with mp.workdps(60):
        for (p,), (q,) in checks.neighbours(np.random.default_rng(4), [0.3]):
            a, b = checks.exact(p, q)
            for x in (1.0, 2.0, 40.0):
                logs = [mp.log(s) + (x - 1) * mp.log(1 - s) for s in (a, b)]
                checks.assert_log_ratio(Geometric(p), Geometric(q), x, *logs)


def test_the_entropy_is_that_of_a_coin_over_its_probability():
    assert float(Geometric(0.5).entropy(np)) == pytest.approx(2 * np.log(2), rel=1e-15)
    assert Geometric(1.0).entropy(np) == 0.0


@pytest.mark.parametrize("p", [0.0, -0.1, 1.1, np.nan])
def test_a_number_that_is_no_positive_probability_is_refused(p):
    with pytest.raises(InvalidInputError, match=r"Geometric\.p"):
        Geometric(p)
