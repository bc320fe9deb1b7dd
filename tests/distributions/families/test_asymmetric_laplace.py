"""The asymmetric Laplace family against mpmath, SciPy and its symmetric case."""

import mpmath as mp
import numpy as np
import pytest

import kullback as kb
from kullback.distributions.families.asymmetric_laplace import SCIPY, AsymmetricLaplace
from kullback.distributions.families.laplace import Laplace
from kullback.distributions.statistics import Exp
from kullback.errors import InvalidInputError
from tests.distributions.families import checks, lines, means


def sides(kappa, s):
    return s / kappa, s * kappa


def divergence(p, q):
    """By the mean of the positive and of the negative part of X - loc_q."""
    with mp.workdps(checks.digits(*p, *q)):
        (k, m, s), (k_q, m_q, s_q) = checks.exact(*p), checks.exact(*q)
        (u, v), (u_q, v_q) = sides(k, s), sides(k_q, s_q)
        d = m_q - m
        if d >= 0:
            above = u / (u + v) * u * mp.exp(-d / u)
        else:
            above = v / (u + v) * v * mp.exp(d / v) + (u - v - d)
        below = above - (u - v - d)
        return mp.log((u_q + v_q) / (u + v)) + above / u_q + below / v_q - 1


def log_density(kappa, m, s):
    kappa, m, s = checks.exact(kappa, m, s)
    u, v = sides(kappa, s)
    return lambda x: -mp.log(u + v) - ((x - m) / u if x > m else (m - x) / v)


def check(p, q, rtol=checks.RTOL):
    checks.assert_kl(AsymmetricLaplace(*p), AsymmetricLaplace(*q), lambda: divergence(p, q), rtol)


@pytest.mark.parametrize("kappa", [0.05, 0.7, 1.0, 3.0, 40.0])
@pytest.mark.parametrize("scale", [1.0, 3e-151])
def test_nearly_equal_laws_keep_all_digits(kappa, scale):
    rng = np.random.default_rng(1)
    for p, q in checks.neighbours(rng, [kappa, scale]):
        for delta in (0.0, 1e-3, -1e-9):
            check((p[0], scale, p[1]), (q[0], scale * (1.0 + delta), q[1]))


def test_laws_far_apart_keep_all_digits():
    rng = np.random.default_rng(2)
    for _ in range(100):
        kappas, scales = 10 ** rng.uniform(-1, 1, 2), 10 ** rng.uniform(-2, 2, 2)
        locs = rng.normal(size=2) * 10 ** rng.uniform(-3, 3)
        check((kappas[0], locs[0], scales[0]), (kappas[1], locs[1], scales[1]), rtol=3e-14)
    check((0.5, 0.0, 1e-100), (2.0, 0.0, 1e100))
    check((0.5, 0.0, 1e100), (2.0, 0.0, 1e-100))


def test_equal_laws_diverge_by_exactly_zero():
    rng = np.random.default_rng(3)
    kappas, scales = 10 ** rng.uniform(-3, 3, 50), 10 ** rng.uniform(-100, 100, 50)
    checks.assert_equal_pairs_give_zero(AsymmetricLaplace, kappas, rng.normal(size=50), scales)


def test_the_mirror_image_diverges_as_much():
    p, q = AsymmetricLaplace(0.5, 1.0, 2.0), AsymmetricLaplace(3.0, -0.5, 1.5)
    r, s = AsymmetricLaplace(2.0, -1.0, 2.0), AsymmetricLaplace(1 / 3.0, 0.5, 1.5)
    assert p.kl(q, np) == pytest.approx(r.kl(s, np), rel=1e-15)


def test_the_log_density_is_that_of_scipy():
    rng = np.random.default_rng(4)
    checks.assert_density_is_scipys(
        SCIPY, "laplace_asymmetric", lambda kappa: rng.normal(size=5), rng, 1e-13, 1e-14
    )


def test_the_log_ratio_of_neighbours_does_not_cancel():
    rng = np.random.default_rng(5)
    with mp.workdps(60):
        for p, q in checks.neighbours(rng, [0.6, 0.7, 1.7]):
            for x in (p[1] + rng.normal(), p[1] - rng.exponential(), 0.3 * p[1] + 0.7 * q[1]):
                ends = (log_density(*v)(mp.mpf(float(x))) for v in (p, q))
                own, other = AsymmetricLaplace(*p), AsymmetricLaplace(*q)
                checks.assert_log_ratio(own, other, float(x), *ends)


@pytest.mark.parametrize("p", [(0.6, 0.7, 1.3), (4.0, -2.9, 0.4)])
def test_the_means_are_those_of_quadrature(p):
    for centre in (-4.0, 0.71, 3.0):
        asked = lines.moments(centre)
        lines.assert_means(AsymmetricLaplace(*p), asked, log_density(*p), p[1] + 0.01, kinks=p[1:2])
    asked = [*lines.exponentials(0.4, 0.3), *lines.exponentials(0.4, -0.4)]
    asked += [lines.power_about(p[1], 0.7), lines.power_about(p[1], 2.3)]
    lines.assert_means(AsymmetricLaplace(*p), asked, log_density(*p), p[1] + 0.01, kinks=p[1:2])
    means.assert_log_linear(AsymmetricLaplace(*p), [-3.0, 0.1, 5.0])


def test_exponentials_are_infinite_or_finite_as_the_tails_allow():
    p = AsymmetricLaplace(2.0, 0.0, 1.0)  # mean distances 1/2 above, 2 below
    found = [lines.asked(p, Exp(rate)) for rate in (2.0, 1.99, -0.49, -0.5)]
    assert np.isfinite(found).tolist() == [False, True, True, False]


def test_the_symmetric_law_is_laplaces():
    p = AsymmetricLaplace(1.0, 0.3, 2.0)
    assert float(kb.kl(p, Laplace(0.3, 2.0))) == 0.0
    assert float(kb.kl(p, Laplace(1.3, 2.0))) == pytest.approx(np.exp(-0.5) - 0.5, rel=1e-14)
    assert p.entropy(np) == pytest.approx(Laplace(0.3, 2.0).entropy(np), rel=1e-15)
    assert AsymmetricLaplace(1.1, 0.3, 2.0).relatives() == ()


def test_the_draws_have_its_mean():
    x = AsymmetricLaplace(2.0, 1.0, 2.0).sample(100_000, np.random.default_rng(6))
    assert np.mean(x) == pytest.approx(1.0 + 1.0 - 4.0, abs=0.07)


def test_a_kappa_out_of_range_is_refused():
    with pytest.raises(InvalidInputError, match=r"`AsymmetricLaplace\.kappa` is 0\.0"):
        AsymmetricLaplace(0.0)
