"""The most powerful test has the errors that listing every sample gives, and no other test has less."""

import itertools
import math

import numpy as np
import pytest
from scipy import stats

import kullback as kb
from kullback.detection.choice import sum_of
from kullback.detection.lattice_sums import LatticeSum
from kullback.detection.listed_sums import ListedSum
from kullback.detection.pairs import pair_of
from kullback.detection.sampled_sums import SampledSum
from kullback.detection.steps import steps_of
from kullback.errors import InvalidInputError, ShapeError, SupportError

TABLES = [
    ([0.5, 0.5], [0.2, 0.8]),
    ([0.2, 0.3, 0.5], [0.5, 0.3, 0.2]),
    ([0.1, 0.2, 0.3, 0.4], [0.4, 0.3, 0.23, 0.07]),
    ([0.5, 0.3, 0.2, 0.0], [0.0, 0.3, 0.2, 0.5]),
]


def brute_force(p, q, n, alpha):
    """Beta by sorting all m^n samples by their likelihood ratio and filling up alpha."""
    samples = list(itertools.product(range(len(p)), repeat=n))
    pairs = [(math.prod(p[i] for i in s), math.prod(q[i] for i in s)) for s in samples]
    pairs = [pair for pair in pairs if max(pair) > 0]
    pairs.sort(key=lambda pair: -(pair[1] / pair[0] if pair[0] else math.inf))
    left, power = alpha, 0.0
    for a, b in pairs:
        share = 1.0 if a <= left else left / a
        power, left = power + share * b, left - share * a
        if left <= 0.0:
            break
    return 1.0 - power


@pytest.mark.parametrize(("p", "q"), TABLES)
@pytest.mark.parametrize("n", [1, 2, 3, 5])
@pytest.mark.parametrize("alpha", [0.01, 0.05, 0.3, 0.9])
def test_beta_of_tables_equals_brute_force(p, q, n, alpha):
    test = kb.detection.neyman_pearson(p, q, n, alpha)
    assert test.kind == "exact"
    assert test.beta == pytest.approx(brute_force(p, q, n, alpha), abs=1e-13)
    assert test.power == 1.0 - test.beta


@pytest.mark.parametrize(("p", "q"), TABLES)
def test_decisions_have_the_errors_that_are_stated(p, q):
    """Every sample is decided; the probabilities of what is decided for q add up to alpha and power."""
    n, test = 4, kb.detection.neyman_pearson(p, q, 4, 0.1)
    alpha = power = 0.0
    for s in itertools.product(range(len(p)), repeat=n):
        a, b = math.prod(p[i] for i in s), math.prod(q[i] for i in s)
        if max(a, b) == 0.0:
            continue
        # with a lot that always wins, and one that never does
        yes = test.decide(s, FixedLot(0.0)) == "q"
        no = test.decide(s, FixedLot(1.0 - 1e-16)) == "q"
        share = 1.0 if yes and no else test.randomization if yes else 0.0
        alpha, power = alpha + share * a, power + share * b
    assert alpha == pytest.approx(test.alpha, abs=1e-13)
    assert power == pytest.approx(test.power, abs=1e-13)


class FixedLot(np.random.Generator):
    def __init__(self, value):
        super().__init__(np.random.PCG64(0))
        self.value = value

    def random(self):
        return self.value


@pytest.mark.parametrize(("n", "alpha"), [(1, 0.05), (7, 0.01), (400, 1e-8)])
def test_normal_shift_is_the_textbook_formula(n, alpha):
    # beta = Phi(z_{1-alpha} - d' sqrt n)
    test = kb.detection.neyman_pearson("norm(1, 2)", "norm(2, 2)", n, alpha)
    expected = stats.norm.cdf(stats.norm.isf(alpha) - 0.5 * math.sqrt(n))
    assert test.beta == pytest.approx(expected, rel=1e-12)


def test_evidence_that_falls_with_the_observation_rejects_small_ones():
    test = kb.detection.neyman_pearson("norm(0, 1)", "norm(-1, 1)", 4, 0.05)
    assert test.decide([-2, -2, -2, -2]) == "q"
    assert test.decide([0, 0, 0, 0]) == "p"


def test_normals_of_different_spread_by_the_chi_squared_law():
    test = kb.detection.neyman_pearson("norm(0, 1)", "norm(0, 2)", 5, 0.05)
    expected = stats.chi2.cdf(stats.chi2.isf(0.05, 5) / 4.0, 5)
    assert test.beta == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("p", "q", "sums"),
    [
        ("poisson(3)", "poisson(4.5)", (stats.poisson(12), stats.poisson(18))),
        ("binom(5, 0.3)", "binom(5, 0.6)", (stats.binom(20, 0.3), stats.binom(20, 0.6))),
        ("geom(0.6)", "geom(0.3)", (stats.nbinom(4, 0.6), stats.nbinom(4, 0.3))),
        ("nbinom(3, 0.6)", "nbinom(3, 0.4)", (stats.nbinom(12, 0.6), stats.nbinom(12, 0.4))),
    ],
)
def test_count_families_randomise_on_the_sum(p, q, sums):
    """By hand: reject above t, with the lot at t, of the sum of four."""
    law_p, law_q = sums
    t = next(t for t in range(1000) if law_p.sf(t) <= 0.05)
    lot = (0.05 - law_p.sf(t)) / law_p.pmf(t)
    test = kb.detection.neyman_pearson(p, q, 4, 0.05)
    assert test.randomization == pytest.approx(lot, rel=1e-9)
    assert test.beta == pytest.approx(law_q.cdf(t) - lot * law_q.pmf(t), rel=1e-10)
    assert test.alpha == pytest.approx(0.05, rel=1e-12)


FAMILIES = [
    ("norm(0, 1)", "norm(1, 1)"),
    ("norm(0, 1)", "norm(0.5, 2)"),
    ("expon(scale=1)", "expon(scale=2)"),
    ("gamma(2, scale=3)", "gamma(2, scale=2)"),
    ("laplace(0, 1)", "laplace(0, 2)"),
    ("rayleigh(scale=1)", "rayleigh(scale=1.5)"),
    ("pareto(3)", "pareto(2)"),
]


@pytest.mark.parametrize(("p", "q"), FAMILIES)
@pytest.mark.parametrize(("n", "alpha"), [(1, 0.05), (2, 0.1), (30, 0.01), (200, 1e-6)])
def test_known_laws_and_nodes_agree(p, q, n, alpha):
    """Two ways that share nothing: the law of a statistic, and quadrature of the densities."""
    pair = pair_of(p, q)
    exact = sum_of(pair)(n).cut(alpha)
    steps = steps_of(pair)
    other = ListedSum(steps, 1, "numerical") if n == 1 else LatticeSum(steps, n)
    found = other.cut(alpha)
    assert abs(found.beta - exact.beta) <= found.error + 1e-9 * exact.beta
    assert found.error <= 2e-4 * exact.beta


def test_lattice_equals_enumeration():
    steps = steps_of(pair_of(*TABLES[2]))
    for n in (2, 10, 40):
        exact, found = ListedSum(steps, n, "exact").cut(0.03), LatticeSum(steps, n).cut(0.03)
        assert abs(found.beta - exact.beta) <= found.error
        assert found.error <= 1e-4 * exact.beta


@pytest.mark.parametrize("n", [1, 10])
def test_different_families_against_simulation(n):
    test = kb.detection.neyman_pearson("norm(0, 1)", "cauchy(0, 1)", n, 0.05)
    rng = np.random.default_rng(20)
    draws = 200_000

    def evidence(x):
        return (stats.cauchy.logpdf(x) - stats.norm.logpdf(x)).sum(axis=1)

    false = np.mean(evidence(rng.normal(size=(draws, n))) > test.threshold)
    missed = np.mean(evidence(rng.standard_cauchy((draws, n))) <= test.threshold)
    # false alarm rate of this test: 1e-4 at 3.9 standard errors
    assert false == pytest.approx(0.05, abs=3.9 * math.sqrt(0.05 * 0.95 / draws))
    spread = math.sqrt(test.beta * (1 - test.beta) / draws)
    assert missed == pytest.approx(test.beta, abs=3.9 * spread)


def test_what_can_only_be_drawn_has_a_standard_error():
    exact = ("norm(0, 1)", "norm(1, 1)")
    pair = pair_of(*exact)
    true = sum_of(pair)(4).cut(0.05).beta
    found = [SampledSum(pair, 4, np.random.default_rng(s)).cut(0.05) for s in range(30)]
    z = [(cut.beta - true) / cut.error for cut in found]
    assert max(map(abs, z)) < 4.0
    test = kb.detection.neyman_pearson(
        kb.families.Dirichlet([1, 2, 3]), kb.families.Dirichlet([2, 2, 2]), 4, 0.05, rng=1
    )
    assert test.kind == "estimate"
    assert test.error > 0.0


def test_multivariate_normals_of_one_covariance():
    p = kb.families.MultivariateNormal([0, 0], [[2, 1], [1, 2]])
    q = kb.families.MultivariateNormal([1, 0], [[2, 1], [1, 2]])
    # squared Mahalanobis distance 2/3
    expected = stats.norm.cdf(stats.norm.isf(0.05) - math.sqrt(4 * 2 / 3))
    assert kb.detection.neyman_pearson(p, q, 4, 0.05).beta == pytest.approx(expected, rel=1e-10)


def test_disjoint_supports_make_no_error_at_once():
    for p, q in [([1, 0], [0, 1]), ("uniform(0, 1)", "uniform(2, 1)")]:
        test = kb.detection.neyman_pearson(p, q, 1, 0.05)
        assert (test.alpha, test.beta) == (0.0, 0.0)
    test = kb.detection.neyman_pearson([1, 0], [0, 1], 1, 0.05)
    assert (test.decide([0]), test.decide([1])) == ("p", "q")


def test_equal_distributions_leave_only_the_lot():
    test = kb.detection.neyman_pearson([0.5, 0.5], [0.5, 0.5], 3, 0.05)
    assert test.beta == pytest.approx(0.95)


def test_named_outcomes_and_a_common_bijection():
    test = kb.detection.neyman_pearson({"a": 0.5, "b": 0.5}, {"b": 0.9, "a": 0.1}, 3, 0.2)
    assert test.decide(["b", "b", "b"]) == "q"
    assert test.decide(["a", "a", "b"]) == "p"
    moved = kb.detection.neyman_pearson("expon(5, 1)", "expon(5, 2)", 3, 0.1)
    plain = kb.detection.neyman_pearson("expon(0, 1)", "expon(0, 2)", 3, 0.1)
    assert moved.beta == pytest.approx(plain.beta, rel=1e-12)
    assert moved.decide([10, 10, 10]) == "q"


@pytest.mark.parametrize("alpha", [0, 1, -0.1, 1.5, math.nan, "x", None])
def test_impossible_sizes_are_refused(alpha):
    with pytest.raises(InvalidInputError, match="`alpha`"):
        kb.detection.neyman_pearson([0.5, 0.5], [0.2, 0.8], 3, alpha)


@pytest.mark.parametrize("n", [0, -1, 2.5, math.inf, True])
def test_impossible_numbers_of_observations_are_refused(n):
    with pytest.raises(InvalidInputError, match="`n`"):
        kb.detection.neyman_pearson([0.5, 0.5], [0.2, 0.8], n, 0.05)


def test_what_is_no_law_is_refused():
    with pytest.raises(InvalidInputError, match="observations"):
        kb.detection.neyman_pearson(kb.Counts([3, 4]), [0.5, 0.5], 3, 0.05)
    with pytest.raises(ShapeError, match="batch"):
        kb.detection.neyman_pearson([[0.5, 0.5]], [0.2, 0.8], 3, 0.05)
    with pytest.raises(SupportError):
        kb.detection.neyman_pearson("poisson(3)", "norm(0, 1)", 3, 0.05)


def test_observations_that_do_not_fit_are_refused():
    test = kb.detection.neyman_pearson([0.5, 0.5, 0], [0.2, 0.8, 0], 3, 0.05)
    for x, error in (
        ([0, 1], ShapeError),
        ([0, 1, 5], InvalidInputError),
        ([0, 1, 2], InvalidInputError),
    ):
        with pytest.raises(error, match="`x`"):
            test.decide(x)
    with pytest.raises(InvalidInputError, match="NaN"):
        kb.detection.neyman_pearson("norm(0, 1)", "norm(1, 1)", 1, 0.05).decide([math.nan])


def test_area_under_the_curve_of_normals_is_phi_of_d_over_root_two():
    for d, n in ((1.0, 1), (0.5, 9), (3.0, 2)):
        found = kb.detection.roc("norm(0, 1)", f"norm({d}, 1)", n)
        assert found.auc == pytest.approx(stats.norm.cdf(d * math.sqrt(n / 2)), rel=1e-12)


@pytest.mark.parametrize(("p", "q"), TABLES)
def test_area_of_tables_is_the_chance_to_rank_a_pair_rightly(p, q):
    samples = list(itertools.product(range(len(p)), repeat=2))
    mass = [[math.prod(side[i] for i in s) for s in samples] for side in (p, q)]
    total = 0.0
    for i, j in itertools.product(range(len(samples)), repeat=2):
        weight = mass[0][i] * mass[1][j]
        # evidence q/p of j against that of i, cross-multiplied
        left, right = mass[1][j] * mass[0][i], mass[1][i] * mass[0][j]
        order = 0.5 if math.isclose(left, right, rel_tol=1e-12) else float(left > right)
        total += weight * order
    assert kb.detection.roc(p, q, 2).auc == pytest.approx(total, abs=1e-13)


def test_area_is_the_integral_of_power():
    for p, q, n in (("norm(0, 1)", "laplace(0, 1)", 4), ("poisson(3)", "poisson(4)", 2)):
        found = kb.detection.roc(p, q, n)
        middles = (np.arange(100) + 0.5) / 100
        area = np.mean([found.power_at(alpha) for alpha in middles])
        assert found.auc == pytest.approx(area, abs=4e-4)  # midpoints, 1/100 apart
        assert np.all(np.diff(found.power) >= -1e-12)
