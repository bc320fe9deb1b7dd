"""Exponential and mixture geodesics."""

import numpy as np
import pytest

import kullback as kb
from kullback.errors import InvalidInputError, NoMethodError, ShapeError

F = kb.families
geodesic = kb.geometry.geodesic


def test_the_exponential_geodesic_is_the_normalised_geometric_mean():
    p, q = F.Normal(0, 1), F.Normal(3, 2)
    middle = geodesic(p, q, "exponential")(0.3)
    x = np.linspace(-5, 8, 9)
    mixed = 0.7 * p.log_density(x, np) + 0.3 * q.log_density(x, np)
    apart = middle.log_density(x, np) - mixed
    assert apart == pytest.approx(np.full(9, apart[0]), abs=1e-12)  # a constant: the normaliser


def test_the_chernoff_point_of_a_symmetric_pair_is_as_far_from_both():
    p, q = [0.2, 0.8], [0.8, 0.2]
    middle = geodesic(p, q, "exponential")(0.5)
    assert middle.p == pytest.approx([0.5, 0.5])


def test_the_chernoff_point_is_as_far_from_both():
    """At the exponent s that is optimal, D(m‖p) = D(m‖q) is Chernoff's information (Cover & Thomas, 11.9)."""
    p, q = F.Poisson(3), F.Poisson(7)
    best = kb.detection.chernoff_information(p, q)
    rates = 4 / np.log(7 / 3)  # where D(m‖p) = D(m‖q), by hand
    middle = geodesic(p, q, "exponential")(np.log(rates / 3) / np.log(7 / 3))
    assert middle.rate == pytest.approx(rates)
    assert float(kb.kl(middle, p)) == pytest.approx(float(kb.kl(middle, q)))
    assert float(kb.kl(middle, p)) == pytest.approx(float(best))


def test_the_mixture_geodesic_mixes_densities():
    p, q = F.Normal(0, 1), F.Normal(3, 2)
    x = np.linspace(-2, 5, 7)
    mixed = geodesic(p, q, "mixture")(0.25).log_density(x, np)
    expected = 0.75 * np.exp(p.log_density(x, np)) + 0.25 * np.exp(q.log_density(x, np))
    assert np.exp(mixed) == pytest.approx(expected, rel=1e-13)
    assert geodesic([0.2, 0.8], [0.6, 0.4], "mixture")(0.5).p == pytest.approx([0.4, 0.6])


def test_geodesics_start_at_p_and_end_at_q():
    p, q = F.Gamma(2, 3), F.Gamma(4, 1)
    for kind in ("fisher_rao", "exponential", "mixture"):
        path = geodesic(p, q, kind)
        assert float(kb.kl(path(0), p)) == pytest.approx(0.0, abs=1e-14)
        assert float(kb.kl(path(1), q)) == pytest.approx(0.0, abs=1e-14)


def test_bad_input_is_refused():
    with pytest.raises(InvalidInputError, match="kind"):
        geodesic("norm(0, 1)", "norm(1, 1)", "straight")
    with pytest.raises(InvalidInputError, match="from 0 to 1"):
        geodesic("norm(0, 1)", "norm(1, 1)")(1.5)
    with pytest.raises(InvalidInputError, match="from 0 to 1"):
        geodesic("norm(0, 1)", "norm(1, 1)")(float("nan"))
    with pytest.raises(InvalidInputError, match="from 0 to 1"):
        geodesic("norm(0, 1)", "norm(1, 1)")("half")
    with pytest.raises(InvalidInputError, match="one family"):
        geodesic("norm(0, 1)", "gamma(2)")
    with pytest.raises(ShapeError, match="batch"):
        geodesic(F.Normal([0, 1], 1), F.Normal(0, 1))
    with pytest.raises(InvalidInputError, match="edge"):
        geodesic([0.5, 0.5], [1.0, 0.0], "exponential")
    with pytest.raises(NoMethodError, match="natural parameters"):
        geodesic("cauchy(0, 1)", "cauchy(1, 1)", "exponential")
    with pytest.raises(InvalidInputError, match="`n` differs"):
        geodesic(F.NegativeBinomial(2, 0.5), F.NegativeBinomial(3, 0.5), "exponential")
