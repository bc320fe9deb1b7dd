"""The Nakagami family against mpmath."""

import mpmath as mp
import numpy as np
import pytest
from scipy import stats

import kullback as kb
from kullback.distributions.families.nakagami import SCIPY, Nakagami
from kullback.distributions.statistics import Exp
from kullback.errors import InvalidInputError
from tests.distributions.families import checks, means

F = kb.families


def divergence(p, q):
    """That of the squares, gamma laws."""
    with mp.workdps(checks.digits(*p, *q)):
        (a, s), (b, t) = checks.exact(*p), checks.exact(*q)
        x, y = s * s / a, t * t / b
        shapes = (a - b) * mp.digamma(a) - mp.loggamma(a) + mp.loggamma(b)
        return shapes + b * mp.log(y / x) + a * (x / y - 1)


def log_density(a, s):
    a, s = checks.exact(a, s)
    constant = mp.log(2) + a * mp.log(a) - mp.loggamma(a) - mp.log(s)
    return lambda x: constant + (2 * a - 1) * mp.log(x / s) - a * (x / s) ** 2


def check(p, q):
    checks.assert_kl(Nakagami(*p), Nakagami(*q), lambda: divergence(p, q))


@pytest.mark.parametrize("shape", [0.03, 1.0, 7.5, 1e7])
@pytest.mark.parametrize("scale", [1.3, 1e-140])
def test_nearly_equal_laws_keep_all_digits(shape, scale):
    for p, q in checks.neighbours(np.random.default_rng(1), [shape, scale]):
        check(p, q)


def test_laws_far_apart_keep_all_digits():
    rng = np.random.default_rng(2)
    for _ in range(60):
        a, b, s, t = 10 ** rng.uniform(-10, 10, 4)
        check((a, s), (b, t))


def test_equal_laws_diverge_by_exactly_zero():
    rng = np.random.default_rng(3)
    checks.assert_equal_pairs_give_zero(
        Nakagami, 10 ** rng.uniform(-100, 100, 50), 10 ** rng.uniform(-300, 300, 50)
    )


@pytest.mark.parametrize("shape", [0.02, 1.0, 3.3, 1e7])
def test_the_log_density_and_ratio_do_not_cancel(shape):
    rng = np.random.default_rng(4)
    with mp.workdps(80):
        for p, q in checks.neighbours(rng, [shape, 1.7]):
            x = float(p[1] * np.sqrt(rng.gamma(p[0]) / p[0]))
            ends = log_density(*p)(mp.mpf(x)), log_density(*q)(mp.mpf(x))
            checks.assert_log_density(Nakagami(*p), x, ends[0])
            checks.assert_log_ratio(Nakagami(*p), Nakagami(*q), x, *ends)


def test_the_density_has_its_limits_at_the_ends():
    inf = np.inf
    x = np.array([-1.0, 0.0, inf])
    assert Nakagami(0.3).log_density(x, np).tolist() == [-inf, inf, -inf]
    assert Nakagami(2.0).log_density(x, np).tolist() == [-inf, -inf, -inf]
    half = Nakagami(0.5, 2.0).log_density(x, np)[1]
    assert half == pytest.approx(0.5 * np.log(2.0 / np.pi) - np.log(2.0), rel=1e-15)


@pytest.mark.parametrize("p", [(0.4, 2.0), (5.5, 0.3)])
def test_the_means_are_those_of_quadrature(p):
    law, log_p = Nakagami(*p), log_density(*p)
    means.assert_entropy(law, log_p, p[1])
    for statistic, value, kinks in means.positive_statistics(np.random.default_rng(5)):
        means.assert_mean(law, statistic, value, log_p, p[1], kinks=kinks)
    for rate in (-3.0, 0.7):
        means.assert_mean(law, Exp(rate), lambda x, t=rate: mp.exp(mp.mpf(t) * x), log_p, p[1])


def test_against_other_powers_of_gamma_laws_the_scale_is_not_rounded():
    p = (2.7, 1.3)
    with mp.workdps(60):
        a, s = checks.exact(*p)
        for delta in (1e-5, 1e-9, 1e-12):
            t = float(s / mp.sqrt(a) * (1 + delta))
            q = F.GeneralizedGamma(2.7, 2.0, t)
            ratio = s * s / a / mp.mpf(t) ** 2
            expected = a * (ratio - 1 - mp.log(ratio))
            value = float(kb.kl(Nakagami(*p), q))
            assert abs(value - expected) <= 1e-14 * expected, delta


def test_it_is_half_normal_and_rayleigh_for_shapes_one_half_and_one():
    assert float(kb.kl(Nakagami(0.5, 1.7), F.HalfNormal(1.7))) == 0.0
    scale = 1.7 * np.sqrt(
        2.0
    )  # rounded by up to 2^-53, and its square by 2^-52: the divergence by half of 2^-104
    assert float(kb.kl(F.Rayleigh(1.7), Nakagami(1.0, scale))) <= 0.5 * 2.0**-104


def test_the_log_density_is_that_of_scipy():
    x = np.array([0.01, 1.0, 4.0, 20.0])
    ours = SCIPY["nakagami"].build(2.5, 0.0, 1.7).log_density(x, np)
    np.testing.assert_allclose(ours, stats.nakagami(2.5, scale=1.7).logpdf(x), rtol=1e-13)


def test_the_draws_have_its_mean_square():
    x = Nakagami(2.5, 2.0).sample(100_000, np.random.default_rng(6))
    assert np.mean(x * x) == pytest.approx(4.0, abs=0.06)


@pytest.mark.parametrize("p", [(0.0, 1.0), (-1.0, 1.0), (1.0, 0.0), (1.0, np.inf)])
def test_parameters_out_of_range_are_refused(p):
    with pytest.raises(InvalidInputError, match=r"Nakagami\.(shape|scale)"):
        Nakagami(*p)
