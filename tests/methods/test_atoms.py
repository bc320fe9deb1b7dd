"""Atoms on the line: they share nothing with a density, and all or nothing with each other."""

import mpmath as mp
import numpy as np
import pytest

import kullback as kb
from kullback.errors import NoMethodError

F = kb.families
DENSITIES = [F.Normal(3.0, 1.0), F.Uniform(0.0, 5.0), F.Gamma(2.0, 1.0), F.Cauchy(0.0, 1.0)]


def codes(result):
    return [c.code for c in result.cautions]


@pytest.mark.parametrize("q", DENSITIES)
def test_an_atom_and_a_density_are_infinitely_far_apart(q):
    for pair in ((F.Delta(3.0), q), (q, F.Delta(3.0))):
        result = kb.kl(*pair)
        assert (result.value, result.kind) == (np.inf, "exact")
        assert codes(result) == ["mutually_singular"]
        assert sum(v.p for v in result.violations()) == 1.0
    assert kb.kl(F.Delta(3.0), q).violations()[0].outcome == 3.0


def test_the_caution_says_that_a_log_density_is_no_divergence():
    (caution,) = kb.kl(F.Delta(3.0), DENSITIES[0]).cautions
    assert "-log q(x)" in caution.message
    assert "no divergence" in caution.message


def test_two_atoms_are_equal_or_disjoint():
    assert float(kb.kl(F.Delta(2.5), F.Delta(2.5))) == 0.0
    apart = kb.kl(F.Delta([2.5, 1.0]), F.Delta(2.5))
    assert apart.value.tolist() == [0.0, np.inf]
    assert apart.violations() == [((1, 1.0), 1.0)]
    assert codes(apart) == []


@pytest.mark.parametrize(
    ("verb", "furthest"),
    [
        (kb.total_variation, 1.0),
        (kb.hellinger, 1.0),
        (kb.jensen_shannon, np.log(2.0)),
        (kb.jeffreys, np.inf),
        (kb.chi_square, np.inf),
        (kb.bhattacharyya, np.inf),
    ],
)
def test_every_measure_calls_them_disjoint(verb, furthest):
    for q in (F.Normal(3.0, 1.0), F.Delta(4.0)):
        assert float(verb(F.Delta(3.0), q)) == pytest.approx(furthest, rel=1e-15)
    assert float(verb(F.Delta(3.0), F.Delta(3.0))) == 0.0


@pytest.mark.parametrize("alpha", [0.0, 0.3, 1.0, 2.0, np.inf])
def test_every_order_calls_them_disjoint(alpha):
    assert float(kb.renyi(F.Delta(3.0), F.Normal(3.0, 1.0), alpha=alpha)) == np.inf
    assert float(kb.renyi(F.Delta(3.0), F.Delta(3.0), alpha=alpha)) == 0.0


@pytest.mark.parametrize("method", ["moments", "quadrature", "monte_carlo", "closed_form"])
def test_no_method_for_densities_answers(method):
    for pair in ((F.Delta(3.0), DENSITIES[1]), (DENSITIES[1], F.Delta(3.0))):
        with pytest.raises(NoMethodError, match="cannot answer this"):
            kb.kl(*pair, method=method)


def test_the_plan_names_what_will_answer():
    for pair in ((F.Delta(3.0), DENSITIES[0]), (DENSITIES[0], F.Delta(3.0))):
        assert kb.plan(*pair).method == kb.kl(*pair).method


PMFS = [F.Poisson(2.0), F.Bernoulli(0.3), F.Geometric(0.2), [0.25, 0.75]]


@pytest.mark.parametrize("q", PMFS, ids=repr)
def test_between_the_integers_an_atom_and_a_pmf_share_nothing(q):
    for pair in ((F.Delta(2.5), q), (q, F.Delta(2.5))):
        result = kb.kl(*pair)
        assert (result.value, result.kind, result.error) == (np.inf, "exact", None)
        assert codes(result) == ["between_the_integers"]
        assert sum(v.p for v in result.violations()) == 1.0
        assert float(kb.total_variation(*pair)) == 1.0
    assert kb.kl(F.Delta(2.5), q).violations() == [(2.5, 1.0)]


def test_a_batch_of_atoms_stands_on_the_integers_and_between_them():
    atoms, q = F.Delta([2.0, 2.5, 1000.0]), F.Poisson(1.0)
    result = kb.kl(atoms, q)
    with mp.workdps(30):
        logs = [1 + mp.log(mp.factorial(k)) for k in (2, 1000)]
    np.testing.assert_allclose(result.value, [float(logs[0]), np.inf, float(logs[1])], rtol=1e-14)
    assert result.kind == "exact"
    assert result.violations() == [((1, 2.5), 1.0)]
    back = kb.kl(F.Bernoulli(0.25), F.Delta([1.0, 0.5]))
    assert back.value.tolist() == [np.inf, np.inf]
    assert back.violations() == [((1, (0.0, 1.0)), 1.0), ((0, (0.0, 0.0)), 0.75)]


def test_what_a_batch_is_uncertain_of_it_says():
    pairs = F.Delta([2.0, 2.5]), F.Poisson(1.0)
    both = kb.jensen_shannon(*pairs)
    alone = kb.jensen_shannon(F.Delta(2.0), F.Poisson(1.0))
    np.testing.assert_allclose(both.value, [float(alone), np.log(2.0)], rtol=1e-15)
    assert both.kind == alone.kind


def test_other_spaces_are_refused():
    with pytest.raises(kb.KullbackError):
        kb.kl(F.Delta(3.0), F.VonMises(0.0, 1.0))
