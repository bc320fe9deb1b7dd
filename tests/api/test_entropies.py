"""Entropy, cross-entropy and perplexity."""

import math

import mpmath as mp
import numpy as np
import pytest

import kullback as kb

EPS = float(np.finfo(float).eps)


@pytest.mark.parametrize("n", [1, 2, 8, 1000])
def test_the_uniform_has_the_logarithm_of_its_outcomes(n):
    assert float(kb.entropy(np.full(n, 1.0 / n))) == pytest.approx(math.log(n), rel=4 * EPS)
    assert float(kb.perplexity(np.full(n, 1.0 / n))) == pytest.approx(n, rel=16 * EPS)


def test_certainty_has_none():
    assert float(kb.entropy([0.0, 1.0, 0.0])) == 0.0
    assert float(kb.perplexity([0.0, 1.0, 0.0])) == 1.0


@pytest.mark.parametrize("rest", [1e-3, 1e-9, 1e-17, 1e-200])
def test_near_certainty_keeps_its_digits(rest):
    # the weights [1, rest] are exact; 1/(1 + rest) is not
    with mp.workdps(60):
        total = 1 + mp.mpf(rest)
        shares = [1 / total, mp.mpf(rest) / total]
        true = float(-mp.fsum(s * mp.log(s) for s in shares))
    assert float(kb.entropy([1.0, rest], normalize=True)) == pytest.approx(true, rel=1e-14)


def test_entropy_of_scores_goes_through_their_softmax():
    scores = np.array([3.0, -2.0, 0.5])
    p = np.exp(scores) / np.exp(scores).sum()
    assert float(kb.entropy(kb.Logits(scores))) == pytest.approx(float(kb.entropy(p)), rel=1e-14)
    assert float(kb.entropy(kb.Logits([0.0, -1e4]))) == 0.0


def test_names_and_joint_tables_have_an_entropy():
    assert float(kb.entropy({"a": 0.5, "b": 0.5}, unit="bits")) == 1.0
    joint = kb.Table(np.full((2, 4), 0.125), variables=("x", "y"))
    assert float(kb.entropy(joint, unit="bits")) == pytest.approx(3.0, rel=4 * EPS)


def test_a_batch_has_one_entropy_a_row():
    value = kb.entropy([[0.5, 0.5], [1.0, 0.0]], unit="bits").value
    np.testing.assert_allclose(value, [1.0, 0.0], rtol=4 * EPS)
    np.testing.assert_allclose(kb.perplexity([[0.5, 0.5], [1.0, 0.0]]).value, [2.0, 1.0])


def test_differential_entropy_may_be_negative():
    result = kb.entropy(kb.families.Uniform(0.0, 0.25))
    assert float(result) == pytest.approx(-math.log(4.0), rel=4 * EPS)
    assert result.confidence_interval().low < 0.0


@pytest.mark.parametrize(
    ("p", "expected"),
    [
        (kb.families.Normal(3.0, 2.0), 0.5 * math.log(2 * math.pi * math.e * 4.0)),
        (kb.families.Exponential(3.0), 1.0 + math.log(3.0)),
        (kb.families.Laplace(0.0, 3.0), 1.0 + math.log(6.0)),
        (kb.families.Bernoulli(0.5), math.log(2.0)),
        (kb.families.Geometric(0.5), 2.0 * math.log(2.0)),
    ],
)
def test_entropies_of_families_are_those_of_the_books(p, expected):
    assert float(kb.entropy(p)) == pytest.approx(expected, rel=1e-13)


def test_cross_entropy_is_entropy_plus_divergence_in_every_unit():
    p, q = [0.2, 0.8], [0.7, 0.3]
    expected = -0.2 * math.log2(0.7) - 0.8 * math.log2(0.3)
    result = kb.cross_entropy(p, q, unit="bits")
    assert float(result) == pytest.approx(expected, rel=8 * EPS)
    assert (result.unit, result.kind, result.measure) == ("bits", "exact", "cross_entropy")


def test_cross_entropy_of_densities_adds_the_closed_forms():
    # E_P[-log q] for p = N(1, 1), q = N(0, 2)
    expected = 0.5 * math.log(2 * math.pi * 4.0) + (1.0 + 1.0) / (2 * 4.0)
    result = kb.cross_entropy("norm(1, 1)", "norm(0, 2)")
    assert float(result) == pytest.approx(expected, rel=8 * EPS)
    assert result.kind == "exact"


def test_cross_entropy_is_as_uncertain_as_its_divergence():
    divergence = kb.kl("norm(0, 1)", "cauchy(0, 1)")
    result = kb.cross_entropy("norm(0, 1)", "cauchy(0, 1)")
    assert result.kind == "numerical"
    assert result.error >= divergence.error
    with mp.workdps(25):
        mean = 2 * mp.quad(lambda x: mp.npdf(x) * mp.log1p(x * x), [0, 2, 5, 12])
        expected = mp.log(mp.pi) + mean
    assert float(result) == pytest.approx(float(expected), rel=1e-13)


def test_cross_entropy_with_a_moment_for_all_it_needs_is_exact():
    result = kb.cross_entropy("norm(0, 1)", "laplace(0, 1)")
    assert result.kind == "exact"
    # E|x| = sqrt(2/π) under the standard normal
    assert float(result) == pytest.approx(math.log(2.0) + math.sqrt(2.0 / math.pi), rel=1e-13)


def test_cross_entropy_aligns_names():
    result = kb.cross_entropy({"a": 1.0}, {"b": 0.5, "a": 0.5}, unit="bits")
    assert float(result) == pytest.approx(1.0, rel=4 * EPS)


def test_smoothed_cross_entropy_is_that_of_the_smoothed_tables():
    p, q = [3, 0], [0, 2]
    smooth_p, smooth_q = [0.8, 0.2], [0.25, 0.75]
    expected = float(kb.cross_entropy(smooth_p, smooth_q))
    result = kb.cross_entropy(p, q, normalize=True, smoothing="laplace")
    assert float(result) == pytest.approx(expected, rel=1e-14)
    (caution,) = result.cautions
    assert caution.code == "smoothed"
    assert "inf" in caution.message
    raised = kb.perplexity(p, q, normalize=True, smoothing="laplace")
    assert float(raised) == pytest.approx(math.exp(expected), rel=1e-14)
    assert [c.code for c in raised.cautions] == ["smoothed"]


def test_perplexity_of_a_model_is_the_exponential_of_its_cross_entropy():
    p, q = [0.2, 0.8], [0.7, 0.3]
    expected = math.exp(float(kb.cross_entropy(p, q)))
    assert float(kb.perplexity(p, q)) == pytest.approx(expected, rel=4 * EPS)
    assert float(kb.perplexity(p, q, unit="bits")) == float(kb.perplexity(p, q))
    assert kb.perplexity(p, q).unit is None
    assert float(kb.perplexity([0.5, 0.5], [1.0, 0.0])) == math.inf
