"""The uniform family: intervals inside intervals."""

import mpmath as mp
import numpy as np
import pytest

import kullback as kb
from kullback.distributions.families.beta import Beta
from kullback.distributions.families.uniform import Uniform
from kullback.distributions.statistics import (
    SQUARE,
    AbsPower,
    Exp,
    Log,
    LogComplement,
    LogOnePlus,
    LogOnePlusSquare,
    LogSquare,
    Power,
    Softplus,
    X,
)
from kullback.errors import InvalidInputError
from kullback.numerics.double_double import exact_total
from tests.distributions.families import checks, integrals


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


INTERVALS = [(0.0, 3.0), (0.2, 0.9), (1.0, 1.001), (2.0, 500.0), (1e-3, 1.0), (1e5, 1.001e5)]
SIGNED = [
    X, SQUARE, AbsPower(0.5), AbsPower(2.0, 1.5), AbsPower(-1.0, 0.7), Exp(-1e-4), Exp(0.0),
    LogOnePlusSquare(0.4, 0.3), LogOnePlusSquare(-3.0, 20.0), Softplus(0.5, 0.1),
    Softplus(3.0, 10.0),
]  # fmt: skip
POSITIVE = [
    Log(), LogSquare(), Power(0.3), Power(-0.5), Power(3.0), LogOnePlus(2.0), LogOnePlus(1e-3),
]  # fmt: skip


def assert_mean(low, high, statistic):
    """Against an integral over x = low + (high - low) u^6, tame where x^-1/2 is not, cut at the bends."""
    t = integrals.function_of(statistic)
    a, b = mp.mpf(low), mp.mpf(high)
    marks = {mp.mpf(0), mp.mpf("0.02"), mp.mpf("0.2"), mp.mpf(1)}
    if hasattr(statistic, "centre"):
        scale = getattr(statistic, "scale", 0.0)
        bends = (statistic.centre + k * scale for k in (-60, -20, -5, 0, 5, 20, 60))
        marks |= {((mp.mpf(v) - a) / (b - a)) ** (mp.mpf(1) / 6) for v in bends if low < v < high}
    with mp.workdps(40):
        expected = mp.quad(lambda u: t(a + (b - a) * u**6) * 6 * u**5, sorted(marks))
    integrals.assert_close(
        float(integrals.asked(Uniform(low, high), statistic)), expected, (low, high, statistic)
    )


@pytest.mark.parametrize("interval", INTERVALS)
def test_every_mean_over_an_interval_is_that_of_an_integral(interval):
    steep = Exp(-3.0 / interval[1])
    for statistic in (
        *SIGNED,
        *POSITIVE,
        steep,
        *([LogComplement()] if interval[1] <= 1.0 else ()),
    ):
        assert_mean(*interval, statistic)


@pytest.mark.parametrize("interval", [(-2.0, 3.0), (-1e3, -999.0), (-400.0, 1.0)])
def test_means_of_statistics_of_all_numbers_are_known_left_of_zero_too(interval):
    for statistic in SIGNED:
        if interval != (-2.0, 3.0) or statistic is not X:
            assert_mean(*interval, statistic)
    with np.errstate(all="ignore"):
        assert np.isnan(Uniform(*interval).expectation(Log(), np))


def test_powers_that_diverge_at_zero_have_an_infinite_mean():
    value = integrals.asked(Uniform([0.0, 0.0, 1.0], 2.0), Power(np.array([-1.0, -2.5, -1.0])))
    assert value.tolist()[:2] == [np.inf, np.inf]
    assert value[2] == pytest.approx(np.log(2.0), rel=1e-15)


def test_on_the_unit_interval_it_is_a_beta_law():
    result = kb.kl(Uniform(0.0, 1.0), Beta(2.0, 3.0))
    assert (result.kind, result.method) == ("exact", "closed_form")
    # -log(1/B(2, 3)) - E log x - 2 E log(1 - x), both means -1
    assert float(result) == pytest.approx(3.0 - np.log(12.0), rel=1e-13)


def test_a_moved_or_stretched_interval_keeps_its_exact_width():
    moved = from_width(1e10, 1e-10).translated(-1e10)
    assert (float(moved.low), float(moved.high)) == (0.0, 1e-10)
    stretched = from_width(1e10, 1e-10).stretched(3.0)
    assert float(stretched.high - stretched.low) == pytest.approx(3e-10, rel=1e-15)
