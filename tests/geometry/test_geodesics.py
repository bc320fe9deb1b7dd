"""Exponential and mixture geodesics."""

import numpy as np
import pytest

import kullback as kb
from kullback.errors import InvalidInputError, NoMethodError

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


def test_the_mixture_geodesic_mixes_densities():
    p, q = F.Normal(0, 1), F.Normal(3, 2)
    x = np.linspace(-2, 5, 7)
    mixed = geodesic(p, q, "mixture")(0.25).log_density(x, np)
    expected = 0.75 * np.exp(p.log_density(x, np)) + 0.25 * np.exp(q.log_density(x, np))
    assert np.exp(mixed) == pytest.approx(expected, rel=1e-13)
    assert geodesic([0.2, 0.8], [0.6, 0.4], "mixture")(0.5).p == pytest.approx([0.4, 0.6])


def test_geodesics_start_at_p_and_end_at_q():
    p, q = F.Gamma(2, 3), F.Gamma(4, 1)
    for kind in ("fisher_rao", "exponential"):
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
    with pytest.raises(NoMethodError, match="natural parameters"):
        geodesic("cauchy(0, 1)", "cauchy(1, 1)", "exponential")
    with pytest.raises(InvalidInputError, match="`n` differs"):
        geodesic(F.NegativeBinomial(2, 0.5), F.NegativeBinomial(3, 0.5), "exponential")
