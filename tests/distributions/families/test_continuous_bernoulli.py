"""The continuous Bernoulli family against mpmath: flat, steep, and where p rounds."""

import mpmath as mp
import numpy as np
import pytest

import kullback as kb
from kullback.distributions.families.continuous_bernoulli import ContinuousBernoulli
from kullback.distributions.families.uniform import Uniform
from kullback.distributions.statistics import (
    SQUARE,
    AbsPower,
    Exp,
    Log,
    LogComplement,
    LogSquare,
    X,
)
from kullback.errors import InvalidInputError
from tests.distributions.families import checks, integrals

SHAPES = (0.5, 0.5 + 1e-9, 0.49, 0.3, 1e-5, 1e-300, 0.999, 1 - 1e-12)


def tilt(p):
    p = mp.mpf(p)
    return mp.log(p / (1 - p))


def log_normaliser(t):
    return mp.log(mp.expm1(t) / t) if t else mp.mpf(0)


def mean(t):
    return 1 / (1 - mp.exp(-t)) - 1 / t if t else mp.mpf(1) / 2


def divergence(p, q):
    with mp.workdps(120):
        a, b = tilt(p), tilt(q)
        return log_normaliser(b) - log_normaliser(a) - mean(a) * (b - a)


def check(p, q):
    checks.assert_kl(ContinuousBernoulli(p), ContinuousBernoulli(q), lambda: divergence(p, q))


@pytest.mark.parametrize("p", SHAPES)
def test_neighbours_keep_all_digits_also_around_one_half(p):
    for delta in checks.DELTAS:
        for sign in (1, -1):
            step = 1 + sign * 0.3 * delta
            check(p, p * step if p < 0.6 else 1 - (1 - p) * step)


@pytest.mark.parametrize("p", SHAPES)
def test_laws_far_apart_keep_all_digits(p):
    for q in (1e-200, 1e-3, 0.2, 0.5, 0.9, 1 - 1e-10):
        check(p, q)


def test_equal_laws_diverge_by_exactly_zero():
    checks.assert_equal_pairs_give_zero(ContinuousBernoulli, np.array(SHAPES))


@pytest.mark.parametrize("p", [0.5, 0.49, 0.3, 0.999, 1e-5, 1e-80, 1 - 1e-12])
def test_every_mean_is_that_of_an_integral(p):
    with mp.workdps(40):
        t = tilt(p)
        total = log_normaliser(t)
    steep = min(0.5, 20 / (float(abs(t)) + 1))
    points = sorted({0.0, steep / 4, steep, 1 - steep, 1 - steep / 4, 1.0})
    law = ContinuousBernoulli(p)
    statistics = (X, SQUARE, Log(), LogComplement(), Exp(2.5), Exp(-30.0), AbsPower(0.3))
    for statistic in (*statistics, AbsPower(1e-3), AbsPower(-1.0), AbsPower(2.0)):
        integrals.assert_mean(law, statistic, lambda x: mp.exp(t * x - total), points, rtol=1e-14)
    assert law.expectation(LogSquare(), np) is None


@pytest.mark.parametrize("p", [*SHAPES[1:6], 0.999])
def test_the_entropy_keeps_its_digits_near_the_flat_law(p):
    with mp.workdps(60):
        t = tilt(p)
        expected = log_normaliser(t) - t * mean(t)
    integrals.assert_close(float(ContinuousBernoulli(p).entropy(np)), expected, p, checks.RTOL)


def test_the_flat_law_is_the_uniform():
    flat = ContinuousBernoulli(0.5)
    assert flat.entropy(np) == 0.0
    assert float(kb.kl(flat, Uniform(0.0, 1.0))) == 0.0


@pytest.mark.parametrize("p", [0.3, 0.97, 1e-30])
def test_log_density_and_log_ratio_do_not_cancel(p):
    q = p * (1 - 1e-7)
    with mp.workdps(60):
        a, b = tilt(p), tilt(q)
        for x in (0.0, 0.1, 0.7, 1.0):
            log_p, log_q = a * x - log_normaliser(a), b * x - log_normaliser(b)
            law = ContinuousBernoulli(p)
            checks.assert_log_density(law, x, log_p)
            checks.assert_log_ratio(law, ContinuousBernoulli(q), x, log_p, log_q)
    assert np.all(ContinuousBernoulli(p).log_density(np.array([-0.1, 1.1]), np) == -np.inf)


@pytest.mark.parametrize("p", [0.5, 0.2, 1 - 1e-12, 1e-100])
def test_draws_have_the_mean(p):
    draws = ContinuousBernoulli(p).sample(4000, np.random.default_rng(1))
    expected = float(mean(tilt(p)))
    assert abs(draws.mean() - expected) < 5 * min(draws.std(), 0.3) / np.sqrt(4000)


@pytest.mark.parametrize("p", [0.0, 1.0, -0.1, np.nan])
def test_a_number_that_is_no_inner_probability_is_refused(p):
    with pytest.raises(InvalidInputError, match=r"ContinuousBernoulli\.p"):
        ContinuousBernoulli(p)


@pytest.mark.parametrize("p", [0.5, 0.5 + 1e-9, 0.4999, 0.505, 0.9])
def test_gradients_are_right_at_and_around_a_half(p):
    """At p = 1/2 the density is flat: the end where it is largest changes sides there.

    In θ the slope of D(P‖Q) is Cov_P(y, log p/q), and that by Q's is E_Q y - E_P y.
    """
    jax = pytest.importorskip("jax", reason="JAX is not installed")
    beta, other = kb.families.Beta(2.0, 3.0), ContinuousBernoulli(0.3)
    with jax.enable_x64(True):
        own = jax.grad(lambda p: kb.kl(ContinuousBernoulli(p), other).value)(p)
        mixed = jax.grad(lambda p: kb.kl(ContinuousBernoulli(p), beta).value)(p)
        backwards = jax.grad(lambda p: kb.kl(other, ContinuousBernoulli(p)).value)(p)
    at = mp.mpf(p)
    stretch = 1 / (at * (1 - at))

    def mean(f, t):
        total = mp.quad(lambda y: mp.exp(t * y), [0, 0.5, 1])
        return mp.quad(lambda y: mp.exp(t * y) * f(y), [0, 0.5, 1]) / total

    def covariance(f):
        centre = mean(lambda y: y, tilt(at))
        return mean(lambda y: (y - centre) * f(y), tilt(at))

    exact = stretch * covariance(lambda y: (tilt(at) - tilt(0.3)) * y)
    assert float(own) == pytest.approx(float(exact), rel=1e-12)
    exact = stretch * covariance(lambda y: tilt(at) * y - mp.log(y) - 2 * mp.log(1 - y))
    assert float(mixed) == pytest.approx(float(exact), rel=1e-12)
    exact = stretch * (mean(lambda y: y, tilt(at)) - mean(lambda y: y, tilt(0.3)))
    assert float(backwards) == pytest.approx(float(exact), rel=1e-12)
