"""The rayleigh family against mpmath."""

import mpmath as mp
import numpy as np
import pytest

from kullback.distributions.families.rayleigh import Rayleigh
from kullback.errors import InvalidInputError
from tests.distributions.families import checks


def divergence(p, q):
    """Of the length of a 2-dimensional normal vector."""
    with mp.workdps(checks.digits(p, q)):
        p, q = checks.exact(p, q)
        return 2 * (((p / q) ** 2 - 1) / 2 - mp.log(p / q))


def log_density(s, x):
    s, x = checks.exact(s, x)
    return mp.log(x / (s * s)) - x * x / (2 * s * s)


def check(p, q):
    checks.assert_kl(Rayleigh(p), Rayleigh(q), lambda: divergence(p, q))


@pytest.mark.parametrize("size", [1.0, 1e-300, 1e-150, 1e150, 1e300])
def test_nearly_equal_scales_keep_all_digits(size):
    for (p,), (q,) in checks.neighbours(np.random.default_rng(1), [size]):
        check(p, q)


def test_scales_far_apart_keep_all_digits():
    rng = np.random.default_rng(2)
    for _ in range(60):
        check(*10 ** rng.uniform(-75, 75, 2))
    check(1e-150, 1e150)


def test_equal_scales_diverge_by_exactly_zero():
    checks.assert_equal_pairs_give_zero(
        Rayleigh, 10 ** np.random.default_rng(3).uniform(-300, 300, 50)
    )


def test_the_density_is_that_of_the_textbook_and_vanishes_below_zero():
    with mp.workdps(40):
        for x in (1e-5, 0.7, 40.0):
            checks.assert_log_density(Rayleigh(1.7), x, log_density(1.7, x))
    assert np.all(Rayleigh(1.7).log_density(np.array([-1.0, np.inf]), np) == -np.inf)


def test_the_log_ratio_of_neighbours_does_not_cancel():
    with mp.workdps(60):
        for (p,), (q,) in checks.neighbours(np.random.default_rng(4), [1.3]):
            for x in (0.2, 1.3, 9.0):
                checks.assert_log_ratio(
                    Rayleigh(p), Rayleigh(q), x, log_density(p, x), log_density(q, x)
                )


def test_it_is_a_weibull_of_shape_two_down_to_nearly_equal_scales():
    for (p,), (q,) in checks.neighbours(np.random.default_rng(5), [1.3]):
        (a,), (b,) = Rayleigh(p).relatives(), Rayleigh(q).relatives()
        checks.assert_kl(a, b, lambda p=p, q=q: divergence(p, q))


def test_the_entropy_is_that_of_the_textbook():
    expected = 1 + np.log(1.7 / np.sqrt(2)) + float(mp.euler) / 2
    assert float(Rayleigh(1.7).entropy(np)) == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize("scale", [0.0, -1.0, np.nan, np.inf])
def test_a_scale_out_of_range_is_refused(scale):
    with pytest.raises(InvalidInputError, match=r"Rayleigh\.scale"):
        Rayleigh(scale)
