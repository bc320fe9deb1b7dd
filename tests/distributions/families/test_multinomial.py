"""The multinomial family."""

import mpmath as mp
import numpy as np
import pytest

from kullback.distributions.families.categorical import Categorical
from kullback.distributions.families.multinomial import Multinomial
from kullback.errors import InvalidInputError, NotNormalizedError

P, Q = [0.2, 0.3, 0.5], [0.25, 0.25, 0.5]


def test_the_divergence_adds_up_over_the_draws():
    one = float(Categorical(P).kl(Categorical(Q), np))
    assert float(Multinomial(7, P).kl(Multinomial(7, Q), np)) == pytest.approx(7 * one, rel=1e-15)
    assert Multinomial(0, P).kl(Multinomial(0, [1.0, 0.0, 0.0]), np) == 0.0
    assert Multinomial(1, P).kl(Multinomial(1, [1.0, 0.0, 0.0]), np) == np.inf


def test_other_numbers_of_draws_share_no_outcome():
    assert Multinomial([2, 3], P).kl(Multinomial(3, P), np).tolist() == [np.inf, 0.0]


def test_the_log_density_is_that_of_the_multinomial_coefficient():
    with mp.workdps(40):
        for x in ([1, 2, 4], [7, 0, 0], [0, 3, 4]):
            choose = mp.factorial(7) / mp.fprod(mp.factorial(k) for k in x)
            powers = mp.fprod(mp.mpf(p) ** k for p, k in zip(P, x, strict=True))
            value = float(Multinomial(7, P).log_density(np.array([x], float), np)[0])
            assert value == pytest.approx(float(mp.log(choose * powers)), rel=1e-13)


def test_the_density_vanishes_off_the_counts_that_add_up():
    x = np.array([[1.0, 2.0, 3.0], [8.0, -1.0, 0.0], [0.5, 0.5, 6.0]])
    assert np.all(Multinomial(7, P).log_density(x, np) == -np.inf)
    here = Multinomial(2, [0.5, 0.5, 0.0]).log_density(np.array([[1.0, 0, 1], [1, 1, 0]]), np)
    assert here[0] == -np.inf
    assert here[1] == pytest.approx(np.log(0.5))


def test_draws_add_up_to_n():
    draws = Multinomial(7, P).sample(50, np.random.default_rng(1))
    assert draws.shape == (50, 3)
    assert np.all(draws.sum(axis=-1) == 7)


def test_what_is_no_multinomial_is_refused():
    with pytest.raises(NotNormalizedError):
        Multinomial(3, [0.5, 0.6])
    with pytest.raises(InvalidInputError, match=r"Multinomial\.n"):
        Multinomial(-1, P)
