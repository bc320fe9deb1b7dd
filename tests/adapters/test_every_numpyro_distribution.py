"""All of NumPyro's distributions, one by one."""

import pytest

import kullback as kb
from tests.adapters.every_distribution import check, classes_of

jax = pytest.importorskip("jax", reason="JAX is not installed")
D = pytest.importorskip("numpyro.distributions", reason="NumPyro is not installed")
jnp = jax.numpy
A = jnp.array


@pytest.fixture(autouse=True)
def double_precision():
    before = jax.config.jax_enable_x64
    jax.config.update("jax_enable_x64", True)
    yield
    jax.config.update("jax_enable_x64", before)


def near():
    return A([[1.0, 0.2], [0.2, 1.0]])


def walked(speed):
    return (A([0.0, 0.1, 0.2]), lambda x, t: (-speed * x, 1.0), D.Normal(0.0, 1.0))


def spaced(transition):
    return 3, transition * jnp.eye(2), near()


CASES = {
    "AsymmetricLaplace": lambda: [(0.0, 1.0, 2.0), (0.5, 1.0, 1.5)],
    "AsymmetricLaplaceQuantile": lambda: [(0.0, 1.0, 0.3), (0.5, 1.0, 0.5)],
    "BernoulliLogits": lambda: [(0.3,), (0.6,)],
    "BernoulliProbs": lambda: [(0.3,), (0.6,)],
    "Beta": lambda: [(2.0, 3.0), (1.5, 2.0)],
    "BetaBinomial": lambda: [(1.5, 2.5, 7), (2.0, 2.0, 7)],
    "BetaNegativeBinomial": lambda: [(4.0, 2.5, 3), (5.0, 2.0, 3)],
    "BetaProportion": lambda: [(0.3, 5.0), (0.5, 4.0)],
    "BinomialLogits": lambda: [(0.3, 5), (0.5, 5)],
    "BinomialProbs": lambda: [(0.3, 5), (0.5, 5)],
    "CAR": lambda: [(0.0, 0.5, 1.0, 1.0 - jnp.eye(2)), (0.5, 0.3, 1.0, 1.0 - jnp.eye(2))],
    "CategoricalLogits": lambda: [(A([0.2, 0.8]),), (A([0.5, 0.5]),)],
    "CategoricalProbs": lambda: [(A([0.2, 0.8]),), (A([0.5, 0.5]),)],
    "Cauchy": lambda: [(0.0, 1.0), (1.0, 2.0)],
    "Chi2": lambda: [(3.0,), (4.0,)],
    "CirculantNormal": lambda: [
        (jnp.zeros(4), A([2.0, 0.5, 0.1, 0.5])),
        (jnp.ones(4), A([2.0, 0.4, 0.1, 0.4])),
    ],
    "Dagum": lambda: [(2.0, 1.0, 3.0), (1.5, 1.0, 2.0)],
    "Delta": lambda: [(1.0,), (1.0,)],
    "Dirichlet": lambda: [(A([1.5, 2.0, 3.0]),), (A([2.0, 2.0, 2.0]),)],
    "DirichletMultinomial": lambda: [(A([1.0, 2.0, 3.0]), 4), (A([2.0, 2.0, 2.0]), 4)],
    "DiscreteUniform": lambda: [(0, 3), (-1, 4)],
    "DoublyTruncatedPowerLaw": lambda: [(1.5, 1.0, 3.0), (2.0, 0.5, 4.0)],
    "EulerMaruyama": lambda: [walked(1.0), walked(2.0)],
    "ExpandedDistribution": lambda: [(D.Normal(0.0, 1.0), ()), (D.Normal(1.0, 1.0), ())],
    "Exponential": lambda: [(1.0,), (2.0,)],
    "FoldedDistribution": lambda: [(D.Normal(1.0, 1.0),), (D.Normal(2.0, 1.0),)],
    "Gamma": lambda: [(2.0, 1.0), (3.0, 2.0)],
    "GammaPoisson": lambda: [(2.0, 1.0), (3.0, 2.0)],
    "GaussianRandomWalk": lambda: [(1.0, 3), (2.0, 3)],
    "GeometricLogits": lambda: [(0.3,), (0.5,)],
    "GeometricProbs": lambda: [(0.3,), (0.5,)],
    "Gompertz": lambda: [(1.0, 2.0), (1.5, 1.0)],
    "Gumbel": lambda: [(0.0, 1.0), (0.5, 1.5)],
    "HalfCauchy": lambda: [(1.0,), (2.0,)],
    "HalfNormal": lambda: [(1.0,), (2.0,)],
    "HurdleLogits": lambda: [(D.Poisson(2.0), 0.3), (D.Poisson(3.0), 0.3)],
    "HurdlePoisson": lambda: [(0.3, 2.0), (0.4, 3.0)],
    "HurdleProbs": lambda: [(D.Poisson(2.0), 0.3), (D.Poisson(3.0), 0.3)],
    "Independent": lambda: [(D.Normal(A([0.0, 1.0]), 1.0), 1), (D.Normal(A([1.0, 1.0]), 2.0), 1)],
    "InverseGamma": lambda: [(3.0, 1.0), (2.5, 2.0)],
    "InverseWishart": lambda: [(5.0, near()), (6.0, jnp.eye(2))],
    "Kumaraswamy": lambda: [(2.0, 3.0), (1.5, 2.0)],
    "Laplace": lambda: [(0.0, 1.0), (0.5, 1.5)],
    "LeftTruncatedDistribution": lambda: [(D.Normal(0.0, 1.0), 0.5), (D.Normal(1.0, 1.0), 0.5)],
    "LeftTruncatedGamma": lambda: [(D.Gamma(2.0, 1.0), 0.5), (D.Gamma(3.0, 1.0), 0.5)],
    "Levy": lambda: [(0.0, 1.0), (0.0, 2.0)],
    "LogNormal": lambda: [(0.0, 1.0), (0.5, 1.5)],
    "LogUniform": lambda: [(1.0, 3.0), (0.5, 4.0)],
    "Logistic": lambda: [(0.0, 1.0), (0.5, 1.5)],
    "LowRankMultivariateNormal": lambda: [
        (A([0.0, 1.0]), A([[0.5], [0.2]]), A([1.0, 1.0])),
        (A([0.0, 0.0]), A([[0.1], [0.2]]), A([1.0, 2.0])),
    ],
    "LowerTruncatedPowerLaw": lambda: [(-2.5, 1.0), (-2.0, 0.5)],
    "MatrixNormal": lambda: [
        (jnp.zeros((2, 2)), jnp.tril(near()), jnp.eye(2)),
        (jnp.ones((2, 2)), jnp.eye(2), jnp.tril(near())),
    ],
    "MixtureGeneral": lambda: [
        (D.Categorical(A([0.3, 0.7])), [D.Normal(0.0, 1.0), D.Laplace(1.0, 1.0)]),
        (D.Categorical(A([0.5, 0.5])), [D.Normal(0.0, 2.0), D.Laplace(0.0, 1.0)]),
    ],
    "MixtureSameFamily": lambda: [
        (D.Categorical(A([0.3, 0.7])), D.Normal(A([0.0, 1.0]), 1.0)),
        (D.Categorical(A([0.5, 0.5])), D.Normal(A([0.0, 2.0]), 1.5)),
    ],
    "MultinomialLogits": lambda: [(A([0.2, 0.3, 0.5]), 4), (A([0.3, 0.3, 0.4]), 4)],
    "MultinomialProbs": lambda: [(A([0.2, 0.3, 0.5]), 4), (A([0.3, 0.3, 0.4]), 4)],
    "MultivariateNormal": lambda: [(A([0.0, 1.0]), near()), (A([0.0, 0.0]), jnp.eye(2))],
    "MultivariateStudentT": lambda: [
        (5.0, A([0.0, 1.0]), jnp.eye(2)),
        (6.0, A([0.0, 0.0]), jnp.eye(2)),
    ],
    "NegativeBinomial2": lambda: [(2.0, 1.0), (3.0, 2.0)],
    "NegativeBinomialLogits": lambda: [(2.0, 0.1), (3.0, 0.2)],
    "NegativeBinomialProbs": lambda: [(2.0, 0.1), (3.0, 0.2)],
    "Normal": lambda: [(0.0, 1.0), (1.0, 2.0)],
    "OrderedLogistic": lambda: [(0.3, A([0.0, 1.0])), (0.5, A([0.0, 1.0]))],
    "Pareto": lambda: [(2.0, 3.0), (1.0, 2.0)],
    "Poisson": lambda: [(2.0,), (3.0,)],
    "ProjectedNormal": lambda: [(A([1.0, 0.0]),), (A([0.0, 1.0]),)],
    "RelaxedBernoulliLogits": lambda: [(2.0, 0.3), (2.0, 0.5)],
    "RightTruncatedDistribution": lambda: [(D.Normal(0.0, 1.0), 0.5), (D.Normal(1.0, 1.0), 0.5)],
    "RightTruncatedGamma": lambda: [(D.Gamma(2.0, 1.0), 2.5), (D.Gamma(3.0, 1.0), 2.5)],
    "SineBivariateVonMises": lambda: [(0.0, 0.0, 1.0, 1.0, 0.5), (0.5, 0.0, 1.0, 1.0, 0.3)],
    "SineSkewed": lambda: [
        (D.SineBivariateVonMises(0.0, 0.0, 1.0, 1.0, 0.5), A([0.1, 0.2])),
        (D.SineBivariateVonMises(0.0, 0.0, 1.0, 1.0, 0.5), A([0.2, 0.2])),
    ],
    "SoftLaplace": lambda: [(0.0, 1.0), (0.5, 1.5)],
    "StudentT": lambda: [(5.0, 0.0, 1.0), (6.0, 1.0, 2.0)],
    "TransformedDistribution": lambda: [
        (D.Normal(0.0, 1.0), D.transforms.SigmoidTransform()),
        (D.Normal(1.0, 1.0), D.transforms.SigmoidTransform()),
    ],
    "TruncatedPolyaGamma": lambda: [(), ()],
    "TwoSidedTruncatedDistribution": lambda: [
        (D.Normal(0.0, 1.0), 0.5, 2.0),
        (D.Cauchy(1.0, 1.0), 0.5, 2.0),
    ],
    "TwoSidedTruncatedGamma": lambda: [
        (D.Gamma(2.0, 1.0), 0.5, 2.5),
        (D.Gamma(3.0, 1.0), 0.5, 2.5),
    ],
    "Uniform": lambda: [(0.0, 1.0), (-1.0, 2.0)],
    "VonMises": lambda: [(0.0, 1.0), (1.0, 2.0)],
    "Weibull": lambda: [(1.0, 2.0), (1.5, 2.5)],
    "Wishart": lambda: [(4.0, near()), (5.0, jnp.eye(2))],
    "ZeroInflatedLogits": lambda: [(D.Poisson(2.0), 0.3), (D.Poisson(3.0), 0.3)],
    "ZeroInflatedPoisson": lambda: [(0.3, 2.0), (0.4, 3.0)],
    "ZeroInflatedProbs": lambda: [(D.Poisson(2.0), 0.3), (D.Poisson(3.0), 0.3)],
    "ZeroSumNormal": lambda: [(1.0, (3,)), (2.0, (3,))],
}
UNKNOWN, NO_LAW = kb.UnknownDistributionError, kb.SupportError
REFUSED = {
    # matrices and Cholesky factors
    "GaussianStateSpace": (UNKNOWN, lambda: [spaced(0.5), spaced(0.4)]),
    "InverseWishartCholesky": (UNKNOWN, lambda: [(5.0, near()), (6.0, jnp.eye(2))]),
    "LKJ": (UNKNOWN, lambda: [(3, 1.0), (3, 2.0)]),
    "LKJCholesky": (UNKNOWN, lambda: [(3, 1.0), (3, 2.0)]),
    "WishartCholesky": (UNKNOWN, lambda: [(4.0, near()), (5.0, jnp.eye(2))]),
    # NumPyro itself can sample them only with TFP
    "GaussianCopula": (UNKNOWN, lambda: [(D.Beta(2.0, 3.0), near()), (D.Beta(1.5, 2.0), near())]),
    "GaussianCopulaBeta": (UNKNOWN, lambda: [(2.0, 3.0, near()), (1.5, 2.0, near())]),
    # an atom beside a density
    "HurdleGamma": (NO_LAW, lambda: [(0.3, 2.0, 1.0), (0.4, 3.0, 1.0)]),
    "HurdleLogNormal": (NO_LAW, lambda: [(0.3, 0.0, 1.0), (0.4, 0.5, 1.0)]),
    # no probability distributions
    "ImproperUniform": (NO_LAW, lambda: [(D.constraints.real, (), ())] * 2),
    "IntervalCensoredDistribution": (
        NO_LAW,
        lambda: [(D.Normal(0.0, 1.0), A(0.0), A(0.0))] * 2,
    ),
    "LeftCensoredDistribution": (NO_LAW, lambda: [(D.Normal(0.0, 1.0), 0.0)] * 2),
    "MaskedDistribution": (NO_LAW, lambda: [(D.Normal(0.0, 1.0), False)] * 2),
    "RightCensoredDistribution": (NO_LAW, lambda: [(D.Normal(0.0, 1.0), 0.0)] * 2),
    "Unit": (NO_LAW, lambda: [(0.0,), (0.0,)]),
}


def pair(name, cases):
    return tuple(getattr(D, name)(*given) for given in cases)


def log_ratios(p, q):
    x = p.sample(jax.random.key(0), (20_000,))
    return p.log_prob(x) - q.log_prob(x)


def test_none_is_left_out():
    assert classes_of(D, D.Distribution) == {*CASES, *REFUSED}


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_it_is_right(name):
    check(*pair(name, CASES[name]()), D.kl_divergence, log_ratios)


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_known_is_said(name):
    error, cases = REFUSED[name]
    with pytest.raises(error):
        kb.kl(*pair(name, cases()))


def test_walks_autoregressions_and_zero_sums_are_normal_vectors():
    # n independent increments: n times the divergence of one
    walks = [D.GaussianRandomWalk(s, 3) for s in (1.0, 2.0)]
    one = float(kb.kl("norm(0, 1)", "norm(0, 2)"))
    result = kb.kl(*walks)
    assert result.kind == "exact"
    assert float(result) == pytest.approx(3.0 * one, rel=1e-12)
    # n - 1 free numbers on the plane of those that add up to 0, off which another law has its mass
    zero_sums = [D.ZeroSumNormal(s, (3,)) for s in (1.0, 2.0)]
    assert float(kb.kl(*zero_sums)) == pytest.approx(2.0 * one, rel=1e-12)
    assert float(kb.kl(zero_sums[0], D.MultivariateNormal(jnp.zeros(3), jnp.eye(3)))) == float(
        "inf"
    )


def test_directions_are_no_vectors():
    with pytest.raises(kb.SupportError, match="sphere"):
        kb.kl(D.ProjectedNormal(A([1.0, 0.0])), D.MultivariateNormal(jnp.zeros(2), jnp.eye(2)))
