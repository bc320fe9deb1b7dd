"""The Wishart family against mpmath and against what theory says of it."""

import mpmath as mp
import numpy as np
import pytest

from kullback.distributions.families.gamma import Gamma
from kullback.distributions.families.wishart import Wishart
from kullback.errors import InvalidInputError, ShapeError
from tests.distributions.families import checks


def log_determinant(a):
    factor = mp.cholesky(a)
    return 2 * mp.fsum(mp.log(factor[i, i]) for i in range(a.rows))


def trace(a):
    return mp.fsum(a[i, i] for i in range(a.rows))


def multigamma(a, d, f=mp.loggamma):
    return mp.fsum(f(a - mp.mpf(i) / 2) for i in range(d))


def divergence(n, v, m, w):
    d = len(v)
    n, m = checks.exact(n, m)
    v, w = mp.matrix(v.tolist()), mp.matrix(w.tolist())
    logs = log_determinant(w) - log_determinant(v)
    body = m / 2 * logs + n / 2 * (trace(w**-1 * v) - d)
    slope = multigamma(n / 2, d, mp.digamma) * (n - m) / 2
    return body + multigamma(m / 2, d) - multigamma(n / 2, d) + slope


def covariance(rng, d):
    basis, _ = np.linalg.qr(rng.normal(size=(d, d)))
    a = basis @ np.diag(np.logspace(-1, 0, d)) @ basis.T
    return (a + a.T) / 2


def check(n, v, m, w):
    with mp.workdps(80):
        checks.assert_kl(Wishart(n, v), Wishart(m, w), lambda: divergence(n, v, m, w))


@pytest.mark.parametrize("dim", [1, 2, 4, 6])
@pytest.mark.parametrize("spare", [1e-3, 1.7, 1e4, 1e7])
def test_nearly_equal_laws_keep_all_digits_down_to_singular_draws(dim, spare):
    rng = np.random.default_rng(dim)
    n, v = dim - 1 + spare, covariance(rng, dim)
    for delta in checks.DELTAS:
        m = dim - 1 + spare * (1 + delta * rng.normal())
        f = np.eye(dim) + delta * rng.normal(size=(dim, dim))
        w = f @ v @ f.T
        w = (w + w.T) / 2
        check(n, v, m, w)
        check(n, v, n, w)
        check(n, v, m, v)


def test_laws_far_apart_keep_all_digits():
    rng = np.random.default_rng(2)
    for _ in range(20):
        d = int(rng.integers(1, 6))
        n, m = d - 1 + 10 ** rng.uniform(-3, 5, 2)
        check(n, covariance(rng, d), m, covariance(rng, d) * np.exp(rng.normal()))


def test_equal_means_with_different_degrees_of_freedom_keep_all_digits():
    rng = np.random.default_rng(3)
    v = covariance(rng, 3)
    for delta in checks.DELTAS:
        m = 1e6 * (1 + delta)
        check(1e6, v, m, v * (1e6 / m))


def test_equal_laws_diverge_by_exactly_zero():
    rng = np.random.default_rng(4)
    v = np.stack([covariance(rng, 3) for _ in range(8)])
    checks.assert_equal_pairs_give_zero(Wishart, 2 + 10 ** rng.uniform(-3, 7, 8), v)


def test_a_batch_broadcasts_and_equals_its_single_pairs():
    rng = np.random.default_rng(5)
    p = Wishart(3.0 + rng.uniform(size=(2, 1)), np.stack([covariance(rng, 3) for _ in range(4)]))
    q = Wishart(4.0, covariance(rng, 3))
    value = p.kl(q, np)
    assert p.batch_shape == value.shape == (2, 4)
    assert value[1, 2] == pytest.approx(float(p[1, 2].kl(q, np)), rel=1e-14)
    assert q.kl(p, np)[0, 3] == pytest.approx(float(q.kl(p[0, 3], np)), rel=1e-14)


def test_one_dimension_is_a_gamma_law():
    p, q = Wishart(3.0, [[2.0]]), Wishart(5.5, [[0.5]])
    one, two = Gamma(1.5, 4.0), Gamma(2.75, 1.0)
    assert float(p.kl(q, np)) == pytest.approx(float(one.kl(two, np)), rel=1e-14)
    assert float(p.entropy(np)) == pytest.approx(float(one.entropy(np)), rel=1e-14)
    x = np.array([0.3, 5.0])
    mine = p.log_density(x[:, None, None], np)
    np.testing.assert_allclose(mine, one.log_density(x, np), rtol=1e-14)


@pytest.mark.parametrize("spare", [2.5, 1e6])
def test_the_log_density_and_the_entropy_are_those_of_the_textbook(spare):
    rng = np.random.default_rng(6)
    d, n, v = 3, 2 + spare, covariance(rng, 3)
    p = Wishart(n, v)
    x = n * (v + covariance(rng, 3) / np.sqrt(n))
    with mp.workdps(50):
        a, half, scale, point = (
            mp.mpf(n) / 2,
            mp.mpf(d + 1) / 2,
            mp.matrix(v.tolist()),
            mp.matrix(x.tolist()),
        )
        normaliser = multigamma(a, d) + mp.mpf(d * (d - 1)) / 4 * mp.log(mp.pi)
        normaliser += a * d * mp.log(2) + a * log_determinant(scale)
        body = (a - half) * log_determinant(point) - trace(scale**-1 * point) / 2
        mean_log = multigamma(a, d, mp.digamma) + d * mp.log(2) + log_determinant(scale)
        entropy = normaliser - (a - half) * mean_log + a * d
    value = float(p.log_density(x[None], np)[0])
    assert value == pytest.approx(float(body - normaliser), rel=1e-12)
    assert float(p.entropy(np)) == pytest.approx(float(entropy), rel=1e-14)


def test_matrices_that_are_not_positive_definite_have_density_zero():
    p = Wishart(4.0, np.eye(2))
    x = np.array([[[1.0, 2.0], [2.0, 1.0]], [[-1.0, 0.0], [0.0, 1.0]]])
    assert np.all(p.log_density(x, np) == -np.inf)


def test_draws_have_the_right_mean():
    rng = np.random.default_rng(7)
    n, v = 4.5, covariance(rng, 3)
    x = Wishart(n, v).sample(20_000, rng)
    sd = np.sqrt(n * (v**2 + np.outer(np.diag(v), np.diag(v))) / 20_000)
    assert np.all(np.abs(x.mean(axis=0) - n * v) < 5 * sd)  # 5 sigma, fixed seed


def test_bad_parameters_are_refused_with_the_reason():
    with pytest.raises(InvalidInputError, match="must exceed 2"):
        Wishart(2.0, np.eye(3))
    with pytest.raises(ShapeError, match=r"\(d, d\)"):
        Wishart(2.0, 1.0)
    with pytest.raises(InvalidInputError, match="smallest eigenvalue"):
        Wishart(3.0, [[1.0, 2.0], [2.0, 1.0]])
