"""Dual coordinates, the Bregman view and the theorem of Pythagoras."""

import numpy as np
import pytest

import kullback as kb
from kullback.errors import InvalidInputError, NoMethodError

F = kb.families
PAIRS = [
    (F.Bernoulli(0.3), F.Bernoulli(0.6)),
    (F.Binomial(5, 0.3), F.Binomial(5, 0.6)),
    (F.Poisson(3), F.Poisson(5)),
    (F.Geometric(0.3), F.Geometric(0.6)),
    (F.NegativeBinomial(3, 0.3), F.NegativeBinomial(3, 0.6)),
    (F.Categorical([0.2, 0.3, 0.5]), F.Categorical([0.6, 0.1, 0.3])),
    (F.Multinomial(4, [0.2, 0.3, 0.5]), F.Multinomial(4, [0.6, 0.1, 0.3])),
    (F.Exponential(2), F.Exponential(3)),
    (F.Rayleigh(2), F.Rayleigh(3)),
    (F.Maxwell(2), F.Maxwell(3)),
    (F.HalfNormal(2), F.HalfNormal(3)),
    (F.Normal(1, 2), F.Normal(0, 3)),
    (F.LogNormal(1, 2), F.LogNormal(0, 3)),
    (F.Gamma(2, 3), F.Gamma(4, 1)),
    (F.InverseGamma(2, 3), F.InverseGamma(4, 1)),
    (F.InverseGaussian(2, 3), F.InverseGaussian(1, 2)),
    (F.Beta(2, 3), F.Beta(1, 2)),
    (F.Dirichlet([1, 2, 3.0]), F.Dirichlet([2, 2, 1.0])),
    (
        F.MultivariateNormal([1, 2], [[2, 0.3], [0.3, 0.5]]),
        F.MultivariateNormal([0, 1], [[1, 0.2], [0.2, 2]]),
    ),
]


@pytest.mark.parametrize(("p", "q"), PAIRS, ids=lambda d: type(d).__name__)
def test_bregman_of_the_log_normaliser_is_the_divergence(p, q):
    assert kb.geometry.bregman(p, q) == pytest.approx(float(kb.kl(p, q)), rel=1e-10)


@pytest.mark.parametrize(("p", "q"), PAIRS, ids=lambda d: type(d).__name__)
def test_the_halves_of_the_exponential_geodesic_are_straight(p, q):
    x, y = (kb.geometry.dual_coordinates(d) for d in (p, q))
    middle = kb.geometry.geodesic(p, q, "exponential")(0.5)
    found = kb.geometry.dual_coordinates(middle).natural
    assert found == pytest.approx(0.5 * (x.natural + y.natural), abs=1e-10)


def test_young_equality_joins_the_two_potentials():
    dual = kb.geometry.dual_coordinates(F.Gamma(2, 3))
    assert dual.log_normaliser + dual.conjugate == pytest.approx(dual.natural @ dual.expectation)


def test_pythagoras_of_independent_laws():
    """The product of the margins is the projection on independent laws, whoever else is there."""
    joint = np.array([[0.4, 0.1], [0.2, 0.3]])
    product = np.outer(joint.sum(axis=1), joint.sum(axis=0))
    other = np.outer([0.3, 0.7], [0.9, 0.1])
    found = kb.geometry.pythagoras(joint.ravel(), product.ravel(), other.ravel())
    assert found.is_right
    assert found.pr == pytest.approx(found.pq + found.qr, rel=1e-14)


@pytest.mark.parametrize("scale", [1.0, 1e-4])
def test_the_gap_is_what_the_three_sides_leave(scale):
    p, q, r = F.Gamma(2, 3), F.Gamma(2 + 0.3 * scale, 3 - scale), F.Gamma(2 - scale, 3 + scale)
    found = kb.geometry.pythagoras(p, q, r)
    assert found.gap == pytest.approx(found.pr - found.pq - found.qr, rel=1e-6)
    assert not found.is_right


def test_pythagoras_of_tables_with_impossible_outcomes_and_of_other_families():
    found = kb.geometry.pythagoras([0.5, 0.5, 0.0], [0.4, 0.4, 0.2], [0.3, 0.3, 0.4])
    assert found.gap == pytest.approx(found.pr - found.pq - found.qr)
    with pytest.raises(InvalidInputError, match="finite"):
        kb.geometry.pythagoras([0.5, 0.5], [1.0, 0.0], [0.5, 0.5])
    with pytest.raises(NoMethodError, match="natural"):
        kb.geometry.dual_coordinates("cauchy(0, 1)")
    with pytest.raises(InvalidInputError, match="edge"):
        kb.geometry.dual_coordinates([0.5, 0.5, 0.0])
    with pytest.raises(InvalidInputError, match="`n` differs between"):
        kb.geometry.bregman(F.Binomial(3, 0.5), F.Binomial(4, 0.5))
