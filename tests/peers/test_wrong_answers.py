"""Wrong answers that other libraries give in silence: each is right here.

The names of the tests are the claims; the comments say who answers what instead.
"""

import math

import mpmath as mp
import numpy as np
import pytest
from scipy import stats

import kullback as kb
from kullback import functional

EPS = float(np.finfo(float).eps)
RTOL = 1e-14
families = kb.families


def exact_kl(p, q):
    """D(p‖q) of the exactly normalised tables, in multiprecision."""
    with mp.workdps(700):
        sides = [[mp.mpf(float(x)) for x in side] for side in (p, q)]
        p, q = ([x / mp.fsum(side) for x in side] for side in sides)
        return float(sum(a * mp.log(a / b) for a, b in zip(p, q, strict=True) if a))


def long_kl(p, q):
    """D(p‖q) in extended precision, for tables too long for multiprecision."""
    p, q = p.astype(np.longdouble), q.astype(np.longdouble)
    p, q = p / p.sum(), q / q.sum()
    return float((p * np.log(p / q) - p + q).sum())


# ------------------------------------------------------------------ large tables


@pytest.mark.parametrize("n", [10**5, 10**6])
def test_a_large_table_of_single_precision_is_not_clamped(n):
    # torch Categorical: 0.4959 and 0.4432 for 0.5022 and 0.5011, its probabilities clamped at 1.2e-7
    rng = np.random.default_rng(n)
    p, q = (w / w.sum() for w in rng.uniform(size=(2, n)).astype(np.float32))
    value = float(kb.kl(p, q, normalize=True))
    assert value == pytest.approx(long_kl(p, q), rel=4e-7)
    assert value == pytest.approx(0.5, rel=0.02)  # 2 E[u log(u/v)] of two uniforms


def test_a_vocabulary_of_fifty_thousand_tokens_keeps_its_small_probabilities():
    # torch Categorical(probs=): 15.03 for 32.12
    rng = np.random.default_rng(0)
    p, q = 8.0 * rng.standard_normal((2, 50_257))
    logs = []
    for scores in (p, q):
        wide = scores.astype(np.longdouble)
        logs.append(wide - wide.max() - np.log(np.exp(wide - wide.max()).sum()))
    expected = float((np.exp(logs[0]) * (logs[0] - logs[1])).sum())
    assert expected > 20.0
    assert float(kb.kl(kb.Logits(p), kb.Logits(q))) == pytest.approx(expected, rel=1e-13)
    shares = [np.exp(log).astype(float) for log in logs]
    assert float(kb.kl(*shares)) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("tiny", [1e-20, 1e-100, 1e-300, 5e-324])
def test_a_tiny_probability_is_not_capped(tiny):
    # torch caps the value at log 2.2e-16
    p, q = [0.5, 0.5], [tiny, 1.0]
    assert float(kb.kl(p, q)) == pytest.approx(exact_kl(p, q), rel=RTOL)


# ------------------------------------------------------------------ nearly equal


@pytest.mark.parametrize("delta", [1e-4, 1e-6, 1e-8, 1e-9, 1e-10, 1e-12])
def test_nearly_equal_tables_keep_all_their_digits(delta):
    # torch, TFP, dit: negative from 1e-8 on; scipy rel_entr, pyitlib, NumPyro: 0.0
    rng = np.random.default_rng(1)
    for _ in range(20):
        p = rng.dirichlet(np.ones(10))
        q = p * (1.0 + delta * rng.uniform(-1.0, 1.0, 10))
        assert float(kb.kl(p, q, normalize=True)) == pytest.approx(exact_kl(p, q), rel=RTOL)
        assert float(functional.kl(p, q)) > 0.0


def test_nearly_equal_tables_of_single_precision_are_never_negative():
    # scipy, torch in single precision: 20 times the value at 1e-4, a third to a half negative
    rng = np.random.default_rng(2)
    for _ in range(50):
        p = rng.dirichlet(np.ones(10)).astype(np.float32)
        q = (p * (1.0 + 1e-4 * rng.uniform(-1.0, 1.0, 10))).astype(np.float32)
        assert float(kb.kl(p, q)) == pytest.approx(exact_kl(p, q), rel=4e-7)


def test_jensen_shannon_of_nearly_equal_tables_is_a_number():
    # scipy jensenshannon: NaN, the root of a negative, in 45 of 100
    rng = np.random.default_rng(3)
    for _ in range(50):
        p = rng.dirichlet(np.ones(10))
        q = p * (1.0 + 1e-8 * rng.uniform(-1.0, 1.0, 10))
        with mp.workdps(60):
            sides = [[mp.mpf(float(x)) for x in side] for side in (p, q)]
            sides = [[x / mp.fsum(side) for x in side] for side in sides]
            middle = [(a + b) / 2 for a, b in zip(*sides, strict=True)]
            halves = [
                sum(a * mp.log(a / m) for a, m in zip(side, middle, strict=True)) / 2
                for side in sides
            ]
            true = float(sum(halves))
        assert float(kb.jensen_shannon(p, q, normalize=True)) == pytest.approx(true, rel=RTOL)


def test_nearly_equal_scores_keep_all_their_digits():
    # log_softmax pipelines: 1e-4 wrong at a gap of 1e-6, a thousand times the value at 1e-9
    scores = np.array([2.0, -1.0, 0.5, 3.0])
    for gap in (1e-6, 1e-9, 1e-12):
        other = scores + gap * np.array([1.0, -1.0, 0.0, 0.5])
        with mp.workdps(60):
            sides = [[mp.exp(mp.mpf(float(x))) for x in side] for side in (scores, other)]
            p, q = ([x / mp.fsum(side) for x in side] for side in sides)
            true = float(sum(a * mp.log(a / b) for a, b in zip(p, q, strict=True)))
        value = float(kb.kl(kb.Logits(scores), kb.Logits(other)))
        assert value == pytest.approx(true, rel=RTOL)


def test_scores_thousands_apart_have_a_finite_divergence():
    # softmax first: infinite
    assert float(kb.kl(kb.Logits([5e3, 0.0]), kb.Logits([0.0, 5e3]))) == pytest.approx(5e3)
    assert float(kb.kl(kb.Logits([0.0, -5e3]), kb.Logits([0.0, -9e3]))) == 0.0


# ------------------------------------------------------------------ zeros and infinities


def test_a_zero_shared_by_both_contributes_nothing():
    # torch F.kl_div: NaN
    assert float(kb.kl([0.0, 0.2, 0.8], [0.0, 0.7, 0.3])) == float(kb.kl([0.2, 0.8], [0.7, 0.3]))
    masked = [kb.Logits([-math.inf, *np.log(side)]) for side in ([0.2, 0.8], [0.7, 0.3])]
    assert float(kb.kl(*masked)) == pytest.approx(float(kb.kl([0.2, 0.8], [0.7, 0.3])), rel=RTOL)


def test_an_outcome_that_q_lacks_makes_it_infinite():
    # infomeasure: -0.6365; philentropy: 7.30 bits, a zero replaced by 1e-5
    assert float(kb.kl({"a": 0.5, "b": 0.5}, {"a": 1.0})) == math.inf
    assert float(kb.kl([0.5, 0.5], [1.0, 0.0])) == math.inf


def test_an_outcome_that_p_lacks_is_not_filled_up():
    # LaplacesDemon: 0.0032
    value = float(kb.kl([0.5, 0.5, 0.0], [0.4, 0.4, 0.2]))
    assert value == pytest.approx(math.log(1.25), rel=8 * EPS)


def test_a_denormal_probability_is_no_zero():
    # JAX flushes it: infinite
    p, q = [1e-310, 1.0], [5e-324, 1.0]
    assert float(kb.kl(p, q)) == pytest.approx(exact_kl(p, q), abs=5e-323)
    assert math.isfinite(float(kb.kl([0.5, 0.5], [1e-320, 1.0])))


# ------------------------------------------------------------------ input that is none


def test_nan_is_an_error():
    # dit: 0.0, a sum that skips NaN
    with pytest.raises(kb.InvalidInputError, match="NaN"):
        kb.kl([math.nan, 0.5], [0.5, 0.5])


def test_counts_of_unequal_totals_are_an_error_until_normalised():
    # dit: -25.5 bits; scipy entropy normalises in silence
    with pytest.raises(kb.NotNormalizedError):
        kb.kl([10, 20], [3, 3])
    with pytest.raises(kb.NotNormalizedError):
        kb.kl([0.5, 0.5], [0.3, 0.3])
    assert float(kb.kl([10, 20], [3, 3], normalize=True)) > 0.0


def test_a_negative_probability_is_an_error():
    # dit: 1.516; scipy entropy: inf
    with pytest.raises(kb.NegativeProbabilityError):
        kb.kl([-0.5, 1.5], [0.5, 0.5])


def test_an_empty_table_is_an_error():
    # scipy entropy: 0.0
    with pytest.raises(kb.ShapeError):
        kb.entropy([])
    with pytest.raises(kb.ShapeError):
        kb.kl([], [])


def test_an_outcome_axis_of_one_is_not_stretched():
    # scipy entropy: 0.069
    with pytest.raises(kb.ShapeError):
        kb.kl([0.2, 0.3, 0.5], [1.0])


def test_samples_are_not_taken_for_weights():
    # scipy entropy: 0.00078 for two arrays of samples
    rng = np.random.default_rng(4)
    with pytest.raises(kb.InvalidInputError):
        kb.kl(rng.normal(10.0, 1.0, 1000), rng.normal(12.0, 1.0, 1000))


def test_log_probabilities_are_not_taken_for_probabilities():
    # torch F.kl_div takes logarithms on one side and probabilities on the other
    logs = np.log([0.2, 0.8])
    with pytest.raises(kb.NegativeProbabilityError, match="LogProbs"):
        kb.kl(logs, [0.5, 0.5])
    with pytest.raises(kb.NotNormalizedError):
        kb.kl(kb.LogProbs([0.2, 0.8]), [0.5, 0.5])


# ------------------------------------------------------------------ distributions


def single(*parameters):
    return [float(np.float32(x)) for x in parameters]


def gamma_kl(a, s, b, t):
    """Of shapes a, b and scales s, t, by the textbook form in multiprecision."""
    with mp.workdps(80):
        a, s, b, t = (mp.mpf(x) for x in (a, s, b, t))
        shape = (a - b) * mp.digamma(a) - mp.loggamma(a) + mp.loggamma(b)
        return float(shape + b * mp.log(t / s) + a * (s - t) / t)


@pytest.mark.parametrize("make", [families.Gamma, lambda a, s: stats.gamma(a, scale=s)])
def test_gammas_of_huge_shape_keep_their_digits(make):
    # torch in single precision: -0.155 for 5.0e-5
    a, s, b, t = single(1e6, 1e-6, 1e6 + 10, 1e-6)
    value = float(kb.kl(make(a, s), make(b, t)))
    assert value == pytest.approx(gamma_kl(a, s, b, t), rel=RTOL)
    assert value == pytest.approx(5.0e-5, rel=1e-4)


def poisson_kl(p, q):
    with mp.workdps(60):
        p, q = mp.mpf(p), mp.mpf(q)
        return float(p * mp.log(p / q) - p + q)


def test_poissons_of_huge_rate_keep_their_digits():
    # torch in single precision: 0.0463 for 5.0e-7
    value = float(kb.kl(families.Poisson(1e6), families.Poisson(1e6 + 1)))
    assert value == pytest.approx(poisson_kl(1e6, 1e6 + 1), rel=RTOL)


def test_exponentials_a_ten_thousandth_apart_differ():
    # torch in single precision: 0 for 5e-9
    value = float(kb.kl("expon(scale=1)", "expon(scale=1.0001)"))
    with mp.workdps(40):
        ratio = 1 / mp.mpf(1.0001)
        assert value == pytest.approx(float(ratio - 1 - mp.log(ratio)), rel=RTOL)


def test_nearly_equal_betas_keep_their_digits():
    # torch in single precision: 44 % low
    a, b = single(2.001, 3.0)
    with mp.workdps(60):
        log_beta = [mp.log(mp.beta(mp.mpf(x), b)) for x in (a, 2.0)]
        change = (2 - mp.mpf(a)) * (mp.digamma(2) - mp.digamma(2 + mp.mpf(b)))
        true = float(log_beta[0] - log_beta[1] + change)
    assert float(kb.kl(families.Beta(2.0, b), families.Beta(a, b))) == pytest.approx(true, rel=RTOL)


def test_a_poisson_of_rate_zero_is_certain_of_nothing():
    # torch: NaN
    assert float(kb.kl(families.Poisson(0.0), families.Poisson(1.0))) == 1.0
    assert float(kb.kl(families.Poisson(0.0), families.Poisson(0.0))) == 0.0
    assert float(kb.kl(families.Poisson(1.0), families.Poisson(0.0))) == math.inf


def test_binomials_of_other_numbers_of_trials_have_a_divergence():
    # torch: NotImplementedError
    p, q = families.Binomial(3, 0.4), families.Binomial(5, 0.25)
    with mp.workdps(40):

        def pmf(n, x, k):
            return mp.binomial(n, k) * mp.mpf(x) ** k * (1 - mp.mpf(x)) ** (n - k)

        true = sum(
            pmf(3, 0.4, k) * mp.log(pmf(3, 0.4, k) / pmf(5, 0.25, k)) for k in range(4)
        )  # fmt: skip
    assert float(kb.kl(p, q)) == pytest.approx(float(true), rel=1e-12)
    assert float(kb.kl(q, p)) == math.inf


def test_binomials_at_the_edge_have_their_limits():
    # torch: -inf, and tens of nats instead of inf
    certain, fair = families.Binomial(7, 1.0), families.Binomial(7, 0.5)
    assert float(kb.kl(certain, fair)) == pytest.approx(7 * math.log(2.0), rel=4 * EPS)
    assert float(kb.kl(fair, families.Binomial(7, 0.0))) == math.inf
    assert float(kb.kl(families.Binomial(7, 0.0), families.Binomial(7, 0.0))) == 0.0


@pytest.mark.parametrize(
    "p",
    [
        families.Cauchy(0.3, 1.7),
        families.Beta(0.1, 70.0),
        families.VonMises(1.0, 3.0),
        families.StudentT(3.0, 0.1, 2.0),
        families.Gamma(1e-3, 7.0),
        families.MultivariateNormal([0.1, 0.2], [[1.0, 0.3], [0.3, 2.0]]),
        families.Wishart(5.3, [[1.0, 0.3], [0.3, 2.0]]),
        families.Dirichlet([0.1, 20.0, 3.0]),
    ],
    ids=lambda p: type(p).__name__,
)
def test_a_distribution_is_at_no_distance_from_itself(p):
    # TFP: small negatives for identical Cauchys; several Wishart formulas are not 0
    assert float(kb.kl(p, p)) == 0.0


@pytest.mark.parametrize("scale", [0.01, 0.05, 30.0])
def test_densities_that_underflow_do_not_make_it_infinite(scale):
    # quad of rel_entr(pdf, pdf): inf in 35 to 44 of 100 ordinary pairs
    p, q = families.Laplace(0.0, 1.0), families.Normal(0.0, scale)
    # E_P[x²] = 2, and H(P) = 1 + log 2
    expected = 0.5 * math.log(2 * math.pi * scale**2) + 1.0 / scale**2 - 1.0 - math.log(2.0)
    assert float(kb.kl(p, q)) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("df", [0.5, 1.0, 2.0])
def test_a_tail_too_heavy_for_a_normal_is_infinitely_far(df):
    # adaptive quadrature: a large finite number, or an error
    result = kb.kl(families.StudentT(df), families.Normal())
    assert float(result) == math.inf
    assert result.violations() == []  # the support is not to blame
    assert result.cautions


def test_a_pair_without_a_formula_of_its_own_is_exact_and_quadrature_confirms_it_within_its_bound():
    # torch: NotImplementedError; Distributions.jl: 100 draws without an error bar
    exact = kb.kl("norm(0, 1)", "laplace(0, 1)")
    expected = math.log(2.0) + math.sqrt(2.0 / math.pi) - 0.5 * math.log(2 * math.pi * math.e)
    assert exact.kind == "exact"
    assert float(exact) == pytest.approx(expected, rel=1e-14)
    result = kb.kl("norm(0, 1)", "laplace(0, 1)", method="quadrature")
    assert abs(float(result) - expected) <= result.error + EPS


def test_an_infinite_answer_goes_into_json():
    # Great Expectations: infinity cannot be serialised
    assert kb.kl([0.5, 0.5], [1.0, 0.0]).to_dict()["value"] == "inf"
