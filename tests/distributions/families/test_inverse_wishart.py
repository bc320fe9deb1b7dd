"""The inverse Wishart family against mpmath, the inverse gamma and SciPy."""

import mpmath as mp
import numpy as np
import pytest
from scipy import stats

from kullback.distributions.families.inverse_gamma import InverseGamma
from kullback.distributions.families.inverse_wishart import InverseWishart
from kullback.distributions.families.wishart import Wishart
from tests.distributions.families import checks
from tests.distributions.families.matrices import covariance, log_determinant, multigamma, trace


def divergence(n, s, m, t):
    """E log p/q with E X⁻¹ = n S⁻¹ and E log det X = log det S - d log 2 - the digammas of (n-i)/2."""
    d = len(s)
    n, m = checks.exact(n, m)
    s, t = mp.matrix(s.tolist()), mp.matrix(t.tolist())
    mean_log = log_determinant(s) - d * mp.log(2) - multigamma(n / 2, d, mp.digamma)
    constants = n / 2 * log_determinant(s) - m / 2 * log_determinant(t)
    constants += multigamma(m / 2, d) - multigamma(n / 2, d) + (m - n) * d / 2 * mp.log(2)
    return constants - (n - m) / 2 * mean_log + n / 2 * (trace(s**-1 * t) - d)


def test_the_divergence_is_that_of_the_inverses():
    rng = np.random.default_rng(3)
    s, t = covariance(rng, 3), covariance(rng, 3)
    value = InverseWishart(4.5, s).kl(InverseWishart(7.0, t), np)
    inverses = Wishart(4.5, np.linalg.inv(s)).kl(Wishart(7.0, np.linalg.inv(t)), np)
    assert float(value) == pytest.approx(float(inverses), rel=1e-13)


def test_one_dimension_is_an_inverse_gamma_law():
    p, q = InverseWishart(3.0, [[2.0]]), InverseWishart(5.5, [[0.5]])
    one, two = InverseGamma(1.5, 1.0), InverseGamma(2.75, 0.25)
    assert float(p.kl(q, np)) == pytest.approx(float(one.kl(two, np)), rel=1e-14)
    assert float(p.entropy(np)) == pytest.approx(float(one.entropy(np)), rel=1e-14)
    x = np.array([0.3, 5.0])
    mine = p.log_density(x[:, None, None], np)
    np.testing.assert_allclose(mine, one.log_density(x, np), rtol=1e-13)


@pytest.mark.parametrize("df", [4.5, 60.0])
def test_the_log_density_is_that_of_scipy_and_the_entropy_its_mean(df):
    rng = np.random.default_rng(6)
    s = covariance(rng, 3)
    p, theirs = InverseWishart(df, s), stats.invwishart(df, s)
    x = np.stack([covariance(rng, 3) / df for _ in range(5)])
    logs = theirs.logpdf(np.moveaxis(x, 0, -1))
    np.testing.assert_allclose(p.log_density(x, np), logs, rtol=1e-11)
    with mp.workdps(50):  # (SciPy 1.17's own entropy takes log 2 once instead of d times)
        half, det = mp.mpf(df) / 2, log_determinant(mp.matrix(s.tolist()))
        mean_log = det - 3 * mp.log(2) - multigamma(half, 3, mp.digamma)
        normaliser = (
            half * (det - 3 * mp.log(2)) - multigamma(half, 3) - mp.mpf(3) / 2 * mp.log(mp.pi)
        )
        entropy = -normaliser + (half + 2) * mean_log + 3 * half
    assert float(p.entropy(np)) == pytest.approx(float(entropy), rel=1e-13)


def test_draws_have_the_right_mean():
    rng = np.random.default_rng(7)
    n, s = 12.0, covariance(rng, 3)
    x = InverseWishart(n, s).sample(20_000, rng)
    k = n - 4.0  # df - d - 1; the variances of Press (1982), eq. 5.2.5
    diagonal = np.diag(s)
    variance = ((k + 2) * s**2 + k * np.outer(diagonal, diagonal)) / ((k + 1) * k**2 * (k - 2))
    assert np.all(np.abs(x.mean(axis=0) - s / k) < 5 * np.sqrt(variance / 20_000))  # 5 sigma
