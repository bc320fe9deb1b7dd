"""The Cauchy family against mpmath."""

import mpmath as mp
import numpy as np
import pytest

from kullback.distributions.families.cauchy import Cauchy
from kullback.distributions.statistics import SQUARE, AbsPower, Exp, LogOnePlusSquare, Softplus, X
from kullback.errors import InvalidInputError
from tests.distributions.families import checks, lines, means


def divergence(p, q):
    with mp.workdps(checks.digits(*p, *q)):
        (m, s), (n, t) = checks.exact(*p), checks.exact(*q)
        return mp.log(((s + t) ** 2 + (m - n) ** 2) / (4 * s * t))


def log_density(m, s, x):
    m, s, x = checks.exact(m, s, x)
    return -mp.log(mp.pi * s * (1 + ((x - m) / s) ** 2))


def check(p, q):
    checks.assert_kl(Cauchy(*p), Cauchy(*q), lambda: divergence(p, q))


@pytest.mark.parametrize("scale", [1e-150, 1.0, 1e150])
def test_neighbours_keep_all_digits(scale):
    for p, q in checks.neighbours(np.random.default_rng(1), [0.7 * scale, scale]):
        check(p, q)
        check(p * [-1, 1], q * [-1, 1])


def test_laws_far_apart_stay_finite_and_keep_all_digits():
    rng = np.random.default_rng(2)
    for _ in range(60):
        locs, scales = 10 ** rng.uniform(-200, 200, 2), 10 ** rng.uniform(-300, 300, 2)
        check((locs[0], scales[0]), (locs[1], scales[1]))


def test_it_is_symmetric_and_zero_for_equal_laws():
    rng = np.random.default_rng(3)
    locs, scales = rng.normal(size=50), 10 ** rng.uniform(-300, 300, 50)
    checks.assert_equal_pairs_give_zero(Cauchy, locs, scales)
    p, q = Cauchy(1.0, 2.0), Cauchy(-3.0, 0.5)
    assert p.kl(q, np) == q.kl(p, np)


def test_the_density_is_that_of_the_textbook_far_into_the_tails():
    with mp.workdps(40):
        for x in (-1e200, -7.0, 0.3, 2.0, 1e300):
            checks.assert_log_density(Cauchy(0.3, 1.7), x, log_density(0.3, 1.7, x))


def test_the_log_ratio_of_neighbours_does_not_cancel():
    with mp.workdps(60):
        for p, q in checks.neighbours(np.random.default_rng(4), [0.7, 1.3]):
            for x in (-1e9, -5.0, 0.7, 9.0, 1e150):
                ends = log_density(*p, x), log_density(*q, x)
                checks.assert_log_ratio(Cauchy(*p), Cauchy(*q), x, *ends)


def test_it_moves_and_its_entropy_is_that_of_the_textbook():
    moved = Cauchy(1.0, 2.0).translated(3.0)
    assert (moved.loc, moved.scale) == (4.0, 2.0)
    assert moved.entropy(np) == pytest.approx(np.log(8 * np.pi), rel=1e-15)


@pytest.mark.parametrize(("loc", "scale"), [(np.inf, 1.0), (0.0, 0.0), (0.0, np.nan)])
def test_parameters_out_of_range_are_refused(loc, scale):
    with pytest.raises(InvalidInputError, match="Cauchy"):
        Cauchy(loc, scale)


def cauchy_log_density(m, s):
    m, s = checks.exact(m, s)
    return lambda x: -mp.log(mp.pi * s) - mp.log1p(((x - m) / s) ** 2)


@pytest.mark.parametrize("p", [(0.7, 1.3), (-2.9, 0.04)])
def test_the_means_are_those_of_quadrature(p):
    asked = [lines.log_square(0.7, 0.2), lines.log_square(-1.9, 30.0), lines.power_about(p[0], 0.4)]
    lines.assert_far_means(Cauchy(*p), asked, cauchy_log_density(*p), *p)
    means.assert_log_linear(Cauchy(*p), [-3.0, 0.1, 5.0])


def test_the_mean_of_its_own_logarithm_is_log_four_at_every_size():
    for scale in (1e-300, 1.0, 1e300):
        own = LogOnePlusSquare(0.0, scale)
        assert lines.asked(Cauchy(0.0, scale), own) == pytest.approx(np.log(4.0), rel=1e-15)
    found = lines.asked(Cauchy(0.0, 1e300), LogOnePlusSquare(1e290, 1e-10))
    assert found == pytest.approx(620 * np.log(10.0), rel=1e-14)


def test_there_is_no_mean_and_larger_moments_are_infinite():
    p = Cauchy(1.0, 2.0)
    assert lines.asked(p, X) is None
    for t in (
        SQUARE,
        AbsPower(3.0),
        AbsPower(3.0, 2.0),
        AbsPower(1.0, 1.5),
        Exp(0.1),
        Softplus(0, 1),
    ):
        assert lines.asked(p, t) == np.inf
