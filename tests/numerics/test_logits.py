"""Scores against mpmath: outcomes that one side excludes, gaps of any size, and scores of any size."""

import math

import mpmath as mp
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import kullback as kb
from kullback.numerics import logits

NONE = -math.inf
RTOL = 1e-14


def true_kl(l, m):  # noqa: E741
    with mp.workdps(60 + int(np.ptp([x for x in (*l, *m) if x > NONE]) / 2)):
        p, q = ([mp.exp(mp.mpf(x)) if x > NONE else mp.mpf(0) for x in side] for side in (l, m))
        p, q = [x / mp.fsum(p) for x in p], [x / mp.fsum(q) for x in q]
        if any(a and not b for a, b in zip(p, q, strict=True)):
            return mp.inf
        return mp.fsum(a * mp.log(a / b) for a, b in zip(p, q, strict=True) if a)


def test_the_mass_that_p_excludes_costs_its_log():
    assert float(kb.kl([0.0, 1.0], kb.Logits([40.0, 0.0]))) == pytest.approx(40.0, rel=1e-15)
    assert float(kb.kl([0.0, 1.0], kb.Logits([1e4, 0.0]))) == pytest.approx(1e4, rel=1e-15)


@pytest.mark.parametrize("gap", [-1e4, -40.0, -1.0, 0.0, 0.3, 1.0, 10.0, 30.0, 40.0, 745.0, 1e4])
def test_no_gap_loses_digits(gap):
    expected = gap + math.log1p(math.exp(-gap)) if gap > 0 else math.log1p(math.exp(gap))
    value = float(kb.kl(kb.Logits([NONE, 0.0]), kb.Logits([gap, 0.0])))
    assert value == pytest.approx(expected, rel=1e-15)


_score = st.one_of(
    st.integers(-3000, 3000).map(lambda x: x / 1000.0),
    st.floats(-50.0, 50.0).map(lambda x: round(x, 9)),
    st.sampled_from([-1e4, -700.5, 300.25, 5e3, 1e4]),
)


@st.composite
def score_pairs(draw):
    n = draw(st.integers(2, 5))
    l, m = (np.array(draw(st.lists(_score, min_size=n, max_size=n))) for _ in range(2))  # noqa: E741
    masks = [np.array(draw(st.lists(st.booleans(), min_size=n, max_size=n))) for _ in range(2)]
    return np.where(masks[0], l, NONE), np.where(masks[1], m, NONE)


@settings(max_examples=80, deadline=None)
@given(score_pairs())
def test_kl_of_masked_scores_is_its_definition(pair):
    l, m = pair  # noqa: E741
    m = np.where((l > NONE) & (m == NONE), 0.0, m)  # finite
    assume((l > NONE).any())
    value, true = float(kb.kl(kb.Logits(l), kb.Logits(m))), true_kl(l, m)
    assert abs(mp.mpf(value) - true) <= RTOL * true + 1e-300, (l, m, value, true)


@settings(max_examples=80, deadline=None)
@given(score_pairs())
def test_log_ratios_of_shared_outcomes_know_what_each_side_has_elsewhere(pair):
    l, m = pair  # noqa: E741
    assume((l > NONE).any() and (m > NONE).any())
    with np.errstate(all="ignore"):
        u = logits.cells(l, m, np).u
    scale = np.ptp([x for x in (*l, *m) if x > NONE]) + 1.0
    with mp.workdps(60 + int(scale / 2)):
        totals = [mp.fsum(mp.exp(mp.mpf(x)) for x in side if x > NONE) for side in (l, m)]
        shift = mp.log(totals[0] / totals[1])
        for i in range(len(l)):
            if min(l[i], m[i]) > NONE:
                true = mp.mpf(l[i]) - mp.mpf(m[i]) - shift
                assert abs(mp.mpf(u[i]) - true) <= RTOL * scale, (l, m, u)
            elif max(l[i], m[i]) > NONE:
                assert u[i] == (math.inf if l[i] > NONE else -math.inf)


@pytest.mark.parametrize(
    ("p", "q", "expected"),
    [
        ([1e308, 0.0], [0.0, 1e308], 1e308),
        ([1e308, -1e308], [-1e308, 1e308], math.inf),  # 2e308
        ([1e308, -1e308], [1e308, -1e308], 0.0),
        ([-1e308, 0.0], [0.0, 0.0], math.log(2.0)),
        ([0.0, 0.0], [0.0, -1e308], 5e307),
        ([0.0, NONE], [0.0, 1e308], 1e308),
        ([1e308, 1e308], [-1e308, -1e308], 0.0),
    ],
)
def test_scores_near_the_largest_double_are_compared(p, q, expected):
    value = float(kb.kl(kb.Logits(p), kb.Logits(q)))
    assert value == pytest.approx(expected, rel=1e-15)


def test_a_row_of_huge_scores_leaves_the_others_alone():
    p, q = np.array([[1e308, 0.0], [1.0, 2.0]]), np.array([[0.0, 1e308], [2.0, 1.5]])
    value = kb.kl(kb.Logits(p), kb.Logits(q)).value
    assert value[1] == pytest.approx(float(true_kl(p[1], q[1])), rel=RTOL)
