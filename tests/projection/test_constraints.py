"""Projection onto constraints: Pythagoras, Jaynes' dice, and tables fitted to their margins."""

import numpy as np
import pytest
from scipy.optimize import brentq

import kullback as kb


def test_jaynes_dice():
    """λ solves Σ k e^{λk}/Σ e^{λk} = 4.5, found here by bisection."""
    k = np.arange(1, 7)

    def mean(lam):
        w = np.exp(lam * k)
        return (w @ k) / w.sum() - 4.5

    lam = brentq(mean, 0.0, 2.0, xtol=1e-15)
    expected = np.exp(lam * k) / np.exp(lam * k).sum()
    fair = kb.Table(np.full(6, 1 / 6), outcomes=range(1, 7))
    found = kb.project(fair, kb.Moments({1: 4.5}), "reverse")
    np.testing.assert_allclose(found.q.probs, expected, atol=1e-12)


def test_pythagoras():
    """D(R‖U) = D(R‖Q) + D(Q‖U) for every R with the means."""
    rng = np.random.default_rng(0)
    u, r = rng.dirichlet(np.ones(7)), rng.dirichlet(np.ones(7))
    x = np.arange(7.0)
    q = kb.project(
        kb.Table(u, outcomes=range(7)),
        kb.Moments({1: float(r @ x), np.sqrt: float(r @ np.sqrt(x))}),
        "reverse",
    ).q.probs
    whole = float(kb.kl(r, u))
    assert float(kb.kl(r, q)) + float(kb.kl(q, u)) == pytest.approx(whole, rel=1e-9)


def test_a_normal_tilted_to_another_mean_is_the_normal_moved():
    found = kb.project("norm(0, 1)", kb.Moments({1: 1.5}), "reverse")
    x = np.linspace(-2.0, 4.0, 7)
    expected = -0.5 * (x - 1.5) ** 2 - 0.5 * np.log(2.0 * np.pi)
    np.testing.assert_allclose(found.q.log_density(x, np), expected, atol=1e-9)
    assert float(found.kl) == pytest.approx(1.125, rel=1e-8)


def test_margins_of_a_table_by_the_product_rule():
    """From an independent table the nearest with new margins is their product."""
    start = np.outer([0.2, 0.8], [0.5, 0.3, 0.2])
    joint = kb.Table(start, variables=("x", "y"))
    found = kb.project(joint, kb.Marginals({"x": [0.6, 0.4], "y": [0.1, 0.2, 0.7]}), "reverse")
    np.testing.assert_allclose(found.q.probs, np.outer([0.6, 0.4], [0.1, 0.2, 0.7]), atol=1e-14)


def test_interactions_are_kept():
    """Iterative proportional fitting keeps odds ratios; three variables, a pair and a single margin."""
    rng = np.random.default_rng(1)
    start = rng.dirichlet(np.ones(12)).reshape(2, 2, 3)
    pair = rng.dirichlet(np.ones(4)).reshape(2, 2)
    z = np.array([0.2, 0.5, 0.3])
    joint = kb.Table(start, variables=("x", "y", "z"))
    q = kb.project(joint, kb.Marginals({("y", "x"): pair, "z": z}), "reverse").q.probs
    np.testing.assert_allclose(q.sum(2).T, pair, atol=1e-10)
    np.testing.assert_allclose(q.sum((0, 1)), z, atol=1e-10)
    ratio = q / start
    odds = ratio[:, :, 0] / ratio[:, :, 1]
    np.testing.assert_allclose(odds, odds[0, 0], rtol=1e-8)


@pytest.mark.parametrize(
    ("target", "wanted", "direction", "words"),
    [
        (kb.Table([0.5, 0.5]), kb.Moments({1: 3.0}), "reverse", "No distribution that lies"),
        (kb.Table([0.5, 0.5]), kb.Moments({1: 0.3}), "forward", "I-projection"),
        (kb.Table([0.5, 0.5]), kb.Marginals({"x": [1.0]}), "reverse", "no named variables"),
        ("norm", kb.Marginals({"x": [1.0]}), "reverse", "marginals are those of a `Table`"),
    ],
)
def test_bad_input_is_said(target, wanted, direction, words):
    with pytest.raises(kb.KullbackError, match=words):
        kb.project(target, wanted, direction)


def test_constraints_are_checked_when_made():
    with pytest.raises(kb.InvalidInputError, match="empty"):
        kb.Moments({})
    with pytest.raises(kb.InvalidInputError, match="'mean'"):
        kb.Moments({"mean": 1.0})
    joint = kb.Table(np.full((2, 2), 0.25), variables=("x", "y"))
    for given, words in (
        ({"z": [1.0]}, "'z'"),
        ({"x": [1.0]}, "shape"),
        ({"x": [0.3, 0.3]}, "sums to"),
    ):
        with pytest.raises(kb.InvalidInputError, match=words):
            kb.project(joint, kb.Marginals(given), "reverse")
