"""The power spherical family against mpmath, and against the von Mises-Fisher laws."""

import mpmath as mp
import numpy as np
import pytest

import kullback as kb
from kullback.distributions.families.power_spherical import PowerSpherical
from kullback.distributions.families.von_mises_fisher import VonMisesFisher
from kullback.errors import InvalidInputError, ShapeError
from tests.distributions.families import checks

POLE = np.array([0.0, 0.0, 1.0])


def log_beta(a, b):
    return mp.loggamma(a) + mp.loggamma(b) - mp.loggamma(a + b)


def divergence(k, other, d):
    """Of Beta(k + h, h) from Beta(k' + h, h), the law of (1 + m·x)/2."""
    h, (k, other) = mp.mpf(d - 1) / 2, checks.exact(k, other)
    slope = mp.digamma(k + h) - mp.digamma(k + 2 * h)
    return log_beta(other + h, h) - log_beta(k + h, h) + (k - other) * slope


def pole(d):
    return np.eye(d)[-1]


@pytest.mark.parametrize("d", [2, 3, 20])
def test_laws_of_one_direction_keep_all_digits(d):
    rng = np.random.default_rng(d)
    for k in (1e-3, 0.7, 30.0, 1e6):
        for near, moved in checks.neighbours(rng, [k]):
            with mp.workdps(90):
                checks.assert_kl(
                    PowerSpherical(pole(d), near[0]),
                    PowerSpherical(pole(d), moved[0]),
                    lambda p=near[0], q=moved[0]: divergence(p, q, d),
                )
    for k, other in ((0.0, 5.0), (5.0, 0.0), (1e-9, 1e5), (1e5, 1e-9)):
        with mp.workdps(90):
            checks.assert_kl(
                PowerSpherical(pole(d), k),
                PowerSpherical(2.0 * pole(d), other),
                lambda p=k, q=other: divergence(p, q, d),
            )


@pytest.mark.parametrize("d", [2, 3, 7])
def test_the_density_and_the_entropy_are_those_of_the_definition(d):
    k = 2.5
    p = PowerSpherical(pole(d), k)
    angle = np.array([0.0, 0.3, 2.0, 3.1])
    x = np.zeros((4, d))
    x[:, -1], x[:, 0] = np.cos(angle), np.sin(angle)
    with mp.workdps(40):
        a, b = mp.mpf(d - 1) / 2 + mp.mpf(k), mp.mpf(d - 1) / 2
        constant = (a + b) * mp.log(2) + b * mp.log(mp.pi) + mp.loggamma(a) - mp.loggamma(a + b)
        logs = [float(mp.mpf(k) * mp.log1p(mp.cos(mp.mpf(t))) - constant) for t in angle]
        entropy = constant - mp.mpf(k) * (mp.log(2) + mp.digamma(a) - mp.digamma(a + b))
    np.testing.assert_allclose(p.log_density(x, np), logs, rtol=1e-12)
    assert float(p.entropy(np)) == pytest.approx(float(entropy), rel=1e-14)
    assert p.log_density(2.0 * x, np).max() == -np.inf
    assert p.log_density(-pole(d)[None], np) == -np.inf


def test_the_uniform_law_is_the_same_in_both_families():
    uniform, p = VonMisesFisher(POLE, 0.0), PowerSpherical([1.0, 0.0, 0.0], 4.0)
    for a, b, k, other in ((uniform, p, 0.0, 4.0), (p, uniform, 4.0, 0.0)):
        result = kb.kl(a, b)
        assert result.kind == "exact"
        with mp.workdps(40):
            assert result.value == pytest.approx(float(divergence(k, other, 3)), rel=1e-14)
    assert kb.kl(uniform, PowerSpherical(-POLE, 0.0)).value == 0.0


@pytest.mark.parametrize("d", [2, 3, 6])
def test_against_von_mises_fisher_it_is_exact(d):
    m = np.zeros(d)
    m[:2] = [0.6, 0.8]
    p, q = PowerSpherical(pole(d), 3.0), VonMisesFisher(m + pole(d), 2.0)
    result = kb.kl(p, q)
    assert (result.kind, result.method) == ("exact", "moments")
    with mp.workdps(40):
        h, nu = mp.mpf(d - 1) / 2, mp.mpf(d) / 2 - 1
        constant = (3 + 2 * h) * mp.log(2) + h * mp.log(mp.pi) + mp.loggamma(3 + h)
        constant -= mp.loggamma(3 + 2 * h)
        mean_log = 3 * (mp.log(2) + mp.digamma(3 + h) - mp.digamma(3 + 2 * h)) - constant
        own = [mp.mpf(float(v)) for v in m + pole(d)]
        cosine = own[-1] / mp.sqrt(mp.fsum(v * v for v in own))
        normaliser = (nu + 1) * mp.log(2 * mp.pi) + mp.log(mp.besseli(nu, 2)) - nu * mp.log(2)
        expected = mean_log - (2 * cosine * mp.mpf(3) / (3 + 2 * h) - normaliser)
    assert result.value == pytest.approx(float(expected), rel=1e-12)


def test_other_directions_are_estimated():
    p, q = PowerSpherical(POLE, 3.0), PowerSpherical([1.0, 0.0, 1.0], 3.0)
    assert p.kl(q, np) is None
    assert kb.kl(p, q, rng=0).kind == "estimate"


def test_equal_laws_diverge_by_exactly_zero():
    checks.assert_equal_pairs_give_zero(PowerSpherical, [POLE, POLE], [0.0, 1e5])


def test_draws_have_the_right_mean_direction():
    rng = np.random.default_rng(1)
    x = PowerSpherical(POLE, 5.0).sample(20_000, rng)
    np.testing.assert_allclose(np.sum(x * x, axis=1), 1.0, rtol=1e-14)
    # 5 sigma; each entry varies by less than 1
    np.testing.assert_allclose(x.mean(axis=0), POLE * 5.0 / 7.0, atol=5 / np.sqrt(20_000))


def test_bad_parameters_are_refused_with_the_reason():
    with pytest.raises(ShapeError, match=r"PowerSpherical\.mean"):
        PowerSpherical([1.0], 2.0)
    with pytest.raises(InvalidInputError, match="direction"):
        PowerSpherical([0.0, 0.0], 2.0)
    with pytest.raises(InvalidInputError, match=r"PowerSpherical\.concentration"):
        PowerSpherical(POLE, -1.0)
