"""Sequential detectors: run lengths against theory and simulation, batches against single observations."""

import json
import math

import numpy as np
import pytest

import kullback as kb
from kullback.errors import ConvergenceError, InvalidInputError, NoMethodError

COIN = ([0.5, 0.5], [0.25, 0.75])
NORMALS = ("norm(0, 1)", "norm(1, 1)")


def simulated_cusum(draw, evidence, threshold, runs, rng):
    """Mean run length and its standard error."""
    total, alive, length = np.zeros(runs), np.ones(runs, bool), np.zeros(runs)
    while alive.any():
        total[alive] = np.maximum(0.0, total[alive] + evidence(draw(rng, int(alive.sum()))))
        length[alive] += 1
        alive &= total < threshold - 1e-12
    return length.mean(), length.std() / math.sqrt(runs)


def test_run_lengths_of_a_normal_shift_are_those_of_the_tables():
    # Montgomery, Introduction to Statistical Quality Control, table 9.3: two-sided h = 4, k = 1/2,
    # shift 1: 168 and 8.38; one-sided in control twice as long
    detector = kb.detection.cusum(*NORMALS, threshold=4.0)
    assert detector.arl0 / 2 == pytest.approx(168, rel=5e-3)
    assert detector.arl1 == pytest.approx(8.38, abs=0.005)
    assert detector.arl0 >= math.exp(4.0)


PAIRS = [
    (NORMALS, lambda r, n: r.normal(0, 1, n), lambda r, n: r.normal(1, 1, n), lambda x: x - 0.5),
    (
        ("expon(scale=1)", "expon(scale=2)"),
        lambda r, n: r.exponential(1, n),
        lambda r, n: r.exponential(2, n),
        lambda x: x / 2 - math.log(2),
    ),
    (
        ("laplace(0, 1)", "laplace(1, 1)"),
        lambda r, n: r.laplace(0, 1, n),
        lambda r, n: r.laplace(1, 1, n),
        lambda x: np.abs(x) - np.abs(x - 1),
    ),
    (
        ("poisson(3)", "poisson(5)"),
        lambda r, n: r.poisson(3, n),
        lambda r, n: r.poisson(5, n),
        lambda x: x * math.log(5 / 3) - 2,
    ),
    (
        ([0.5, 0.5], [0.3, 0.7]),
        lambda r, n: r.integers(0, 2, n),
        lambda r, n: (r.random(n) < 0.7).astype(int),
        lambda x: np.where(x == 1, math.log(1.4), math.log(0.6)),
    ),
]


@pytest.mark.parametrize(("pair", "before", "after", "evidence"), PAIRS)
def test_run_lengths_against_simulation(pair, before, after, evidence):
    detector = kb.detection.cusum(*pair, threshold=2.0)
    rng = np.random.default_rng(3)
    errors = detector.arl_errors
    for found, error, draw in zip(
        (detector.arl0, detector.arl1), errors, (before, after), strict=True
    ):
        mean, spread = simulated_cusum(draw, evidence, 2.0, 20_000, rng)
        assert abs(found - mean) < 4 * spread + (error or 0.0)


def test_run_length_of_a_coin_by_hand():
    """L is ±log 3 for ratios 1/3 and 3; the alarm needs one head more than 0: geometric."""
    detector = kb.detection.cusum([0.75, 0.25], [0.25, 0.75], threshold=1.0)
    assert detector.arl0 == pytest.approx(4.0)
    assert detector.arl1 == pytest.approx(4 / 3)
    # two heads net: m0 = 1 + 3/4 m0 + 1/4 m1, m1 = 1 + 3/4 m0, so m0 = 20
    detector = kb.detection.cusum([0.75, 0.25], [0.25, 0.75], threshold=2 * math.log(3))
    assert detector.arl0 == pytest.approx(20.0)
    assert detector.arl_errors == (None, None)


def test_threshold_for_a_false_alarm_rate():
    for pair in (NORMALS, ("expon(scale=1)", "expon(scale=2)")):
        detector = kb.detection.cusum(*pair, arl0=200)
        assert detector.arl0 == pytest.approx(200, rel=1e-6)
    coin = kb.detection.cusum([0.75, 0.25], [0.25, 0.75], arl0=10)
    assert coin.arl0 == pytest.approx(20.0)
    assert coin.threshold == pytest.approx(math.log(3), rel=1e-5)


def test_supports_that_differ():
    detector = kb.detection.cusum([0.5, 0.5, 0], [0, 0.5, 0.5], threshold=2.0)
    assert detector.arl0 == math.inf
    assert detector.arl1 == pytest.approx(2.0)
    assert detector.update([0, 1, 0, 2]) is True
    assert json.loads(json.dumps(detector.to_dict()))["statistic"] == "inf"


def test_batches_single_observations_and_resuming_are_the_same():
    x = np.random.default_rng(1).normal(0.5, 1, 60)
    whole = kb.detection.cusum(*NORMALS, threshold=30.0)
    whole.update(x)
    single = kb.detection.cusum(*NORMALS, threshold=30.0)
    for value in x[:25]:
        single.update(value)
    saved = json.loads(json.dumps(single.to_dict()))
    resumed = kb.detection.Cusum.from_dict(saved, *NORMALS)
    resumed.update(x[25:])
    assert (resumed.statistic, resumed.n, resumed.alarm) == (whole.statistic, whole.n, whole.alarm)
    with pytest.raises(InvalidInputError, match="D\\(p‖q\\)"):
        kb.detection.Cusum.from_dict(saved, "norm(0, 1)", "norm(2, 1)")
    for state in ({}, {"detector": "sprt"}, {"detector": "cusum"}, 3):
        with pytest.raises(InvalidInputError, match="`state`"):
            kb.detection.Cusum.from_dict(state, *NORMALS)


def test_barriers_and_expected_lengths_are_walds():
    test = kb.detection.sprt(*NORMALS, 0.05, 0.1)
    assert test.lower == pytest.approx(math.log(0.1 / 0.95))
    assert test.upper == pytest.approx(math.log(0.9 / 0.05))
    a, b = test.upper, test.lower
    assert test.expected_n("q") == pytest.approx((0.9 * a + 0.1 * b) / 0.5)
    assert test.expected_n("p") == pytest.approx(-(0.05 * a + 0.95 * b) / 0.5)


@pytest.mark.parametrize("pair", [NORMALS, COIN, ("expon(scale=1)", "expon(scale=2)")])
def test_real_errors_keep_walds_bounds(pair):
    alpha, beta = kb.detection.sprt(*pair, 0.05, 0.1).error_rates()
    assert alpha <= 0.05 / 0.9 + 1e-9
    assert beta <= 0.1 / 0.95 + 1e-9
    assert alpha + beta <= 0.15 + 1e-9


def test_expected_length_and_errors_against_simulation():
    test = kb.detection.sprt(*NORMALS, 0.05, 0.1)
    rng = np.random.default_rng(4)
    runs = 40_000
    total, alive, length = np.zeros(runs), np.ones(runs, bool), np.zeros(runs)
    while alive.any():
        total[alive] += rng.normal(0, 1, int(alive.sum())) - 0.5
        length[alive] += 1
        alive &= (total < test.upper) & (total > test.lower)
    spread = length.std() / math.sqrt(runs)
    assert abs(test.expected_n("p", method="exact") - length.mean()) < 4 * spread
    rate = np.mean(total >= test.upper)
    assert abs(test.error_rates()[0] - rate) < 4 * math.sqrt(rate / runs)


def test_symmetric_coin_is_gamblers_ruin():
    """L = ±log 3; barriers at ±log 9 are two heads or two tails net: p/q ruin, no overshoot."""
    test = kb.detection.sprt([0.75, 0.25], [0.25, 0.75], 0.1, 0.1)
    assert test.upper == pytest.approx(math.log(9))
    # ruin with ratio r = 3: P(up) = 1/(1 + 9) = 0.1; E N = 2 (0.9 - 0.1)/(1/2) = 3.2
    assert test.error_rates() == pytest.approx((0.1, 0.1))
    assert test.expected_n("p", method="exact") == pytest.approx(3.2)
    assert test.expected_n("p") == pytest.approx(3.2)
    assert test.update([1, 0, 1, 1, 0]) == "q"
    assert test.n == 4


def test_sprt_is_resumed():
    x = np.random.default_rng(2).normal(0.5, 1, 9)
    whole = kb.detection.sprt(*NORMALS, 1e-9, 1e-9)
    whole.update(x)
    part = kb.detection.sprt(*NORMALS, 1e-9, 1e-9)
    part.update(x[:4])
    resumed = kb.detection.Sprt.from_dict(json.loads(json.dumps(part.to_dict())), *NORMALS)
    resumed.update(x[4:])
    assert (resumed.evidence, resumed.n, resumed.decision) == (whole.evidence, 9, None)
    decided = kb.detection.sprt([1, 0], [0, 1], 0.1, 0.1)
    assert decided.update(0) == "p"
    assert kb.detection.Sprt.from_dict(decided.to_dict(), [1, 0], [0, 1]).decision == "p"


def test_bad_input_is_refused():
    same = ([0.5, 0.5], [0.5, 0.5])
    with pytest.raises(InvalidInputError, match="same distribution"):
        kb.detection.sprt(*same, 0.05, 0.1)
    with pytest.raises(InvalidInputError, match="same distribution"):
        kb.detection.cusum(*same, threshold=3)
    with pytest.raises(InvalidInputError, match="`alpha` \\+ `beta`"):
        kb.detection.sprt(*COIN, 0.6, 0.5)
    with pytest.raises(InvalidInputError, match="`under`"):
        kb.detection.sprt(*COIN, 0.1, 0.1).expected_n("null")
    with pytest.raises(InvalidInputError, match="`method`"):
        kb.detection.sprt(*COIN, 0.1, 0.1).expected_n("p", method="guess")
    for keywords in (
        {},
        {"threshold": 1, "arl0": 9},
        {"threshold": 0},
        {"threshold": math.nan},
        {"arl0": 1},
    ):
        with pytest.raises(InvalidInputError, match=r"`(threshold|arl0)`"):
            kb.detection.cusum(*COIN, **keywords)
    vectors = [kb.families.Dirichlet(a) for a in ([1, 2, 3], [2, 2, 2])]
    with pytest.raises(NoMethodError, match="run lengths"):
        _ = kb.detection.cusum(*vectors, threshold=3).arl0
    with pytest.raises(ConvergenceError, match="run length"):
        _ = kb.detection.cusum("norm(0, 1)", "norm(5, 1)", threshold=40).arl0
