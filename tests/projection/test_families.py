"""Every family of numbers: fitting data and projecting forward are one, checked against `kl` itself."""

import numpy as np
import pytest

import kullback as kb
import kullback.distributions.families
from kullback.discovery import classes
from kullback.distributions.family import Family
from kullback.errors import NoMethodError
from kullback.projection.points import of_distribution
from kullback.projection.trial import trial

# their supports move with the parameters, or they have no spread
MOVING = {"Delta", "LogUniform", "Triangular", "TruncatedExponential", "Pareto", "Uniform"}


def of_numbers():
    found = {}
    for name, family in classes(kullback.distributions.families, Family).items():
        try:
            tried = trial(family)
        except NoMethodError:
            continue
        if tried.free and member(tried, 0.3).support.space.kind in ("line", "integers", "circle"):
            found[name] = tried
    return found


def member(tried, first):
    """A member whose parameters, on the whole line, increase from `first`."""
    return tried.member(first + 0.2 * np.arange(len(tried.free)))


FAMILIES = of_numbers()


def test_nearly_all_families_of_numbers_are_here():
    assert len(FAMILIES) >= 40


@pytest.mark.parametrize("name", sorted(set(FAMILIES) - MOVING))
def test_a_member_is_its_own_projection(name):
    """D(P‖Q) and D(Q‖P) are 0 at Q = P and nowhere else."""
    p = member(FAMILIES[name], 0.3)
    for direction in ("forward", "reverse"):
        found = kb.project(p, FAMILIES[name].build, direction, starts=1)
        assert float(found.kl) < 1e-9
        for parameter, value, _ in p.parameters():
            assert found.parameters[parameter] == pytest.approx(float(value), rel=1e-4, abs=1e-4)


@pytest.mark.parametrize("name", sorted(set(FAMILIES) - MOVING))
def test_maximum_likelihood_is_forward_projection(name):
    """Mean log likelihood = -H(P) - D(P‖Q), and no member near the likeliest one is nearer."""
    tried = FAMILIES[name]
    p = kb.Mixture([0.5, 0.5], [member(tried, 0.3), member(tried, 0.6)])
    found = kb.project(p, tried.build)
    fitted = kb.fit(as_data(p, found.q), tried.build)
    rel = 1e-2 if found.q.breaks else 1e-5  # a median is known to the distance of two rows
    for parameter, value in found.parameters.items():
        assert fitted.parameters[parameter] == pytest.approx(value, rel=rel, abs=0.1 * rel)
    nodes, divergence = of_distribution(p, (found.q,)), float(found.kl)
    mean = float(nodes.weights @ nodes.log_densities(found.q))
    assert -mean == pytest.approx(float(kb.entropy(p)) + divergence, rel=1e-9, abs=1e-9)
    point = tried.point(found.q)
    for j in range(len(point)):
        for step in (-0.01, 0.01):
            other = tried.member(point + step * np.eye(len(point))[j])
            assert float(kb.kl(p, other)) > divergence


def as_data(p, q):
    """The nodes of a quadrature as weighted rows; one that rounds to the end of the support is none."""
    nodes = of_distribution(p, (q,))
    inside = (nodes.x > float(p.support.low)) & (nodes.x < float(p.support.high))
    if p.support.space.kind == "integers":
        inside = slice(None)
    return kb.Sample(nodes.x[inside], weights=nodes.weights[inside])
