"""The von Mises family against mpmath and against what theory says of it."""

import mpmath as mp
import numpy as np
import pytest

from kullback.distributions.families.von_mises import VonMises
from kullback.distributions.statistics import Cosine, X
from tests.distributions.families import checks, means


def divergence(m, k, n, c):
    with mp.workdps(80):
        m, k, n, c = checks.exact(m, k, n, c)
        mean = mp.besseli(1, k) / mp.besseli(0, k)
        return mp.log(mp.besseli(0, c) / mp.besseli(0, k)) + mean * (k - c * mp.cos(m - n))


def log_density(m, k, x):
    m, k, x = checks.exact(m, k, x)
    return k * mp.cos(x - m) - mp.log(2 * mp.pi * mp.besseli(0, k))


def check(p, q):
    checks.assert_kl(VonMises(*p), VonMises(*q), lambda: divergence(*p, *q))


@pytest.mark.parametrize("concentration", [1e-8, 0.3, 4.0, 30.0, 1e4])
def test_nearly_equal_laws_keep_all_digits(concentration):
    rng = np.random.default_rng(1)
    for p, q in checks.neighbours(rng, [rng.uniform(0.5, 3), concentration]):
        check(p, q)


def test_laws_far_apart_keep_all_digits():
    rng = np.random.default_rng(2)
    for _ in range(30):
        check(
            (rng.uniform(-4, 4), np.exp(rng.normal())), (rng.uniform(-4, 4), np.exp(rng.normal()))
        )
    check((0.0, 3.0), (np.pi, 1e4))
    check((0.0, 1e-8), (1.0, 1e3))


def test_directions_close_across_the_cut_are_close():
    for delta in (1e-3, 1e-9):
        check((np.pi - delta, 2.0), (-np.pi + 2 * delta, 2.0))
        check((7 * np.pi + delta, 2.0), (np.pi, 2.5))


def test_a_concentrated_law_is_normal():
    # D of normals with variances 1/k: psi(t)/2 + k_q d²/2, with corrections of order 1/k
    p, q = VonMises(0.0, 1e14), VonMises(1e-8, 2e14)
    expected = 0.5 * (1.0 - np.log(2.0)) + 0.5 * 2e14 * 1e-16
    assert float(p.kl(q, np)) == pytest.approx(expected, rel=1e-13)


def test_the_uniform_law_on_the_circle_is_the_limit_of_no_concentration():
    uniform, q = VonMises(0.3, 0.0), VonMises(1.0, 2.0)
    assert float(uniform.kl(q, np)) == pytest.approx(float(mp.log(mp.besseli(0, 2))), rel=1e-14)
    assert float(uniform.kl(VonMises(2.0, 0.0), np)) == 0.0
    assert float(uniform.entropy(np)) == pytest.approx(np.log(2 * np.pi), rel=1e-15)


def test_equal_laws_diverge_by_exactly_zero():
    rng = np.random.default_rng(4)
    checks.assert_equal_pairs_give_zero(
        VonMises, rng.normal(size=50), 10 ** rng.uniform(-9, 16, 50)
    )


def test_the_log_density_and_ratio_do_not_cancel():
    rng = np.random.default_rng(5)
    with mp.workdps(60):
        for delta in checks.DELTAS:
            for k in (0.1, 5.0, 1e4):
                m, x = rng.uniform(-3, 3, 2)
                n, c = m + delta * rng.normal(), k * (1 + delta * rng.normal())
                p, q = VonMises(m, k), VonMises(n, c)
                ends = log_density(m, k, x), log_density(n, c, x)
                checks.assert_log_density(p, x, ends[0])
                checks.assert_log_ratio(p, q, x, *ends)


def test_the_entropy_is_that_of_the_textbook():
    for k in (1e-6, 0.7, 20.0, 1e4):
        with mp.workdps(40):
            z = mp.mpf(k)
            ratio = mp.besseli(1, z) / mp.besseli(0, z)
            expected = mp.log(2 * mp.pi * mp.besseli(0, z)) - z * ratio
        assert float(VonMises(1.0, k).entropy(np)) == pytest.approx(float(expected), rel=1e-14)


def test_the_bulk_lies_on_the_circle_as_it_is_cut():
    for m in (0.0, 3.1, 100.0, -1e6):
        centre, width = VonMises(m, 1e8).bulk
        assert -np.pi <= centre <= np.pi
        assert np.cos(centre - m) == pytest.approx(1.0)
        assert width == pytest.approx(1e-4, rel=1e-3)


@pytest.mark.parametrize(("m", "k"), [(0.7, 0.0), (-2.9, 0.4), (1.0, 3.0), (0.1, 250.0)])
def test_the_mean_cosine_is_that_of_quadrature(m, k):
    p = VonMises(m, k)
    for centre in (0.3, -5.0):
        found = float(p.expectation(Cosine(centre), np))
        with mp.workdps(30):
            ratio = mp.besseli(1, k) / mp.besseli(0, k)
            expected = ratio * mp.cos(mp.mpf(m) - mp.mpf(centre))
        assert found == pytest.approx(float(expected), rel=1e-13, abs=1e-16)
    assert p.expectation(X, np) is None
    means.assert_log_linear(p, [-1.0, 0.1, 3.0])
