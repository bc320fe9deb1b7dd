"""A target as weighted points."""

import numpy as np
import pytest
from scipy import stats

import kullback as kb
from kullback.projection.points import Points, of_distribution, summarised

F = kb.families


@pytest.mark.parametrize("rate", [0.5, 3.0, 1e4, 1e6, 1e10])
def test_integers_have_the_moments_of_the_law(rate):
    points = of_distribution(F.Poisson(rate))
    mean = points.weights @ points.x
    assert mean == pytest.approx(rate, rel=1e-13)
    assert points.weights @ (points.x - mean) ** 2 == pytest.approx(rate, rel=1e-10)
    assert points.mass == pytest.approx(1.0, abs=1e-11)


def test_a_heavy_tail_of_integers_is_summed_to_its_end():
    """E log k under Zipf is -zeta'(a)/zeta(a); at a = 1.5 a thousandth of the mass lies beyond 10^6."""
    import mpmath

    points = of_distribution(F.Zipf(1.5))
    exact = float(-mpmath.zeta(1.5, derivative=1) / mpmath.zeta(1.5))
    assert points.weights @ np.log(points.x) == pytest.approx(exact, rel=1e-10)


def test_next_to_the_upper_end_the_gap_is_known():
    """E log(1 - x) under a beta law with b = 0.3: much of it comes from where 1 - x rounds to 0."""
    p = F.Beta(2.0, 0.3)
    points = of_distribution(p)
    from scipy.special import psi

    assert points.weights @ np.log(points.gaps) == pytest.approx(psi(0.3) - psi(2.3), rel=1e-12)


def test_a_summary_keeps_mean_ends_and_mass():
    x = stats.t(2).rvs(5000, random_state=np.random.default_rng(1))
    few = summarised(Points(x, np.full(5000, 1 / 5000), 5000.0))
    assert len(few.x) == 120
    assert few.weights.sum() == pytest.approx(1.0, rel=1e-14)
    assert few.weights @ few.x == pytest.approx(x.mean(), rel=1e-12)
    assert (few.x.min(), few.x.max()) == pytest.approx((x.min(), x.max()), rel=1e-15)


def test_a_summary_of_whole_numbers_loses_nothing():
    x = stats.poisson(4).rvs(5000, random_state=np.random.default_rng(1)).astype(float)
    few = summarised(Points(x, np.full(5000, 1 / 5000), 5000.0))
    for power in (1, 2, 3):
        assert few.weights @ few.x**power == pytest.approx((x**power).mean(), rel=1e-12)
