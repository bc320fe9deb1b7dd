"""A sample against a distribution that is known, either way round."""

import math

import numpy as np
import pytest

import kullback as kb


@pytest.fixture
def rng():
    return np.random.default_rng(12)


def test_a_sample_against_a_density(rng):
    found = kb.kl(kb.Sample(rng.standard_normal(1000)), "norm(0.5, 1)", rng=0)
    assert abs(found.value - 0.125) < 4.0 * found.error
    assert found.n == 1000


def test_a_density_against_a_sample(rng):
    found = kb.kl("norm(0, 1)", kb.Sample(0.5 + rng.standard_normal(1000)), rng=0)
    assert abs(found.value - 0.125) < 4.0 * found.error


def test_a_sample_of_vectors(rng):
    model = kb.families.MultivariateNormal([0.5, 0.0], np.eye(2))
    found = kb.kl(kb.Sample(rng.standard_normal((1000, 2))), model, rng=0)
    assert abs(found.value - 0.125) < 4.0 * found.error


def test_the_callers_seed_makes_other_draws_than_the_callers():
    """A sample made with the seed that is then passed on is no row of the stand-in."""
    found = kb.kl(kb.Sample(np.random.default_rng(0).standard_normal(300)), "norm(0, 1)", rng=0)
    assert "shared_rows" not in {c.code for c in found.cautions}
    assert "rounded" not in {c.code for c in found.cautions}


def test_counts_against_a_pmf(rng):
    """Of Poisson(3) from Poisson(4): 3 log(3/4) + 1."""
    found = kb.kl(kb.Sample(rng.poisson(3.0, 2000)), "poisson(4)")
    assert abs(found.value - (3.0 * math.log(0.75) + 1.0)) < 4.0 * found.error
    assert sum(c.value for c in found.contributions(None)) == pytest.approx(found.value, rel=1e-9)


def test_what_cannot_be_observed_decides(rng):
    found = kb.kl(kb.Sample([-1.0, 0.5, 2.0]), "expon(0, 1)")
    assert found.value == math.inf
    assert found.kind == "exact"
    assert [v.outcome for v in found.violations()] == [-1.0]
    counts = kb.kl(kb.Sample([0, 1, 1, 7]), kb.families.Binomial(3, 0.5))
    assert [(v.outcome, v.p) for v in counts.violations()] == [(7.0, 0.25)]


def test_mass_on_a_point_is_infinitely_far_from_a_density(rng):
    x = np.where(rng.random(500) < 0.3, 0.0, rng.standard_normal(500))
    found = kb.kl(kb.Sample(x), "norm(0, 1)", rng=0)
    assert found.value == math.inf
    assert [c.code for c in found.cautions] == ["atoms"]
    (violation,) = found.violations()
    assert violation.p == pytest.approx(0.3, abs=0.1)


def test_cross_entropy_is_a_mean_with_an_error(rng):
    x = rng.standard_normal(400)
    found = kb.cross_entropy(kb.Sample(x), "norm(0, 1)")
    surprise = 0.5 * x**2 + 0.5 * math.log(2.0 * math.pi)
    assert found.value == pytest.approx(surprise.mean(), rel=1e-14)
    assert found.error == pytest.approx(surprise.std(ddof=1) / 20.0, rel=1e-12)


def test_rows_must_be_events_of_the_distribution(rng):
    with pytest.raises(kb.ShapeError, match="rows must be its events"):
        kb.kl(kb.Sample(rng.standard_normal((50, 2))), "norm(0, 1)")
    with pytest.raises(kb.SupportError, match="over numbers"):
        kb.kl(kb.Sample(["a", "b"]), "norm(0, 1)")
    with pytest.raises(kb.NoMethodError, match="one at a time"):
        kb.kl(kb.Sample(rng.standard_normal(50)), kb.families.Normal([0.0, 1.0], 1.0))
