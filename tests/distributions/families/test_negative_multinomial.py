"""Negative multinomial counts against mpmath and the negative binomial."""

import mpmath as mp
import numpy as np
import pytest

import kullback as kb
from kullback.distributions.families.negative_binomial import NegativeBinomial
from kullback.distributions.families.negative_multinomial import NegativeMultinomial
from kullback.errors import NotNormalizedError
from tests.distributions.families import checks

P = np.array([0.2, 0.3, 0.1])


def divergence(n, p, q):
    """n/p_0 times the divergence of one draw, whose stop has what the others leave of 1."""
    p, q = checks.exact(*p), checks.exact(*q)
    stop, its = 1 - mp.fsum(p), 1 - mp.fsum(q)
    one = mp.fsum(a * mp.log(a / b) for a, b in zip(p, q, strict=True) if a) + stop * mp.log(
        stop / its
    )
    return n / stop * one


def test_laws_near_and_far_keep_all_digits():
    rng = np.random.default_rng(1)
    with mp.workdps(90):
        for p in (P, np.array([1e-9, 0.5]), np.array([0.3, 0.7 - 1e-9]), np.array([1e-200, 0.1])):
            for near, moved in checks.neighbours(rng, p, (1e-9, 1e-10, 1e-12)):
                checks.assert_kl(
                    NegativeMultinomial(2.5, near),
                    NegativeMultinomial(2.5, moved),
                    lambda p=near, q=moved: divergence(mp.mpf("2.5"), p, q),
                )
        for p, q in ((P, P[::-1]), (P, [0.6, 0.01, 0.38]), ([0.0, 0.5], [0.3, 0.1])):
            checks.assert_kl(
                NegativeMultinomial(4.0, p),
                NegativeMultinomial(4.0, q),
                lambda p=p, q=q: divergence(4, p, q),
            )


def test_it_is_infinite_when_q_misses_an_outcome():
    assert (
        NegativeMultinomial(1.0, [0.1, 0.2]).kl(NegativeMultinomial(1.0, [0.1, 0.0]), np) == np.inf
    )


def test_equal_laws_diverge_by_exactly_zero():
    checks.assert_equal_pairs_give_zero(NegativeMultinomial, [0.5, 7.0], [P, [0.0, 0.5, 0.4]])


def test_one_outcome_is_the_negative_binomial():
    p, q = NegativeMultinomial(2.5, [0.75]), NegativeMultinomial(2.5, [0.25])
    one, two = NegativeBinomial(2.5, 0.25), NegativeBinomial(2.5, 0.75)
    assert float(p.kl(q, np)) == pytest.approx(float(one.kl(two, np)), rel=1e-14)
    x = np.arange(20.0)
    np.testing.assert_allclose(p.log_density(x[:, None], np), one.log_density(x, np), rtol=1e-13)


def test_the_mass_is_that_of_the_definition():
    p = NegativeMultinomial(2.5, P)
    x = np.array(
        [[0.0, 0.0, 0.0], [1.0, 2.0, 0.0], [5.0, 3.0, 4.0], [0.5, 1.0, 1.0], [-1.0, 1.0, 1.0]]
    )
    found = p.log_density(x, np)
    with mp.workdps(40):
        share = checks.exact(*P)
        for row, value in zip(x[:3].tolist(), found[:3], strict=True):
            total = int(sum(row))
            mass = mp.rf(mp.mpf("2.5"), total) * (1 - mp.fsum(share)) ** mp.mpf("2.5")
            for s, k in zip(share, row, strict=True):
                mass *= s ** int(k) / mp.factorial(int(k))
            assert value == pytest.approx(float(mp.log(mass)), rel=1e-13)
    assert np.all(found[3:] == -np.inf)


def test_other_numbers_of_stops_are_estimated():
    result = kb.kl(NegativeMultinomial(1.0, P), NegativeMultinomial(8.0, P), rng=0)
    # both are the same given the sum, which is negative binomial
    sums = kb.kl(NegativeBinomial(1.0, 0.4), NegativeBinomial(8.0, 0.4)).value
    assert result.kind == "estimate"
    assert abs(result.value - sums) < 5 * result.error


def test_draws_have_the_right_mean():
    x = NegativeMultinomial(2.5, P).sample(20_000, np.random.default_rng(2))
    mean = 2.5 * P / 0.4
    variance = mean * (1 + P / 0.4)
    assert np.all(np.abs(x.mean(axis=0) - mean) < 5 * np.sqrt(variance / 20_000))  # 5 sigma


def test_a_table_without_a_stop_is_refused():
    with pytest.raises(NotNormalizedError, match="stop"):
        NegativeMultinomial(2.0, [0.5, 0.5])
