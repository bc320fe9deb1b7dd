"""The logarithms of gamma variables against mpmath."""

import mpmath as mp
import numpy as np
import pytest
from scipy import stats

import kullback as kb
from kullback.distributions.families.exp_gamma import SCIPY, ExpGamma
from kullback.distributions.statistics import Exp
from kullback.errors import InvalidInputError
from tests.distributions.families import checks, lines, means

F = kb.families


def divergence(p, q):
    with mp.workdps(checks.digits(*p, *q)):
        (a, m, s), (b, n, t) = checks.exact(*p), checks.exact(*q)
        first = a * mp.digamma(a) - a - mp.loggamma(a) - mp.log(s)
        linear = b * (m - n + s * mp.digamma(a)) / t
        growth = mp.exp((m - n) / t) * mp.gamma(a + s / t) / mp.gamma(a)
        return first - (linear - growth - mp.loggamma(b) - mp.log(t))


def log_density(a, m, s):
    a, m, s = checks.exact(a, m, s)
    return lambda x: a * (x - m) / s - mp.exp((x - m) / s) - mp.loggamma(a) - mp.log(s)


def check(p, q, rtol=checks.RTOL):
    checks.assert_kl(ExpGamma(*p), ExpGamma(*q), lambda: divergence(p, q), rtol)


@pytest.mark.parametrize("shape", [0.3, 1.0, 40.0, 1e5])
def test_nearly_equal_laws_keep_all_digits_at_every_scale(shape):
    rng = np.random.default_rng(1)
    for p, q in checks.neighbours(rng, [shape, 1.0, 1.0]):
        check(p, q)
        value = ExpGamma(*p).kl(ExpGamma(*q), np)
        for scale in (2.0**-1000, 2.0**1000):  # exact, and the divergence does not see it
            factors = np.array([1.0, scale, scale])
            assert ExpGamma(*p * factors).kl(ExpGamma(*q * factors), np) == value


def test_laws_far_apart_keep_their_digits_but_those_of_the_exponent():
    rng = np.random.default_rng(2)
    for _ in range(40):
        (a, b), (s, t) = 10 ** rng.uniform(-2, 3, 2), 10 ** rng.uniform(-1, 1, 2)
        # the divergence may be as large as exp(700), and then the exponent's rounding is 1e-13 of it
        check((a, rng.normal(), s), (b, rng.normal(), t), rtol=2e-13)


def test_equal_laws_diverge_by_exactly_zero():
    rng = np.random.default_rng(3)
    checks.assert_equal_pairs_give_zero(
        ExpGamma, 10 ** rng.uniform(-99, 99, 50), rng.normal(size=50), 10 ** rng.normal(size=50)
    )


def test_it_is_as_far_as_the_laws_of_its_exponential():
    p, q = ExpGamma(2.5, np.log(3.0), 1.0), ExpGamma(0.7, np.log(1.25), 1.0)
    gammas = F.Gamma(2.5, 3.0), F.Gamma(0.7, 1.25)
    assert float(kb.kl(p, q)) == pytest.approx(float(kb.kl(*gammas)), rel=1e-15)


@pytest.mark.parametrize("shape", [0.2, 1.0, 40.0, 1e6])
def test_the_log_density_and_ratio_do_not_cancel(shape):
    rng = np.random.default_rng(4)
    with mp.workdps(60):
        for p, q in checks.neighbours(rng, [shape, 1.0, 1.7]):
            x = float(p[1] + p[2] * np.log(rng.gamma(shape)))
            ends = log_density(*p)(mp.mpf(x)), log_density(*q)(mp.mpf(x))
            # the density is as sensitive to the rounding of (x - loc)/scale as the root of the shape
            rtol = 1e-15 * (10 + np.sqrt(shape) * np.log(shape + 1))
            checks.assert_log_density(ExpGamma(*p), x, ends[0], rtol=rtol)
            checks.assert_log_ratio(ExpGamma(*p), ExpGamma(*q), x, *ends, rtol=10 * rtol)
    outside = np.array([-np.inf, np.inf])
    assert np.all(ExpGamma(shape).log_density(outside, np) == -np.inf)


@pytest.mark.parametrize("p", [(0.4, 0.7, 1.3), (5.5, -2.9, 0.4)])
def test_the_means_are_those_of_quadrature(p):
    statistics = [t for t in lines.moments(0.4, (-0.1, 2.7)) if not t[2]]
    means.assert_entropy(ExpGamma(*p), log_density(*p), p[1], positive=False)
    lines.assert_means(ExpGamma(*p), statistics, log_density(*p), p[1])
    means.assert_log_linear(ExpGamma(*p), [-3.0, 0.1, 1.0])


def test_exponentials_are_infinite_or_finite_as_the_tail_allows():
    assert lines.asked(ExpGamma(3.0, 0.0, 0.5), Exp(-6.0)) == np.inf
    assert lines.asked(ExpGamma(3.0, 0.0, 0.5), Exp(-5.0)) < np.inf


def test_one_of_shape_one_is_a_gumbel_law():
    assert float(kb.kl(ExpGamma(1.0, 0.3, 2.0), F.GumbelLeft(0.3, 2.0))) == 0.0


def test_against_the_normal_law_and_gumbels_it_is_exact():
    p = ExpGamma(2.5, 0.3, 0.8)
    for q in (F.Normal(0.5, 1.0), F.GumbelLeft(0.0, 1.1), F.Gumbel(0.0, 1.1)):
        for a, b in ((p, q), (q, p)):
            exact = kb.kl(a, b)
            assert exact.kind == "exact"
            if np.isfinite(exact.value):
                numerical = kb.kl(a, b, method="quadrature")
                assert abs(exact.value - numerical.value) <= 1e-12 * exact.value + numerical.error


def test_the_log_density_is_that_of_scipy():
    x = np.array([-20.0, -1.0, 0.3, 4.0])
    ours = SCIPY["loggamma"].build(2.5, 0.4, 1.7).log_density(x, np)
    np.testing.assert_allclose(ours, stats.loggamma(2.5, 0.4, 1.7).logpdf(x), rtol=1e-13)


@pytest.mark.parametrize("shape", [1e-3, 3.0])
def test_the_draws_have_its_mean(shape):
    x = ExpGamma(shape, 1.0, 2.0).sample(100_000, np.random.default_rng(6))
    mean, sd = (float(f(mp.mpf(shape))) for f in (mp.digamma, lambda a: mp.sqrt(mp.psi(1, a))))
    assert np.mean(x) == pytest.approx(1.0 + 2.0 * mean, abs=12.0 * sd / np.sqrt(1e5))


@pytest.mark.parametrize("p", [(0.0, 0.0, 1.0), (1.0, np.inf, 1.0), (1.0, 0.0, 0.0)])
def test_parameters_out_of_range_are_refused(p):
    with pytest.raises(InvalidInputError, match=r"ExpGamma\.(shape|loc|scale)"):
        ExpGamma(*p)
