"""The half-normal family against mpmath."""

import mpmath as mp
import numpy as np
import pytest

from kullback.distributions.families.half_normal import HalfNormal
from tests.distributions.families import checks


def divergence(p, q):
    """Of the length of a 1-dimensional normal vector."""
    with mp.workdps(checks.digits(p, q)):
        p, q = checks.exact(p, q)
        return 1 * (((p / q) ** 2 - 1) / 2 - mp.log(p / q))


def log_density(s):
    s = mp.mpf(s)
    return lambda x: mp.log(mp.sqrt(2 / mp.pi) / s) - x * x / (2 * s * s)


def test_the_entropy_is_one_bit_below_that_of_the_normal():
    expected = np.log(1.7) + 0.5 * np.log(2 * np.pi * np.e) - np.log(2)
    assert float(HalfNormal(1.7).entropy(np)) == pytest.approx(expected, rel=1e-15)
