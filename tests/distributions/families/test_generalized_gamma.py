"""The generalised gamma family against mpmath, SciPy and what theory says of its members."""

import mpmath as mp
import numpy as np
import pytest
from scipy import stats

from kullback.distributions.families.generalized_gamma import SCIPY, GeneralizedGamma
from kullback.distributions.statistics import Exp, Power
from kullback.errors import InvalidInputError
from tests.distributions.families import checks, means

POWERS = [1.0, 0.5, 2.0, 3.7, -1.0, -0.4, -2.3]


def divergence(p, q):
    with mp.workdps(checks.digits(*p, *q)):
        (a, c, s), (b, d, t) = checks.exact(*p), checks.exact(*q)
        y, ratio = d / c, (s / t) ** d
        log_y = mp.digamma(a)
        first = mp.log(abs(c)) + a * log_y - a - mp.loggamma(a)
        second = mp.log(abs(d)) + b * (mp.log(ratio) + y * log_y) - mp.loggamma(b)
        return first - second + ratio * mp.gamma(a + y) / mp.gamma(a)


def log_density(a, c, s):
    a, c, s = checks.exact(a, c, s)

    def at(x):
        z = (x / s) ** c
        return mp.log(abs(c)) - mp.log(x) + a * mp.log(z) - z - mp.loggamma(a)

    return at


def check(p, q, rtol=checks.RTOL):
    checks.assert_kl(GeneralizedGamma(*p), GeneralizedGamma(*q), lambda: divergence(p, q), rtol)


@pytest.mark.parametrize("power", POWERS)
@pytest.mark.parametrize("shape", [0.3, 2.0, 40.0])
def test_nearly_equal_laws_keep_all_digits(shape, power):
    rng = np.random.default_rng(1)
    for p, q in checks.neighbours(rng, [shape, power, 1.7]):
        check(p, q)


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_laws_far_apart_keep_their_digits_but_those_of_the_exponent(sign):
    rng = np.random.default_rng(2)
    for _ in range(40):
        shapes, powers = 10 ** rng.uniform(-2, 3, 2), sign * 10 ** rng.uniform(-1, 1, 2)
        scales = 10 ** rng.uniform(-2, 2, 2)
        # the divergence may be as large as exp(700), and then the exponent's rounding is 1e-13 of it
        check((shapes[0], powers[0], scales[0]), (shapes[1], powers[1], scales[1]), rtol=2e-13)


def test_equal_laws_diverge_by_exactly_zero():
    rng = np.random.default_rng(3)
    shapes, powers, scales = (10 ** rng.uniform(-e, e, 50) for e in (100, 2, 300))
    checks.assert_equal_pairs_give_zero(GeneralizedGamma, shapes, powers, scales)
    checks.assert_equal_pairs_give_zero(GeneralizedGamma, shapes, -powers, scales)


def test_powers_of_opposite_signs_are_left_to_the_moments():
    assert GeneralizedGamma(2.0, 1.0, 1.0).kl(GeneralizedGamma(2.0, -1.0, 1.0), np) is None
    mixed = GeneralizedGamma(2.0, np.array([1.0, -1.0]), 1.0)
    assert mixed.kl(GeneralizedGamma(2.0, 1.0, 1.0), np) is None


def test_a_batch_broadcasts_and_equals_its_single_pairs():
    p = GeneralizedGamma(np.array([[0.5], [2.0], [7.0]]), 1.5, 2.0)
    q = GeneralizedGamma(1.5, np.array([0.3, 1.0, 2.0, 4.0]), 1.0)
    value = p.kl(q, np)
    assert value.shape == (3, 4)
    assert value[2, 1] == p[2, 0].kl(q[1], np)


@pytest.mark.parametrize("power", POWERS)
def test_the_log_density_is_that_of_the_textbook(power):
    rng = np.random.default_rng(4)
    with mp.workdps(60):
        for _ in range(20):
            a, s = 10 ** rng.uniform(-2, 3), 10 ** rng.uniform(-3, 3)
            x = s * (a * np.exp(rng.normal() / np.sqrt(1 + a))) ** (1 / power)
            expected = log_density(a, power, s)(mp.mpf(float(x)))
            # (x/s)^c moves by c roundings of x, and the exponent by the root of the shape as many
            checks.assert_log_density(GeneralizedGamma(a, power, s), x, expected, rtol=1e-13)


def test_the_density_vanishes_off_its_support():
    x = np.array([-1.0, np.inf])
    assert np.all(GeneralizedGamma(0.5, 2.0, 2.0).log_density(x, np) == -np.inf)
    ends = [GeneralizedGamma(a, c, 2.0) for a, c in ((0.25, 2), (0.5, 2), (1, 2), (1, -2))]
    at_zero = [float(p.log_density(np.array([0.0]), np)[0]) for p in ends]
    half_normal = np.log(1.0 / np.sqrt(np.pi))  # 2 exp(-0)/(Γ(1/2) 2)
    assert at_zero == [np.inf, pytest.approx(half_normal, rel=1e-14), -np.inf, -np.inf]


@pytest.mark.parametrize("power", [0.5, 2.0, -1.3])
def test_the_log_ratio_of_neighbours_does_not_cancel(power):
    rng = np.random.default_rng(5)
    with mp.workdps(60):
        for p, q in checks.neighbours(rng, [2.5, power, 1.7]):
            x = 1.7 * (2.5 * np.exp(0.6 * rng.normal())) ** (1 / power)
            ends = (log_density(*v)(mp.mpf(float(x))) for v in (p, q))
            checks.assert_log_ratio(GeneralizedGamma(*p), GeneralizedGamma(*q), x, *ends)


def test_it_is_what_scipy_calls_gengamma():
    rng = np.random.default_rng(6)
    for a, c, loc, scale in rng.uniform(0.3, 3, (8, 4)):
        for power in (c, -c):
            x = loc + scale * rng.gamma(a, size=5) ** (1 / power)
            ours = SCIPY["gengamma"].build(a, power, loc, scale).log_density(x, np)
            theirs = stats.gengamma(a, power, loc, scale).logpdf(x)
            np.testing.assert_allclose(ours, theirs, rtol=1e-11, atol=1e-11)  # SciPy's own rounding


@pytest.mark.parametrize("power", [1.0, 2.0, 0.7, -1.0, -3.1])
def test_the_means_are_those_of_quadrature(power):
    rng = np.random.default_rng(7)
    for shape in (3.5, 8.2):
        p = (shape, power, 1.3)
        start = 1.3 * shape ** (1 / power)
        means.assert_entropy(GeneralizedGamma(*p), log_density(*p), start)
        for statistic, value, kinks in means.positive_statistics(rng):
            means.assert_mean(
                GeneralizedGamma(*p), statistic, value, log_density(*p), start, kinks=kinks
            )
        inverse = Power(-1.0), lambda x: 1 / x
        means.assert_mean(GeneralizedGamma(*p), *inverse, log_density(*p), start)


@pytest.mark.parametrize(
    ("power", "rates"), [(1.0, (-3.0, 0.4)), (2.0, (-7.0, -0.3, 2.5)), (-1.0, (-0.2, -6.0))]
)
@pytest.mark.parametrize("shape", [0.8, 5.5])
def test_means_of_exponentials_are_those_of_quadrature(shape, power, rates):
    for t in rates:
        means.assert_mean(
            GeneralizedGamma(shape, power, 1.3),
            Exp(t),
            lambda x, t=t: mp.exp(mp.mpf(t) * x),
            log_density(shape, power, 1.3),
            1.3 * shape ** (1 / power),
        )


def test_means_are_infinite_where_the_tail_is_too_heavy():
    inverse = GeneralizedGamma(1.5, -1.0, 1.0)
    assert [float(inverse.mean_of(Power(c), np)) for c in (1.0, 1.5, 2.0)] == [2.0, np.inf, np.inf]
    assert inverse.mean_of(Exp(0.1), np) == np.inf
    assert GeneralizedGamma(1.0, 1.0, 2.0).mean_of(Exp(0.5), np) == np.inf
    assert GeneralizedGamma(1.0, 0.5, 2.0).mean_of(Exp(1e-9), np) == np.inf
    assert GeneralizedGamma(1.0, 0.5, 2.0).mean_of(Exp(-1.0), np) is None
    assert GeneralizedGamma(0.5, 1.0, 2.0).mean_of(Power(-0.5), np) == np.inf


def test_the_linear_form_is_the_log_density():
    for power in POWERS:
        means.assert_log_linear(GeneralizedGamma(1.7, power, 0.6), (0.3, 1.0, 2.2))


def test_draws_have_the_mean_logarithm():
    p = GeneralizedGamma(2.5, -1.7, 3.0)
    logs = np.log(p.sample(4000, np.random.default_rng(8)))
    expected = np.log(3.0) - float(mp.digamma(2.5)) / 1.7
    spread = np.sqrt(float(mp.psi(1, 2.5))) / 1.7
    assert abs(logs.mean() - expected) < 5 * spread / np.sqrt(4000)  # false alarm 6e-7


@pytest.mark.parametrize(
    "bad", [(0.0, 1.0, 1.0), (1.0, 0.0, 1.0), (1.0, np.inf, 1.0), (1, 1, -2.0)]
)
def test_parameters_out_of_range_are_refused(bad):
    with pytest.raises(InvalidInputError, match="GeneralizedGamma"):
        GeneralizedGamma(*bad)
