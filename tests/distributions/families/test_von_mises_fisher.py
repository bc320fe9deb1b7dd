"""The von Mises-Fisher family against mpmath and against what theory says of it."""

import mpmath as mp
import numpy as np
import pytest

from kullback.distributions.families.von_mises import VonMises
from kullback.distributions.families.von_mises_fisher import VonMisesFisher
from kullback.errors import InvalidInputError, ShapeError
from tests.distributions.families import checks


def divergence(x, k, y, c):
    with mp.workdps(80):
        x, y, (k, c) = mp.matrix(x.tolist()), mp.matrix(y.tolist()), checks.exact(k, c)
        cosine = (x.T * y)[0] / (mp.norm(x) * mp.norm(y))
        nu = mp.mpf(len(x)) / 2 - 1
        mean = mp.besseli(nu + 1, k) / mp.besseli(nu, k)
        logs = mp.log(mp.besseli(nu, c) / mp.besseli(nu, k)) + nu * mp.log(k / c)
        return logs + mean * (k - c * cosine)


def check(x, k, y, c):
    checks.assert_kl(VonMisesFisher(x, k), VonMisesFisher(y, c), lambda: divergence(x, k, y, c))


@pytest.mark.parametrize("dim", [2, 3, 4, 10, 40])
@pytest.mark.parametrize("concentration", [1e-6, 0.5, 10.0, 1e4])
def test_nearly_equal_laws_keep_all_digits(dim, concentration):
    rng = np.random.default_rng(dim)
    for delta in checks.DELTAS:
        x, k = rng.normal(size=dim), concentration
        y, c = x + delta * rng.normal(size=dim), k * (1 + delta * rng.normal())
        check(x, k, y, c)
        check(x, k, x, c)
        check(x, k, y, k)


def test_laws_far_apart_keep_all_digits():
    rng = np.random.default_rng(2)
    for _ in range(30):
        d = int(rng.integers(2, 9))
        check(*(v for _ in range(2) for v in (rng.normal(size=d), 10 ** rng.uniform(-3, 3))))


def test_the_length_of_the_mean_means_nothing():
    p = VonMisesFisher([3.0, 4.0, 0.0], 2.0)
    for factor in (2.0, 2.0**-1000, 2.0**900):
        assert float(p.kl(VonMisesFisher(factor * p.mean, 2.0), np)) == 0.0


def test_opposite_directions_are_as_far_as_can_be():
    x = np.array([1.0, 2.0, -1.0])
    p, q = VonMisesFisher(x, 2.0), VonMisesFisher(-x, 2.0)
    # k A (1 - cos) with A = coth k - 1/k in three dimensions
    assert float(p.kl(q, np)) == pytest.approx(4.0 * (1 / np.tanh(2.0) - 0.5), rel=1e-14)


def test_equal_laws_diverge_by_exactly_zero():
    rng = np.random.default_rng(4)
    checks.assert_equal_pairs_give_zero(
        VonMisesFisher, rng.normal(size=(50, 5)), 10 ** rng.uniform(-9, 12, 50)
    )


def test_a_batch_broadcasts_and_equals_its_single_pairs():
    rng = np.random.default_rng(5)
    p = VonMisesFisher(rng.normal(size=(2, 1, 3)), np.exp(rng.normal(size=4)))
    q = VonMisesFisher(rng.normal(size=3), 2.0)
    value = p.kl(q, np)
    assert p.batch_shape == value.shape == (2, 4)
    assert value[1, 2] == pytest.approx(float(p[1, 2].kl(q, np)), rel=1e-14)


def test_two_dimensions_are_the_von_mises_law():
    angles = np.array([0.4, 2.0])
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    p, q = VonMisesFisher(vectors[0], 3.0), VonMisesFisher(vectors[1], 0.5)
    one, two = VonMises(angles[0], 3.0), VonMises(angles[1], 0.5)
    assert float(p.kl(q, np)) == pytest.approx(float(one.kl(two, np)), rel=1e-13)
    assert float(p.entropy(np)) == pytest.approx(float(one.entropy(np)), rel=1e-14)
    x = np.array([[np.cos(1.0), np.sin(1.0)]])
    expected = one.log_density(np.array([1.0]), np)
    np.testing.assert_allclose(p.log_density(x, np), expected, rtol=1e-13)


def test_on_the_sphere_the_density_has_a_hyperbolic_normaliser():
    p = VonMisesFisher([0.0, 0.0, 2.0], 1.5)
    x = np.array([[0.6, 0.0, 0.8], [0.0, 1.0, 0.0]])
    expected = 1.5 * x[:, 2] + np.log(1.5 / (4 * np.pi * np.sinh(1.5)))
    np.testing.assert_allclose(p.log_density(x, np), expected, rtol=1e-14)
    assert p.log_density(np.array([[1.0, 1.0, 0.0]]), np)[0] == -np.inf
    area = VonMisesFisher([0.0, 0.0, 1.0], 0.0).entropy(np)
    assert float(area) == pytest.approx(np.log(4 * np.pi), rel=1e-14)


@pytest.mark.parametrize(("dim", "concentration"), [(2, 3.0), (3, 0.0), (5, 50.0), (30, 1e4)])
def test_draws_have_the_entropy_and_the_direction(dim, concentration):
    rng = np.random.default_rng(dim)
    p = VonMisesFisher(rng.normal(size=dim), concentration)
    x = p.sample(20_000, rng)
    np.testing.assert_allclose(np.sum(x * x, axis=-1), 1.0, rtol=1e-14)
    surprise = -p.log_density(x, np)
    error = surprise.std() / np.sqrt(20_000) + 1e-12
    assert abs(surprise.mean() - p.entropy(np)) < 5 * error  # 5 sigma, fixed seed
    across = x - (x @ p.mean)[:, None] * p.mean / (p.mean @ p.mean)
    assert np.all(np.abs(across.mean(axis=0)) < 5 / np.sqrt(20_000))


def test_bad_means_are_refused_with_the_reason():
    with pytest.raises(ShapeError, match="at least 2"):
        VonMisesFisher([1.0], 1.0)
    with pytest.raises(InvalidInputError, match="some direction"):
        VonMisesFisher([0.0, 0.0], 1.0)
    with pytest.raises(InvalidInputError, match="non-negative"):
        VonMisesFisher([0.0, 1.0], -1.0)
