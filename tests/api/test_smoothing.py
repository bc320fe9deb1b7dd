"""Smoothing happens only when asked, to what was asked, and the result says so."""

import math

import numpy as np
import pytest

import kullback as kb


def smoothed_by_hand(counts, amount):
    counts = np.asarray(counts, float) + amount
    return counts / counts.sum()


@pytest.mark.parametrize(
    ("smoothing", "amount"), [("laplace", 1.0), ("jeffreys", 0.5), (("add", 0.01), 0.01)]
)
def test_an_amount_is_added_to_every_count_of_both_sides(smoothing, amount):
    p, q = [3, 0, 7], [0, 5, 1]
    expected = kb.kl(smoothed_by_hand(p, amount), smoothed_by_hand(q, amount))
    result = kb.kl(p, q, normalize=True, smoothing=smoothing)
    assert float(result) == pytest.approx(float(expected), rel=1e-14)


def test_counts_are_smoothed_on_the_union_of_the_outcomes():
    p, q = {"a": 3, "b": 1}, {"b": 2, "c": 3}
    expected = kb.kl([4 / 7, 2 / 7, 1 / 7], [1 / 8, 3 / 8, 4 / 8])
    result = kb.kl(p, q, normalize=True, smoothing="laplace")
    assert float(result) == pytest.approx(float(expected), rel=1e-14)
    assert {part.outcome for part in result.contributions()} == {"a", "b", "c"}


def test_a_mixture_touches_q_alone():
    p, q = np.array([0.5, 0.5, 0.0]), np.array([1.0, 0.0, 0.0])
    for eps in (0.5, 1e-3, 1e-12):
        expected = kb.kl(p, (1.0 - eps) * q + eps / 3.0)
        result = kb.kl(p, q, smoothing=("mix", eps))
        assert float(result) == pytest.approx(float(expected), rel=1e-14)


def test_a_mixture_of_counts_mixes_their_shares():
    expected = kb.kl([0.5, 0.5], [0.95, 0.05])
    result = kb.kl([2, 2], [10, 0], normalize=True, smoothing=("mix", 0.1))
    assert float(result) == pytest.approx(float(expected), rel=1e-14)


def test_a_mixture_takes_scores():
    q = kb.Logits([0.0, -math.inf])
    expected = kb.kl([0.5, 0.5], [0.95, 0.05])
    result = kb.kl(kb.Logits([1.0, 1.0]), q, smoothing=("mix", 0.1))
    assert float(result) == pytest.approx(float(expected), rel=1e-14)


def test_each_row_of_a_batch_is_smoothed():
    p = np.array([[3, 0], [1, 1]])
    value = kb.kl(p, [0, 2], normalize=True, smoothing="laplace").value
    single = [float(kb.kl(row, [0, 2], normalize=True, smoothing="laplace")) for row in p]
    np.testing.assert_allclose(value, single, rtol=1e-14)


@pytest.mark.parametrize("name", ["kl", "jeffreys", "jensen_shannon", "hellinger", "chi_square"])
def test_the_ledger_says_what_was_done_and_what_it_is_unsmoothed(name):
    verb = getattr(kb, name)
    p, q = [3, 1], [2, 2]
    result = verb(p, q, normalize=True, smoothing=("add", 0.25))
    (caution,) = result.cautions
    assert caution.code == "smoothed"
    assert "0.25 was added to every count of both sides" in caution.message
    plain = verb(p, q, normalize=True)
    assert f"{float(plain):.6g}" in caution.message
    assert plain.cautions == ()


def test_the_ledger_speaks_the_results_unit():
    result = kb.kl([3, 1], [2, 2], normalize=True, smoothing="laplace", unit="bits")
    assert "bits" in result.cautions[0].message


def test_smoothing_takes_violations_away():
    plain = kb.kl([3, 1], [2, 0], normalize=True)
    assert len(plain.violations()) == 1
    smooth = kb.kl([3, 1], [2, 0], normalize=True, smoothing="laplace")
    assert smooth.violations() == []
    assert math.isfinite(float(smooth))


def test_without_asking_nothing_is_smoothed():
    assert float(kb.kl([0.5, 0.5], [1.0, 0.0])) == math.inf
    assert float(kb.kl([3, 1], [2, 0], normalize=True)) == math.inf


def test_the_amount_is_added_to_the_counts_that_were_given_whatever_their_size():
    value = float(kb.kl([5e200, 5], [1e200, 0], smoothing="laplace", normalize=True))
    # beside 5e200 and 1e200 the second outcomes are 1.2e-200 and 1e-200
    expected = 1e-200 * (1.2 * math.log(1.2) - 0.2)
    assert value == pytest.approx(expected, rel=1e-13)
    assert float(kb.kl([5e-200, 0], [0, 5e-200], smoothing="laplace", normalize=True)) == 0.0
    rows = np.array([[5e200, 0.0], [3.0, 0.0]])
    value = kb.kl(rows, [1.0, 1.0], smoothing="laplace", normalize=True).value
    share = np.array([1.0, 0.8])
    plain = kb.kl(np.stack([share, 1.0 - share], axis=-1), [0.5, 0.5]).value
    np.testing.assert_allclose(value, plain, rtol=1e-14)
