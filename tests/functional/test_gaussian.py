"""The Gaussian term: closed form in 40 digits, free bits, reductions, and an autoencoder that learns."""

import jax
import jax.numpy as jnp
import mpmath as mp
import numpy as np
import pytest
from scipy.optimize import minimize

import kullback as kb
from kullback import functional as F  # noqa: N812


@pytest.fixture
def double():
    with jax.enable_x64(True):
        yield


def exact(mean, log_var, prior_mean=0.0, prior_log_var=0.0):
    with mp.workdps(60):
        m, v, a, w = (mp.mpf(float(x)) for x in (mean, log_var, prior_mean, prior_log_var))
        return float(((m - a) ** 2 * mp.e**-w + mp.e ** (v - w) - 1 - (v - w)) / 2)


@pytest.mark.parametrize("xp", [np, jnp])
@pytest.mark.parametrize("scale", [3.0, 1.0, 1e-3, 1e-8])
def test_the_value_is_the_closed_form_at_any_distance(xp, scale, double):
    rng = np.random.default_rng(1)
    mean, log_var = scale * rng.normal(size=(2, 6, 3))
    prior = scale * rng.normal(size=(2, 3))
    found = F.gaussian_kl(*map(xp.asarray, (mean, log_var, *prior)))
    wanted = [sum(map(exact, m, v, *prior)) for m, v in zip(mean, log_var, strict=True)]
    np.testing.assert_allclose(found, wanted, rtol=2e-14)
    standard = [sum(map(exact, m, v)) for m, v in zip(mean, log_var, strict=True)]
    np.testing.assert_allclose(F.gaussian_kl(mean, log_var), standard, rtol=2e-14)
    wide = F.gaussian_kl(mean, log_var, 0.5, 1.5)
    np.testing.assert_allclose(
        wide,
        [
            sum(exact(*x, 0.5, 1.5) for x in zip(*row, strict=True))
            for row in zip(mean, log_var, strict=True)
        ],
        rtol=2e-14,
    )


def test_the_value_agrees_with_the_verb():
    mean, log_var = np.array([0.3, -1.2]), np.array([0.5, -2.0])
    verb = kb.kl(kb.families.Normal(mean, np.exp(log_var / 2)), kb.families.Normal(0.0, 1.0))
    assert F.gaussian_kl(mean, log_var) == pytest.approx(np.sum(verb.value), rel=1e-14)


def test_the_gradient_is_the_analytic_one(double):
    rng = np.random.default_rng(2)
    for scale in (2.0, 1e-6):
        mean, log_var = scale * rng.normal(size=(2, 4, 3))
        slopes = jax.grad(lambda m, v: F.gaussian_kl(m, v, reduction="sum"), argnums=(0, 1))(
            jnp.asarray(mean), jnp.asarray(log_var)
        )
        np.testing.assert_allclose(slopes[0], mean, rtol=1e-14)
        np.testing.assert_allclose(slopes[1], np.expm1(log_var) / 2.0, rtol=1e-13)


def test_free_bits_are_a_floor_of_each_latent_after_the_mean_over_rows(double):
    mean = np.array([[2.0, 0.1], [0.0, 0.3]])
    log_var = np.zeros((2, 2))  # latents: means 1 and 0.025
    for reduction, factor in (("sum", 2.0), ("batch_mean", 1.0), ("token_mean", 1.0)):
        found = F.gaussian_kl(mean, log_var, free_bits=0.1, beta=3.0, reduction=reduction)
        assert found == pytest.approx(3.0 * 1.1 * factor, rel=1e-14)
        without = F.gaussian_kl(mean, log_var, free_bits=0.01, beta=3.0, reduction=reduction)
        assert without == pytest.approx(3.0 * 1.025 * factor, rel=1e-14)
    slope = jax.grad(lambda m: F.gaussian_kl(m, log_var, free_bits=0.1, reduction="sum"))(
        jnp.asarray(mean)
    )
    np.testing.assert_allclose(slope, [[2.0, 0.0], [0.0, 0.0]])


def test_reductions_of_sequences_divide_by_what_they_say():
    rng = np.random.default_rng(3)
    mean, log_var = rng.normal(size=(2, 2, 5, 3))
    rows = F.gaussian_kl(mean, log_var)
    assert rows.shape == (2, 5)
    for reduction, divisor in (("sum", 1), ("token_mean", 10), ("batch_mean", 2)):
        found = F.gaussian_kl(mean, log_var, reduction=reduction)
        assert found == pytest.approx(rows.sum() / divisor, rel=1e-14)
        floored = F.gaussian_kl(mean, log_var, reduction=reduction, free_bits=1e-9)
        assert floored == pytest.approx(rows.sum() / divisor, rel=1e-14)


def test_half_precision_is_computed_in_single():
    mean = jnp.full((2, 3), 1.5, jnp.bfloat16)
    found = F.gaussian_kl(mean, mean, reduction="batch_mean")
    assert found.dtype == jnp.float32
    assert float(found) == pytest.approx(3 * exact(1.5, 1.5), rel=1e-6)


def test_bad_input_is_named():
    x = np.zeros((2, 3))
    with pytest.raises(kb.ShapeError, match="`log_var`"):
        F.gaussian_kl(x, np.zeros((2, 1)))
    with pytest.raises(kb.ShapeError, match="must broadcast to that of `mean`"):
        F.gaussian_kl(x, x, np.zeros((4, 2, 3)))
    with pytest.raises(kb.InvalidInputError, match="`reduction` is 'mean'"):
        F.gaussian_kl(x, x, reduction="mean")
    with pytest.raises(kb.InvalidInputError, match="`free_bits` is -1"):
        F.gaussian_kl(x, x, free_bits=-1.0)
    with pytest.raises(kb.InvalidInputError, match=r"`free_bits` is 0\.1, a floor for the mean"):
        F.gaussian_kl(x, x, free_bits=0.1)


def test_a_linear_autoencoder_finds_the_posterior_and_the_likelihood(double):
    """z ~ N(0, 1), x|z ~ N(w z, s² I): the posterior is normal, and at the optimum the bound is tight.

    The optimum is probabilistic principal components: w w' + s² I = the largest direction of the
    covariance beside the mean of the others, and the bound is the log likelihood (Tipping & Bishop).
    """
    rng = np.random.default_rng(4)
    x = rng.normal(size=(400, 1)) @ np.array([[1.5, -1.0]]) + 0.5 * rng.normal(size=(400, 2))
    x -= x.mean(axis=0)

    def negative_bound(theta, data):
        encode, log_var, w, log_s2 = theta[:2], theta[2], theta[3:5], theta[5]
        mean = (data @ encode)[:, None]
        var = jnp.exp(log_var)
        error = jnp.sum((data - mean * w) ** 2, axis=-1) + var * jnp.sum(w**2)
        nll = 0.5 * error / jnp.exp(log_s2) + log_s2 + jnp.log(2.0 * jnp.pi)
        kl = F.gaussian_kl(mean, jnp.full_like(mean, log_var), reduction="batch_mean")
        return jnp.mean(nll) + kl

    data, start = jnp.asarray(x), np.array([0.1, 0.0, 0.0, 0.5, 0.1, 0.0])
    both = jax.jit(jax.value_and_grad(lambda theta: negative_bound(theta, data)))
    fit = minimize(lambda theta: tuple(map(np.asarray, both(theta))), start, jac=True, tol=1e-10)
    theta = jnp.asarray(fit.x)
    covariance = x.T @ x / len(x)
    low, high = np.linalg.eigvalsh(covariance)
    likelihood = -0.5 * (2.0 * np.log(2.0 * np.pi) + np.log(low * high) + 2.0)
    assert -float(negative_bound(theta, data)) == pytest.approx(likelihood, abs=1e-6)
    assert float(jnp.exp(theta[5])) == pytest.approx(low, rel=1e-3)
    assert float(jnp.sum(theta[3:5] ** 2)) == pytest.approx(high - low, rel=1e-3)
    assert float(jnp.exp(theta[2])) == pytest.approx(low / high, rel=1e-3)


def test_narrow_numpy_is_computed_in_double_and_rounded_once():
    rng = np.random.default_rng(6)
    mean, log_var = (1e-3 * rng.normal(size=(2, 4, 3))).astype(np.float32)
    found = F.gaussian_kl(mean, log_var)
    assert found.dtype == np.float32
    wide = F.gaussian_kl(mean.astype(float), log_var.astype(float))
    np.testing.assert_array_equal(found, wide.astype(np.float32))
    assert F.policy_kl(mean, log_var).dtype == np.float32
    assert F.cross_entropy_logits(mean, np.zeros(4, int)).dtype == np.float32
    assert F.kl_logits(teacher=mean.astype(np.float16), student=log_var).dtype == np.float32
