"""Mixtures: everything a component has is seen, and the same mixture is recognised."""

import mpmath as mp
import numpy as np
import pytest
from scipy import stats

import kullback as kb

F = kb.families


def entropy_of_two_far_apart():
    return 0.5 * np.log(2 * np.pi * np.e) + np.log(2.0)


def test_it_is_right_against_high_precision_quadrature():
    p = kb.Mixture([0.3, 0.7], ["norm(-1, 1)", "norm(2, 0.5)"])
    with mp.workdps(30):
        w, v = mp.mpf(0.3), mp.mpf(0.7)

        def density(x):
            return (w * mp.npdf(x, -1, 1) + v * mp.npdf(x, 2, mp.mpf(0.5))) / (w + v)

        def term(x):
            return density(x) * (mp.log(density(x)) - mp.log(mp.npdf(x, 0, 2)))

        truth = mp.quad(term, [-14, -8, -4, -1, 1, 2, 3, 5, 14])
    result = kb.kl(p, "norm(0, 2)")
    assert result.kind == "numerical"
    assert abs(float(result) - float(truth)) <= result.error + 1e-15


def test_components_a_million_widths_apart_are_both_counted():
    p = kb.Mixture([0.5, 0.5], ["norm(-1e6, 1)", "norm(1e6, 1)"])
    assert float(kb.entropy(p)) == pytest.approx(entropy_of_two_far_apart(), rel=1e-9)


def test_a_component_a_billion_times_narrower_is_counted():
    p = kb.Mixture([0.5, 0.5], ["norm(0, 1)", "norm(3, 1e-9)"])
    q = kb.Mixture([0.25, 0.75], ["norm(0, 1)", "norm(3, 1e-9)"])
    truth = 0.5 * np.log(0.5 / 0.25) + 0.5 * np.log(0.5 / 0.75)
    result = kb.kl(p, q)
    # the overlap of the two is 1e-9 of the mass
    assert abs(float(result) - truth) <= result.error + 1e-7


def test_order_and_repetition_do_not_matter():
    p = kb.Mixture([0.2, 0.3, 0.5], ["norm(0, 1)", "norm(2, 1)", "norm(0, 1)"])
    q = kb.Mixture([0.3, 0.7], ["norm(2, 1)", "norm(0, 1)"])
    result = kb.kl(p, q)
    assert float(result) == pytest.approx(0.0, abs=1e-30)


def test_a_mixture_of_one_is_its_component():
    result = kb.kl(kb.Mixture([1.0], ["norm(0, 1)"]), "norm(1, 1)")
    assert result.kind == "exact"
    assert float(result) == 0.5


def test_nearly_equal_mixtures_keep_their_digits():
    h = 1e-7
    p = kb.Mixture([0.5, 0.5], [F.Normal(-1, 1), F.Normal(1, 1)])
    q = kb.Mixture([0.5, 0.5], [F.Normal(-1, 1), F.Normal(1 + h, 1)])
    with mp.workdps(40):
        # D = I h²/2 + O(h³), I = E_p (score of the second mean)²
        def score_square(x):
            f = (mp.npdf(x, -1, 1) + mp.npdf(x, 1, 1)) / 2
            return (mp.npdf(x, 1, 1) / 2 * (x - 1)) ** 2 / f

        information = mp.quad(score_square, [-12, -4, 0, 4, 12])
    moved = (1 + h) - 1.0
    assert float(kb.kl(p, q)) == pytest.approx(float(information) * moved**2 / 2, rel=1e-6)


def test_mass_in_a_gap_of_q_is_infinite_and_named():
    q = kb.Mixture([0.3, 0.7], ["uniform(0, 1)", "uniform(2, 1)"])
    result = kb.kl("uniform(0, 3)", q)
    assert float(result) == np.inf
    (violation,) = result.violations()
    assert violation.outcome == (1.0, 2.0)
    assert violation.p == pytest.approx(1.0 / 3.0)
    assert np.isfinite(float(kb.kl("uniform(0, 1)", q)))


def test_on_the_integers_it_is_a_sum():
    p = kb.Mixture([0.3, 0.7], ["poisson(2)", "poisson(9)"])
    k = np.arange(200)
    pmf = 0.3 * stats.poisson(2).pmf(k) + 0.7 * stats.poisson(9).pmf(k)
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(pmf > 0, pmf * (np.log(pmf) - stats.poisson(5).logpmf(k)), 0.0)
    assert float(kb.kl(p, "poisson(5)")) == pytest.approx(terms.sum(), rel=1e-12)


def test_weights_are_a_batch():
    p = kb.Mixture([[0.3, 0.7], [0.5, 0.5]], ["norm(0, 1)", "norm(3, 1)"])
    result = kb.kl(p, "norm(0, 2)")
    singles = [kb.kl(kb.Mixture(w, ["norm(0, 1)", "norm(3, 1)"]), "norm(0, 2)") for w in p.weights]
    np.testing.assert_allclose(result.value, [float(r) for r in singles], rtol=1e-13)


def test_a_batch_of_distributions_gives_the_components():
    p = kb.Mixture([0.5, 0.5], F.Normal([-1.0, 1.0], 1.0))
    q = kb.Mixture([0.5, 0.5], ["norm(-1, 1)", "norm(1, 1)"])
    assert float(kb.kl(p, q)) == 0.0


def test_draws_come_from_every_component():
    p = kb.Mixture([0.25, 0.75], [F.Normal(-10, 1), F.Normal(10, 1)])
    x = p.sample(4000, np.random.default_rng(0))
    assert abs((x < 0).mean() - 0.25) < 1e-3


@pytest.mark.parametrize(
    ("weights", "components", "error", "words"),
    [
        ([0.5, 0.6], ["norm", "norm"], kb.NotNormalizedError, "sum to 1.1"),
        ([-0.5, 1.5], ["norm", "norm"], kb.NegativeProbabilityError, "index"),
        ([1.0], ["norm", "norm"], kb.ShapeError, "2 components"),
        ([], [], kb.InvalidInputError, "at least one"),
        ([1.0], "norm", kb.InvalidInputError, "list"),
        ([0.5, 0.5], ["norm(0, 1)", "poisson(3)"], kb.SupportError, "different spaces"),
        ([0.5, 0.5], ["norm(0, 1)", [0.5, 0.5]], kb.InvalidInputError, "distributions"),
        ([0.5, 0.5], [F.Normal(), F.Delta(0.0)], kb.SupportError, "atom"),
        (
            [0.5, 0.5],
            [F.Normal([0.0, 1.0], 1.0), F.Normal([0.0, 1.0, 2.0], 1.0)],
            kb.ShapeError,
            "broadcast",
        ),
    ],
)
def test_what_is_no_mixture_is_refused(weights, components, error, words):
    with pytest.raises(error, match=words):
        kb.kl(kb.Mixture(weights, components), "norm(0, 1)")


def test_a_batch_of_vectors_gives_components_of_vectors():
    concentrations = np.array([[1.0, 2.0], [3.0, 4.0]])
    p = kb.Mixture([0.5, 0.5], F.Dirichlet(concentrations))
    assert [part.concentration.tolist() for part in p.components] == concentrations.tolist()
    q = kb.Mixture([0.5, 0.5], F.MultivariateNormal(np.eye(2), np.stack([np.eye(2)] * 2)))
    assert q.components[0].cov.shape == (2, 2)
