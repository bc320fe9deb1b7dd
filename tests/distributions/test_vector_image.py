"""Vectors carried along bijections: what two have in common changes nothing, and densities follow the map."""

import jax
import jax.numpy as jnp
import mpmath as mp
import numpy as np
import pytest
from scipy import stats

import kullback as kb
from kullback.distributions import bijections as b
from kullback.distributions import vector_maps as v
from kullback.distributions.image import folded, image
from kullback.distributions.product import Independent
from kullback.distributions.simplex_maps import CentredSoftmax, StickBreaking
from kullback.distributions.vector_image import VectorImage

F = kb.families

P = F.MultivariateNormal([0.3, -0.2, 0.1], [[1.0, 0.3, 0.0], [0.3, 0.8, 0.1], [0.0, 0.1, 0.5]])
Q = F.MultivariateNormal([0.0, 0.4, 0.2], np.diag([1.5, 0.7, 1.0]))
MATRIX = np.array([[2.0, 0.0, 0.0], [0.5, 1.0, 0.0], [-1.0, 0.3, 0.7]])
SHIFT = np.array([1.0, -2.0, 0.5])

MAPS = [
    b.Exp(), b.Sigmoid(), b.Tanh(), b.Softplus(), b.Affine(SHIFT, np.array([2.0, -0.5, 3.0])),
    v.Linear(SHIFT, MATRIX), v.Permutation((2, 0, 1)), StickBreaking(), CentredSoftmax(),
]  # fmt: skip
VECTOR_MAPS = [m if isinstance(m, v.VectorMap) else v.Entrywise(m) for m in MAPS]


@pytest.mark.parametrize("bijection", VECTOR_MAPS, ids=repr)
def test_the_inverse_undoes_and_the_volume_is_that_of_the_jacobian(bijection):
    x = np.array([[0.2, -0.7, 1.1], [-1.3, 0.4, 0.6]])
    back = bijection.inverse
    np.testing.assert_allclose(back.forward(bijection.forward(x)), x, rtol=1e-12, atol=1e-13)
    assert back.inverse.agrees(bijection) or isinstance(bijection, v.Linear | v.Entrywise)
    h = 1e-6
    for point in x:
        steps = h * np.eye(3)
        rises = bijection.forward(point + steps) - bijection.forward(point - steps)
        volume = np.linalg.slogdet(rises[:, :3] / (2.0 * h))[1]
        assert bijection.log_volume(point) == pytest.approx(volume, abs=1e-8)
        image_of_point = bijection.forward(point)
        assert back.log_volume(image_of_point) == pytest.approx(-volume, abs=1e-8)
        assert back.holds(image_of_point)


@pytest.mark.parametrize("bijection", MAPS, ids=repr)
def test_a_common_bijection_is_peeled_off(bijection):
    p, q = image(P, bijection), image(Q, bijection)
    for verb in (kb.kl, kb.jeffreys, kb.hellinger):
        moved = verb(p, q)
        assert moved.kind == "exact"
        assert float(moved) == pytest.approx(float(verb(P, Q)), rel=1e-13)


def test_bijections_in_a_row_are_peeled_off_one_by_one():
    def carried(d):
        return image(image(image(d, b.Exp()), b.Affine(0.0, 2.0)), v.Permutation((1, 2, 0)))

    assert isinstance(carried(P), VectorImage)
    assert float(kb.kl(carried(P), carried(Q))) == float(kb.kl(P, Q))
    assert image(image(P, b.Exp()), b.Log()) is P


def test_other_bijections_are_not_taken_for_the_same():
    p, q = image(P, StickBreaking()), image(P, CentredSoftmax())
    result = kb.kl(p, q, rng=0)
    assert result.kind == "estimate"
    assert float(result) > 5.0 * result.error
    assert float(kb.kl(p, image(P, StickBreaking()))) == 0.0


def test_affine_images_of_normal_and_student_vectors_are_such():
    moved = image(P, v.Linear(SHIFT, MATRIX))
    np.testing.assert_allclose(moved.mean, SHIFT + MATRIX @ P.mean, rtol=1e-15)
    np.testing.assert_allclose(moved.cov, MATRIX @ P.cov @ MATRIX.T, rtol=1e-14)
    scaled = image(P, b.Affine(SHIFT, -2.0))
    np.testing.assert_allclose(scaled.cov, 4.0 * P.cov, rtol=1e-15)
    turned = image(P, v.Permutation((2, 0, 1)))
    assert turned.mean.tolist() == [0.1, 0.3, -0.2]
    assert turned.cov[0, 2] == P.cov[2, 1]
    heavy = image(F.MultivariateStudentT(4.0, P.mean, P.cov), v.Linear(SHIFT, MATRIX))
    np.testing.assert_allclose(heavy.shape, moved.cov, rtol=1e-15)
    independent = image(Independent(F.Normal([0.0, 1.0, 2.0], 2.0), 1), v.Linear(SHIFT, MATRIX))
    np.testing.assert_allclose(independent.cov, 4.0 * MATRIX @ MATRIX.T, rtol=1e-15)


def test_independent_parts_are_carried_each_by_itself():
    p = image(Independent(F.Normal([0.0, 1.0], 1.0), 1), b.Exp())
    assert isinstance(p.base, F.LogNormal)
    listed = image(kb.Product([F.Normal(0.0, 1.0), F.Normal(1.0, 1.0)]), b.Exp())
    assert float(kb.kl(p, listed)) == 0.0
    fold = folded(Independent(F.Normal([0.0, 0.0], [1.0, 2.0]), 1))
    assert float(kb.kl(fold, Independent(F.HalfNormal([1.0, 2.0]), 1))) == 0.0


def test_one_side_alone_is_carried_back():
    # log-normal vectors: the divergence is that of the logarithms
    p, q = image(P, b.Exp()), Independent(F.LogNormal(Q.mean, np.sqrt(np.diag(Q.cov))), 1)
    for pair, bare in (((p, q), (P, Q)), ((q, p), (Q, P))):
        result = kb.kl(*pair)
        assert result.kind == "exact"
        assert float(result) == pytest.approx(float(kb.kl(*bare)), rel=1e-13)


def test_densities_are_those_of_the_literature():
    x = np.array([0.7, 1.9, 0.4])
    exp = stats.multivariate_normal(P.mean, P.cov).logpdf(np.log(x)) - np.log(x).sum()
    assert image(P, b.Exp()).log_density(x, np) == pytest.approx(exp, rel=1e-13)
    assert image(P, b.Exp()).log_density(np.array([0.7, -1.0, 0.4]), np) == -np.inf
    # Aitchison & Shen (1980): the additive logistic normal law, in coordinates of all parts but the last
    y = np.array([0.2, 0.1, 0.3, 0.4])
    away = np.log(y[:3] / y[3])
    aitchison = stats.multivariate_normal(P.mean, P.cov).logpdf(away) - np.log(y).sum()
    assert image(P, CentredSoftmax()).log_density(y, np) == pytest.approx(aitchison, rel=1e-13)
    assert image(P, CentredSoftmax()).log_density(2.0 * y, np) == -np.inf


def test_broken_sticks_have_a_density_of_mass_one():
    p = image(F.MultivariateNormal([0.3], [[0.7]]), StickBreaking())
    with mp.workdps(20):
        mass = mp.quad(
            lambda t: mp.exp(float(p.log_density(np.array([float(t), 1.0 - float(t)]), np))),
            [0, 0.1, 0.5, 0.9, 1],
        )
    assert abs(float(mass) - 1.0) < 1e-9
    drawn = p.sample(4, np.random.default_rng(1))
    np.testing.assert_allclose(drawn.sum(axis=-1), 1.0, rtol=1e-15)


def test_the_logarithm_of_what_may_be_negative_is_refused():
    with pytest.raises(kb.InvalidInputError, match="may reach beyond"):
        image(P, b.Log())
    with pytest.raises(kb.SupportError, match="simplex"):
        image(F.Dirichlet([1.0, 2.0]), v.Permutation((1, 0)))
    with pytest.raises(kb.SupportError, match="matrices"):
        image(F.Wishart(3.0, np.eye(2)), b.Exp())


def test_a_batch_is_carried_entry_by_entry():
    means = np.array([[0.0, 1.0], [2.0, -1.0]])
    base = F.MultivariateNormal(means, np.eye(2))
    scale = np.array([[1.0, 2.0], [3.0, 4.0]])
    p = image(image(base, b.Exp()), b.Affine(0.0, scale))
    assert p.batch_shape == (2,)
    x = np.array([1.5, 2.5])
    one = stats.multivariate_normal(means[1]).logpdf(np.log(x / scale[1])) - np.log(x).sum()
    assert p[1].log_density(x, np) == pytest.approx(one, rel=1e-13)
    values = kb.kl(
        p, image(image(F.MultivariateNormal([0.0, 0.0], np.eye(2)), b.Exp()), b.Affine(0.0, scale))
    )
    np.testing.assert_allclose(values.value, [0.5, 2.5], rtol=1e-14)


@pytest.mark.parametrize("jitted", [False, True])
def test_gradients_flow_through_what_is_peeled_off(jitted):
    def divergence(mean, scale):
        p = image(
            image(F.MultivariateNormal(mean, P.cov), v.Linear(SHIFT, scale * MATRIX)),
            StickBreaking(),
        )
        return kb.kl(p, image(Q, StickBreaking())).value

    with jax.enable_x64(True):
        gradient = jax.grad(divergence, argnums=(0, 1))
        by_mean, by_scale = (jax.jit(gradient) if jitted else gradient)(
            jnp.array(P.mean), jnp.array(1.0)
        )
    # D of N(a + s M m, s² M C Mᵀ) from Q, by m and by s at 1
    inverse = np.linalg.inv(Q.cov)
    mean, cov = SHIFT + MATRIX @ P.mean, MATRIX @ P.cov @ MATRIX.T
    slope = inverse @ (mean - Q.mean)
    np.testing.assert_allclose(by_mean, MATRIX.T @ slope, rtol=1e-12)
    expected = slope @ (MATRIX @ P.mean) + np.trace(inverse @ cov) - 3.0
    assert float(by_scale) == pytest.approx(expected, rel=1e-12)
