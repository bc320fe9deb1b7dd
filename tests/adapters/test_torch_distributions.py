"""Distributions of torch: read right, mixed with anything, and differentiable or refused."""

import math

import numpy as np
import pytest
from scipy import stats

import kullback as kb
from tests.adapters.foreign_cases import SHARED, log_density, points
from tests.oracle.pairs import DRAWS

pytestmark = pytest.mark.torch
torch = pytest.importorskip("torch", reason="torch is not installed; `make test-torch` brings it")
D = torch.distributions
F = kb.families


def t(x, gradient=False):
    return torch.tensor(x, dtype=torch.float64, requires_grad=gradient)


def read(obj):
    from kullback.adapters.torch import adapt
    from kullback.distributions.native import twin

    return twin(adapt(obj))


@pytest.mark.parametrize(
    ("name", "given", "law"), SHARED, ids=lambda v: v if isinstance(v, str) else ""
)
def test_its_parameters_mean_what_they_mean_there(name, given, law):
    obj = getattr(D, name)(**{k: v if k == "total_count" else t(v) for k, v in given.items()})
    x = points(law)
    ours = read(obj).log_density(x, np)
    np.testing.assert_allclose(ours, log_density(law, x), rtol=1e-10)
    np.testing.assert_allclose(ours, obj.log_prob(t(x.tolist())).numpy(), rtol=1e-7)


@pytest.mark.parametrize(
    ("obj", "x"),
    [
        (lambda: D.Kumaraswamy(t(2.0), t(1.5)), [0.2, 0.7]),
        (lambda: D.ContinuousBernoulli(t(0.3)), [0.2, 0.7]),
        (lambda: D.FisherSnedecor(t(4.0), t(7.0)), [0.2, 3.7]),
        (lambda: D.NegativeBinomial(t(3.5), t(0.3)), [0.0, 2.0, 9.0]),
        (lambda: D.NegativeBinomial(t(3.5), logits=t(0.4)), [0.0, 2.0, 9.0]),
        (lambda: D.RelaxedBernoulli(t(2.0), t(0.3)), [0.2, 0.7]),
    ],
)
def test_densities_agree_with_its_own(obj, x):
    obj = obj()
    np.testing.assert_allclose(
        read(obj).log_density(np.array(x), np), obj.log_prob(t(x)).numpy(), rtol=1e-10
    )


def test_vectors_are_read():
    pairs = [
        (D.Dirichlet(t([1.5, 2.0, 0.7])), D.Dirichlet(t([2.0, 2.0, 2.0]))),
        (D.MultivariateNormal(t([0.0, 1.0]), t([[2.0, 0.3], [0.3, 1.0]])),
         D.LowRankMultivariateNormal(t([0.0, 0.0]), t([[0.5], [0.2]]), t([1.0, 1.0]))),
        (D.OneHotCategorical(t([0.2, 0.3, 0.5])), D.OneHotCategorical(t([0.3, 0.3, 0.4]))),
        (D.Wishart(t(4.0), t([[1.0, 0.2], [0.2, 1.0]])), D.Wishart(t(5.0), t([[1.0, 0.0], [0.0, 1.0]]))),
    ]  # fmt: skip
    for p, q in pairs:
        result = kb.kl(p, q)
        assert result.kind == "exact"
        expected = float(D.kl_divergence(p, q).detach())
        assert float(result.value) == pytest.approx(expected, rel=1e-9)


def test_either_side_may_be_of_another_library():
    expected = float(kb.kl(stats.gamma(2.0), stats.expon()))
    assert float(kb.kl(D.Gamma(t(2.0), t(1.0)), stats.expon()).value) == pytest.approx(expected)
    assert float(kb.kl("gamma(2)", D.Exponential(t(1.0))).value) == pytest.approx(expected)


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_values_come_back_in_the_callers_precision(dtype):
    p = D.Gamma(torch.tensor(2.3, dtype=dtype), torch.tensor(0.7, dtype=dtype))
    value = kb.kl(p, D.Gamma(torch.tensor(2.0, dtype=dtype), torch.tensor(1.0, dtype=dtype))).value
    assert isinstance(value, torch.Tensor)
    assert value.dtype == dtype
    rate = float(torch.tensor(0.7, dtype=dtype))
    shape = float(torch.tensor(2.3, dtype=dtype))
    exact = kb.kl(F.Gamma(shape, 1.0 / rate), F.Gamma(2.0, 1.0))
    assert float(value.detach()) == pytest.approx(float(exact), rel=2.0 * torch.finfo(dtype).eps)


def test_gradients_are_those_of_torch():
    for make in (
        lambda a, b: (D.Normal(a, b), D.Normal(t(0.2), t(1.3))),
        lambda a, b: (D.Gamma(a, b), D.Gamma(t(2.0), t(1.0))),
        lambda a, b: (D.Beta(a, b), D.Beta(t(2.0), t(1.0))),
        lambda a, b: (D.Laplace(a, b), D.Laplace(t(2.0), t(1.0))),
        lambda a, b: (D.Gumbel(a, b), D.Gumbel(t(2.0), t(1.0))),
        lambda a, b: (D.Gamma(a, b), D.Exponential(t(1.7))),
        lambda a, b: (D.Normal(a, b), D.Laplace(t(2.0), t(1.0))),
        lambda a, b: (D.Uniform(a, a + b), D.Gamma(t(2.0), t(1.0))),
    ):
        found = []
        for kl in (lambda p, q: kb.kl(p, q).value, D.kl_divergence):
            a, b = t(0.9, True), t(0.6, True)
            kl(*make(a, b)).backward()
            found.append([float(a.grad), float(b.grad)])
        np.testing.assert_allclose(*found, rtol=1e-8)


INTEGER_PARAMETERS = {
    "Binomial", "BetaBinomial", "Hypergeometric", "DiscreteUniform", "NegativeBinomial",
}  # fmt: skip


@pytest.mark.parametrize("name", [n for n in DRAWS if n not in INTEGER_PARAMETERS])
def test_every_closed_form_has_a_gradient(name):
    family = getattr(F, name)
    first, second = DRAWS[name]
    parameters = [t(v, True) for v in first]
    q = family(*(t(v) for v in second))
    plain = kb.plan(family(*first), family(*second))
    if plain.method != "closed_form":
        return
    value = kb.kl(family(*parameters), q).value
    exact = float(kb.kl(family(*first), family(*second)))
    assert float(value.detach()) == pytest.approx(exact, rel=1e-10)
    value.backward()
    for i, parameter in enumerate(parameters):
        h = 1e-6 * max(1.0, abs(first[i]))
        ends = []
        for side in (h, -h):
            moved = list(first)
            moved[i] += side
            ends.append(float(kb.kl(family(*moved), family(*second))))
        if all(map(math.isfinite, ends)):
            expected = (ends[0] - ends[1]) / (2.0 * h)
            assert float(parameter.grad) == pytest.approx(expected, rel=1e-5, abs=1e-7)


def test_the_entropy_has_a_gradient():
    """Of a normal 1/sd; of a cross-entropy from N(0, 1) minus the gradient of log q: (1 - 1/sd^2)/sd."""
    sd = t(2.0, True)
    (slope,) = torch.autograd.grad(kb.entropy(D.Normal(t(0.0), sd)).value, sd)
    assert float(slope) == pytest.approx(0.5, rel=1e-14)
    crossed = kb.cross_entropy(D.Normal(t(0.0), t(1.0)), D.Normal(t(0.0), sd))
    (slope,) = torch.autograd.grad(crossed.value, sd)
    assert float(slope) == pytest.approx(0.375, rel=1e-14)


def test_at_equal_parameters_the_gradient_is_zero():
    a, b = t(0.9, True), t(0.6, True)
    for make in (D.Normal, D.Gamma, D.Beta, D.Laplace, D.Gumbel, D.Weibull):
        a.grad = b.grad = None
        kb.kl(make(a, b), make(t(0.9), t(0.6))).value.backward()
        assert abs(float(a.grad)) < 1e-14
        assert abs(float(b.grad)) < 1e-14


def test_events_add_up_and_gradients_flow_through_them():
    x = torch.zeros(4, dtype=torch.float64, requires_grad=True)
    one = torch.ones(4, dtype=torch.float64)
    p, q = D.Independent(D.Normal(x, one), 1), D.Independent(D.Normal(one, one), 1)
    value = kb.kl(p, q).value
    assert float(value.detach()) == 2.0
    value.backward()
    np.testing.assert_allclose(x.grad.numpy(), -np.ones(4))


def test_a_common_transform_is_peeled_off_and_a_fold_is_not():
    steps = [D.SigmoidTransform()]
    p = D.TransformedDistribution(D.StudentT(t(5.0)), steps)
    q = D.TransformedDistribution(D.Normal(t(0.0), t(1.0)), steps)
    expected = float(kb.kl("t(5)", "norm(0, 1)"))
    assert float(kb.kl(p, q).value) == pytest.approx(expected, rel=1e-12)
    one, other = (
        D.TransformedDistribution(D.Normal(t(m), t(1.0)), [D.AbsTransform()]) for m in (1.0, -1.0)
    )
    assert float(kb.kl(one, other).value) == 0.0  # torch says 2.0


def test_what_vectors_are_carried_along_is_peeled_off_too():
    one, two = (D.Independent(D.Normal(t([m, 0.5]), t([1.0, 1.2])), 1) for m in (0.0, 1.0))
    normal = D.MultivariateNormal(t([0.0, 1.0]), t([[2.0, 0.3], [0.3, 1.0]]))
    for step in (
        D.StickBreakingTransform(),
        D.ExpTransform(),
        D.AffineTransform(t([1.0, 2.0]), 2.0),
    ):
        p, q = (D.TransformedDistribution(base, [step]) for base in (one, two))
        result = kb.kl(p, q)
        assert result.kind == "exact"
        assert float(result.value) == pytest.approx(0.5, rel=1e-14)  # (0 - 1)²/2
    p, q = (D.TransformedDistribution(base, [D.ExpTransform()]) for base in (normal, two))
    expected = float(
        D.kl_divergence(normal, D.MultivariateNormal(t([1.0, 0.5]), torch.diag(t([1.0, 1.44]))))
    )
    assert float(kb.kl(p, q).value) == pytest.approx(expected, rel=1e-12)


def test_normal_distribution_functions_are_exact_in_the_upper_tail():
    step = D.CumulativeDistributionTransform(D.Normal(t(0.3), t(2.0)))
    p, q = (D.TransformedDistribution(D.Normal(t(m), t(1.0)), [step]) for m in (1.0, 2.0))
    assert float(kb.kl(p, q).value) == pytest.approx(0.5, rel=1e-14)  # (1 - 2)²/2
    inner = D.kl_divergence(D.Normal(t(1.0), t(1.0)), D.Normal(t(0.3), t(2.0)))
    assert float(kb.kl(p, "uniform").value) == pytest.approx(float(inner), rel=1e-12)


def test_a_simplex_is_broken_as_there():
    p = D.LogisticNormal(t([0.3, -0.5, 1.0]), t([1.0, 1.2, 0.4]))
    x = D.Dirichlet(torch.ones(4, dtype=torch.float64)).sample((5,))
    np.testing.assert_allclose(
        read(p).log_density(x.numpy(), np), p.log_prob(x).numpy(), rtol=1e-10
    )


def test_a_chain_of_transforms_is_recognised_with_its_gradient():
    y = t(1.0, True)
    p = D.TransformedDistribution(
        D.Normal(y, t(1.0)), [D.ExpTransform(), D.AffineTransform(0.0, 2.0)]
    )
    value = kb.kl(p, D.LogNormal(t(0.0), t(1.0))).value
    value.backward()
    # log-normal of mean y + log 2: the gradient is y + log 2
    assert float(y.grad) == pytest.approx(1.0 + math.log(2.0), rel=1e-14)


def test_a_mixture_of_one_family_is_a_mixture():
    p = D.MixtureSameFamily(D.Categorical(t([0.3, 0.7])), D.Normal(t([-1.0, 1.0]), t([1.0, 1.0])))
    ours = kb.Mixture([0.3, 0.7], ["norm(-1, 1)", "norm(1, 1)"])
    assert float(kb.kl(p, "norm(0, 1)").value) == pytest.approx(float(kb.kl(ours, "norm(0, 1)")))


def test_no_gradient_is_lost_silently():
    with pytest.raises(kb.NoMethodError, match="gradient"):
        kb.kl(D.Normal(t(0.0, True), t(1.0)), "cauchy")
    with pytest.raises(kb.NoMethodError, match="gradient"):
        kb.kl(D.RelaxedBernoulli(t(2.0), t(0.3, True)), "uniform")
    with torch.no_grad():
        assert float(kb.kl(D.Normal(t(0.0, True), t(1.0)), "cauchy").value) > 0.0


def test_what_cannot_be_compared_is_said():
    with pytest.raises(kb.ShapeError, match="broadcast"):
        kb.kl(D.Normal(torch.zeros(3), 1.0), D.Normal(torch.zeros(2), 1.0))
    with pytest.raises(kb.SupportError, match="pmf"):
        kb.kl(D.Poisson(t(2.0)), D.Normal(t(0.0), t(1.0)))
    with pytest.raises(kb.UnknownDistributionError, match="events of shape"):
        kb.kl(D.LKJCholesky(3), D.Normal(t(0.0), t(1.0)))
    with pytest.raises(kb.InvalidInputError, match="positive"):
        kb.kl(D.Normal(t(0.0), t(-1.0), validate_args=False), D.Normal(t(0.0), t(1.0)))
    with pytest.raises(kb.SupportError, match="vectors"):
        kb.kl(D.MultivariateNormal(t([0.0, 0.0]), torch.eye(2)), D.Normal(t(0.0), t(1.0)))
