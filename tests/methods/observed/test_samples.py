"""Divergences of two samples: known truths, invariance, mixed columns, and data as it comes."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy.signal import lfilter

import kullback as kb


def draws(seed, n=500, d=1, shift=0.0, scale=1.0):
    rng = np.random.default_rng(seed)
    x = rng.standard_normal((n, d))
    y = shift + scale * rng.standard_normal((n, d))
    return x, y


def codes(result):
    return {caution.code for caution in result.cautions}


@pytest.mark.parametrize(("shift", "scale"), [(0.5, 1.0), (0.0, 2.0), (1.0, 1.5)])
def test_two_normals(shift, scale):
    """The truth is log s + (1 + shift^2)/(2 s^2) - 1/2; four standard errors fail once in 16000."""
    x, y = draws(3, 1000, shift=shift, scale=scale)
    truth = math.log(scale) + (1.0 + shift**2) / (2.0 * scale**2) - 0.5
    found = kb.kl(kb.Sample(x), kb.Sample(y), rng=0)
    assert found.method == "selected_ratio"
    assert found.kind == "estimate"
    assert abs(found.value - truth) < 4.0 * found.error
    low, high = found.confidence_interval()
    assert low < found.value < high


def test_the_same_seed_gives_the_same_answer():
    x, y = draws(0, 200, 2, shift=0.3)
    first, second = (kb.kl(kb.Sample(x), kb.Sample(y), rng=7) for _ in range(2))
    assert first.value == second.value
    assert first.error == second.error


def test_units_and_rotations_change_nothing():
    x, y = draws(1, 300, 2, shift=0.4)
    x[:, 1] **= 3  # so that there is an orientation to find
    y[:, 1] **= 3
    turn = np.array([[math.cos(0.7), -math.sin(0.7)], [math.sin(0.7), math.cos(0.7)]])
    as_given = kb.kl(kb.Sample(x), kb.Sample(y), rng=0).value
    turned = kb.kl(kb.Sample(x @ turn), kb.Sample(y @ turn), rng=0).value
    in_units = kb.kl(kb.Sample(x * [1e-6, 1e6]), kb.Sample(y * [1e-6, 1e6]), rng=0).value
    assert turned == pytest.approx(as_given, abs=1e-5)
    assert in_units == pytest.approx(as_given, abs=1e-5)


@pytest.mark.parametrize("d", [1, 5, 10])
def test_equal_distributions_are_found_near(d):
    x, y = draws(d, 500, d)
    found = kb.kl(kb.Sample(x), kb.Sample(y), rng=0)
    assert found.value < 0.02
    assert found.confidence_interval()[0] == 0.0


def test_a_negative_estimate_is_kept_beside_zero():
    """Of ten pairs of equal distributions some come out below zero; the interval starts from there."""
    found = [
        kb.kl(kb.Sample(x), kb.Sample(y), rng=0, method="nearest_neighbours")
        for x, y in (draws(seed, 100) for seed in range(10))
    ]
    negative = [r for r in found if r.raw is not None]
    assert negative
    for r in negative:
        assert r.value == 0.0 > r.raw
        assert "negative_estimate" in codes(r)
        assert r.confidence_interval()[0] == 0.0


def test_columns_of_numbers_and_labels_add_up():
    """D = D(labels) + the normal part, which is the same for each label: 0.0872 + 0.125."""
    rng = np.random.default_rng(5)
    n = 2000
    p = pd.DataFrame({"u": rng.standard_normal(n), "c": rng.choice(["a", "b"], n)})
    q = pd.DataFrame(
        {"c": rng.choice(["a", "b"], n, p=[0.7, 0.3]), "u": 0.5 + rng.standard_normal(n)}
    )
    truth = 0.5 * math.log(0.5 / 0.7) + 0.5 * math.log(0.5 / 0.3) + 0.125
    found = kb.kl(kb.Sample(p), kb.Sample(q), rng=0)
    assert abs(found.value - truth) < 4.0 * found.error
    assert {c.outcome for c in found.contributions()} == {"c = a", "c = b"}
    assert sum(c.value for c in found.contributions(None)) == pytest.approx(found.value, rel=1e-9)


def test_atoms_are_counted_apart():
    rng = np.random.default_rng(2)
    n = 2000
    x = np.where(rng.random(n) < 0.3, 0.0, rng.standard_normal(n))
    y = np.where(rng.random(n) < 0.5, 0.0, 0.5 + rng.standard_normal(n))
    truth = 0.3 * math.log(0.3 / 0.5) + 0.7 * (math.log(0.7 / 0.5) + 0.125)
    found = kb.kl(kb.Sample(x), kb.Sample(y), rng=0)
    assert "atoms" in codes(found)
    assert abs(found.value - truth) < 4.0 * found.error


def test_rounded_numbers_are_compared_as_they_are():
    """Rounding to 1/100 costs 1e-6 nats here; rounding to whole numbers leaves counts."""
    x, y = draws(4, 1000, shift=0.5)
    found = kb.kl(kb.Sample(np.round(x, 2)), kb.Sample(np.round(y, 2)), rng=0)
    assert codes(found) == {"rounded"}
    assert abs(found.value - 0.125) < 4.0 * found.error
    whole = kb.kl(kb.Sample(np.round(x)), kb.Sample(np.round(y)), rng=0)
    assert whole.method == "counted_labels"
    assert abs(whole.value - 0.115) < 4.0 * whole.error


def test_the_same_rows_twice_are_noticed():
    x, _ = draws(0, 300, 2)
    found = kb.kl(kb.Sample(x), kb.Sample(x), rng=0)
    assert "shared_rows" in codes(found)
    assert found.value < 1e-3


def test_disjoint_samples_may_be_infinitely_far():
    x, y = draws(0, 200)
    found = kb.kl(kb.Sample(x), kb.Sample(y + 100.0), rng=0)
    assert "possibly_infinite" in codes(found)
    assert math.isfinite(found.value)


def test_a_label_q_never_showed_is_said_beside_a_finite_estimate():
    found = kb.kl(kb.Sample(list("aab") * 50), kb.Sample(list("aaa") * 50))
    assert {"plug_in_infinite", "undersampled"} <= codes(found)
    assert math.isfinite(found.value)


def test_infinite_values_are_atoms():
    x, y = draws(0, 200, shift=0.5)
    x[:20], y[:10] = np.inf, np.inf
    found = kb.kl(kb.Sample(x), kb.Sample(y), rng=0)
    assert "atoms" in codes(found)
    assert math.isfinite(found.value)


def test_constant_columns_change_nothing():
    x, y = draws(1, 300, shift=0.5)
    plain = kb.kl(kb.Sample(x), kb.Sample(y), rng=0).value
    one = np.ones((300, 1))
    beside = kb.kl(kb.Sample(np.hstack([x, one])), kb.Sample(np.hstack([y, one])), rng=0).value
    assert beside == pytest.approx(plain, abs=1e-9)


def test_weights_stand_for_another_distribution():
    """Rows of N(0, 1) with weights e^{x/2} are rows of N(1/2, 1)."""
    rng = np.random.default_rng(8)
    x, y = rng.standard_normal(3000), 0.5 + rng.standard_normal(3000)
    found = kb.kl(kb.Sample(x, weights=np.exp(0.5 * x)), kb.Sample(y), rng=0)
    assert found.value < 0.01


def test_dependence_between_rows_widens_the_error():
    """Of an autoregression with coefficient 0.9 the mean varies (1 + 0.9)/(1 - 0.9) = 19 times as much."""
    rng = np.random.default_rng(6)
    x, y = (
        shift + lfilter([math.sqrt(1.0 - 0.81)], [1.0, -0.9], rng.standard_normal(2100))[100:]
        for shift in (0.0, 1.0)
    )
    independent = kb.kl(kb.Sample(x), kb.Sample(y), rng=0).error
    blocks = kb.kl(kb.Sample(x, block=60), kb.Sample(y, block=60), rng=0).error
    assert 2.0 * independent < blocks < 8.0 * independent


def test_a_pvalue_comes_on_request():
    x, y = draws(0, 200, 2, shift=1.0)
    assert kb.kl(kb.Sample(x), kb.Sample(y), rng=0).pvalue is None
    assert kb.kl(kb.Sample(x), kb.Sample(y), rng=0, pvalue=True).pvalue == pytest.approx(0.001)


def test_progress_goes_from_zero_to_one():
    x, y = draws(0, 100)
    seen = []
    kb.kl(kb.Sample(x), kb.Sample(y), rng=0, progress=seen.append)
    assert seen == sorted(seen)
    assert 0.0 < seen[0] < seen[-1] == pytest.approx(1.0)


def test_jensen_shannon_is_below_log_two_and_near_its_value():
    """Of N(0, 1) and N(1, 1): 0.1107, by quadrature through the library's exact side."""
    x, y = draws(9, 2000, shift=1.0)
    truth = float(kb.jensen_shannon("norm(0, 1)", "norm(1, 1)"))
    found = kb.jensen_shannon(kb.Sample(x), kb.Sample(y), rng=0)
    assert abs(found.value - truth) < 4.0 * found.error
    apart = kb.jensen_shannon(kb.Sample(x), kb.Sample(y + 50.0), rng=0)
    assert apart.value == pytest.approx(math.log(2.0), abs=1e-3)


@pytest.mark.parametrize(
    "estimator",
    [
        kb.estimators.NearestNeighbours(5),
        kb.estimators.NearestNeighbours(10, adaptive=False),
        kb.estimators.Gaussian(),
        kb.estimators.Spacings(),
        kb.estimators.DensityRatio(folds=3),
    ],
    ids=repr,
)
def test_every_estimator_answers_when_asked(estimator):
    x, y = draws(11, 1000, shift=0.7)
    found = kb.kl(kb.Sample(x), kb.Sample(y), rng=0, method=estimator)
    assert found.method == estimator.name
    assert abs(found.value - 0.245) < 4.0 * found.error


def test_many_rows_on_the_line_are_sorted():
    x, y = draws(0, 60_000, shift=0.5)
    found = kb.kl(kb.Sample(x), kb.Sample(y), rng=0)
    assert found.method == "spacings"
    assert abs(found.value - 0.125) < 4.0 * found.error


def test_a_plan_names_the_method_and_why_not_the_others():
    x, y = draws(0, 100)
    plan = kb.plan(kb.Sample(x), kb.Sample(y))
    assert plan.method == "selected_ratio"
    assert "asked for by name" in str(plan)


def test_what_does_not_match_is_refused():
    x, y = draws(0, 50, 2)
    with pytest.raises(kb.ShapeError, match="same columns"):
        kb.kl(kb.Sample(x), kb.Sample(y[:, :1]))
    with pytest.raises(kb.InvalidInputError, match="same names"):
        kb.kl(kb.Sample(pd.DataFrame({"a": y[:, 0]})), kb.Sample(pd.DataFrame({"b": y[:, 0]})))
    with pytest.raises(kb.SupportError, match="not with"):
        kb.kl(kb.Sample(x), [0.5, 0.5])
    with pytest.raises(kb.InvalidInputError, match="`k` is 0"):
        kb.estimators.NearestNeighbours(0)
    with pytest.raises(AttributeError, match="There is no `KNN`"):
        kb.estimators.KNN  # noqa: B018  asking is the test


@pytest.mark.parametrize("side", [0, 1])
@pytest.mark.parametrize("d", [1, 2])
def test_one_row_far_beyond_all_reason(side, d):
    """It is one row of 600, and no more."""
    rng = np.random.default_rng(8)
    rows = [rng.standard_normal((600, d)) for _ in "pq"]
    rows[side][5] = 1e200
    found = kb.kl(kb.Sample(rows[0]), kb.Sample(rows[1]), rng=0)
    assert found.value < 0.1
    rows[1][:, 0] += 1.0
    apart = kb.kl(kb.Sample(rows[0]), kb.Sample(rows[1]), rng=0)
    assert abs(apart.value - 0.5) < max(4.0 * apart.error, 0.15)


@pytest.mark.parametrize("unit", [1e-300, 1e300])
def test_units_at_the_end_of_the_numbers(unit):
    rng = np.random.default_rng(9)
    x, y = rng.standard_normal((600, 2)), rng.standard_normal((600, 2)) + 0.7
    plain = kb.kl(kb.Sample(x), kb.Sample(y), rng=0)
    scaled = kb.kl(kb.Sample(x * unit), kb.Sample(y * unit), rng=0)
    # rounding decides which way numbers turn, and with it the folds' last digits
    assert abs(scaled.value - plain.value) < 0.1 * plain.error


def test_series_and_frames_whatever_their_names():
    rng = np.random.default_rng(10)
    x, y = rng.standard_normal((300, 2)), rng.standard_normal((300, 2)) + 0.5
    plain = kb.kl(kb.Sample(x), kb.Sample(y), rng=0).value
    assert kb.kl(kb.Sample(pd.DataFrame(x)), kb.Sample(pd.DataFrame(y)), rng=0).value == plain
    one = kb.kl(kb.Sample(x[:, 0]), kb.Sample(y[:, 0]), rng=0).value
    series = kb.Sample(pd.Series(x[:, 0])), kb.Sample(pd.Series(y[:, 0], name="later"))
    assert kb.kl(*series, rng=0).value == one
    twice = pd.DataFrame(x, columns=["a", "a"])
    with pytest.raises(kb.InvalidInputError, match="one name"):
        kb.Sample(twice)


def test_shared_rows_are_not_taken_for_rounded_ones():
    x = np.random.default_rng(11).standard_normal(400)
    found = kb.kl(kb.Sample(x[:300]), kb.Sample(x[100:]), rng=0)
    said = {caution.code for caution in found.cautions}
    assert "shared_rows" in said
    assert "rounded" not in said
