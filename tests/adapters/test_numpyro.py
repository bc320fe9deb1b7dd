"""Distributions of NumPyro: read right, and differentiable inside `grad`, `jit` and `vmap`."""

import math

import numpy as np
import pytest

import kullback as kb
from kullback.distributions.native import twin
from tests.adapters.foreign_cases import SHARED, log_density, points

jax = pytest.importorskip("jax", reason="JAX is not installed")
D = pytest.importorskip("numpyro.distributions", reason="NumPyro is not installed")
jnp = jax.numpy
F = kb.families


@pytest.fixture(autouse=True)
def double_precision():
    before = jax.config.jax_enable_x64
    jax.config.update("jax_enable_x64", True)
    yield
    jax.config.update("jax_enable_x64", before)


def read(obj):
    from kullback.adapters.numpyro import adapt

    return twin(adapt(obj))


@pytest.mark.parametrize(
    ("name", "given", "law"), SHARED, ids=lambda v: v if isinstance(v, str) else ""
)
def test_its_parameters_mean_what_they_mean_there(name, given, law):
    obj = getattr(D, name)(**given)
    x = points(law)
    ours = read(obj).log_density(x, np)
    np.testing.assert_allclose(ours, log_density(law, x), rtol=1e-10)
    np.testing.assert_allclose(ours, np.asarray(obj.log_prob(x)), rtol=1e-9)


OTHERS = [
    (lambda: D.Kumaraswamy(2.0, 1.5), [0.2, 0.7]),
    (lambda: D.AsymmetricLaplace(0.3, 1.2, 2.0), [-1.0, 0.7]),
    (lambda: D.Gompertz(1.3, 2.0), [0.2, 0.7]),
    (lambda: D.LogUniform(1.0, 3.0), [1.2, 2.7]),
    (lambda: D.Levy(0.5, 2.0), [1.2, 20.7]),
    (lambda: D.TruncatedNormal(0.3, 1.2, low=-1.0, high=2.0), [-0.5, 1.7]),
    (lambda: D.TruncatedNormal(0.3, 1.2, low=-1.0), [-0.5, 1.7]),
    (lambda: D.NegativeBinomialProbs(3.5, 0.3), [0.0, 2.0, 9.0]),
    (lambda: D.NegativeBinomialLogits(3.5, 0.3), [0.0, 2.0, 9.0]),
    (lambda: D.NegativeBinomial2(3.5, 0.3), [0.0, 2.0, 9.0]),
    (lambda: D.GammaPoisson(3.5, 0.3), [0.0, 2.0, 9.0]),
    (lambda: D.BetaBinomial(1.5, 2.5, 7), [0.0, 2.0, 7.0]),
    (lambda: D.SoftLaplace(0.3, 1.2), [-1.0, 0.7]),
    (lambda: D.ZeroInflatedPoisson(0.3, 2.0), [0.0, 2.0]),
]


@pytest.mark.parametrize(("obj", "x"), OTHERS)
def test_densities_agree_with_its_own(obj, x):
    obj, x = obj(), np.array(x)
    expected = np.asarray(obj.log_prob(x))
    # its own formulas keep single precision in places
    np.testing.assert_allclose(read(obj).log_density(x, np), expected, rtol=1e-6)


def test_gradients_flow_under_every_transformation():
    def value(m):
        return kb.kl(D.Normal(m, 1.2), D.Normal(0.0, 1.0)).value

    # d/dm m²/2
    assert float(jax.grad(value)(0.3)) == pytest.approx(0.3, rel=1e-14)
    assert float(jax.jit(jax.grad(value))(0.3)) == pytest.approx(0.3, rel=1e-14)
    batch = jnp.array([0.3, -0.7])
    np.testing.assert_allclose(jax.vmap(value)(batch), [float(value(m)) for m in (0.3, -0.7)])


def test_moments_are_traced_too():
    def value(a):
        return kb.kl(D.Gamma(a, 0.7), D.LogNormal(0.0, 1.0)).value

    exact = [
        float(kb.kl(F.Gamma(a, 1 / 0.7), F.LogNormal(0.0, 1.0))) for a in (2.3 + 1e-6, 2.3 - 1e-6)
    ]
    assert float(jax.jit(jax.grad(value))(2.3)) == pytest.approx(
        (exact[0] - exact[1]) / 2e-6, rel=1e-7
    )


def test_events_add_up_inside_a_gradient():
    def value(m):
        p = D.Normal(m, jnp.ones(4)).to_event(1)
        return kb.kl(p, D.Normal(jnp.ones(4), 1.0).to_event(1)).value

    np.testing.assert_allclose(jax.grad(value)(jnp.zeros(4)), -np.ones(4))


def test_single_precision_is_looked_at_in_double():
    jax.config.update("jax_enable_x64", False)
    p = D.Gamma(jnp.float32(2.3), jnp.float32(0.7))
    shape, rate = float(jnp.float32(2.3)), float(jnp.float32(0.7))
    value = kb.kl(p, D.Gamma(2.0, 1.0)).value
    assert float(value) == pytest.approx(
        float(kb.kl(F.Gamma(shape, 1 / rate), F.Gamma(2.0, 1.0))), rel=1e-7
    )


def carried(base, *steps):
    return D.TransformedDistribution(base, list(steps))


AFFINE = D.transforms.AffineTransform
FLOWS = {
    "loc": lambda x: (carried(D.Normal(0.0, 1.0), AFFINE(x, 2.0)), D.Normal(0.0, 1.0)),
    "scale": lambda x: (carried(D.Normal(0.0, 1.0), AFFINE(1.0, x)), D.Normal(0.0, 1.0)),
    "power": lambda x: (
        carried(D.LogNormal(0.5, 1.0), D.transforms.PowerTransform(x)),
        D.LogNormal(0.0, 1.0),
    ),
    "coins": lambda x: (
        D.Bernoulli(jnp.stack([x, x])).to_event(1),
        D.Bernoulli(jnp.array([0.2, 0.4])).to_event(1),
    ),
    "trials": lambda x: (
        D.Binomial(5, logits=jnp.stack([x, x])).to_event(1),
        D.Binomial(5, jnp.array([0.2, 0.4])).to_event(1),
    ),
    "waits": lambda x: (
        D.Geometric(jnp.stack([x, x])).to_event(1),
        D.Geometric(jnp.array([0.2, 0.4])).to_event(1),
    ),
    "product": lambda x: (
        kb.Product([D.Normal(x, 1.0), "norm"]),
        kb.Product(["norm(1, 1)", "norm"]),
    ),
    "the one component": lambda x: (
        kb.Mixture([1.0, 0.0], [D.Normal(x, 1.0), "norm(3, 1)"]),
        "norm",
    ),
    "walk": lambda x: (D.GaussianRandomWalk(x, 3), D.GaussianRandomWalk(2.0, 3)),
    "autoregression": lambda x: (
        D.CAR(0.0, x, 1.0, 1.0 - jnp.eye(2)),
        D.CAR(0.5, 0.3, 1.0, 1.0 - jnp.eye(2)),
    ),
    "power law": lambda x: (D.LowerTruncatedPowerLaw(-1.0 - x, 1.0), D.Pareto(1.0, 0.5)),
}
REFUSED = {
    "no closed form": lambda x: (D.Normal(x, 1.0), D.Cauchy(0.0, 1.0)),
    "no counterpart": lambda x: (D.SoftLaplace(x, 1.0), D.Cauchy(0.0, 1.0)),
    "closed over": lambda x: (
        D.EulerMaruyama(jnp.array([0.0, 0.1]), lambda y, t: (-x * y, 1.0), D.Normal(0.0, 1.0)),
        D.EulerMaruyama(jnp.array([0.0, 0.1]), lambda y, t: (-y, 1.0), D.Normal(0.0, 1.0)),
    ),
    "weights": lambda x: (kb.Mixture(jnp.stack([x, 1.0 - x]), ["norm", "norm(1, 1)"]), "norm"),
    "weights of one": lambda x: (
        kb.Mixture(jnp.stack([x / x, 0.0 * x]), ["norm", "norm(1, 1)"]),
        "norm",
    ),
    "component without weight": lambda x: (
        kb.Mixture([0.0, 1.0], [D.Normal(x, 1.0), "norm(1, 1)"]),
        "norm",
    ),
    "batch of components": lambda x: (
        D.MixtureSameFamily(
            D.Categorical(jnp.array([0.5, 0.5])), D.Normal(jnp.stack([x, -x]), 1.0)
        ),
        "norm",
    ),
    "singular": lambda x: (D.ZeroSumNormal(x, (3,)), D.ZeroSumNormal(2.0, (3,))),
}


@pytest.mark.parametrize("name", FLOWS)
def test_gradients_flow_through_what_a_distribution_is_made_of(name):
    def value(x):
        return kb.kl(*FLOWS[name](x)).value

    found, h = jax.grad(value)(0.7), 1e-5
    ends = [float(value(jnp.float64(0.7 + side))) for side in (h, -h)]
    # central differences: h² of truncation, 2⁻⁵²/h of rounding
    assert float(found) == pytest.approx((ends[0] - ends[1]) / (2.0 * h), rel=1e-8, abs=1e-9)
    if name != "the one component":
        assert float(jax.jit(jax.grad(value))(0.7)) == pytest.approx(float(found), rel=1e-12)


@pytest.mark.parametrize("transform", [jax.grad, jax.jit])
@pytest.mark.parametrize("name", REFUSED)
def test_no_gradient_is_lost_silently(name, transform):
    with pytest.raises(kb.NoMethodError, match=r"gradient|trace"):
        transform(lambda x: kb.kl(*REFUSED[name](x)).value)(0.7)


def test_what_is_made_of_others_is_read():
    mixture = D.MixtureSameFamily(
        D.Categorical(probs=jnp.array([0.3, 0.7])), D.Normal(jnp.array([-1.0, 1.0]), 1.0)
    )
    ours = kb.Mixture([0.3, 0.7], ["norm(-1, 1)", "norm(1, 1)"])
    assert float(kb.kl(mixture, "norm(0, 1)")) == pytest.approx(float(kb.kl(ours, "norm(0, 1)")))
    assert kb.kl(D.Normal(0.0, 1.0).expand([3]), "norm(1, 1)").shape == (3,)
    fold = D.transforms.AbsTransform()
    p, q = (D.TransformedDistribution(D.Normal(m, 1.0), fold) for m in (1.0, -1.0))
    assert float(kb.kl(p, q)) == 0.0
    assert float(kb.kl(D.Delta(3.0), "poisson(2)")) == pytest.approx(
        2.0 - 3 * math.log(2) + math.log(6)
    )


def test_vectors_are_carried_as_there():
    base = D.Normal(jnp.array([0.3, -0.5]), jnp.array([1.0, 1.2])).to_event(1)
    tril = jnp.array([[1.0, 0.0], [0.4, 0.7]])
    numbers, parts = (
        np.array([[0.2, 0.7], [1.0, -0.3]]),
        np.array([[0.2, 0.5, 0.3], [0.6, 0.3, 0.1]]),
    )
    for step, x in (
        (D.transforms.StickBreakingTransform(), parts),
        (D.transforms.LowerCholeskyAffine(jnp.array([1.0, 2.0]), tril), numbers),
        (D.transforms.PermuteTransform(jnp.array([1, 0])), numbers),
        (D.transforms.AffineTransform(jnp.array([1.0, 2.0]), 3.0), numbers),
    ):
        p, q = carried(base, step), carried(D.Normal(jnp.zeros(2), 1.0).to_event(1), step)
        expected = np.asarray(p.log_prob(x))
        np.testing.assert_allclose(read(p).log_density(x, np), expected, rtol=1e-10)
        exact = float(D.kl_divergence(base, q.base_dist))
        result = kb.kl(p, q)
        assert result.kind == "exact"
        assert float(result) == pytest.approx(exact, rel=1e-12)


def test_what_is_no_distribution_is_refused():
    with pytest.raises(kb.SupportError, match="no probability distribution"):
        kb.kl(D.Normal(0.0, 1.0).mask(False), "norm")
    with pytest.raises(kb.SupportError, match="no finite total"):
        kb.kl(D.ImproperUniform(D.constraints.real, (), ()), "norm")
    with pytest.raises(kb.SupportError, match="pmf"):
        kb.kl(D.Poisson(2.0), D.Normal(0.0, 1.0))
    with pytest.raises(kb.ShapeError, match="broadcast"):
        kb.kl(D.Normal(jnp.zeros(3), 1.0), D.Normal(jnp.zeros(2), 1.0))
    with pytest.raises(kb.UnknownDistributionError, match="events of shape"):
        kb.kl(D.LKJCholesky(3), "norm")
