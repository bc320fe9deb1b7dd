"""Distributions of TensorFlow Probability and distrax, read by their names."""

import numpy as np
import pytest

import kullback as kb
from kullback.distributions.native import twin

pytestmark = pytest.mark.tfp
distrax = pytest.importorskip(
    "distrax", reason="distrax is not installed; `make test-tfp` brings it"
)
jax = pytest.importorskip("jax", reason="JAX is not installed")
substrate = pytest.importorskip(
    "tensorflow_probability.substrates.jax",
    reason="no TFP beside this JAX; `make test-tfp` brings it",
)
SINGLE = 1e-5  # numbers of Python become single there, whatever JAX is told
T, B, X, jnp = substrate.distributions, substrate.bijectors, distrax, jax.numpy


@pytest.fixture(autouse=True)
def double_precision():
    jax.config.update("jax_enable_x64", True)


def read(obj):
    from kullback.adapters.tensorflow_probability import adapt

    return twin(adapt(obj))


LINE, POSITIVE, UNIT, COUNTS = [-1.3, 0.4, 2.2], [0.3, 1.1, 2.7], [0.2, 0.55, 0.9], [0.0, 1.0, 3.0]
CASES = [
    (T.Normal, (0.3, 1.7), LINE), (T.Laplace, (0.3, 1.7), LINE), (T.Gumbel, (0.3, 1.7), LINE),
    (T.Logistic, (0.3, 1.7), LINE), (T.Cauchy, (0.3, 1.7), LINE), (T.Moyal, (0.3, 1.7), LINE),
    (T.StudentT, (4.5, 0.3, 1.7), LINE), (T.ExpGamma, (2.3, 1.7), LINE),
    (T.ExpInverseGamma, (2.3, 1.7), LINE), (T.LogNormal, (0.3, 0.7), POSITIVE),
    (T.HalfNormal, (1.7,), POSITIVE), (T.HalfCauchy, (0.1, 1.7), POSITIVE),
    (T.Exponential, (1.7,), POSITIVE), (T.Gamma, (2.3, 1.7), POSITIVE), (T.Chi2, (3.5,), POSITIVE),
    (T.Chi, (3.5,), POSITIVE), (T.InverseGamma, (2.3, 1.7), POSITIVE),
    (T.InverseGaussian, (1.3, 1.7), POSITIVE), (T.Weibull, (2.3, 1.7), POSITIVE),
    (T.Pareto, (2.3, 0.2), POSITIVE), (T.Beta, (2.3, 1.7), UNIT), (T.Kumaraswamy, (2.3, 1.7), UNIT),
    (T.LogitNormal, (0.3, 1.7), UNIT), (T.Triangular, (0.0, 1.0, 0.3), UNIT),
    (T.TruncatedNormal, (0.3, 1.7, 0.0, 1.0), UNIT), (T.Uniform, (0.1, 1.2), UNIT),
    (T.Poisson, (1.7,), COUNTS), (T.BetaBinomial, (5.0, 2.0, 3.0), COUNTS),
    (X.Normal, (0.3, 1.7), LINE), (X.Laplace, (0.3, 1.7), LINE), (X.Gumbel, (0.3, 1.7), LINE),
    (X.Logistic, (0.3, 1.7), LINE), (X.LogStddevNormal, (0.3, 0.2), LINE),
    (X.Gamma, (2.3, 1.7), POSITIVE), (X.Beta, (2.3, 1.7), UNIT), (X.Uniform, (0.1, 1.2), UNIT),
    (X.VonMises, (0.3, 1.7), LINE),
]  # fmt: skip


@pytest.mark.parametrize(("make", "given", "x"), CASES)
def test_densities_agree_with_its_own(make, given, x):
    obj, x = make(*given), np.array(x)
    np.testing.assert_allclose(
        read(obj).log_density(x, np), np.asarray(obj.log_prob(x)), rtol=SINGLE, atol=SINGLE
    )


@pytest.mark.parametrize(
    ("make", "given", "x"),
    [
        (T.Geometric, {"probs": 0.3}, COUNTS),
        (T.NegativeBinomial, {"total_count": 3.5, "probs": 0.3}, COUNTS),
        (T.NegativeBinomial, {"total_count": 3.5, "logits": 0.3}, COUNTS),
        (T.Bernoulli, {"probs": 0.3}, [0.0, 1.0]),
        (T.Bernoulli, {"logits": 0.3}, [0.0, 1.0]),
        (T.Binomial, {"total_count": 5.0, "logits": 0.3}, COUNTS),
        (T.Poisson, {"log_rate": 0.3}, COUNTS),
        (X.Bernoulli, {"probs": 0.3}, [0.0, 1.0]),
        (X.Bernoulli, {"logits": 0.3}, [0.0, 1.0]),
    ],
)
def test_every_way_to_give_a_chance_is_read(make, given, x):
    obj, x = make(**given), np.array(x)
    np.testing.assert_allclose(
        read(obj).log_density(x, np), np.asarray(obj.log_prob(x)), rtol=SINGLE, atol=SINGLE
    )


def test_the_two_and_everything_else_may_be_mixed():
    expected = float(kb.kl("gamma(2)", "expon()"))
    assert float(kb.kl(T.Gamma(2.0, 1.0), "expon()")) == pytest.approx(expected)
    assert float(kb.kl(X.Gamma(2.0, 1.0), T.Exponential(1.0))) == pytest.approx(expected)


def test_events_samples_and_joints_are_products():
    one = float(kb.kl("norm(0, 1)", "norm(1, 1)"))
    zero, ones = jnp.zeros(3), jnp.ones(3)
    for p, q in (
        (T.Independent(T.Normal(zero, 1.0), 1), T.Independent(T.Normal(ones, 1.0), 1)),
        (X.Independent(X.Normal(zero, 1.0), 1), X.Independent(X.Normal(ones, 1.0), 1)),
        (T.Sample(T.Normal(0.0, 1.0), 3), T.Sample(T.Normal(1.0, 1.0), 3)),
        (X.MultivariateNormalDiag(zero, ones), T.MultivariateNormalTriL(ones, jnp.eye(3))),
    ):
        assert float(kb.kl(p, q)) == pytest.approx(3.0 * one)
    joint = T.JointDistributionSequential([T.Normal(0.0, 1.0), T.Gamma(2.0, 1.0)])
    both = kb.Product(["norm(1, 1)", "expon()"])
    expected = one + float(kb.kl("gamma(2)", "expon()"))
    assert float(kb.kl(joint, both)) == pytest.approx(expected)


def test_transforms_are_peeled_off_and_folds_are_not():
    p, q = (X.Transformed(X.Normal(m, 1.0), X.Tanh()) for m in (0.0, 1.0))
    assert float(kb.kl(p, q)) == pytest.approx(0.5)
    chain = B.Chain([B.Shift(1.0), B.Scale(2.0)])
    assert float(kb.kl(T.TransformedDistribution(T.Normal(0.0, 1.0), chain), "norm(1, 2)")) == 0.0
    log = T.TransformedDistribution(T.Gamma(2.0, 1.0), B.Invert(B.Exp()))
    assert float(kb.kl(log, T.ExpGamma(2.0, 1.0))) == 0.0
    p, q = (T.TransformedDistribution(T.Normal(m, 1.0), B.AbsoluteValue()) for m in (1.0, -1.0))
    assert float(kb.kl(p, q)) == 0.0  # TFP says 2.0


def test_vectors_are_carried_as_there():
    base = T.MultivariateNormalDiag(jnp.array([0.3, -0.5]), jnp.array([1.0, 1.2]))
    tril = jnp.array([[1.0, 0.0], [0.4, 0.7]])
    numbers, parts = (
        np.array([[0.2, 0.7], [1.0, -0.3]]),
        np.array([[0.2, 0.5, 0.3], [0.6, 0.3, 0.1]]),
    )
    for step, x, unit in (
        (B.IteratedSigmoidCentered(), parts, 1.0),
        (
            B.SoftmaxCentered(),
            parts,
            3.0,
        ),  # there areas are those in space, √3 of those seen from above
        (B.ScaleMatvecTriL(tril), numbers, 1.0),
        (B.Permute([1, 0]), numbers, 1.0),
        (B.Exp(), np.abs(numbers), 1.0),
    ):
        p = T.TransformedDistribution(base, step)
        expected = np.asarray(p.log_prob(x)) + 0.5 * np.log(unit)
        np.testing.assert_allclose(read(p).log_density(x, np), expected, rtol=SINGLE, atol=SINGLE)
        q = T.TransformedDistribution(T.MultivariateNormalDiag(jnp.zeros(2), jnp.ones(2)), step)
        result = kb.kl(p, q)
        assert result.kind == "exact"
        # by hand: the sum of (m² + s² - 1)/2 - log s
        assert float(result) == pytest.approx(0.5 * (0.09 + 0.25 + 0.44) - np.log(1.2), rel=SINGLE)


def test_gradients_flow():
    grad = jax.jit(jax.grad(lambda m: kb.kl(X.Normal(m, 1.0), T.Normal(0.0, 1.0)).value))
    assert float(grad(0.5)) == pytest.approx(0.5)


def test_an_unknown_kind_is_refused():
    with pytest.raises(kb.UnknownDistributionError, match="no counterpart"):
        kb.kl(T.LKJ(3, 1.5), "norm")
