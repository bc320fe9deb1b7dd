"""Exponents are what -log(error)/n tends to, and sample sizes are the first that are enough."""

import math

import numpy as np
import pytest
from scipy import stats

import kullback as kb
from kullback.errors import ConvergenceError, InvalidInputError

COIN = ([0.5, 0.5], [0.2, 0.8])


def test_stein_is_kl_with_the_null_first():
    assert float(kb.detection.stein_exponent(*COIN)) == pytest.approx(math.log(1.25))
    assert kb.detection.stein_exponent([0.5, 0.5], [1, 0]).value == math.inf


@pytest.mark.parametrize(
    "pair", [COIN, ("norm(0, 1)", "norm(0.7, 1)"), ("expon(scale=1)", "expon(scale=2)")]
)
def test_beta_vanishes_with_steins_exponent(pair):
    """Between n and 4 n, where the terms in sqrt(n) fall with 1/sqrt(n): Richardson in 1/sqrt(n)."""
    rates = [-math.log(kb.detection.neyman_pearson(*pair, n, 0.5).beta) / n for n in (500, 1000)]
    exponent = float(kb.detection.stein_exponent(*pair))
    # at alpha = 1/2 the term in sqrt(n) is 0, and log(n)/(2n) is left
    assert rates[1] == pytest.approx(exponent, rel=0.06)
    assert abs(rates[1] - exponent) < abs(rates[0] - exponent)


@pytest.mark.parametrize("d", [0.3, 1.0, 4.0])
def test_chernoff_of_normals_is_an_eighth_of_the_squared_distance(d):
    c = kb.detection.chernoff_information("norm(0, 1)", f"norm({d}, 1)")
    assert float(c) == pytest.approx(d * d / 8, rel=1e-12)
    assert c.optimal_exponent == pytest.approx(0.5, abs=1e-6)
    assert c.to("bits").value == pytest.approx(d * d / 8 / math.log(2))


def test_chernoff_is_symmetric_and_its_tilted_law_is_equally_far_from_both():
    p, q = np.array([0.1, 0.2, 0.7]), np.array([0.6, 0.3, 0.1])
    c = kb.detection.chernoff_information(p, q)
    back = kb.detection.chernoff_information(q, p)
    assert float(c) == pytest.approx(float(back), rel=1e-12)
    s = c.optimal_exponent
    assert s == pytest.approx(1 - back.optimal_exponent, abs=1e-6)
    tilted = p ** (1 - s) * q**s
    tilted /= tilted.sum()
    for side in (p, q):
        assert float(kb.kl(tilted, side)) == pytest.approx(float(c), rel=1e-6)


def test_chernoff_at_the_edges():
    assert kb.detection.chernoff_information([1, 0], [0, 1]).value == math.inf
    # p^(1-s) q^s sums to (1/2)^(1-s): the supremum is at s = 0
    half = kb.detection.chernoff_information([0.5, 0.5], [1, 0])
    assert float(half) == pytest.approx(math.log(2), rel=1e-12)
    assert half.optimal_exponent == pytest.approx(0.0, abs=1e-8)
    assert kb.detection.chernoff_information([0.5, 0.5], [0.5, 0.5]).value == 0.0


def test_average_error_vanishes_with_chernoffs_exponent():
    """Least average error of two coins by adding up min(p, q), n = 500 and 1000."""
    c, rates = float(kb.detection.chernoff_information(*COIN)), []
    for n in (500, 1000):
        k = np.arange(n + 1)
        logs = np.minimum(stats.binom(n, 0.5).logpmf(k), stats.binom(n, 0.8).logpmf(k))
        rates.append(-np.logaddexp.reduce(logs) / n)
    assert rates[1] == pytest.approx(c, rel=0.1)
    assert abs(rates[1] - c) < abs(rates[0] - c)


@pytest.mark.parametrize("pair", [([0.1, 0.2, 0.7], [0.6, 0.3, 0.1]), ("norm(0, 1)", "norm(1, 2)")])
def test_hoeffding_curve_is_the_divergences_of_the_tilted_law(pair):
    curve = kb.detection.error_exponents(*pair, points=5)
    if isinstance(pair[0], str):
        for s, a, b in zip(*curve, strict=True):
            precision = (1 - s) + s / 4
            tilted = kb.families.Normal((s / 4) / precision, precision**-0.5)
            assert a == pytest.approx(float(kb.kl(tilted, pair[0])), rel=1e-9, abs=1e-12)
            assert b == pytest.approx(float(kb.kl(tilted, pair[1])), rel=1e-9, abs=1e-12)
        return
    p, q = map(np.array, pair)
    for s, a, b in zip(*curve, strict=True):
        tilted = p ** (1 - s) * q**s / np.sum(p ** (1 - s) * q**s)
        assert a == pytest.approx(float(kb.kl(tilted, p)), abs=1e-12)
        assert b == pytest.approx(float(kb.kl(tilted, q)), abs=1e-12)


def test_hoeffding_curve_of_vectors():
    p = kb.families.MultivariateNormal([0, 0], np.eye(2))
    q = kb.families.MultivariateNormal([1, 0], np.eye(2))
    curve = kb.detection.error_exponents(p, q, points=5)
    assert curve.alpha_exponent == pytest.approx(curve.s**2 / 2, abs=1e-9)
    assert curve.beta_exponent == pytest.approx((1 - curve.s) ** 2 / 2, abs=1e-9)


def test_sample_size_of_normals_is_the_textbook_formula():
    for d, alpha, beta in ((0.5, 0.05, 0.1), (0.01, 0.05, 0.1), (2.0, 1e-3, 1e-3)):
        plan = kb.detection.sample_size("norm(0, 1)", f"norm({d}, 1)", alpha, beta)
        needed = ((stats.norm.isf(alpha) + stats.norm.isf(beta)) / d) ** 2
        assert plan.n == math.ceil(needed)
        assert plan.n_second_order == plan.n
        assert plan.n_asymptotic == math.ceil(-math.log(beta) / (d * d / 2))
        assert plan.beta <= beta


def beta_of_coin(n, alpha):
    """Of the test without a lot, by binomial tails."""
    t = int(np.argmax(stats.binom.sf(np.arange(n + 1), n, 0.5) <= alpha))
    return stats.binom.cdf(t, n, 0.6)


def test_sample_size_of_coins_is_the_first_after_which_the_error_stays_below():
    plan = kb.detection.sample_size([0.5, 0.5], [0.4, 0.6], 0.05, 0.1)
    errors = {n: beta_of_coin(n, 0.05) for n in range(150, 500)}
    assert all(beta <= 0.1 for n, beta in errors.items() if n >= plan.n)
    assert errors[plan.n - 1] > 0.1
    assert plan.beta == pytest.approx(errors[plan.n], rel=1e-9)
    lots = kb.detection.sample_size([0.5, 0.5], [0.4, 0.6], 0.05, 0.1, randomize=True)
    assert lots.n <= plan.n
    assert lots.alpha == pytest.approx(0.05)


def test_sample_size_where_supports_differ():
    assert kb.detection.sample_size([1, 0], [0, 1], 0.05, 0.1).n == 1
    # all heads has probability 2^-n under the fair coin: 2^-5 < 0.05 < 2^-4
    assert kb.detection.sample_size([0.5, 0.5], [1, 0], 0.05, 0.1).n == 5


def test_no_sample_size_exists_between_equals():
    with pytest.raises(InvalidInputError, match="same distribution"):
        kb.detection.sample_size([0.5, 0.5], [0.5, 0.5], 0.05, 0.1)
    with pytest.raises(ConvergenceError, match="observations"):
        kb.detection.sample_size("poisson(3)", "poisson(3.0001)", 0.05, 0.1)
    with pytest.raises(InvalidInputError, match="`beta`"):
        kb.detection.sample_size([0.5, 0.5], [0.2, 0.8], 0.05, 0)
