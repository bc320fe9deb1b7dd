"""Independent normal parts are a normal vector, in batches and with gradients."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import kullback as kb
from kullback.distributions.native import twin
from kullback.distributions.normal_parts import repeatedly, side_by_side
from kullback.distributions.product import Independent

F = kb.families

MEAN, COV = np.array([0.5, -1.0]), np.array([[2.0, 0.5], [0.5, 1.0]])


def analytic(mean, sd, to_mean, to_cov):
    """D of independent normals from a normal vector, and its gradient by the parameters of p."""
    inverse = np.linalg.inv(to_cov)
    away = mean - to_mean
    logs = np.linalg.slogdet(to_cov)[1] - 2.0 * np.log(sd).sum()
    value = 0.5 * (np.diag(inverse) @ sd**2 + away @ inverse @ away - len(mean) + logs)
    return value, inverse @ away, np.diag(inverse) * sd - 1.0 / sd


@pytest.mark.parametrize("jitted", [False, True])
def test_gradients_flow_to_a_vector_and_back(jitted):
    mean, sd = jnp.array([0.1, 0.2]), jnp.array([0.7, 1.6])

    def there(m, s):
        return kb.kl(Independent(F.Normal(m, s), 1), F.MultivariateNormal(MEAN, COV)).value

    def of_a_list(m, s):
        parts = kb.Product([F.Normal(m[0], s[0]), F.Normal(m[1], s[1])])
        return kb.kl(parts, F.MultivariateNormal(MEAN, COV)).value

    def back(m):
        return kb.kl(
            F.MultivariateNormal(m, COV), Independent(F.Normal(MEAN, np.array([0.7, 1.6])), 1)
        ).value

    wrap = jax.jit if jitted else (lambda f: f)
    with jax.enable_x64(True):
        mean, sd = jnp.array([0.1, 0.2]), jnp.array([0.7, 1.6])
        value, by_mean, by_sd = analytic(np.array(mean), np.array(sd), MEAN, COV)
        for f in (there, of_a_list):
            found, (to_mean, to_sd) = wrap(jax.value_and_grad(f, argnums=(0, 1)))(mean, sd)
            assert float(found) == pytest.approx(value, rel=1e-14)
            np.testing.assert_allclose(to_mean, by_mean, rtol=1e-13)
            np.testing.assert_allclose(to_sd, by_sd, rtol=1e-13)
        expected = (np.array(mean) - MEAN) / np.array(sd) ** 2
        np.testing.assert_allclose(wrap(jax.grad(back))(mean), expected, rtol=1e-13)


def test_batches_of_vectors_meet():
    rng = np.random.default_rng(5)
    means, sds = rng.normal(size=(4, 2)), rng.uniform(0.5, 2.0, size=(4, 2))
    q = F.MultivariateNormal(MEAN, COV)
    expected = [analytic(m, s, MEAN, COV)[0] for m, s in zip(means, sds, strict=True)]
    one = kb.kl(Independent(F.Normal(means, sds), 1), q)
    listed = kb.Product([F.Normal(means[:, i], sds[:, i]) for i in range(2)])
    assert one.kind == kb.kl(listed, q).kind == "exact"
    np.testing.assert_allclose(one.value, expected, rtol=1e-13)
    np.testing.assert_allclose(kb.kl(listed, q).value, expected, rtol=1e-13)


def test_blocks_stand_on_the_diagonal_in_order():
    vectors = F.MultivariateNormal(np.arange(6.0).reshape(3, 2), COV)
    found = repeatedly(vectors, 1)
    np.testing.assert_array_equal(found.mean, np.arange(6.0))
    np.testing.assert_array_equal(found.cov, np.kron(np.eye(3), COV))
    mixed = side_by_side((F.Normal(1.0, 3.0), F.MultivariateNormal(MEAN, COV)))
    np.testing.assert_array_equal(mixed.mean, [1.0, *MEAN])
    np.testing.assert_array_equal(mixed.cov[1:, 1:], COV)
    np.testing.assert_array_equal(mixed.cov[0], [9.0, 0.0, 0.0])


def test_variances_that_no_double_holds_are_not_written_down():
    for sd in (1e-200, 1e200):
        assert side_by_side((F.Normal(0.0, sd), F.Normal())) is None
        assert repeatedly(F.Normal([0.0, 1.0], sd), 1) is None


def test_other_parts_and_very_many_are_no_normal_vector():
    assert side_by_side((F.Normal(), F.Laplace())) is None
    assert repeatedly(F.Laplace([0.0, 1.0], 1.0), 1) is None
    assert repeatedly(F.Normal(np.zeros(2100), 1.0), 1) is None


@pytest.mark.torch
@pytest.mark.parametrize("batch", [(), (4,)])
def test_gradients_of_torch_flow_as_its_own(batch):
    torch = pytest.importorskip("torch")
    laws = torch.distributions
    rng = torch.Generator().manual_seed(3)
    loc = torch.randn((*batch, 2), dtype=torch.float64, generator=rng, requires_grad=True)
    sd = torch.full((*batch, 2), 0.8, dtype=torch.float64, requires_grad=True)
    q = laws.MultivariateNormal(torch.tensor(MEAN), torch.tensor(COV))
    for ours, theirs in (
        ((laws.Independent(laws.Normal(loc, sd), 1), q), lambda v: (v, q)),
        ((q, laws.Independent(laws.Normal(loc, sd), 1)), lambda v: (q, v)),
    ):
        value = kb.kl(*ours).value
        whole = laws.MultivariateNormal(loc, torch.diag_embed(sd**2))
        expected = laws.kl_divergence(*theirs(whole))
        torch.testing.assert_close(value, expected, rtol=1e-12, atol=1e-13)
        found = torch.autograd.grad(value.sum(), (loc, sd))
        wanted = torch.autograd.grad(expected.sum(), (loc, sd))
        torch.testing.assert_close(found, wanted, rtol=1e-12, atol=1e-13)


@pytest.mark.torch
def test_numpy_parts_join_tensors():
    torch = pytest.importorskip("torch")
    sd = torch.tensor(0.8, dtype=torch.float64, requires_grad=True)
    vector = side_by_side((F.Normal(0.0, sd), F.Normal(1.0, 2.0)))
    assert vector.cov.requires_grad
    np.testing.assert_allclose(twin(vector).cov, np.diag([0.64, 4.0]), rtol=1e-15)
