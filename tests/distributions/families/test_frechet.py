"""The Fréchet family against mpmath."""

import mpmath as mp
import numpy as np
import pytest
from scipy import stats

import kullback as kb
from kullback.distributions.families.frechet import SCIPY, Frechet
from kullback.distributions.statistics import AbsPower, Exp, Power, X
from kullback.errors import InvalidInputError
from tests.distributions.families import checks, lines, means

F = kb.families


def divergence(p, q):
    with mp.workdps(checks.digits(*p, *q)):
        (c, s), (d, t) = checks.exact(*p), checks.exact(*q)
        log_x = mp.log(s) + mp.euler / c
        first = mp.log(c) + c * mp.log(s) - (c + 1) * log_x - 1
        second = mp.log(d) + d * mp.log(t) - (d + 1) * log_x - (t / s) ** d * mp.gamma(1 + d / c)
        return first - second


def log_density(c, s):
    c, s = checks.exact(c, s)
    return lambda x: mp.log(c / s) - (c + 1) * mp.log(x / s) - (x / s) ** -c


def check(p, q, rtol=checks.RTOL):
    checks.assert_kl(Frechet(*p), Frechet(*q), lambda: divergence(p, q), rtol)


@pytest.mark.parametrize("shape", [0.3, 1.0, 7.5, 300.0])
@pytest.mark.parametrize("scale", [1.3, 1e-140, 1e140])
def test_nearly_equal_laws_keep_all_digits(shape, scale):
    for p, q in checks.neighbours(np.random.default_rng(1), [shape, scale]):
        check(p, q)


def test_laws_far_apart_keep_all_digits():
    rng = np.random.default_rng(2)
    for _ in range(60):
        (c, d), (s, t) = 10 ** rng.uniform(-1, 1, 2), 10 ** rng.uniform(-3, 3, 2)
        check((c, s), (d, t))


def test_equal_laws_diverge_by_exactly_zero():
    rng = np.random.default_rng(3)
    checks.assert_equal_pairs_give_zero(
        Frechet, 10 ** rng.uniform(-2, 2, 50), 10 ** rng.uniform(-300, 300, 50)
    )


def test_it_mirrors_the_weibull_law():
    p, q = (1.3, 2.0), (0.7, 4.0)
    inverse = F.Weibull(1.3, 0.5), F.Weibull(0.7, 0.25)
    assert float(kb.kl(Frechet(*p), Frechet(*q))) == float(kb.kl(*inverse))


@pytest.mark.parametrize("shape", [0.2, 1.0, 3.3, 40.0])
def test_the_log_density_and_ratio_do_not_cancel(shape):
    rng = np.random.default_rng(4)
    with mp.workdps(60):
        for p, q in checks.neighbours(rng, [shape, 1.7]):
            x = float(1.7 / rng.weibull(shape))
            ends = log_density(*p)(mp.mpf(x)), log_density(*q)(mp.mpf(x))
            checks.assert_log_density(Frechet(*p), x, ends[0])
            checks.assert_log_ratio(Frechet(*p), Frechet(*q), x, *ends)
    assert np.all(Frechet(2.0).log_density(np.array([-1.0, 0.0, np.inf]), np) == -np.inf)


def test_the_means_are_those_of_quadrature():
    p = (4.5, 1.7)
    law, log_p = Frechet(*p), log_density(*p)
    means.assert_entropy(law, log_p, 1.7)
    for statistic, value, kinks in means.positive_statistics(np.random.default_rng(5)):
        means.assert_mean(law, statistic, value, log_p, 1.7, kinks=kinks)
    means.assert_entropy(Frechet(0.6, 1.7), log_density(0.6, 1.7), 1.7)
    means.assert_mean(
        Frechet(1.0, 1.7), Exp(-2.0), lambda x: mp.exp(-2 * x), log_density(1.0, 1.7), 1.7
    )


def test_moments_beyond_the_tail_are_infinite():
    assert lines.asked(Frechet(1.0), X) == np.inf
    assert lines.asked(Frechet(1.0), AbsPower(0.3)) == np.inf
    assert lines.asked(Frechet(2.5), Power(2.5)) == np.inf
    assert lines.asked(Frechet(2.5), Exp(0.1)) == np.inf


def test_it_is_an_inverse_gamma_law_for_shape_one():
    assert float(kb.kl(Frechet(1.0, 1.7), F.InverseGamma(1.0, 1.7))) == 0.0


def test_the_log_density_is_that_of_scipy():
    x = np.array([0.5, 1.0, 4.0, 2000.0])
    ours = SCIPY["invweibull"].build(2.5, 0.0, 1.7).log_density(x, np)
    np.testing.assert_allclose(ours, stats.invweibull(2.5, scale=1.7).logpdf(x), rtol=1e-13)


def test_the_draws_have_its_median():
    x = Frechet(2.5, 2.0).sample(100_000, np.random.default_rng(6))
    assert np.median(x) == pytest.approx(2.0 * np.log(2.0) ** (-1 / 2.5), abs=0.03)


@pytest.mark.parametrize("p", [(0.0, 1.0), (-1.0, 1.0), (1.0, 0.0), (1.0, np.inf)])
def test_parameters_out_of_range_are_refused(p):
    with pytest.raises(InvalidInputError, match=r"Frechet\.(shape|scale)"):
        Frechet(*p)
