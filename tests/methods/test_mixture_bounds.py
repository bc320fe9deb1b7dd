"""Bounds on the divergence of mixtures hold, and close where they must."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kullback as kb
from kullback.methods.mixture_bounds import bounds

F = kb.families

components = st.tuples(st.floats(0.05, 1.0), st.floats(-5.0, 5.0), st.floats(0.2, 4.0))
mixtures = st.lists(components, min_size=1, max_size=3)


def mixture(parts):
    total = sum(w for w, _, _ in parts)
    return kb.Mixture([w / total for w, _, _ in parts], [F.Normal(m, s) for _, m, s in parts])


@given(mixtures, mixtures)
@settings(max_examples=60, deadline=None)
def test_they_bracket_what_quadrature_finds(one, two):
    p, q = mixture(one), mixture(two)
    lower, upper = bounds(p, q)
    truth = kb.kl(p, q)
    assert lower <= float(truth) + (truth.error or 0.0)
    assert upper >= float(truth) - (truth.error or 0.0)


def test_components_far_apart_leave_no_gap_above():
    # then D is the sum of w (log w/v + D of the components), and the variational bound is sharp
    p = kb.Mixture([0.5, 0.5], [F.Normal(-50, 1), F.Normal(50, 1)])
    q = kb.Mixture([0.25, 0.75], [F.Normal(-50, 1), F.Normal(50, 2)])
    truth = (
        0.5 * np.log(2.0)
        + 0.5 * np.log(0.5 / 0.75)
        + 0.5 * float(kb.kl(F.Normal(50, 1), F.Normal(50, 2)))
    )
    assert bounds(p, q).upper == pytest.approx(truth, rel=1e-9)


def test_nothing_is_known_of_components_without_a_closed_form():
    p = kb.Mixture([0.5, 0.5], [F.StudentT(3.0), F.StudentT(5.0)])
    assert bounds(p, F.Normal()) is None
    assert bounds(F.Normal(), F.Normal(1.0)) is None


def test_a_batch_has_a_pair_of_bounds_an_entry():
    p = kb.Mixture([[0.3, 0.7], [1.0, 0.0]], [F.Normal(0, 1), F.Normal(3, 1)])
    lower, upper = bounds(p, F.Normal(0, 1))
    assert lower.shape == upper.shape == (2,)
    assert upper[1] == pytest.approx(0.0, abs=1e-11)


def test_in_the_plane_an_estimate_carries_them():
    eye = np.eye(2)
    p = kb.Mixture(
        [0.3, 0.7], [F.MultivariateNormal([0.0, 0.0], eye), F.MultivariateNormal([3.0, 0.0], eye)]
    )
    q = F.MultivariateNormal([0.0, 0.0], 2.0 * eye)
    result = kb.kl(p, q, rng=0)
    assert result.kind == "estimate"
    low, high = result.bounds
    # the second coordinate is independent and adds ½(½ - 1 + log 2); the first is a line
    line = kb.kl(kb.Mixture([0.3, 0.7], [F.Normal(0, 1), F.Normal(3, 1)]), F.Normal(0, 2**0.5))
    truth = float(line) + 0.5 * (0.5 - 1.0 + np.log(2.0))
    assert low <= truth <= high
    assert abs(float(result) - truth) <= 4.0 * result.error
    assert "For certain" in result.explain()
    assert result.to("bits").bounds.high == pytest.approx(high / np.log(2.0))
    assert result.to_dict()["bounds"] == [low, high]


def test_infinite_components_make_the_bound_infinite():
    p = kb.Mixture([0.5, 0.5], [F.Uniform(0, 1), F.Uniform(4, 5)])
    assert bounds(p, F.Uniform(0, 1)).upper == np.inf
