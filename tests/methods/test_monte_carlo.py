"""Monte Carlo: within its standard error of what is known, and the same for the same seed."""

import numpy as np
import pytest

import kullback as kb

F = kb.families
P = F.Dirichlet([1.0, 2.0, 3.0])
Q = F.Dirichlet([3.0, 2.0, 1.0])
# false alarm per check: 6e-7, that of five standard errors of a normal
FIVE = 5.0


def test_the_estimate_is_within_five_standard_errors_of_the_closed_form():
    exact = float(kb.kl(P, Q))
    estimate = kb.kl(P, Q, method="monte_carlo", rng=1)
    assert estimate.kind == "estimate"
    assert estimate.n >= 4096
    assert abs(float(estimate) - exact) <= FIVE * estimate.error


def test_the_estimate_stops_near_its_tolerance():
    estimate = kb.jensen_shannon(P, Q, rng=1)
    assert estimate.error <= 2e-3 * float(estimate)


def test_nearly_equal_distributions_are_estimated_to_relative_precision():
    near = F.Dirichlet([1.0 + 1e-6, 2.0, 3.0])
    exact = float(kb.kl(P, near))
    estimate = kb.kl(P, near, method="monte_carlo", rng=2)
    assert float(estimate) >= 0.0
    assert abs(float(estimate) - exact) <= max(FIVE * estimate.error, 0.1 * exact)


def test_equal_distributions_are_exactly_zero():
    assert float(kb.total_variation(P, P, rng=0)) == 0.0


def test_the_same_seed_gives_the_same_answer():
    first, second = (float(kb.hellinger(P, Q, rng=7)) for _ in range(2))
    assert first == second
    assert first != float(kb.hellinger(P, Q, rng=8))


def test_a_normal_in_two_dimensions_agrees_with_one_dimension():
    # along one axis only: the other is common to both and changes nothing
    p = F.MultivariateNormal([0.0, 0.0], np.eye(2))
    q = F.MultivariateNormal([1.0, 0.0], np.eye(2))
    flat = float(kb.total_variation(F.Normal(0, 1), F.Normal(1, 1)))
    estimate = kb.total_variation(p, q, rng=3)
    assert abs(float(estimate) - flat) <= FIVE * estimate.error


def test_the_interval_is_centred_on_the_estimate():
    estimate = kb.total_variation(P, Q, rng=1)
    low, high = estimate.confidence_interval(0.95)
    assert low < float(estimate) < high
    assert high - low == pytest.approx(2 * 1.959964 * estimate.error, rel=1e-5)


@pytest.mark.slow
def test_intervals_cover_as_often_as_they_say():
    exact = float(kb.kl(P, Q))
    hits = 0
    for seed in range(200):
        low, high = kb.kl(P, Q, method="monte_carlo", rng=seed).confidence_interval(0.95)
        hits += low <= exact <= high
    # 190 expected, standard deviation 3.1; below 178 happens by chance once in 3000
    assert hits >= 178
