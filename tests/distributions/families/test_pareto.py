"""The Pareto family against mpmath."""

import mpmath as mp
import numpy as np
import pytest

from kullback.distributions.families.pareto import Pareto
from kullback.distributions.statistics import (
    LOG,
    LOG_SQUARE,
    SQUARE,
    AbsPower,
    Exp,
    ExpDeviation,
    Power,
)
from kullback.errors import InvalidInputError
from tests.distributions.families import checks, lines, means


def divergence(p, q):
    with mp.workdps(checks.digits(*p, *q)):
        (b, m), (c, n) = checks.exact(*p), checks.exact(*q)
        return mp.inf if m < n else c / b - 1 - mp.log(c / b) + c * mp.log(m / n)


def log_density(b, m, x):
    b, m, x = checks.exact(b, m, x)
    return mp.log(b) + b * mp.log(m) - (b + 1) * mp.log(x)


def check(p, q):
    checks.assert_kl(Pareto(*p), Pareto(*q), lambda: divergence(p, q))


@pytest.mark.parametrize("shape", [1e-8, 0.6, 12.0, 1e8])
@pytest.mark.parametrize("scale", [1e-150, 1.0, 1e150])
def test_neighbours_keep_all_digits(shape, scale):
    for p, q in checks.neighbours(np.random.default_rng(1), [shape, scale]):
        check(p, (q[0], min(p[1], q[1])))


def test_laws_far_apart_keep_all_digits():
    rng = np.random.default_rng(2)
    for _ in range(60):
        shapes, scales = 10 ** rng.uniform(-100, 100, 2), np.sort(10 ** rng.uniform(-150, 150, 2))
        check((shapes[0], scales[1]), (shapes[1], scales[0]))


def test_starting_below_q_is_infinite_however_little():
    assert Pareto(1.5, 2.0).kl(Pareto(1.5, np.nextafter(2.0, 3.0)), np) == np.inf
    assert Pareto(1.5, 2.0).kl(Pareto(1.5, [1.0, 2.0, 3.0]), np).tolist()[1:] == [0.0, np.inf]


def test_equal_laws_diverge_by_exactly_zero():
    rng = np.random.default_rng(3)
    shapes, scales = 10 ** rng.uniform(-300, 300, 50), 10 ** rng.uniform(-300, 300, 50)
    checks.assert_equal_pairs_give_zero(Pareto, shapes, scales)


def test_the_density_is_that_of_the_textbook_and_vanishes_below_its_scale():
    with mp.workdps(40):
        for x in (1.7, 1.8, 40.0, 1e200):
            checks.assert_log_density(Pareto(0.3, 1.7), x, log_density(0.3, 1.7, x))
    assert np.all(Pareto(0.3, 1.7).log_density(np.array([-1.0, 1.6, np.inf]), np) == -np.inf)


def test_the_log_ratio_of_neighbours_does_not_cancel():
    with mp.workdps(60):
        for p, q in checks.neighbours(np.random.default_rng(4), [2.5, 1.3]):
            scale_q = min(p[1], q[1])
            for x in (1.5, 3.0, 90.0):
                ends = log_density(*p, x), log_density(q[0], scale_q, x)
                checks.assert_log_ratio(Pareto(*p), Pareto(q[0], scale_q), x, *ends)


@pytest.mark.parametrize("shape", [1e-9, 0.1, 1.0, 1e9])
def test_the_bulk_lies_inside_the_support(shape):
    centre, width = Pareto(shape, 3.0).bulk
    assert centre > 3.0
    assert width > 0.0


def test_the_entropy_is_that_of_the_textbook():
    expected = np.log(3.0 / 2.0) + 1 / 2.0 + 1
    assert float(Pareto(2.0, 3.0).entropy(np)) == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize(("shape", "scale"), [(0.0, 1.0), (1.0, 0.0), (np.nan, 1.0)])
def test_parameters_out_of_range_are_refused(shape, scale):
    with pytest.raises(InvalidInputError, match="Pareto"):
        Pareto(shape, scale)


@pytest.mark.parametrize("p", [(3.3, 1.3), (7.0, 0.04)])
def test_the_means_are_those_of_quadrature(p):
    b, s = checks.exact(*p)

    def log_f(y):  # of x - s, which runs over the half-line
        return mp.log(b / s) - (b + 1) * mp.log1p(y / s)

    def asked():
        yield LOG, mp.log, ()
        yield LOG_SQUARE, lambda x: mp.log(x) ** 2, ()
        for c in (1.0, 2.0, -1.0, 1.7):
            yield Power(c), lambda x, c=c: x ** mp.mpf(c), ()
        for m in (1.1 * p[1], 8.0 * p[1], 0.5 * p[1], -3.0):
            yield AbsPower(m), lambda x, m=m: abs(x - m), (m - p[1],) if m > p[1] else ()
            yield AbsPower(m, 2.0), lambda x, m=m: (x - m) ** 2, ()
        for t in (-0.02, -1.0, -4.0):
            yield Exp(t), lambda x, t=t: mp.exp(t * x), ()
            yield ExpDeviation(t, 0.7), lambda x, t=t: mp.exp(t * (x - mp.mpf(0.7))), ()

    for t, value, kinks in asked():
        moved = lambda y, value=value: value(y + s)  # noqa: E731
        means.assert_mean(Pareto(*p), t, moved, log_f, p[1], kinks=kinks)
    means.assert_log_linear(Pareto(*p), [2.0, 9.0])


def test_moments_from_the_shape_on_are_infinite():
    p = Pareto(2.0, 3.0)
    for t in (SQUARE, Power(2.5), AbsPower(1.0, 2.0), Exp(1e-9)):
        assert lines.asked(p, t) == np.inf
    assert lines.asked(Pareto(1.0, 3.0), AbsPower(1.0)) == np.inf
    assert lines.asked(p, Exp(0.0)) == 1.0


def test_a_narrow_law_keeps_the_digits_of_its_mean_distance():
    # with 1 + y = x/s and k = b - 1: E|y - e| = (k e - 1 + 2 (1+e)^-k)/k
    b, e = 1e6, 0.75
    with mp.workdps(40):
        k = mp.mpf(b) - 1
        step = mp.mpf(1.0 + e / b) - 1
        expected = float((k * step - 1 + 2 * (1 + step) ** -k) / k)
    assert lines.asked(Pareto(b, 1.0), AbsPower(1.0 + e / b)) == pytest.approx(expected, rel=1e-13)


def test_the_draws_have_its_moments():
    x = Pareto(5.0, 2.0).sample(100_000, np.random.default_rng(8))
    assert x.min() >= 2.0
    assert np.mean(np.log(x)) == pytest.approx(np.log(2.0) + 0.2, abs=5 * 0.2 / np.sqrt(1e5))
