"""The categorical family against mpmath: exactly normalised tables."""

import mpmath as mp
import numpy as np
import pytest

from kullback.distributions.families.categorical import Categorical
from kullback.errors import InvalidInputError, NotNormalizedError, ShapeError
from tests.distributions.families import checks


def divergence(p, q):
    with mp.workdps(120):
        p, q = checks.exact(*p), checks.exact(*q)
        total_p, total_q = mp.fsum(p), mp.fsum(q)
        terms = [
            a / total_p * mp.log((a / total_p) / (b / total_q))
            for a, b in zip(p, q, strict=True)
            if a
        ]
        return mp.fsum(terms)


def check(p, q):
    checks.assert_kl(Categorical(p), Categorical(q), lambda: divergence(p, q))


@pytest.mark.parametrize("delta", checks.DELTAS)
def test_nearly_equal_tables_keep_all_digits_though_they_sum_to_one_only_nearly(delta):
    rng = np.random.default_rng(1)
    for m in (2, 16, 1000):
        p = rng.dirichlet(np.ones(m))
        q = p * (1 + delta * rng.normal(size=m))
        check(p, q / q.sum())


def test_tables_far_apart_keep_all_digits():
    rng = np.random.default_rng(2)
    for _ in range(20):
        p, q = rng.dirichlet(np.full(9, 0.02), 2) + 1e-280
        check(p / p.sum(), q / q.sum())


def test_an_impossible_outcome_has_the_limits():
    assert float(Categorical([0.5, 0.5, 0.0]).kl(Categorical([0.25, 0.25, 0.5]), np)) == (
        pytest.approx(np.log(2), rel=1e-15)
    )
    assert Categorical([0.5, 0.5]).kl(Categorical([1.0, 0.0]), np) == np.inf
    assert Categorical([0.5, 0.0, 0.5]).kl(Categorical([0.5, 0.0, 0.5]), np) == 0.0


def test_outcomes_beyond_a_shorter_table_are_impossible():
    assert Categorical([0.5, 0.5]).kl(Categorical([0.5, 0.25, 0.25]), np) == (
        pytest.approx(0.5 * np.log(2), rel=1e-15)
    )
    assert Categorical([0.5, 0.25, 0.25]).kl(Categorical([0.5, 0.5]), np) == np.inf


def test_a_batch_broadcasts_over_leading_axes():
    p = Categorical([[0.2, 0.8], [0.5, 0.5]])
    q = Categorical([0.5, 0.5])
    assert p.batch_shape == (2,)
    value = p.kl(q, np)
    assert value.shape == (2,)
    assert value[0] == p[0].kl(q, np)
    assert value[1] == 0.0


def test_the_log_density_is_that_of_the_listed_outcomes():
    x = np.array([-1.0, 0.0, 0.5, 1.0, 2.0, 3.0])
    mass = np.exp(Categorical([0.25, 0.0, 0.75]).log_density(x, np))
    np.testing.assert_allclose(mass, [0, 0.25, 0, 0, 0.75, 0], rtol=1e-15)


def test_the_support_runs_from_the_first_possible_outcome_to_the_last():
    support = Categorical([0.0, 0.5, 0.0, 0.5, 0.0]).support
    assert (float(support.low), float(support.high)) == (1.0, 3.0)


def test_the_entropy_near_one_hot_keeps_its_digits():
    tiny = 1e-20
    value = float(Categorical([1.0, tiny]).entropy(np))
    with mp.workdps(60):
        p = mp.mpf(tiny) / (1 + mp.mpf(tiny))
        expected = -p * mp.log(p) - (1 - p) * mp.log(1 - p)
    assert value == pytest.approx(float(expected), rel=1e-14)


def test_what_is_no_table_is_refused():
    with pytest.raises(NotNormalizedError, match=r"sums to 1\.1"):
        Categorical([0.6, 0.5])
    with pytest.raises(InvalidInputError, match="between 0 and 1"):
        Categorical([1.5, -0.5])
    with pytest.raises(ShapeError):
        Categorical(1.0)
    with pytest.raises(ShapeError):
        Categorical([])
