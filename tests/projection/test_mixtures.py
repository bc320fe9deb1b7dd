"""Mixtures of normals, forward."""

import numpy as np
import pytest

import kullback as kb

F = kb.families


def test_a_mixture_is_found_again_exactly():
    """The target is a member: the least divergence is 0."""
    p = kb.Mixture([0.3, 0.7], [F.Normal(-2.0, 0.5), F.Normal(1.0, 0.8)])
    found = kb.project(p, "mixture(normal, 2)", rng=0)
    assert float(found.kl) < 1e-9
    best = found.optima[0].parameters
    np.testing.assert_allclose(best["mean"], [-2.0, 1.0], atol=1e-4)
    np.testing.assert_allclose(best["sd"], [0.5, 0.8], atol=1e-4)
    np.testing.assert_allclose(best["weights"], [0.3, 0.7], atol=1e-4)


def test_one_component_is_maximum_likelihood():
    x = np.random.default_rng(0).gamma(2.0, 1.0, 300)
    found = kb.project(kb.Sample(x), "mixture(normal, 1)", rng=0)
    assert found.log_likelihood == pytest.approx(kb.fit(x, "normal").log_likelihood, rel=1e-10)


def test_more_components_are_never_further():
    values = [
        float(kb.project("gamma(2)", f"mixture(normal, {k})", rng=0, starts=4).kl)
        for k in (1, 2, 3)
    ]
    assert values[0] > values[1] > values[2] > 0.0


def test_clusters_of_vectors():
    rng = np.random.default_rng(1)
    centres = np.array([[-3.0, 0.0], [3.0, 0.0], [0.0, 4.0]])
    x = np.concatenate([c + 0.5 * rng.standard_normal((200, 2)) for c in centres])
    found = kb.project(kb.Sample(x), "mixture(normal, 3)", rng=0)
    means = found.optima[0].parameters["mean"]
    np.testing.assert_allclose(means, centres[[0, 2, 1]], atol=0.15)


@pytest.mark.parametrize(
    ("target", "family", "direction", "words"),
    [
        ("norm", "mixture(normal, 0)", "forward", "one component"),
        ("norm", "mixture(normal, 2)", "reverse", "forward direction only"),
        (kb.Sample([1.0, 2.0, 3.0]), "mixture(normal, 2)", "forward", "need 4 points"),
    ],
)
def test_bad_input_is_said(target, family, direction, words):
    with pytest.raises(kb.KullbackError, match=words):
        kb.project(target, family, direction)
