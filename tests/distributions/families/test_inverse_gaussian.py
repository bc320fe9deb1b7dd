"""The inverse Gaussian family against mpmath."""

import mpmath as mp
import numpy as np
import pytest
from scipy import stats

import kullback as kb
from kullback.distributions.families.inverse_gaussian import SCIPY, InverseGaussian
from kullback.distributions.statistics import LOG, SQUARE, AbsPower, Exp, Power, X
from kullback.errors import InvalidInputError
from tests.distributions.families import checks, lines, means

F = kb.families


def divergence(p, q):
    """-H(P) - E log q, with E X = m and E 1/X = 1/m + 1/l; the mean of log X cancels."""
    with mp.workdps(checks.digits(*p, *q)):
        (m, a), (n, b) = checks.exact(*p), checks.exact(*q)
        inner = b * (m - 2 * n + n * n * (1 / m + 1 / a)) / (2 * n * n)
        return mp.log(a / b) / 2 - mp.mpf(1) / 2 + inner


def log_density(m, shape):
    m, shape = checks.exact(m, shape)
    return lambda x: mp.log(shape / (2 * mp.pi * x**3)) / 2 - shape * (x - m) ** 2 / (2 * m * m * x)


def check(p, q):
    checks.assert_kl(InverseGaussian(*p), InverseGaussian(*q), lambda: divergence(p, q))


@pytest.mark.parametrize("mean", [1.3, 1e-140, 1e140])
@pytest.mark.parametrize("ratio", [1e-5, 1.0, 7.5, 1e9])
def test_nearly_equal_laws_keep_all_digits(mean, ratio):
    for p, q in checks.neighbours(np.random.default_rng(1), [mean, mean * ratio]):
        check(p, q)


def test_laws_far_apart_keep_all_digits():
    rng = np.random.default_rng(2)
    for _ in range(60):
        m, n, a, b = 10 ** rng.uniform(-30, 30, 4)
        check((m, a), (n, b))


def test_equal_laws_diverge_by_exactly_zero():
    rng = np.random.default_rng(3)
    checks.assert_equal_pairs_give_zero(InverseGaussian, *10 ** rng.uniform(-150, 150, (2, 50)))


def test_a_mean_that_is_a_product_is_not_rounded():
    with mp.workdps(80):
        for delta in (1e-6, 1e-9, 1e-12):
            mu, scale, other = 1.3, 0.7, 1.3 * (1 + delta)
            m, n = mp.mpf(mu) * mp.mpf(scale), mp.mpf(other) * mp.mpf(scale)
            expected = mp.mpf(scale) * (m - n) ** 2 / (2 * n * n * m)
            value = float(
                kb.kl(stats.invgauss(mu, scale=scale), stats.invgauss(other, scale=scale))
            )
            assert abs(value - expected) <= 1e-14 * expected, delta


@pytest.mark.parametrize("p", [(1.7, 0.01), (1.7, 3.0), (0.2, 1e6)])
def test_the_log_density_and_ratio_do_not_cancel(p):
    rng = np.random.default_rng(4)
    with mp.workdps(60):
        for one, other in checks.neighbours(rng, p):
            x = float(rng.wald(*p))
            ends = log_density(*one)(mp.mpf(x)), log_density(*other)(mp.mpf(x))
            checks.assert_log_density(InverseGaussian(*one), x, ends[0])
            checks.assert_log_ratio(InverseGaussian(*one), InverseGaussian(*other), x, *ends)
    outside = np.array([-1.0, 0.0, np.inf])
    assert np.all(InverseGaussian(*p).log_density(outside, np) == -np.inf)


@pytest.mark.parametrize("p", [(2.3, 0.4), (0.7, 5.0)])
def test_the_means_are_those_of_quadrature(p):
    law, log_p, (m, shape) = InverseGaussian(*p), log_density(*p), p
    means.assert_entropy(law, log_p, m)
    asked = [
        (X, lambda x: x, ()),
        (SQUARE, lambda x: x**2, ()),
        (LOG, mp.log, ()),
        (AbsPower(0.6 * m, 2.0), lambda x: (x - mp.mpf(0.6 * m)) ** 2, ()),
        (AbsPower(-0.5), lambda x: x + mp.mpf(0.5), ()),
    ]
    asked += [(Power(c), lambda x, c=c: x ** mp.mpf(c), ()) for c in (-2.2, -1.0, 0.5, 1.7)]
    asked += [(AbsPower(c), lambda x, c=c: abs(x - mp.mpf(c)), (c,)) for c in (0.01, m, 20.0)]
    limit = shape / (2 * m * m)
    for t in (-30.0, 0.9 * limit):
        asked.append((Exp(t), lambda x, t=t: mp.exp(mp.mpf(t) * x), ()))
    for statistic, value, kinks in asked:
        means.assert_mean(law, statistic, value, log_p, m, kinks=kinks)
    means.assert_log_linear(law, [0.1, 1.0, 5.0])


def test_exponentials_are_infinite_beyond_the_tail():
    p = InverseGaussian(2.0, 4.0)
    assert lines.asked(p, Exp(0.5)) == pytest.approx(np.exp(2.0), rel=1e-15)
    assert lines.asked(p, Exp(0.5 + 1e-9)) == np.inf
    assert lines.asked(p, Exp(0.0)) == 1.0


def test_against_other_positive_laws_it_is_exact():
    p, q = InverseGaussian(1.5, 2.0), F.Gamma(3.0, 0.4)
    for a, b in ((p, q), (q, p), (p, F.Normal(1.0, 2.0)), (p, F.Laplace(1.0, 2.0))):
        exact, quadrature = kb.kl(a, b), kb.kl(a, b, method="quadrature")
        assert exact.kind == "exact"
        assert abs(exact.value - quadrature.value) <= 1e-12 * exact.value + quadrature.error


@pytest.mark.parametrize("name", ["invgauss", "wald"])
def test_the_log_density_is_that_of_scipy(name):
    x, shapes = np.array([0.05, 1.0, 4.0, 20.0]), ((1.3,) if name == "invgauss" else ())
    ours = SCIPY[name].build(*shapes, 0.0, 1.7).log_density(x, np)
    theirs = getattr(stats, name)(*shapes, scale=1.7).logpdf(x)
    np.testing.assert_allclose(ours, theirs, rtol=1e-12)


def test_the_draws_have_its_mean():
    x = InverseGaussian(2.0, 3.0).sample(100_000, np.random.default_rng(6))
    assert np.mean(x) == pytest.approx(2.0, abs=0.03)


@pytest.mark.parametrize("p", [(0.0, 1.0), (-1.0, 1.0), (1.0, 0.0), (1.0, np.inf)])
def test_parameters_out_of_range_are_refused(p):
    with pytest.raises(InvalidInputError, match=r"InverseGaussian\.(mean|shape)"):
        InverseGaussian(*p)
