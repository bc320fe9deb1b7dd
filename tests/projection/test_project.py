"""Projection of distributions of numbers, against quadrature written here and closed forms."""

import functools

import numpy as np
import pytest
from scipy.optimize import root
from scipy.special import digamma, logsumexp, polygamma

import kullback as kb

F = kb.families


def bimodal(centre=2.0, sd=0.5):
    return kb.Mixture([0.5, 0.5], [F.Normal(-centre, sd), F.Normal(centre, sd)])


def log_bimodal(x, centre=2.0, sd=0.5):
    parts = [-0.5 * ((x - c) / sd) ** 2 for c in (-centre, centre)]
    return logsumexp(parts, axis=0) - np.log(2.0 * sd * np.sqrt(2.0 * np.pi))


def reverse_by_trapezoid(point):
    """D(N(mean, e^s)‖target) and its gradient: 2000 nodes over 24 spreads, good for all digits."""
    z, step = np.linspace(-12.0, 12.0, 2001, retstep=True)
    weight = step * np.exp(-0.5 * z * z) / np.sqrt(2.0 * np.pi)
    mean, sd = point[0], np.exp(point[1])
    x = mean + sd * z
    pull = np.exp([-0.5 * ((x - c) / 0.5) ** 2 for c in (-2.0, 2.0)])
    slope = (pull[0] * (-2.0 - x) + pull[1] * (2.0 - x)) / (0.25 * pull.sum(0))
    value = weight @ (-log_bimodal(x)) - np.log(sd) - 0.5 * np.log(2.0 * np.pi * np.e)
    return value, np.array([-(weight @ slope), -1.0 - (weight @ (slope * z)) * sd])


def test_forward_covers_both_modes():
    found = kb.project(bimodal(), "normal")
    assert found.parameters["mean"] == pytest.approx(0.0, abs=1e-12)
    assert found.parameters["sd"] ** 2 == pytest.approx(4.25, rel=1e-12)
    assert float(found.kl) == pytest.approx(0.723553026545, abs=1e-11)


def test_reverse_finds_both_modes_and_the_spurious_centre():
    found = kb.project(bimodal(), "normal", "reverse")
    assert len(found.optima) == 3
    starts = [(-2.0, np.log(0.5)), (2.0, np.log(0.5)), (0.0, np.log(1.7))]
    truths = [root(lambda u: reverse_by_trapezoid(u)[1], at, tol=1e-13).x for at in starts]
    for mean, log_sd in truths:
        near = min(found.optima, key=lambda one: abs(one.parameters["mean"] - mean))
        assert near.parameters["mean"] == pytest.approx(mean, abs=1e-8)
        assert near.parameters["sd"] == pytest.approx(np.exp(log_sd), abs=1e-8)
        assert near.value == pytest.approx(reverse_by_trapezoid((mean, log_sd))[0], abs=1e-8)
    assert found.converged
    assert float(found.kl) == pytest.approx(found.optima[0].value, abs=1e-9)


def test_reverse_covers_all_where_modes_are_close():
    """A tendency is no theorem: the best member spans three modes that lie close together."""
    three = kb.Mixture([0.3, 0.4, 0.3], [F.Normal(-1.2, 0.6), F.Normal(0, 0.6), F.Normal(1.2, 0.6)])
    found = kb.project(three, "normal", "reverse")
    assert abs(found.parameters["mean"]) < 1e-6
    assert found.parameters["sd"] > 0.9


@pytest.mark.parametrize("alpha", [0.2, 0.5, 0.8])
def test_orders_between_lie_between(alpha):
    target = kb.Mixture([0.6, 0.4], [F.Normal(-1, 0.7), F.Normal(1.5, 0.5)])
    sds = [kb.project(target, "normal", order).parameters["sd"] for order in (1.0, alpha, 0.0)]
    assert sds[0] >= sds[1] >= sds[2]


def test_forward_onto_an_exponential_family_matches_its_moments():
    """Gamma onto Weibull has no such form; log-normal onto gamma does: E X and E log X agree."""
    found = kb.project("lognorm(0.5)", "gamma")
    shape, scale = found.parameters["shape"], found.parameters["scale"]
    assert shape * scale == pytest.approx(np.exp(0.125), rel=1e-8)
    assert digamma(shape) + np.log(scale) == pytest.approx(0.0, abs=1e-8)


def test_reverse_of_a_normal_onto_itself_is_itself():
    found = kb.project("norm(3, 2)", "normal", "reverse")
    assert found.parameters == pytest.approx({"mean": 3.0, "sd": 2.0}, abs=1e-7)
    assert float(found.kl) < 1e-13


def test_counts_of_things():
    found = kb.project("nbinom(3, 0.4)", "poisson")
    assert found.parameters["rate"] == pytest.approx(4.5, rel=1e-12)
    backward = kb.project("nbinom(3, 0.4)", "poisson", "reverse")
    assert 0.0 < float(backward.kl) <= float(found.other_direction) + 1e-12


def test_parameters_can_be_fixed():
    found = kb.project("binom(10, 0.3)", functools.partial(F.Binomial, 10))
    assert found.parameters["p"] == pytest.approx(0.3, abs=1e-8)


@pytest.mark.parametrize(
    ("target", "family", "direction", "words"),
    [
        ("t(2)", "normal", "forward", "infinite for every member"),
        ("gamma(3)", "normal", "reverse", "infinite"),
        ("norm", "gamma", "forward", "infinite for every member|No member"),
        ("norm", "norml", "forward", "`family` is 'norml'"),
        ("norm", "normal", "sideways", "`direction` is 'sideways'"),
        ("norm", "normal", 1.5, "`direction` is 1.5"),
        ([0.5, 0.5], "normal", "forward", "integers"),
    ],
)
def test_what_has_no_answer_is_said(target, family, direction, words):
    with pytest.raises(kb.InvalidInputError, match=words):
        kb.project(target, family, direction)


def test_observations_have_a_forward_direction_only():
    sample = kb.Sample(np.arange(10.0))
    with pytest.raises(kb.InvalidInputError, match="only the forward"):
        kb.project(sample, "normal", "reverse")
    assert kb.project(sample, "normal").parameters["mean"] == pytest.approx(4.5)


def test_it_explains_itself():
    found = kb.project(bimodal(), "normal", "reverse")
    assert "Another local optimum" in found.explain()
    assert "3 local optima" in repr(found)


def test_curvature_of_gamma_is_its_fisher_information():
    """The sandwich of data that are gamma is the inverse Fisher information over n."""
    rng = np.random.default_rng(0)
    x = rng.gamma(3.0, 2.0, 40_000)
    found = kb.fit(x, "gamma")
    a, s = found.parameters["shape"], found.parameters["scale"]
    inverse = np.linalg.inv([[polygamma(1, a), 1.0 / s], [1.0 / s, a / s**2]]) / 40_000
    errors = found.standard_errors
    assert errors["shape"] == pytest.approx(np.sqrt(inverse[0, 0]), rel=0.03)
    assert errors["scale"] == pytest.approx(np.sqrt(inverse[1, 1]), rel=0.03)
