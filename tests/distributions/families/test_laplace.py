"""The Laplace family against mpmath."""

import mpmath as mp
import numpy as np
import pytest

from kullback.distributions.families.laplace import Laplace
from kullback.distributions.statistics import Exp
from kullback.errors import InvalidInputError
from tests.distributions.families import checks, lines, means


def divergence(p, q):
    with mp.workdps(checks.digits(*p, *q)):
        (m, s), (n, t) = checks.exact(*p), checks.exact(*q)
        gap = abs(m - n)
        return mp.log(t / s) + (s * mp.exp(-gap / s) + gap) / t - 1


def log_density(m, s, x):
    m, s, x = checks.exact(m, s, x)
    return -abs(x - m) / s - mp.log(2 * s)


def check(p, q):
    checks.assert_kl(Laplace(*p), Laplace(*q), lambda: divergence(p, q))


@pytest.mark.parametrize("scale", [1e-150, 1.0, 1e150])
def test_neighbours_keep_all_digits(scale):
    for p, q in checks.neighbours(np.random.default_rng(1), [0.7 * scale, scale]):
        check(p, q)
        check(p * [-1, 1], q * [-1, 1])


def test_laws_far_apart_keep_all_digits():
    rng = np.random.default_rng(2)
    for _ in range(60):
        locs, scales = 10 ** rng.uniform(-100, 100, 2), 10 ** rng.uniform(-100, 100, 2)
        check((locs[0], scales[0]), (locs[1], scales[1]))
    check((0.0, 1e-200), (1.0, 1e200))


def test_equal_laws_diverge_by_exactly_zero():
    rng = np.random.default_rng(3)
    checks.assert_equal_pairs_give_zero(
        Laplace, rng.normal(size=50), 10 ** rng.uniform(-300, 300, 50)
    )


def test_the_density_is_that_of_the_textbook():
    with mp.workdps(40):
        for x in (-7.0, 0.3, 2.0, 90.0):
            checks.assert_log_density(Laplace(0.3, 1.7), x, log_density(0.3, 1.7, x))


def test_the_log_ratio_of_neighbours_does_not_cancel_on_either_side_nor_between():
    with mp.workdps(60):
        for p, q in checks.neighbours(np.random.default_rng(4), [0.7, 1.3]):
            for x in (-5.0, 0.5 * (p[0] + q[0]), 9.0):
                ends = log_density(*p, x), log_density(*q, x)
                checks.assert_log_ratio(Laplace(*p), Laplace(*q), x, *ends)


def test_it_moves_and_breaks_at_its_location():
    moved = Laplace(1.0, 2.0).translated(3.0)
    assert (moved.loc, moved.scale) == (4.0, 2.0)
    assert moved.breaks == (4.0,)
    assert moved.entropy(np) == pytest.approx(1 + np.log(4), rel=1e-15)


@pytest.mark.parametrize(("loc", "scale"), [(np.inf, 1.0), (0.0, 0.0), (0.0, np.nan)])
def test_parameters_out_of_range_are_refused(loc, scale):
    with pytest.raises(InvalidInputError, match="Laplace"):
        Laplace(loc, scale)


@pytest.mark.parametrize("p", [(0.7, 1.3), (-2.9, 0.4)])
def test_the_means_are_those_of_quadrature(p):
    m, s = checks.exact(*p)

    def log_f(x):
        return -abs(x - m) / s - mp.log(2 * s)

    statistics = [*lines.moments(0.4, (-0.7, 0.6)), lines.power_about(p[0], 2.6)]
    lines.assert_means(Laplace(*p), statistics, log_f, p[0])
    means.assert_log_linear(Laplace(*p), [-3.0, 0.1, 5.0])


def test_the_mean_of_an_exponential_that_grows_as_fast_as_the_tails_fall_is_infinite():
    for rate in (2.0, -2.0, 1e5):
        assert lines.asked(Laplace(3.0, 0.5), Exp(rate)) == np.inf
