"""The beta family against mpmath and against what theory says of it."""

import mpmath as mp
import numpy as np
import pytest

import kullback as kb
from kullback.distributions.families.beta import Beta
from kullback.distributions.families.dirichlet import Dirichlet
from kullback.distributions.statistics import AbsPower, Exp, Log, LogComplement, LogSquare, Power
from tests.distributions.families import checks, integrals


def divergence(a, b, c, d):
    with mp.workdps(checks.digits(a, b)):
        a, b, c, d = checks.exact(a, b, c, d)

        def bregman(x, y):
            return mp.loggamma(y) - mp.loggamma(x) - mp.digamma(x) * (y - x)

        return bregman(a, c) + bregman(b, d) - bregman(a + b, c + d)


def log_density(a, b, x, gap):
    a, b = checks.exact(a, b)
    constant = mp.loggamma(a + b) - mp.loggamma(a) - mp.loggamma(b)
    return constant + (a - 1) * mp.log(x) + (b - 1) * mp.log(gap)


def check(p, q):
    checks.assert_kl(Beta(*p), Beta(*q), lambda: divergence(*p, *q))


@pytest.mark.parametrize(
    "shapes", [(0.7, 3.0), (1e-8, 2e-8), (1e-8, 1e8), (1e8, 3e8), (1.0, 1e-9), (1e12, 0.5)]
)
def test_nearly_equal_laws_keep_all_digits_whichever_shape_dominates(shapes):
    rng = np.random.default_rng(1)
    for _ in range(3):
        for p, q in checks.neighbours(rng, np.multiply(shapes, rng.uniform(1, 2, 2))):
            check(p, q)


def test_laws_far_apart_keep_all_digits():
    rng = np.random.default_rng(2)
    for a, b, c, d in 10 ** rng.uniform(-9, 9, (60, 4)):
        check((a, b), (c, d))


def test_equal_laws_diverge_by_exactly_zero():
    rng = np.random.default_rng(4)
    checks.assert_equal_pairs_give_zero(Beta, *10 ** rng.uniform(-200, 200, (2, 50)))


def test_a_batch_broadcasts_and_equals_its_single_pairs():
    rng = np.random.default_rng(5)
    p, q = Beta(np.exp(rng.normal(size=(3, 1))), 2.0), Beta(1.5, np.exp(rng.normal(size=4)))
    value = p.kl(q, np)
    assert value.shape == (3, 4)
    assert value[2, 1] == pytest.approx(float(p[2, 0].kl(q[1], np)), rel=1e-14)


def points(rng, a, b):
    """A draw-like point, as (x, gap given or None, exact x, exact 1 - x)."""
    t = rng.normal() * min(10.0, np.sqrt(1 / a + 1 / b)) + np.log(a / b)
    if t < 0:
        x = 1 / (1 + np.exp(-t))
        return x, None, mp.mpf(x), 1 - mp.mpf(x)
    gap = 1 / (1 + np.exp(t))
    return 1 - gap, np.array([gap]), 1 - mp.mpf(gap), mp.mpf(gap)


def test_the_log_density_and_ratio_do_not_cancel_and_use_the_gap():
    rng = np.random.default_rng(6)
    with mp.workdps(90):
        for _ in range(60):
            a, b = 10 ** rng.uniform(-7, 12, 2)
            steps = 10 ** rng.uniform(-10, -1) * rng.normal(size=2)
            c, d = a * (1 + steps[0]), b * (1 + steps[1])
            x, gap, low, high = points(rng, a, b)
            p, q = Beta(a, b), Beta(c, d)
            log_p, log_q = log_density(a, b, low, high), log_density(c, d, low, high)
            value = float(p.log_density(np.array([x]), np, gap)[0])
            assert abs(value - float(log_p)) <= 1e-14 * (4 + abs(float(log_p)))
            ratio = float(p.log_ratio(q, np.array([x]), np, gap)[0])
            size = abs(float(log_p - log_q)) + np.sqrt(2 * float(p.kl(q, np)))
            assert abs(ratio - float(log_p - log_q)) <= 1e-13 * size


def test_the_density_vanishes_off_its_support_and_has_the_limits_of_its_ends():
    x = np.array([-1.0, 0.0, 1.0, 2.0, np.inf])
    value = Beta(0.5, 2.0).log_density(x, np)
    np.testing.assert_array_equal(value, [-np.inf, np.inf, -np.inf, -np.inf, -np.inf])
    flat = Beta(1.0, 1.0).log_density(np.array([0.0, 0.3, 1.0]), np)
    np.testing.assert_allclose(flat, 0.0, atol=1e-15)


def test_the_bulk_lies_inside_the_support():
    for a, b in ((1e-8, 1e8), (1e16, 1e-8), (1e-8, 1e-8), (2.0, 3.0), (1e-300, 1e16)):
        centre, width = Beta(a, b).bulk
        assert 0.0 < centre < 1.0
        assert 0.0 < width < np.inf


def test_the_entropy_is_that_of_the_textbook():
    for a, b in ((0.3, 2.0), (1e-6, 5.0), (1e9, 1e-3), (1e12, 3e12)):
        with mp.workdps(60):
            x, y = checks.exact(a, b)
            body = mp.loggamma(x) + mp.loggamma(y) - mp.loggamma(x + y)
            slopes = (x - 1) * mp.digamma(x) + (y - 1) * mp.digamma(y)
            expected = body - slopes + (x + y - 2) * mp.digamma(x + y)
        assert float(Beta(a, b).entropy(np)) == pytest.approx(float(expected), rel=1e-14)
    assert float(Beta(1.0, 1.0).entropy(np)) == pytest.approx(0.0, abs=1e-15)


SHAPES = [(0.3, 2.0), (2.0, 0.7), (0.5, 0.5), (40.0, 70.0), (3.0, 1.0)]


@pytest.mark.parametrize("shapes", SHAPES)
def test_every_mean_is_that_of_an_integral(shapes):
    a, b = (mp.mpf(v) for v in shapes)
    with mp.workdps(40):
        unit = mp.beta(a, b)
    statistics = [Log(), LogSquare(), LogComplement(), Power(-0.5 * shapes[0])]
    statistics += [Power(c) for c in (1.0, 2.0, 0.3, 7.5)]
    statistics += [AbsPower(m) for m in (0.2, 0.95, -0.5, 1.5)]
    statistics += [Exp(t) for t in (0.7, -3.0, 40.0, -90.0)]
    for statistic in statistics:
        integrals.assert_mean_on_unit(
            Beta(*shapes), statistic, lambda x, gap: x ** (a - 1) * gap ** (b - 1) / unit
        )


def test_with_b_one_the_complement_of_any_power_has_a_known_mean():
    a = mp.mpf(1.7)
    for c in (0.3, 4.0):
        integrals.assert_mean(
            Beta(1.7, 1.0), LogComplement(c), lambda x: a * x ** (a - 1), (0.0, 0.5, 1.0)
        )
    assert Beta(1.7, 2.0).expectation(LogComplement(4.0), np) is None


def test_steep_exponentials_are_known_too():
    with mp.workdps(40):
        for a, b, t in ((2.5, 0.7, 300.0), (0.4, 9.0, -650.0)):
            expected = mp.hyp1f1(a, mp.mpf(a) + mp.mpf(b), t)
            value = float(integrals.asked(Beta(a, b), Exp(t)))
            integrals.assert_close(value, expected, (a, b, t), 1e-12)


def test_the_mean_distance_of_a_narrow_law_does_not_cancel_at_its_mean():
    a, b = 4e6, 6e6
    with mp.workdps(60):  # about the mean: 2 a^a b^b / (B(a, b) (a+b)^(a+b+1))
        x, y = mp.mpf(a), mp.mpf(b)
        m = x / (x + y)
        log_f = (
            x * mp.log(m)
            + y * mp.log(1 - m)
            - (mp.loggamma(x) + mp.loggamma(y) - mp.loggamma(x + y))
        )
        expected = 2 * mp.exp(log_f) / (x + y)
    value = float(integrals.asked(Beta(a, b), AbsPower(0.4)))
    integrals.assert_close(value, expected, (a, b), 1e-12)


def test_a_power_below_minus_a_has_an_infinite_mean():
    value = integrals.asked(Beta([0.5, 1.5], 2.0), Power(-1.0))
    assert value[0] == np.inf
    assert value[1] == pytest.approx(2.5 / 0.5, rel=1e-14)  # (a+b-1)/(a-1)


def test_it_is_a_dirichlet_law_in_two_parts():
    result = kb.kl(Dirichlet([2.0, 3.0]), Beta(1.5, 3.5))
    assert result.kind == "exact"
    assert float(result) == float(kb.kl(Beta(2.0, 3.0), Beta(1.5, 3.5)))
