"""The rayleigh family against mpmath."""

import mpmath as mp
import numpy as np
import pytest

from kullback.distributions.families.rayleigh import Rayleigh
from tests.distributions.families import checks


def divergence(p, q):
    """Of the length of a 2-dimensional normal vector."""
    with mp.workdps(checks.digits(p, q)):
        p, q = checks.exact(p, q)
        return 2 * (((p / q) ** 2 - 1) / 2 - mp.log(p / q))


def log_density(s):
    s = mp.mpf(s)
    return lambda x: mp.log(x / (s * s)) - x * x / (2 * s * s)


def test_it_is_a_weibull_of_shape_two_down_to_nearly_equal_scales():
    for (p,), (q,) in checks.neighbours(np.random.default_rng(5), [1.3]):
        (a,), (b,) = Rayleigh(p).relatives(), Rayleigh(q).relatives()
        checks.assert_kl(a, b, lambda p=p, q=q: divergence(p, q))


def test_the_entropy_is_that_of_the_textbook():
    expected = 1 + np.log(1.7 / np.sqrt(2)) + float(mp.euler) / 2
    assert float(Rayleigh(1.7).entropy(np)) == pytest.approx(expected, rel=1e-15)
