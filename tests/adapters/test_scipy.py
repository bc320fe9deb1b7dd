"""SciPy's objects become our families with exactly their parameters, or answer as themselves."""

import warnings

import numpy as np
import pytest
from scipy import special, stats
from scipy.stats._distr_params import distcont, distdiscrete

import kullback as kb
from kullback.adapters.scipy import adapt, distribution_names
from kullback.distributions import families
from kullback.distributions.foreign import Foreign
from kullback.distributions.stretched import Stretched
from kullback.distributions.transformed import Shifted
from kullback.errors import InvalidInputError, SupportError

CONTINUOUS = {
    stats.norm(1, 2): families.Normal,
    stats.lognorm(0.5, scale=3): families.LogNormal,
    stats.halfnorm(scale=3): families.HalfNormal,
    stats.expon(scale=3): families.Exponential,
    stats.gamma(2, scale=3): families.Gamma,
    stats.erlang(2, scale=3): families.Gamma,
    stats.invgamma(2, scale=3): families.InverseGamma,
    stats.chi2(3): families.Chi2,
    stats.chi2(3, scale=0.7): families.Gamma,
    stats.beta(2, 3): families.Beta,
    stats.beta(2, 3, scale=4): Stretched,
    stats.laplace(1, 2): families.Laplace,
    stats.logistic(1, 2): families.Logistic,
    stats.gumbel_r(1, 2): families.Gumbel,
    stats.weibull_min(1.5, scale=2): families.Weibull,
    stats.rayleigh(scale=2): families.Rayleigh,
    stats.pareto(1.5, scale=2): families.Pareto,
    stats.cauchy(1, 2): families.Cauchy,
    stats.t(3, 1, 2): families.StudentT,
    stats.t(np.inf, 1, 2): families.Normal,
    stats.vonmises(2, loc=1): families.VonMises,
    stats.uniform(1, 2): families.Uniform,
    stats.gamma(2, 1, 3): Shifted,
    stats.beta(2, 3, 1, 4): Shifted,
    stats.arcsine(1, 4): Shifted,
    stats.rdist(1.6, 1, 4): Shifted,
    stats.powerlaw(1.6): families.Beta,
}
DISCRETE = {
    stats.bernoulli(0.3): families.Bernoulli,
    stats.binom(5, 0.3): families.Binomial,
    stats.geom(0.3): families.Geometric,
    stats.nbinom(2.5, 0.3): families.NegativeBinomial,
    stats.poisson(3): families.Poisson,
    stats.randint(2, 7): families.DiscreteUniform,
    stats.poisson(3, loc=2): Shifted,
}


@pytest.mark.parametrize("frozen", CONTINUOUS, ids=lambda f: f.dist.name)
def test_a_known_density_keeps_its_value_at_every_quantile(frozen):
    p = adapt(frozen)
    assert type(p) is CONTINUOUS[frozen]
    x = np.asarray(frozen.ppf([0.01, 0.3, 0.5, 0.9]))
    np.testing.assert_allclose(p.log_density(x, np), frozen.logpdf(x), rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("frozen", DISCRETE, ids=lambda f: f.dist.name)
def test_a_known_mass_function_keeps_its_values(frozen):
    p = adapt(frozen)
    assert type(p) is DISCRETE[frozen]
    x = np.arange(-1.0, 9.0)
    with np.errstate(divide="ignore"):
        expected = frozen.logpmf(x)
    np.testing.assert_allclose(p.log_density(x, np), expected, rtol=1e-12)
    low, high = frozen.support()
    assert (float(p.support.low), float(p.support.high)) == (low, high)


def test_arrays_of_parameters_become_a_batch():
    p = adapt(stats.gamma([1.0, 2.0, 3.0], loc=[[1.0], [2.0]]))
    assert p.batch_shape == (2, 3)
    np.testing.assert_allclose(
        p[1, 2].log_density(np.array([4.0]), np), stats.gamma(3.0, 2.0).logpdf([4.0])
    )
    q = adapt(stats.skewnorm([1.0, 2.0, 3.0], loc=[[1.0], [2.0]]))
    assert q.batch_shape == (2, 3)
    x = np.array([1.5, 2.5])
    expected = stats.skewnorm(3.0, loc=2.0).logpdf(x)
    np.testing.assert_allclose(q[1, 2].log_density(x, np), expected, rtol=1e-14)


def test_a_uniform_ends_where_the_exact_sum_does():
    p = adapt(stats.uniform(1.0, 1e-20))
    assert float(p.entropy(np)) == np.log(1e-20)


@pytest.mark.parametrize(
    ("obj", "words"),
    [
        (stats.norm(0, -1), "`scale` of `norm` is -1"),
        (stats.norm(np.nan, 1), "`loc` of `norm` is nan"),
        (stats.gamma([1.0, -2.0]), r"`a` of `gamma` is -2\.0"),
        (stats.binom(2.5, 0.5), "`n` of `binom`"),
        (stats.randint(5, 5), "`low` must be below"),
        (stats.skewnorm(np.nan), "skewnorm"),
        (stats.skewnorm(1, scale=0), "`scale` of `skewnorm`"),
        (stats.zipf(0.5), "zipf"),
    ],
)
def test_parameters_that_scipy_answers_by_nan_are_named(obj, words):
    with pytest.raises(InvalidInputError, match=words):
        adapt(obj)


def test_a_family_without_its_shapes_is_no_distribution():
    with pytest.raises(InvalidInputError, match="give its 'a' first"):
        adapt(stats.gamma)
    with pytest.raises(InvalidInputError, match="call it with its parameters"):
        adapt(stats.wishart)
    assert isinstance(adapt(stats.norm), families.Normal)


@pytest.mark.parametrize(
    ("name", "shapes"),
    [
        c
        for c in distcont
        if isinstance(c[0], str) and c[0] not in ("levy_stable", "studentized_range")
    ],
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_every_continuous_distribution_of_scipy_is_known(name, shapes):
    frozen = getattr(stats, name)(*shapes, loc=1.0, scale=2.0)
    p = adapt(frozen)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        x = np.asarray(frozen.ppf([0.2, 0.6]))
        expected = frozen.logpdf(x)
    np.testing.assert_allclose(p.log_density(x, np), expected, rtol=1e-9, atol=1e-12)
    centre, width = p.bulk
    assert np.isfinite(centre)
    assert 0.0 < width < np.inf


@pytest.mark.parametrize(
    ("name", "shapes"),
    [c for c in distdiscrete if isinstance(c[0], str)],
    ids=lambda v: v if isinstance(v, str) else "",
)
def test_every_discrete_distribution_of_scipy_is_known(name, shapes):
    frozen = getattr(stats, name)(*shapes)
    p = adapt(frozen)
    x = np.asarray(frozen.ppf([0.2, 0.6]), float)
    with np.errstate(all="ignore"):
        np.testing.assert_allclose(p.log_density(x, np), frozen.logpmf(x), rtol=1e-9)
    assert p.bulk[1] >= 1.0


def test_a_density_that_underflows_goes_on_falling():
    p = adapt(stats.kstwobign())
    near, far, further = p.log_density(np.array([18.0, 40.0, 400.0]), np)
    assert np.isfinite(near)
    # log density log(8x) - 2x² for large x, taken on as a power of x
    assert far == pytest.approx(-2 * 40.0**2, rel=0.03)
    assert further == pytest.approx(-2 * 400.0**2, rel=0.2)


@pytest.mark.parametrize(
    ("name", "shapes"), [("hypsecant", ()), ("rice", (1.5,)), ("johnsonsu", (1.0, 2.0))]
)
def test_log_densities_that_scipy_lacks_do_not_underflow(name, shapes):
    frozen = getattr(stats, name)(*shapes, scale=2.0)
    p = adapt(frozen)
    x = np.asarray(frozen.ppf([0.1, 0.5, 0.9]))
    np.testing.assert_allclose(p.log_density(x, np), frozen.logpdf(x), rtol=1e-12)
    assert np.all(np.isfinite(p.log_density(np.array([5e3, 2e4]), np)))


def test_the_same_frozen_distribution_is_at_distance_exactly_zero():
    p, q = adapt(stats.johnsonsu(1.0, 2.0)), adapt(stats.johnsonsu(1.0, 2.0))
    assert isinstance(p, Foreign)
    assert p.kl(q, np) == 0.0
    assert p.kl(adapt(stats.johnsonsu(1.0, 2.1)), np) is None


def test_a_user_subclass_answers_by_its_own_methods():
    class Ramp(stats.rv_continuous):
        def _pdf(self, x):
            return 2.0 * x

    p = adapt(Ramp(a=0.0, b=1.0, name="norm")())
    assert isinstance(p, Foreign)
    np.testing.assert_allclose(p.log_density(np.array([0.25, 0.5]), np), np.log([0.5, 1.0]))


def test_a_histogram_breaks_at_its_edges():
    p = adapt(stats.rv_histogram(np.histogram([1.0, 2, 2, 3, 3, 3], bins=[0, 2, 4, 6])))
    assert p.breaks == (0.0, 2.0, 4.0, 6.0)
    x = np.array([1.0, 3.0, 5.0])
    assert p.log_density(x, np)[2] == -np.inf
    np.testing.assert_allclose(np.exp(p.log_density(x[:2], np)), [1 / 12, 5 / 12])


def test_listed_values_become_a_table():
    p = adapt(stats.rv_discrete(values=([1, 4], [0.25, 0.75])))
    assert isinstance(p, families.Categorical)
    assert p.p.tolist() == [0.0, 0.25, 0.0, 0.0, 0.75]
    q = adapt(stats.rv_discrete(values=([-2, 1], [0.25, 0.75])))
    np.testing.assert_allclose(
        np.exp(q.log_density(np.array([-2.0, 1.0, 0.0]), np)), [0.25, 0.75, 0]
    )
    with pytest.raises(SupportError, match=r"0\.5"):
        adapt(stats.rv_discrete(values=([0.5, 4], [0.25, 0.75])))


def test_multivariate_families_keep_their_parameters():
    p = adapt(stats.multivariate_normal([1.0, 2.0], [[2.0, 0.5], [0.5, 1.0]]))
    assert isinstance(p, families.MultivariateNormal)
    assert p.cov.tolist() == [[2.0, 0.5], [0.5, 1.0]]
    diagonal = stats.Covariance.from_diagonal([1.0, 2.0])
    assert adapt(stats.multivariate_normal([0, 0], diagonal)).cov.tolist() == [
        [1.0, 0.0],
        [0.0, 2.0],
    ]
    assert adapt(stats.dirichlet([1.0, 2.0])).concentration.tolist() == [1.0, 2.0]
    assert adapt(stats.wishart(5, np.eye(2))).df == 5.0
    assert adapt(stats.vonmises_fisher([0.0, 1.0], 3.0)).concentration == 3.0
    assert adapt(stats.multinomial(4, [0.25, 0.75])).p.tolist() == [0.25, 0.75]


@pytest.mark.parametrize(
    ("obj", "kind", "event"),
    [
        (stats.multivariate_t([0.0, 1.0], np.eye(2), df=3), "vectors", (2,)),
        (stats.matrix_normal(np.zeros((2, 3))), "vectors", (6,)),
        (stats.matrix_t(np.zeros((2, 3)), np.eye(2), np.eye(3), df=4), "vectors", (6,)),
        (stats.invwishart(5, np.eye(2)), "spd", (2, 2)),
        (stats.normal_inverse_gamma(mu=0, lmbda=1, a=2, b=1), "vectors", (2,)),
        (stats.dirichlet_multinomial([1.0, 2.0], 3), "counts", (2,)),
        (stats.multivariate_hypergeom([3, 4], 3), "counts", (2,)),
        (stats.random_table([1, 2], [2, 1]), "counts", (2, 2)),
    ],
    ids=lambda v: type(v).__name__,
)
def test_other_multivariate_ones_are_drawn_from_and_evaluated(obj, kind, event):
    p = adapt(obj)
    assert p.support.space.kind == kind
    draws = p.sample(7, np.random.default_rng(1))
    assert draws.shape == (7, *event)
    log_p = p.log_density(draws, np)
    assert log_p.shape == (7,)
    assert np.all(np.isfinite(log_p))


def test_random_rotations_have_no_density():
    assert adapt(stats.ortho_group(3)) is None


def test_what_is_no_distribution_is_not_known():
    assert adapt(stats.BootstrapMethod()) is None


def test_a_kernel_density_estimate_is_a_density():
    kde = stats.gaussian_kde([1.0, 2.0, 4.0])
    p = adapt(kde)
    x = np.array([0.0, 2.5])
    np.testing.assert_allclose(p.log_density(x, np), kde.logpdf(x))
    assert p.sample(5, np.random.default_rng(1)).shape == (5,)
    plane = adapt(stats.gaussian_kde([[1.0, 2.0, 4.0], [1.0, 0.0, 2.0]]))
    assert plane.log_density(np.zeros((4, 2)), np).shape == (4,)


def test_the_names_cover_univariate_and_multivariate_ones():
    assert {"norm", "zipf", "skewnorm", "wishart"} <= distribution_names()
    assert "linregress" not in distribution_names()


def test_a_singular_normal_law_of_scipy_is_compared_within_its_range():
    p = stats.multivariate_normal([0.0, 0.0], np.ones((2, 2)), allow_singular=True)
    q = stats.multivariate_normal([0.0, 0.0], 2.0 * np.ones((2, 2)), allow_singular=True)
    one = kb.kl("norm(0, 1)", f"norm(0, {2**0.5!r})").value
    assert kb.kl(p, q).value == pytest.approx(one, rel=1e-14)
    assert kb.kl(p, stats.multivariate_normal([0.0, 0.0], np.eye(2))).value == np.inf


def test_more_multivariate_families_keep_their_parameters():
    p = adapt(stats.normal_inverse_gamma(mu=0.5, lmbda=2.0, a=3.0, b=1.5))
    assert isinstance(p, families.NormalInverseGamma)
    assert [float(v) for v in (p.mean, p.lmbda, p.a, p.b)] == [0.5, 2.0, 3.0, 1.5]
    q = adapt(stats.invwishart(5, 2.0 * np.eye(2)))
    assert isinstance(q, families.InverseWishart)
    assert (float(q.df), q.scale.tolist()) == (5.0, [[2.0, 0.0], [0.0, 2.0]])
    r = adapt(stats.dirichlet_multinomial([1.0, 2.0], 3))
    assert isinstance(r, families.DirichletMultinomial)
    assert (float(r.n), r.concentration.tolist()) == (3.0, [1.0, 2.0])


@pytest.mark.parametrize("d", [2, 3, 7])
def test_a_random_direction_is_the_law_without_concentration(d):
    """D(P‖U) = log area - h(P); by SciPy's own entropy of the von Mises-Fisher law."""
    p, q = stats.vonmises_fisher(np.eye(d)[0], 2.5), stats.uniform_direction(d)
    log_area = np.log(2.0) + 0.5 * d * np.log(np.pi) - special.gammaln(0.5 * d)
    result = kb.kl(p, q)
    assert result.kind == "exact"
    assert float(result) == pytest.approx(log_area - p.entropy(), rel=1e-12)
    assert float(kb.entropy(q)) == pytest.approx(log_area, rel=1e-14)
    # log p is linear in m·x, of mean 0 under U: it is, in the mean, what it is at right angles
    across = p.logpdf(np.eye(d)[1])
    assert float(kb.kl(q, p)) == pytest.approx(-log_area - across, rel=1e-12)
