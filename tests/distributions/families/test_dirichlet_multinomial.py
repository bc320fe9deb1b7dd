"""Dirichlet-multinomial counts against exact enumeration in mpmath."""

import itertools

import mpmath as mp
import numpy as np
import pytest
from scipy import stats

import kullback as kb
from kullback.distributions.families.beta_binomial import BetaBinomial
from kullback.distributions.families.dirichlet_multinomial import DirichletMultinomial
from kullback.distributions.families.multinomial import Multinomial
from kullback.errors import ShapeError
from tests.distributions.families import checks


def outcomes(n, parts):
    return [x for x in itertools.product(range(n + 1), repeat=parts) if sum(x) == n]


def mass(x, a):
    """n! / prod x_i! times prod (a_i)_{x_i} / (A)_n."""
    n = sum(x)
    value = mp.factorial(n) / mp.rf(mp.fsum(a), n)
    for k, own in zip(x, a, strict=True):
        value *= mp.rf(own, k) / mp.factorial(k)
    return value


def divergence(n, a, c):
    a, c = checks.exact(*a), checks.exact(*c)
    return mp.fsum(mass(x, a) * mp.log(mass(x, a) / mass(x, c)) for x in outcomes(n, len(a)))


@pytest.mark.parametrize("scale", [1e-3, 1.0, 1e6])
def test_laws_near_and_far_keep_all_digits(scale):
    rng = np.random.default_rng(1)
    a = scale * np.array([1.0, 2.5, 0.4])
    with mp.workdps(80):
        for near, moved in checks.neighbours(rng, a):
            checks.assert_kl(
                DirichletMultinomial(5, near),
                DirichletMultinomial(5, moved),
                lambda p=near, q=moved: divergence(5, p, q),
            )
        for other in (a * [0.1, 7.0, 1.0], 1e3 * a):
            checks.assert_kl(
                DirichletMultinomial(4, a),
                DirichletMultinomial(4, other),
                lambda q=other: divergence(4, a, q),
            )


def test_equal_laws_diverge_by_exactly_zero():
    checks.assert_equal_pairs_give_zero(
        DirichletMultinomial, [3, 7], [[1.0, 2.0, 3.0], [0.1, 9, 4]]
    )


def test_many_draws_are_added_up_count_by_count():
    p, q = (DirichletMultinomial(2000, a) for a in ([1.0, 2.0], [2.0, 1.5]))
    one = kb.kl(BetaBinomial(2000, 1.0, 2.0), BetaBinomial(2000, 2.0, 1.5))
    assert float(p.kl(q, np)) == pytest.approx(one.value, rel=1e-12)
    near = DirichletMultinomial(2000, [1.0, 2.0 + 1e-6])
    assert p.kl(near, np) is None  # the terms would cancel


def test_other_numbers_of_draws_share_no_outcome():
    p = DirichletMultinomial([3, 4], [1.0, 2.0])
    assert p.kl(DirichletMultinomial(4, [1.0, 2.0]), np).tolist() == [np.inf, 0.0]


def test_the_mass_is_that_of_the_definition_and_of_scipy():
    a = np.array([0.3, 2.0, 5.0])
    x = np.array(outcomes(6, 3))
    found = DirichletMultinomial(6, a).log_density(1.0 * x, np)
    with mp.workdps(40):
        exact = [float(mp.log(mass(k, checks.exact(*a)))) for k in x.tolist()]
    np.testing.assert_allclose(found, exact, rtol=1e-13, atol=1e-14)
    theirs = stats.dirichlet_multinomial(a, 6).logpmf(x)
    np.testing.assert_allclose(found, theirs, rtol=1e-12, atol=1e-13)
    outside = np.array([[1.0, 2.0, 4.0], [0.5, 0.5, 5.0], [-1.0, 3.0, 4.0]])
    assert np.all(DirichletMultinomial(6, a).log_density(outside, np) == -np.inf)


@pytest.mark.parametrize("scale", [1.0, 1e3, 1e8])
def test_the_log_ratio_to_a_multinomial_keeps_its_digits(scale):
    a, chances, x = (
        scale * np.array([1.0, 2.0, 5.0]),
        [0.125, 0.25, 0.625],
        np.array([[1.0, 3.0, 2.0]]),
    )
    found = DirichletMultinomial(6, a).log_ratio_across(Multinomial(6, chances), x, np)
    with mp.workdps(50):
        powers = mp.factorial(6)
        for p, k in zip(checks.exact(*chances), (1, 3, 2), strict=True):
            powers *= p**k / mp.factorial(k)
        exact = float(mp.log(mass((1, 3, 2), checks.exact(*a)) / powers))
    assert abs(float(found.u[0]) - exact) <= 1e-14 * float(found.size[0])
    assert float(found.size[0]) < 100 / scale


def test_draws_have_the_right_mean_and_total():
    rng = np.random.default_rng(2)
    a = np.array([1.0, 2.0, 5.0])
    x = DirichletMultinomial(10, a).sample(20_000, rng)
    assert np.all(x.sum(axis=1) == 10)
    share = a / a.sum()
    variance = 10 * share * (1 - share) * (10 + a.sum()) / (1 + a.sum())
    assert np.all(np.abs(x.mean(axis=0) - 10 * share) < 5 * np.sqrt(variance / 20_000))  # 5 sigma


def test_a_single_kind_of_outcome_is_refused():
    with pytest.raises(ShapeError, match="at least two"):
        DirichletMultinomial(3, [1.0])
