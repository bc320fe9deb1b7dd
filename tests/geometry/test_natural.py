"""Natural gradients, the quadratic approximation, Jeffreys' prior and the Cramér-Rao bound."""

import numpy as np
import pytest
from scipy import integrate

import kullback as kb
from kullback.errors import InvalidInputError, ShapeError

F = kb.families
G = kb.geometry

STEPS = [
    (F.Normal(0, 1), [0.3, 0.5]),
    (F.Gamma(2, 3), [0.5, -0.7]),
    (F.Beta(2, 3), [1.0, 0.2]),
    (F.Poisson(4), [1.0]),
    (F.Bernoulli(0.3), [0.1]),
    (F.Weibull(2, 1), [0.3, 0.1]),
    (F.Gumbel(0, 1), [0.3, 0.2]),
    (F.Categorical([0.2, 0.3, 0.5]), [0.05, -0.03]),
    (F.MultivariateNormal([0, 1], [[2, 0.3], [0.3, 1]]), [0.3, 0.1, 0.2, 0.1, -0.1]),
    (F.NegativeBinomial(3, 0.4), [0.3, 0.05]),
]


@pytest.mark.parametrize(("p", "h"), STEPS, ids=lambda d: type(d).__name__)
def test_the_ratio_to_the_quadratic_tends_to_one_linearly(p, h):
    away = [G.quadratic_kl(p, np.array(h) * t).ratio - 1.0 for t in (1e-2, 5e-3, 2.5e-3)]
    assert np.abs(away[-1]) < 0.02
    assert away[0] / away[1] == pytest.approx(2.0, rel=0.02)
    assert away[1] / away[2] == pytest.approx(2.0, rel=0.02)


def test_steps_by_parameter_and_bad_steps():
    p = F.MultivariateNormal([0, 1], [[2, 0.3], [0.3, 1]])
    named = G.quadratic_kl(p, {"mean": [0.1, 0.0]})
    assert float(named) == G.quadratic_kl(p, [0.1, 0, 0, 0, 0]).value
    assert "ratio" in repr(named)
    with pytest.raises(InvalidInputError, match="leaves the family"):
        G.quadratic_kl("norm(0, 1)", [0.0, -2.0])
    with pytest.raises(InvalidInputError, match="2 finite entries"):
        G.quadratic_kl("norm(0, 1)", [0.1])
    with pytest.raises(InvalidInputError, match="2 finite entries"):
        G.quadratic_kl("norm(0, 1)", [np.nan, 0.0])
    with pytest.raises(InvalidInputError, match="no free parameter"):
        G.quadratic_kl("norm(0, 1)", {"variance": 1.0})
    with pytest.raises(InvalidInputError, match="moves the support"):
        G.quadratic_kl(F.Uniform(0, 1), [0.1, 0.1])
    with pytest.raises(ShapeError, match="batch"):
        G.quadratic_kl(F.Normal([0, 1], 1), [0.1, 0.1])
    assert G.quadratic_kl("norm(0, 1)", [0.0, 0.0]).ratio == 1.0


def test_natural_gradient_of_a_normal_law():
    assert G.natural_gradient(F.Normal(0, 2), [1.0, 1.0]) == pytest.approx([4.0, 2.0])
    assert G.natural_gradient(F.Normal(0, 2), {"sd": 1.0}) == pytest.approx([0.0, 2.0])


def test_the_natural_gradient_points_the_same_way_in_any_parameters():
    """d(scale) = J d(rate): the gradient of a function turns by Jᵀ, the natural one by J⁻¹."""
    own = G.natural_gradient(F.Exponential(2), [0.7])
    rate = 0.5
    jacobian = -1 / rate**2
    information = G.fisher_information(F.Exponential(2), parametrization="rate").matrix
    assert jacobian * (jacobian * 0.7) / information[0, 0] == pytest.approx(own[0])


def test_one_natural_step_in_the_expectation_parameter_lands_at_the_fit():
    q, target = F.Poisson(3.0), 7.5
    gradient = [1.0 - target / 3.0]  # of rate - target log rate
    assert G.natural_gradient_step(q, gradient).rate == pytest.approx(target)


def test_descent_finds_the_forward_projection():
    """Minimise D(p‖q) over q = Normal(m, s): the fit has the mean and sd of p, a gamma law."""
    mean, sd = 2.0, 1.0  # of Gamma(4, 0.5), by hand
    q = F.Normal(10.0, 5.0)
    for _ in range(200):
        second = sd**2 + (mean - q.mean) ** 2
        gradient = [(q.mean - mean) / q.sd**2, 1 / q.sd - second / q.sd**3]
        q = G.natural_gradient_step(q, gradient, 0.5)
    assert (q.mean, q.sd) == pytest.approx((mean, sd), rel=1e-10)


def test_a_step_out_of_the_family_is_shortened_and_bad_ones_are_refused():
    assert G.natural_gradient_step(F.Exponential(1.0), [5.0]).scale > 0.0
    with pytest.raises(InvalidInputError, match="rate"):
        G.natural_gradient_step(F.Exponential(1.0), [1.0], rate=-1.0)
    with pytest.raises(InvalidInputError, match="edge"):
        G.natural_gradient(F.Bernoulli(0.0), [1.0])
    redundant = F.MatrixNormal(np.zeros((1, 1)), [[1.0]], [[1.0]])
    with pytest.raises(InvalidInputError, match="singular"):
        G.natural_gradient(redundant, [0.0, 1.0, 0.0])


def test_jeffreys_prior_of_a_coin_is_the_arcsine_law_times_pi():
    area = integrate.quad(lambda t: 2 * t * G.jeffreys_prior(F.Bernoulli(t * t)), 0, 1 - 1e-12)[0]
    assert area == pytest.approx(np.pi, rel=1e-5)
    assert G.jeffreys_prior(F.Normal(0, [1.0, 2.0])) == pytest.approx(2**0.5 / np.array([1, 4]))
    assert G.jeffreys_prior(F.Normal(0, 2), known=["sd"]) == pytest.approx(0.5)


def test_jeffreys_prior_turns_with_the_parameters():
    rate = np.sqrt(G.fisher_information("expon(scale=2)", parametrization="rate").matrix[0, 0])
    assert G.jeffreys_prior("expon(scale=2)") == pytest.approx(rate * 0.5**2)


def test_cramer_rao_bound_is_met_by_the_mean_and_bounds_the_median():
    assert G.cramer_rao_bound("norm(0, 2)", 100)[0, 0] == pytest.approx(0.04)
    assert G.cramer_rao_bound("norm(0, 2)", 100, of=lambda v: v[1] ** 2) == pytest.approx(0.32)
    both = G.cramer_rao_bound(F.Gamma(2, 3), 10, of=lambda v: [v[0] * v[1], v[0]])
    assert both[0, 0] == pytest.approx(18 / 10)  # the mean is efficient: its variance a s²/n
    rng = np.random.default_rng(5)
    medians = np.median(rng.normal(0, 2, (4000, 101)), axis=1)
    assert medians.var() > G.cramer_rao_bound("norm(0, 2)", 101)[0, 0]


def test_cramer_rao_refuses_bad_input():
    for n in (0, -1, 2.5, True):
        with pytest.raises(InvalidInputError, match="`n`"):
            G.cramer_rao_bound("norm(0, 2)", n)
    with pytest.raises(ShapeError, match="`of`"):
        G.cramer_rao_bound("norm(0, 2)", 10, of=lambda v: np.nan)
    with pytest.raises(InvalidInputError, match="moves the support"):
        G.cramer_rao_bound(F.Uniform(0, 1), 10)
