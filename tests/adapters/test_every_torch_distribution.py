"""All of torch's distributions, one by one."""

import pytest

import kullback as kb
from tests.adapters.every_distribution import check, classes_of

pytestmark = pytest.mark.torch
torch = pytest.importorskip("torch", reason="torch is not installed; `make test-torch` brings it")
D = torch.distributions


def t(x):
    return torch.tensor(x, dtype=torch.float64)


NEAR, FAR = t([[1.0, 0.2], [0.2, 1.0]]), t([[2.0, 0.0], [0.0, 1.0]])
CASES = {
    "Bernoulli": [(t(0.3),), (t(0.6),)],
    "Beta": [(t(2.0), t(3.0)), (t(1.5), t(2.0))],
    "Binomial": [(5, t(0.3)), (5, t(0.5))],
    "Categorical": [(t([0.2, 0.8]),), (t([0.5, 0.5]),)],
    "Cauchy": [(t(0.0), t(1.0)), (t(1.0), t(2.0))],
    "Chi2": [(t(3.0),), (t(4.0),)],
    "ContinuousBernoulli": [(t(0.3),), (t(0.6),)],
    "Dirichlet": [(t([1.5, 2.0, 3.0]),), (t([2.0, 2.0, 2.0]),)],
    "Exponential": [(t(1.0),), (t(2.0),)],
    "FisherSnedecor": [(t(4.0), t(9.0)), (t(5.0), t(8.0))],
    "Gamma": [(t(2.0), t(1.0)), (t(3.0), t(2.0))],
    # torch's own log density of these is of single precision alone
    "GeneralizedPareto": [(0.0, 1.0, torch.tensor(0.2)), (0.0, 1.5, torch.tensor(0.3))],
    "Geometric": [(t(0.3),), (t(0.5),)],
    "Gumbel": [(t(0.0), t(1.0)), (t(0.5), t(1.5))],
    "HalfCauchy": [(t(1.0),), (t(2.0),)],
    "HalfNormal": [(t(1.0),), (t(2.0),)],
    "Independent": [(D.Normal(t([0.0, 1.0]), t(1.0)), 1), (D.Normal(t([1.0, 1.0]), t(2.0)), 1)],
    "InverseGamma": [(t(3.0), t(1.0)), (t(2.5), t(2.0))],
    "Kumaraswamy": [(t(2.0), t(3.0)), (t(1.5), t(2.0))],
    "Laplace": [(t(0.0), t(1.0)), (t(0.5), t(1.5))],
    "LogNormal": [(t(0.0), t(1.0)), (t(0.5), t(1.5))],
    "LogisticNormal": [(t([0.0, 0.5]), t([1.0, 1.2])), (t([0.5, 0.0]), t([1.5, 1.0]))],
    "LowRankMultivariateNormal": [
        (t([0.0, 1.0]), t([[0.5], [0.2]]), t([1.0, 1.0])),
        (t([0.0, 0.0]), t([[0.1], [0.2]]), t([1.0, 2.0])),
    ],
    "MixtureSameFamily": [
        (D.Categorical(t([0.3, 0.7])), D.Normal(t([0.0, 1.0]), t(1.0))),
        (D.Categorical(t([0.5, 0.5])), D.Normal(t([0.0, 2.0]), t(1.5))),
    ],
    "Multinomial": [(4, t([0.2, 0.3, 0.5])), (4, t([0.3, 0.3, 0.4]))],
    "MultivariateNormal": [(t([0.0, 1.0]), NEAR), (t([0.0, 0.0]), FAR)],
    "NegativeBinomial": [(t(3.0), t(0.3)), (t(4.0), t(0.4))],
    "Normal": [(t(0.0), t(1.0)), (t(1.0), t(2.0))],
    "OneHotCategorical": [(t([0.2, 0.8]),), (t([0.5, 0.5]),)],
    "OneHotCategoricalStraightThrough": [(t([0.2, 0.8]),), (t([0.5, 0.5]),)],
    "Pareto": [(t(2.0), t(3.0)), (t(1.0), t(2.0))],
    "Poisson": [(t(2.0),), (t(3.0),)],
    "RelaxedBernoulli": [(t(2.0), t(0.3)), (t(2.0), t(0.5))],
    "RelaxedOneHotCategorical": [(t(2.0), t([0.3, 0.7])), (t(2.0), t([0.5, 0.5]))],
    "StudentT": [(t(5.0), t(0.0), t(1.0)), (t(6.0), t(1.0), t(2.0))],
    "TransformedDistribution": [
        (D.Normal(t(0.0), t(1.0)), [D.ExpTransform(), D.AffineTransform(0.0, t(2.0))]),
        (D.Normal(t(0.5), t(1.0)), [D.ExpTransform(), D.AffineTransform(0.0, t(2.0))]),
    ],
    "Uniform": [(t(0.0), t(1.0)), (t(-1.0), t(2.0))],
    "VonMises": [(t(0.0), t(1.0)), (t(1.0), t(2.0))],
    "Weibull": [(t(1.0), t(2.0)), (t(1.5), t(2.5))],
    "Wishart": [(t(4.0), NEAR), (t(5.0), FAR)],
}
REFUSED = {"LKJCholesky": [(3, t(1.0)), (3, t(2.0))]}


def pair(name, cases):
    return tuple(getattr(D, name)(*given) for given in cases[name])


def log_ratios(p, q):
    torch.manual_seed(0)
    x = p.sample((40_000,))
    return p.log_prob(x) - q.log_prob(x)


def test_none_is_left_out():
    assert classes_of(D, D.Distribution) == {*CASES, *REFUSED}


@pytest.mark.parametrize("name", CASES)
def test_it_is_right(name):
    check(*pair(name, CASES), lambda p, q: D.kl_divergence(p, q).detach(), log_ratios)


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_known_is_said(name):
    with pytest.raises(kb.UnknownDistributionError, match=name):
        kb.kl(*pair(name, REFUSED))


def test_generalized_pareto_laws_of_every_sign_meet():
    # by theory: of one concentration c > 0, E log(1 + c x) = c, and all at scale 1 are one law
    p = D.GeneralizedPareto(0.0, t(1.0), t(0.25))
    assert float(kb.kl(p, D.GeneralizedPareto(0.0, t(1.0), t(0.25))).value) == 0.0
    assert float(kb.kl(p, D.GeneralizedPareto(0.0, t(1.0), t(-0.25))).value) == float("inf")
    exponential = D.GeneralizedPareto(0.0, t(2.0), t(0.0))
    assert float(kb.kl(exponential, D.Exponential(t(0.5))).value) == 0.0
    uniform = D.GeneralizedPareto(t(1.0), t(2.0), t(-1.0))
    assert float(kb.kl(D.Uniform(t(1.0), t(3.0)), uniform).value) == pytest.approx(0.0, abs=1e-15)
    with pytest.raises(kb.UnknownDistributionError, match="signs"):
        kb.kl(D.GeneralizedPareto(0.0, t(1.0), t([0.2, -0.2])), exponential)
