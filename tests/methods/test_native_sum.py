"""Gradients through finite sums: against differences of the values that NumPy computes."""

import numpy as np
import pytest

import kullback as kb

jax = pytest.importorskip("jax", reason="JAX is not installed")
F = kb.families

CASES = {
    "binomial, poisson": lambda x, xp: kb.kl(F.Binomial(10, x), F.Poisson(3.0)),
    "binomial, by q": lambda x, xp: kb.kl(F.Binomial(10, 0.4), F.Poisson(10.0 * x)),
    "jensen-shannon": lambda x, xp: kb.jensen_shannon(F.Bernoulli(x), F.Bernoulli(0.7)),
    "total variation": lambda x, xp: kb.total_variation(F.Binomial(4, x), F.Binomial(4, 0.75)),
    "hellinger": lambda x, xp: kb.hellinger(F.Binomial(4, x), F.Poisson(2.0)),
    "renyi": lambda x, xp: kb.renyi(
        F.Categorical(xp.stack([x, 1.0 - x])), F.Categorical(xp.asarray([0.5, 0.5])), 0.5
    ),
    "a table": lambda x, xp: kb.kl([0.2, 0.8], F.Categorical(xp.stack([x, 1.0 - x]))),
    "counts": lambda x, xp: kb.jensen_shannon(
        F.Multinomial(3, xp.stack([x, 1.0 - x])), F.Multinomial(3, xp.asarray([0.6, 0.4]))
    ),
    "counts of two families": lambda x, xp: kb.kl(
        F.Multinomial(3, xp.stack([x, 1.0 - x])), F.DirichletMultinomial(3, [1.0, 2.0])
    ),
    "entropy": lambda x, xp: kb.entropy(F.Binomial(5, x)),
    "entropy of counts": lambda x, xp: kb.entropy(F.Multinomial(3, xp.stack([x, 1.0 - x]))),
    "an outcome that q lacks": lambda x, xp: kb.total_variation(
        F.Binomial(4, x), F.Binomial(2, 0.5)
    ),
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("at", [0.3, 0.45])
def test_gradients_are_those_of_differences(name, at):
    step = 1e-5
    ahead, behind = (float(CASES[name](np.float64(at + s), np)) for s in (step, -step))
    with jax.enable_x64(True):
        value, slope = jax.value_and_grad(lambda x: CASES[name](x, jax.numpy).value)(at)
    assert float(value) == pytest.approx(float(CASES[name](np.float64(at), np)), rel=1e-13)
    assert float(slope) == pytest.approx((ahead - behind) / (2 * step), rel=1e-7)


def test_a_batch_has_a_gradient_for_each():
    with jax.enable_x64(True):
        p = jax.numpy.asarray([0.3, 0.6])
        slope = jax.grad(lambda p: kb.kl(F.Binomial(10, p), F.Poisson(3.0)).value.sum())(p)
        for i in range(2):
            one = jax.grad(lambda x: kb.kl(F.Binomial(10, x), F.Poisson(3.0)).value)(p[i])
            assert float(slope[i]) == pytest.approx(float(one), rel=1e-14)


def test_a_missing_outcome_is_infinite_and_no_defect():
    with jax.enable_x64(True):
        q = F.Categorical(jax.numpy.asarray([1.0, 0.0]))
        assert float(kb.kl([0.5, 0.5], q)) == np.inf
        value, slope = jax.value_and_grad(
            lambda x: kb.kl(F.Binomial(4, x), F.Binomial(2, 0.5)).value
        )(0.3)
    assert float(value) == np.inf
    assert not np.isnan(float(slope))
