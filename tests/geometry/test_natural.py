"""Natural gradients, the quadratic approximation, Jeffreys' prior and the Cramér-Rao bound."""

import matplotlib as mpl
import matplotlib.pyplot
import mpmath
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


def test_the_plot_shows_the_ratio_that_tends_to_one():
    """D(λ‖λ + h) = h - λ log(1 + h/λ) of Poisson laws, over h²/(2 λ)."""
    _, ax = mpl.pyplot.subplots()
    axes = G.quadratic_kl("poisson(4)", [2.0]).plot(ax)
    ratio, one = axes.get_lines()
    t, y = ratio.get_data()
    h = [2 * mpmath.mpf(float(s)) for s in t]
    assert y == pytest.approx([float((s - 4 * mpmath.log1p(s / 4)) / (s * s / 8)) for s in h])
    assert t[-1] == 1.0
    assert abs(y[0] - 1) < 0.02 < abs(y[-1] - 1)
    assert set(one.get_ydata()) == {1.0}
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("share of the step", "ratio")
    assert axes is ax
    mpl.pyplot.close("all")
    with pytest.raises(InvalidInputError, match="step is 0"):
        G.quadratic_kl("poisson(4)", [0.0]).plot()


def test_a_step_to_the_edge_may_be_infinitely_far():
    assert G.quadratic_kl([0.5, 0.5], [0.5]).ratio == np.inf


MATRIX = F.MultivariateNormal([0, 1], [[2, 0.3], [0.3, 1]])


def test_gradients_by_parameter_follow_the_chain_rule():
    """Σ A_ij cov_ij has the derivative A_10 + A_01 in cov[1, 0], and Σ a_i p_i has a_i - a_m in p_i."""
    a = np.array([[1.0, 5.0], [2.0, 3.0]])
    found = G.natural_gradient(MATRIX, {"cov": a})
    assert found == pytest.approx(G.natural_gradient(MATRIX, [0, 0, 1.0, 7.0, 3.0]))
    p = np.array([0.2, 0.3, 0.5])
    natural = G.natural_gradient(p, {"p": [1.0, 2.0, 4.0]})
    # of a mean, the natural gradient is p (a - mean): Amari (2016), replicator dynamics
    assert natural == pytest.approx((p * (np.array([1.0, 2.0, 4.0]) - 2.8))[:2])


@pytest.mark.parametrize(
    ("dist", "gradient", "error", "words"),
    [
        (F.Normal([0, 1], 1), [1.0, 1.0], ShapeError, "batch"),
        (F.Normal(0, 1), {"variance": 1.0}, InvalidInputError, "no free parameter"),
        (F.Normal(0, 1), {"mean": [1.0, 2.0]}, ShapeError, "shape"),
        (F.Normal(0, 1), ["a", "b"], InvalidInputError, "numbers"),
        (F.Normal(0, 1), [1.0], InvalidInputError, "2 finite entries"),
        (F.Normal(0, 1), [1.0, np.inf], InvalidInputError, "2 finite entries"),
        (F.MultivariateNormal([0, 0], np.ones((2, 2))), np.ones(5), InvalidInputError, "singular"),
    ],
)
def test_gradients_that_make_no_sense_are_refused(dist, gradient, error, words):
    with pytest.raises(error, match=words):
        G.natural_gradient(dist, gradient)


def test_steps_of_matrices_and_tables_stay_what_they_are():
    with pytest.raises(InvalidInputError, match="symmetric"):
        G.quadratic_kl(MATRIX, {"cov": [[0.1, 0.1], [0.0, 0.1]]})
    with pytest.raises(InvalidInputError, match="sum to 0"):
        G.quadratic_kl([0.2, 0.8], {"p": [0.1, 0.1]})
    assert float(G.quadratic_kl([0.2, 0.8], {"p": [0.1, -0.1]})) == pytest.approx(0.5 * 0.01 / 0.16)


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
    for rate in (0.0, np.nan, np.inf, "fast", [1.0]):
        with pytest.raises(InvalidInputError, match="rate"):
            G.natural_gradient_step(F.Exponential(1.0), [1.0], rate=rate)
    redundant = F.MatrixNormal(np.zeros((1, 1)), [[1.0]], [[1.0]])
    with pytest.raises(InvalidInputError, match="singular"):
        G.natural_gradient(redundant, [0.0, 1.0, 0.0])


def test_jeffreys_prior_of_a_coin_is_the_arcsine_law_times_pi():
    area = integrate.quad(lambda t: 2 * t * G.jeffreys_prior(F.Bernoulli(t * t)), 0, 1 - 1e-12)[0]
    assert area == pytest.approx(np.pi, rel=1e-5)
    assert G.jeffreys_prior(F.Normal(0, [1.0, 2.0])) == pytest.approx(2**0.5 / np.array([1, 4]))
    assert G.jeffreys_prior(F.Normal(0, 2), known=["sd"]) == pytest.approx(0.5)


def test_jeffreys_prior_refuses_what_is_not_regular():
    with pytest.raises(InvalidInputError, match="edge"):
        G.jeffreys_prior(F.Bernoulli([0.5, 0.0]))
    with pytest.raises(InvalidInputError, match="moves the support"):
        G.jeffreys_prior(F.Uniform(0, 1))
    with pytest.raises(InvalidInputError, match="singular"):
        G.jeffreys_prior(F.MultivariateNormal([0, 0], np.ones((2, 2))))


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


def test_cramer_rao_against_known_variances():
    """The sample variance has the variance 2 s⁴/(n - 1), above the bound 2 s⁴/n; the share is efficient."""
    s, n = 1.7, 12
    bound = G.cramer_rao_bound(F.Normal(3, s), n, of=lambda v: v[1] ** 2)
    assert bound == pytest.approx(2 * s**4 / n)
    assert G.cramer_rao_bound(F.Bernoulli(0.3), n)[0, 0] == pytest.approx(0.3 * 0.7 / n)
    covariance = (np.diag([0.2, 0.3]) - np.outer([0.2, 0.3], [0.2, 0.3])) / n
    assert G.cramer_rao_bound([0.2, 0.3, 0.5], n) == pytest.approx(covariance)


def test_knowing_a_parameter_lowers_the_bound_on_another():
    """1/I₁₁ against (I⁻¹)₁₁ = 1/(I₁₁ - I₁₂²/I₂₂), for gamma laws 1/ψ' against 1/(ψ' - 1/a)."""
    trigamma = float(mpmath.psi(1, 2))
    alone = G.cramer_rao_bound(F.Gamma(2, 3), 10, known=["scale"])[0, 0]
    both = G.cramer_rao_bound(F.Gamma(2, 3), 10)[0, 0]
    assert alone == pytest.approx(0.1 / trigamma)
    assert both == pytest.approx(0.1 / (trigamma - 0.5))


def test_cramer_rao_refuses_bad_input():
    for n in (0, -1, 2.5, True, np.nan, "many"):
        with pytest.raises(InvalidInputError, match="`n`"):
            G.cramer_rao_bound("norm(0, 2)", n)
    with pytest.raises(ShapeError, match="`of`"):
        G.cramer_rao_bound("norm(0, 2)", 10, of=lambda v: np.nan)
    with pytest.raises(InvalidInputError, match="moves the support"):
        G.cramer_rao_bound(F.Uniform(0, 1), 10)
