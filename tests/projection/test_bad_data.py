"""What cannot be fitted says why; edges of families are answers."""

from functools import partial

import numpy as np
import pytest
from scipy import stats

import kullback as kb

F = kb.families


@pytest.mark.parametrize("family", ["normal", "gamma", "weibull", "cauchy", "beta", "StudentT"])
def test_constant_data_are_refused_where_a_density_has_no_bound(family):
    with pytest.raises(kb.InvalidInputError, match="constant"):
        kb.fit([0.5] * 10, family)


def test_constant_data_fix_a_single_scale():
    """The likeliest exponential has the data's mean as its scale, whatever their spread."""
    assert kb.fit([2.0] * 10, "exponential").parameters["scale"] == pytest.approx(2.0, rel=1e-15)


def test_rows_in_a_plane_are_refused():
    rows = np.random.default_rng(0).normal(size=(50, 2))
    with pytest.raises(kb.InvalidInputError, match="plane"):
        kb.fit(np.column_stack([rows, rows.sum(1)]), "normal:full")


def test_the_edge_of_a_family_is_an_answer():
    """Only zeros: the Poisson law of rate 0, under which nothing else is possible."""
    found = kb.fit([0] * 10, "poisson")
    assert found.parameters == {"rate": 0.0}
    assert found.log_likelihood == 0.0
    assert [c.code for c in found.cautions] == ["edge_of_family"]


@pytest.mark.parametrize(
    ("data", "words"),
    [([], "shape"), ([1.0], "two or more"), ([1.0, np.nan], "misses"), ([1.0, np.inf], "infinite")],
)
def test_too_few_or_broken_rows_are_refused(data, words):
    with pytest.raises(kb.InvalidInputError, match=words):
        kb.fit(data, "normal")


def test_too_peaked_members_are_not_taken_for_near():
    """D(Gamma‖N(0, 1)) = E x²/2 - h + ... is least inside the family, not at shape 0."""
    found = kb.project(F.Normal(0.0, 1.0), "gamma", "reverse")
    shape, scale = found.parameters["shape"], found.parameters["scale"]
    # stationary in the scale: d/ds [a(a+1)s²/2 - log s] = 0
    assert shape * (shape + 1.0) * scale**2 == pytest.approx(1.0, rel=1e-6)
    assert float(found.kl) < float(kb.kl(F.Gamma(1.0, 2.0**-0.5), F.Normal(0.0, 1.0)))


@pytest.mark.parametrize("law", [stats.genextreme, stats.skewnorm, stats.burr12])
def test_any_distribution_of_scipy_is_a_family(law):
    """The likelihood is at least that of SciPy's own fit."""
    shapes = {"genextreme": (0.1,), "skewnorm": (3.0,), "burr12": (3.0, 1.5)}[law.name]
    x = law(*shapes).rvs(500, random_state=np.random.default_rng(3))
    fixed = {"floc": 0.0} if law.name == "burr12" else {}
    theirs = law(*law.fit(x, *shapes, **fixed)).logpdf(x).sum()
    for family in (law, law.name):
        found = kb.fit(x, family)
        assert found.log_likelihood >= theirs - 1e-3
        assert set(found.parameters) >= {shape.name for shape in law._shape_info()}


def test_scipys_parameters_can_be_fixed():
    x = stats.genextreme(0.1).rvs(500, random_state=np.random.default_rng(3))
    found = kb.fit(x, partial(stats.genextreme, 0.0))
    gumbel = kb.fit(x, "gumbel_r")
    assert found.log_likelihood == pytest.approx(gumbel.log_likelihood, rel=1e-8)
    with pytest.raises(kb.InvalidInputError, match="no parameter 'shape'"):
        kb.fit(x, partial(stats.genextreme, shape=1.0))
    with pytest.raises(kb.NoMethodError, match="whole number"):
        kb.fit(x, "boltzmann")


def test_the_likeliest_dirichlet_matches_mean_logarithms():
    from scipy.special import psi

    rows = np.random.default_rng(0).dirichlet([1.0, 2.0, 3.0], size=200)
    a = kb.fit(rows, "dirichlet").parameters["concentration"]
    assert psi(a) - psi(a.sum()) == pytest.approx(np.log(rows).mean(0), rel=1e-12)


@pytest.mark.parametrize("direction", ["forward", "reverse", 0.5])
def test_a_table_is_its_own_categorical(direction):
    found = kb.project(kb.Table([0.2, 0.3, 0.5]), "categorical", direction)
    assert found.q.p == pytest.approx([0.2, 0.3, 0.5], rel=1e-14)
    assert float(found.kl) == pytest.approx(0.0, abs=1e-28)


def test_a_table_is_projected_both_ways():
    """Forward onto the binomial matches the mean; reverse is checked on a grid of p."""
    table = kb.Table([0.2, 0.3, 0.5])
    family = partial(F.Binomial, 2)
    assert kb.project(table, family).parameters["p"] == pytest.approx(0.65, rel=1e-9)
    grid = np.linspace(0.001, 0.999, 99_801)
    q = np.stack([(1 - grid) ** 2, 2 * grid * (1 - grid), grid**2], axis=1)
    divergence = (q * np.log(q / [0.2, 0.3, 0.5])).sum(1)
    found = kb.project(table, family, "reverse")
    assert found.parameters["p"] == pytest.approx(grid[divergence.argmin()], abs=1e-5)
    assert float(found.kl) == pytest.approx(divergence.min(), rel=1e-8)
