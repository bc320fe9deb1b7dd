"""Distances to neighbours, on the line and in space."""

import numpy as np
import pytest
from scipy.spatial.distance import cdist

from kullback.numerics.neighbours import ball_counts, kth_distance


@pytest.mark.parametrize("d", [1, 2])
@pytest.mark.parametrize("k", [1, 3, 40])
def test_distances_are_those_of_all_pairs(d, k):
    rng = np.random.default_rng(d)
    points, at = rng.standard_normal((40, d)), rng.standard_normal((30, d))
    apart = np.sort(cdist(at, points), axis=1)
    np.testing.assert_allclose(kth_distance(points, at, k), apart[:, k - 1], rtol=1e-12)


@pytest.mark.parametrize("d", [1, 2])
def test_a_row_is_not_its_own_neighbour(d):
    points = np.random.default_rng(0).standard_normal((20, d))
    apart = np.sort(cdist(points, points), axis=1)
    np.testing.assert_allclose(kth_distance(points, points, 2, own=True), apart[:, 2], rtol=1e-12)


@pytest.mark.parametrize("d", [1, 2])
def test_balls_hold_what_lies_within_their_radius(d):
    rng = np.random.default_rng(1)
    points, at, radius = rng.standard_normal((50, d)), rng.standard_normal((20, d)), rng.random(20)
    expected = (cdist(at, points) <= radius[:, None]).sum(axis=1)
    np.testing.assert_array_equal(ball_counts(points, at, radius), expected)
