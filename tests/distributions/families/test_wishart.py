"""The Wishart family against mpmath and against what theory says of it."""

import mpmath as mp
import numpy as np
import pytest

from kullback.distributions.families.gamma import Gamma
from kullback.distributions.families.wishart import Wishart
from tests.distributions.families import checks
from tests.distributions.families.matrices import covariance, log_determinant, multigamma, trace


def divergence(n, v, m, w):
    d = len(v)
    n, m = checks.exact(n, m)
    v, w = mp.matrix(v.tolist()), mp.matrix(w.tolist())
    logs = log_determinant(w) - log_determinant(v)
    body = m / 2 * logs + n / 2 * (trace(w**-1 * v) - d)
    slope = multigamma(n / 2, d, mp.digamma) * (n - m) / 2
    return body + multigamma(m / 2, d) - multigamma(n / 2, d) + slope


def test_equal_means_with_different_degrees_of_freedom_keep_all_digits():
    rng = np.random.default_rng(3)
    v = covariance(rng, 3)
    for delta in checks.DELTAS:
        m = 1e6 * (1 + delta)
        p, q = (1e6, v), (m, v * (1e6 / m))
        with mp.workdps(80):
            checks.assert_kl(Wishart(*p), Wishart(*q), lambda p=p, q=q: divergence(*p, *q))


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


def test_draws_have_the_right_mean():
    rng = np.random.default_rng(7)
    n, v = 4.5, covariance(rng, 3)
    x = Wishart(n, v).sample(20_000, rng)
    sd = np.sqrt(n * (v**2 + np.outer(np.diag(v), np.diag(v))) / 20_000)
    assert np.all(np.abs(x.mean(axis=0) - n * v) < 5 * sd)  # 5 sigma, fixed seed
