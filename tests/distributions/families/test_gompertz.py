"""The Gompertz family against mpmath and SciPy."""

import mpmath as mp
import numpy as np
import pytest

import kullback as kb
from kullback.distributions.families.gompertz import SCIPY, Gompertz
from kullback.distributions.statistics import SQUARE, AbsPower, Exp, ExpDeviation, X
from kullback.errors import InvalidInputError
from tests.distributions.families import checks, lines, means


def divergence(c, d):
    with mp.workdps(90):
        c, d = checks.exact(c, d)
        return mp.log(c / d) + d / c - 1


def log_density(c, s):
    c, s = checks.exact(c, s)
    return lambda x: mp.log(c / s) + x / s - c * mp.expm1(x / s)


def test_nearly_equal_and_far_laws_keep_all_digits():
    checks.assert_shapes_keep_all_digits(Gompertz, divergence)


def test_other_scales_are_left_to_quadrature():
    p, q = Gompertz(0.5, 1.0), Gompertz(0.5, 1.3)
    assert p.kl(q, np) is None
    result = kb.kl(p, q)
    assert result.kind == "numerical"
    with mp.workdps(25):
        f, g = log_density(0.5, 1.0), log_density(0.5, 1.3)
        expected = mp.quad(lambda x: mp.exp(f(x)) * (f(x) - g(x)), [0, 1, 2, 3, 4, 6])
    assert float(result) == pytest.approx(float(expected), rel=1e-11)


def test_it_is_scipys_gompertz():
    rng = np.random.default_rng(3)
    checks.assert_density_is_scipys(
        SCIPY, "gompertz", lambda c: rng.exponential(size=5), rng, 1e-12, 1e-13
    )
    assert np.all(Gompertz(1.0).log_density(np.array([-1.0, np.inf]), np) == -np.inf)


def test_the_log_ratio_of_neighbours_does_not_cancel():
    rng = np.random.default_rng(4)
    with mp.workdps(60):
        for p, q in checks.neighbours(rng, [0.5, 1.7]):
            x = float(1.7 * np.log1p(rng.exponential() / 0.5))
            log_p, log_q = (log_density(*v)(mp.mpf(x)) for v in (p, q))
            value = float(Gompertz(*p).log_ratio(Gompertz(*q), np.array([x]), np)[0])
            size = abs(float(log_p - log_q)) + float(np.max(np.abs(p - q)))
            assert abs(value - float(log_p - log_q)) <= 3e-14 * size


@pytest.mark.parametrize("p", [(0.02, 1.3), (3.0, 0.4), (200.0, 5.0)])
def test_the_means_are_those_of_quadrature(p):
    c, s = p
    start = s * np.log1p(1 / c)
    means.assert_entropy(Gompertz(*p), log_density(*p), start)
    asked = [
        (X, lambda x: x, ()),
        (AbsPower(0.7 * start), lambda x: abs(x - mp.mpf(0.7 * start)), (0.7 * start,)),
        (AbsPower(-0.7), lambda x: x + mp.mpf(0.7), ()),
        (Exp(1 / s), lambda x: mp.exp(x * mp.mpf(1 / s)), ()),
        (Exp(-2.3 / s), lambda x: mp.exp(-x * mp.mpf(2.3 / s)), ()),
        (ExpDeviation(-0.4, 1.0), lambda x: mp.exp(-mp.mpf(0.4) * (x - 1)), ()),
    ]
    for t, value, kinks in asked:
        means.assert_mean(Gompertz(*p), t, value, log_density(*p), start, kinks=kinks)
    means.assert_log_linear(Gompertz(*p), [0.1, 1.0])
    assert lines.asked(Gompertz(*p), SQUARE) is None
    assert lines.asked(Gompertz(*p), AbsPower(1e5 * s)) == pytest.approx(
        1e5 * s - lines.asked(Gompertz(*p), X)
    )


def test_the_draws_have_its_median():
    x = Gompertz(0.5, 2.0).sample(100_000, np.random.default_rng(6))
    assert np.median(x) == pytest.approx(2.0 * np.log1p(np.log(2.0) / 0.5), rel=0.02)


def test_a_shape_out_of_range_is_refused():
    with pytest.raises(InvalidInputError, match=r"`Gompertz\.shape` is 0\.0"):
        Gompertz(0.0)
