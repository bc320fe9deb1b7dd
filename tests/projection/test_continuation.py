"""Optima followed from one direction to the other, and the pictures of fits."""

import matplotlib
import numpy as np
import pytest
from scipy import optimize, stats

import kullback as kb

matplotlib.use("Agg")
F = kb.families
TWO = kb.Mixture([0.5, 0.5], [F.Normal(-2, 0.5), F.Normal(2, 0.5)])


@pytest.fixture(scope="module")
def path():
    return kb.project(TWO, "normal", "reverse").continuation([0.0, 0.25, 0.5, 0.75, 1.0])


def integral_of_powers(at, order):
    """int p^a q^(1-a) by the trapezoidal rule, exact to rounding for such bells."""
    x = np.linspace(-15.0, 15.0, 6001)
    p = 0.5 * (stats.norm(-2, 0.5).pdf(x) + stats.norm(2, 0.5).pdf(x))
    return (p**order * stats.norm(at[0], at[1]).pdf(x) ** (1 - order)).sum() * 0.005


def test_the_ends_are_both_projections(path):
    assert path.best(1.0)["mean"] == pytest.approx(0.0, abs=1e-7)
    assert path.best(1.0)["sd"] ** 2 == pytest.approx(4.25, rel=1e-8)
    assert abs(path.best(0.0)["mean"]) == pytest.approx(2.0, abs=1e-3)


@pytest.mark.parametrize("order", [0.25, 0.5, 0.75])
def test_every_branch_is_stationary_between(path, order):
    seen = 0
    for branch in path.branches:
        for i in np.flatnonzero(branch.orders == order):
            at = np.array([branch.parameters["mean"][i], branch.parameters["sd"][i]])
            slope = optimize.approx_fprime(at, integral_of_powers, 1e-5, order)
            assert slope == pytest.approx([0.0, 0.0], abs=2e-5)  # differences of step 1e-5
            value = (1.0 - integral_of_powers(at, order)) / (order * (1.0 - order))
            assert branch.values[i] == pytest.approx(value, rel=1e-9)
            seen += 1
    assert seen >= 1


def test_branches_on_one_mode_end_before_the_covering_one(path):
    """The seeking optima are lost between the orders 0.7 and 0.75; the covering one goes on."""
    last = sorted(branch.orders[-1] for branch in path.branches)
    assert last == [0.5, 0.5, 1.0]
    assert len(path.branches) == 3


def test_orders_are_checked():
    found = kb.project(TWO, "normal", "reverse")
    for orders in ([0.5], [0.5, 0.2], [-0.1, 1.0], [0.0, 1.1]):
        with pytest.raises(kb.InvalidInputError, match="orders"):
            found.continuation(orders)
    with pytest.raises(kb.NoMethodError):
        kb.fit([1.0, 2.0, 4.0], "normal").continuation()


def test_pictures_show_what_they_say(path):
    ax = path.plot("sd")
    assert ax.get_ylabel() == "sd"
    assert len(ax.lines) == 1 + len(path.branches)
    with pytest.raises(kb.InvalidInputError, match="parameter"):
        path.plot("scale")
    covering, seeking = kb.project(TWO, "normal"), kb.project(TWO, "normal", "reverse")
    ax = covering.plot(beside=[seeking])
    assert next(line.get_label() for line in ax.lines) == "target"
    assert len(ax.lines) == 3
    ranking = kb.select(np.random.default_rng(0).gamma(3, 2, 300), ["gamma", "normal"], bootstrap=0)
    ax = ranking.plot_ranking()
    assert [text.get_text() for text in ax.get_yticklabels()] == ["Gamma", "Normal"]
    assert len(ranking.plot().lines) == 2
