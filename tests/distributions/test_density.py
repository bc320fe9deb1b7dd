"""Formulas as distributions: normalised, or with a constant that is found and said."""

import math

import numpy as np
import pytest

import kullback as kb

F = kb.families
LOG_ROOT = 0.5 * math.log(2.0 * math.pi)


def bell(x):
    return -0.5 * x**2


def test_a_normalised_formula_is_what_it_says():
    result = kb.kl(kb.Density(lambda x: bell(x) - LOG_ROOT), "norm(1, 1)")
    assert result.kind == "numerical"
    assert abs(float(result) - 0.5) <= result.error
    assert result.cautions == ()


@pytest.mark.parametrize("swap", [False, True])
def test_a_missing_constant_is_computed_and_said(swap):
    free = kb.Density(bell, normalized=False)
    result = kb.kl("norm(1, 1)", free) if swap else kb.kl(free, "norm(1, 1)")
    assert abs(float(result) - 0.5) <= result.error
    (caution,) = result.cautions
    assert caution.code == "normalized_numerically"
    assert f"{LOG_ROOT:.9g}" in caution.message


def test_the_support_is_kept():
    p = kb.Density(lambda x: -x, support=(0.0, np.inf))
    exact = float(kb.kl("expon()", "gamma(2)"))
    assert float(kb.kl(p, "gamma(2)")) == pytest.approx(exact, rel=1e-12)
    assert float(kb.kl("norm(0, 1)", p)) == np.inf
    (violation,) = kb.kl("norm(0, 1)", p).violations()
    assert violation.p == pytest.approx(0.5)


@pytest.mark.parametrize(("centre", "width"), [(300.0, 0.1), (-5.0, 40.0), (0.0, 1e-5), (1e4, 1.0)])
def test_the_mass_is_found_wherever_it_is(centre, width):
    p = kb.Density(lambda x: bell((x - centre) / width), normalized=False)
    result = kb.kl(p, F.Normal(centre, 2.0 * width))
    # log 2 + 1/8 - 1/2
    assert float(result) == pytest.approx(math.log(2.0) - 0.375, rel=1e-9)


def test_entropy_counts_the_constant():
    result = kb.entropy(kb.Density(bell, normalized=False))
    assert float(result) == pytest.approx(LOG_ROOT + 0.5, rel=1e-13)


def vectors(normalized, shift=0.0):
    constant = 2.0 * LOG_ROOT if normalized else 0.0
    return kb.Density(
        lambda x: bell(x - shift).sum(axis=-1) - constant,
        dim=2,
        sample=lambda n, rng: rng.standard_normal((n, 2)) + shift,
        normalized=normalized,
    )


Q = F.MultivariateNormal([1.0, 0.0], np.eye(2))


@pytest.mark.parametrize(
    ("p", "q", "code"),
    [
        (vectors(True), Q, None),
        (vectors(False), Q, "log_z_estimated"),
        (Q, vectors(False), "log_z_estimated"),
    ],
)
def test_over_vectors_it_is_a_mean_over_draws(p, q, code):
    result = kb.kl(p, q, rng=0)
    assert (result.kind, result.method) == ("estimate", "draws_of_p")
    assert abs(float(result) - 0.5) <= 4.0 * result.error
    assert [c.code for c in result.cautions] == ([code] if code else [])


def test_the_standard_error_is_honest_with_an_estimated_constant():
    values = [float(kb.kl(Q, vectors(False), rng=seed)) for seed in range(40)]
    error = kb.kl(Q, vectors(False), rng=0).error
    assert 0.6 < np.std(values) / error < 1.5


def test_what_nothing_normalises_is_flagged():
    result = kb.kl(vectors(False), vectors(False, shift=1.0), rng=0)
    assert [c.code for c in result.cautions] == ["known_up_to_log_z"]
    # both lack the same constant here, so that the divergence is right
    assert abs(float(result) - 1.0) <= 4.0 * result.error


def test_an_unnormalised_density_is_not_sampled_for_other_measures():
    with pytest.raises(kb.NoMethodError, match="not normalised"):
        kb.jensen_shannon(vectors(False), Q)


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        ((bell,), kb.NotNormalizedError, "2.50662827"),
        ((lambda x: np.where(x < 0, np.nan, -x),), kb.InvalidInputError, "nan at"),
        ((lambda x: np.where(np.abs(x) < 1, np.inf, -x * x),), kb.InvalidInputError, "inf at"),
        ((lambda x: 0.0,), kb.ShapeError, "one value a point"),
        ((bell, (1.0, 0.0)), kb.InvalidInputError, "lower end"),
        ((3.0,), kb.InvalidInputError, "function"),
        ((lambda x: np.full(x.shape, -np.inf),), kb.InvalidInputError, "wherever it was looked at"),
    ],
)
def test_what_is_no_density_is_refused(arguments, error, words):
    with pytest.raises(error, match=words):
        kb.kl(kb.Density(*arguments), "norm(0, 1)")


def test_an_infinite_integral_is_refused():
    with pytest.raises(kb.InvalidInputError, match="integral inf"):
        kb.kl(kb.Density(lambda x: 0.0 * x, normalized=False), "norm(0, 1)")


def test_a_pmf_cannot_be_compared_with_it():
    with pytest.raises(kb.SupportError, match="pmf"):
        kb.kl(kb.Density(bell, normalized=False), "poisson(2)")


def test_draws_of_another_shape_are_refused():
    p = kb.Density(lambda x: bell(x).sum(axis=-1), dim=2, sample=lambda n, rng: rng.normal(size=n))
    with pytest.raises(kb.ShapeError, match="`sample` returned"):
        kb.kl(p, Q)
    with pytest.raises(kb.InvalidInputError, match="dim"):
        kb.Density(bell, (0.0, 1.0), dim=2)


@pytest.mark.parametrize(("gap", "width"), [(1.0, 1e-2), (10.0, 1e-3), (100.0, 1e-4), (-50.0, 0.3)])
def test_narrow_modes_far_apart_are_all_found(gap, width):
    """The formula of a mixture, without its constant, is that mixture; its log Z is log sqrt(2 pi)."""

    def log_density(x):
        first = math.log(0.3) - 0.5 * (x / width) ** 2 - math.log(width)
        second = math.log(0.7) - 0.5 * ((x - gap) / (width / 2)) ** 2 - math.log(width / 2)
        return np.logaddexp(first, second)

    formula = kb.Density(log_density, normalized=False)
    parts = [kb.families.Normal(0.0, width), kb.families.Normal(gap, width / 2)]
    for p, q in (
        (formula, kb.Mixture([0.3, 0.7], parts)),
        (kb.Mixture([0.3, 0.7], parts), formula),
    ):
        found = kb.kl(p, q)
        assert found.value <= found.error < 1e-8
        (caution,) = (c for c in found.cautions if c.code == "normalized_numerically")
        assert "modes were found" in caution.message
        assert f"log Z = {0.5 * math.log(2.0 * math.pi):.9g}" in caution.message
