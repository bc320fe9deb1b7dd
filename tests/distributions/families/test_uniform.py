"""The uniform family: intervals inside intervals."""

import mpmath as mp
import numpy as np
import pytest

from kullback.distributions.families.uniform import Uniform
from kullback.errors import InvalidInputError
from kullback.numerics.double_double import exact_total
from tests.distributions.families import checks


def divergence(p, q):
    """Of (low, width) in SciPy's way."""
    with mp.workdps(60):
        return mp.log(mp.mpf(q[1]) / mp.mpf(p[1]))


def from_width(low, width):
    return Uniform(low, exact_total(low, width))


def test_an_interval_inside_a_larger_one_costs_the_log_ratio_of_the_lengths():
    assert float(Uniform(1.0, 2.0).kl(Uniform(0.0, 4.0), np)) == pytest.approx(np.log(4), rel=1e-15)
    assert Uniform(0.0, 1.0).kl(Uniform(0.0, 1.0), np) == 0.0
    assert Uniform([0.0, 0.5], 1.0).kl(Uniform(0.25, 2.0), np)[0] == np.inf


@pytest.mark.parametrize("delta", checks.DELTAS)
def test_nearly_equal_intervals_keep_all_digits_though_their_ends_are_sums(delta):
    rng = np.random.default_rng(1)
    for _ in range(20):
        low, width = rng.normal() * 3, rng.uniform(0.1, 5)
        q_low = low - delta * rng.uniform()
        q_width = width + (low - q_low) + delta * rng.uniform()
        inside = mp.mpf(q_low) + mp.mpf(q_width) >= mp.mpf(low) + mp.mpf(width)
        assert inside
        p, q = from_width(low, width), from_width(q_low, q_width)
        checks.assert_kl(p, q, lambda a=(low, width), b=(q_low, q_width): divergence(a, b))


def test_a_higher_end_by_less_than_rounding_is_infinite():
    p, q = from_width(1.0, 3.0), from_width(np.nextafter(1.0, 0.0), 3.0)
    assert p.kl(q, np) == np.inf


def test_a_width_below_the_rounding_of_its_place_is_kept():
    p, q = from_width(1e10, 1e-10), from_width(1e10, 2e-10)
    assert float(p.kl(q, np)) == pytest.approx(np.log(2), rel=1e-15)
    assert p.entropy(np) == np.log(1e-10)


def test_the_density_is_flat_inside_and_nothing_outside():
    x = np.array([-0.5, 0.0, 1.0, 2.0, 2.5])
    mass = np.exp(Uniform(0.0, 2.0).log_density(x, np))
    np.testing.assert_allclose(mass, [0, 0.5, 0.5, 0.5, 0])
    assert Uniform(0.0, 2.0).entropy(np) == np.log(2)


@pytest.mark.parametrize(("low", "high"), [(1.0, 1.0), (2.0, 1.0), (np.nan, 1.0), (0.0, np.inf)])
def test_ends_that_make_no_interval_are_refused(low, high):
    with pytest.raises(InvalidInputError, match="Uniform"):
        Uniform(low, high)
