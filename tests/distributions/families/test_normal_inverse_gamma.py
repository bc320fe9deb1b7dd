"""Normal-inverse-gamma and normal-gamma laws against mpmath, SciPy and their parts."""

import mpmath as mp
import numpy as np
import pytest
from scipy import stats

import kullback as kb
from kullback.distributions.families.normal_gamma import NormalGamma
from kullback.distributions.families.normal_inverse_gamma import NormalInverseGamma
from kullback.errors import InvalidInputError
from tests.distributions.families import checks

FAMILIES = [NormalInverseGamma, NormalGamma]


def divergence(p, q):
    """E log p/q from E t = a/b and E log t = digamma(a) - log b, t the precision."""
    m, k, a, b = checks.exact(*p)
    n, w, c, d = checks.exact(*q)
    gammas = a * mp.log(b) - c * mp.log(d) + mp.loggamma(c) - mp.loggamma(a)
    gammas += (a - c) * (mp.digamma(a) - mp.log(b)) - a + d * a / b
    return gammas + (mp.log(k / w) - 1 + w / k + w * (m - n) ** 2 * a / b) / 2


@pytest.mark.parametrize("family", FAMILIES)
def test_laws_near_and_far_keep_all_digits(family):
    rng = np.random.default_rng(1)
    for a in (0.3, 4.0, 1e6):
        start = (2.0, 0.7, a, 3.0)
        for p, q in checks.neighbours(rng, start):
            with mp.workdps(checks.digits(*p) + 30):
                checks.assert_kl(family(*p), family(*q), lambda p=p, q=q: divergence(p, q))
    for _ in range(20):
        p, q = (np.append(rng.normal(), 10 ** rng.uniform(-3, 3, 3)) for _ in range(2))
        with mp.workdps(60):
            checks.assert_kl(family(*p), family(*q), lambda p=p, q=q: divergence(p, q))


@pytest.mark.parametrize("family", FAMILIES)
def test_equal_laws_diverge_by_exactly_zero(family):
    checks.assert_equal_pairs_give_zero(family, [1.0, -2.0], [0.3, 1e5], [2.0, 1e-3], [1.0, 1e8])


def test_the_log_density_and_the_entropy_are_those_of_scipy():
    p = NormalInverseGamma(0.5, 2.0, 3.0, 1.5)
    theirs = stats.normal_inverse_gamma(0.5, 2.0, 3.0, 1.5)
    x = p.sample(20, np.random.default_rng(2))
    np.testing.assert_allclose(p.log_density(x, np), theirs.logpdf(x[:, 0], x[:, 1]), rtol=1e-12)
    assert p.log_density(np.array([0.0, -1.0]), np) == -np.inf


def test_normal_gamma_is_the_law_of_the_precision_of_the_other():
    p, other = NormalGamma(0.5, 2.0, 3.0, 1.5), NormalInverseGamma(0.5, 2.0, 3.0, 1.5)
    x = p.sample(20, np.random.default_rng(3))
    turned = np.stack([x[:, 0], 1.0 / x[:, 1]], axis=-1)
    # dv = dt / t²
    expected = other.log_density(turned, np) - 2.0 * np.log(x[:, 1])
    np.testing.assert_allclose(p.log_density(x, np), expected, rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("family", FAMILIES)
def test_the_entropy_is_the_mean_of_the_log_density(family):
    p = family(0.5, 2.0, 3.0, 1.5)
    logs = p.log_density(p.sample(100_000, np.random.default_rng(4)), np)
    error = np.std(logs) / np.sqrt(len(logs))
    assert abs(np.mean(logs) + float(p.entropy(np))) < 5 * error  # 5 sigma, fixed seed
    # by the chain rule: the gamma kind of law, and a normal one of mean log precision
    with mp.workdps(30):
        mean_log = mp.digamma(3) - mp.log(mp.mpf("1.5"))
        if family is NormalGamma:
            marginal = 3 - mp.log(mp.mpf("1.5")) + mp.loggamma(3) - 2 * mp.digamma(3)
        else:
            marginal = 3 + mp.log(mp.mpf("1.5")) + mp.loggamma(3) - 4 * mp.digamma(3)
        exact = marginal + (mp.log(2 * mp.pi * mp.e / 2) - mean_log) / 2
    assert float(p.entropy(np)) == pytest.approx(float(exact), rel=1e-14)


def test_gradients_flow_to_every_parameter():
    jax = pytest.importorskip("jax", reason="JAX is not installed")
    q = NormalGamma(0.0, 1.0, 2.0, 1.0)
    with jax.enable_x64(True):
        slope = jax.grad(lambda m, k: kb.kl(NormalGamma(m, k, 3.0, 1.5), q).value, (0, 1))(0.5, 2.0)
        by_mean, by_weight = map(float, slope)
    assert by_mean == pytest.approx(1.0 * 0.5 * 3.0 / 1.5, rel=1e-13)  # λ_q (m - n) a/b
    assert by_weight == pytest.approx(
        0.5 * (1 / 2.0 - 1 / 4.0), rel=1e-13
    )  # d of psi(λ_q/λ_p - 1)/2


def test_parameters_out_of_range_are_named():
    with pytest.raises(InvalidInputError, match=r"NormalGamma\.lmbda"):
        NormalGamma(0.0, -1.0, 1.0, 1.0)
    with pytest.raises(InvalidInputError, match=r"NormalInverseGamma\.b"):
        NormalInverseGamma(0.0, 1.0, 1.0, 0.0)
