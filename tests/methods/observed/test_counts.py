"""Counts: estimates by name and by default, their errors, and what was never seen."""

import math
from collections import Counter

import numpy as np
import pytest

import kullback as kb

NAMES = [
    "zhang_grabchak", "plug_in", "miller_madow", "grassberger", "chao_shen", "james_stein", "nsb",
    "laplace", "jeffreys", "smoothed",
]  # fmt: skip
P, Q = np.array([0.5, 0.3, 0.2]), np.array([0.4, 0.3, 0.3])
TRUTH = float((P * np.log(P / Q)).sum())


def codes(result):
    return {caution.code for caution in result.cautions}


def counted(seed, n=2000, m=3000):
    rng = np.random.default_rng(seed)
    return kb.Counts(rng.multinomial(n, P)), kb.Counts(rng.multinomial(m, Q))


@pytest.mark.parametrize("name", NAMES)
def test_every_estimator_finds_a_divergence(name):
    found = kb.kl(*counted(0), method=name)
    assert found.method == name
    assert abs(found.value - TRUTH) < 4.0 * found.error


@pytest.mark.parametrize("name", NAMES)
def test_every_estimator_finds_an_entropy(name):
    found = kb.entropy(counted(1)[0], method=name)
    truth = -float((P * np.log(P)).sum())
    assert abs(found.value - truth) < 4.0 * found.error


@pytest.mark.parametrize("name", NAMES)
def test_every_estimator_finds_a_mutual_information(name):
    joint = np.array([[0.4, 0.1], [0.1, 0.4]])
    truth = float((joint * np.log(4.0 * joint)).sum())
    counts = np.random.default_rng(2).multinomial(3000, joint.ravel()).reshape(2, 2)
    found = kb.mutual_information(kb.Counts(counts), method=name)
    assert abs(found.value - truth) < 4.0 * found.error
    assert found.pvalue < 1e-6


def test_the_defaults_say_who_answers():
    p, q = counted(3)
    assert kb.kl(p, q).method == kb.plan(p, q).method == "zhang_grabchak"
    assert kb.entropy(p).method == "zhang_grabchak"
    assert kb.entropy(kb.Counts([1] * 30 + [2] * 10)).method == "chao_shen"
    assert kb.mutual_information(kb.Counts([[30, 20], [25, 25]])).method == "independence_corrected"
    assert kb.mutual_information(kb.Counts([[90, 10], [5, 95]])).method == "zhang_grabchak"
    assert kb.mutual_information(kb.Counts([[12, 2], [2, 12]])).method == "grassberger"


@pytest.mark.parametrize(
    ("ask", "truth"),
    [
        (lambda row: kb.entropy(kb.Counts(row)), math.log(4.0)),
        (lambda row: kb.kl(kb.Counts(row), [0.25] * 4), 0.0),
        (lambda row: kb.mutual_information(kb.Counts(np.diag(row))), math.log(4.0)),
    ],
    ids=["entropy", "kl", "mutual_information"],
)
def test_intervals_keep_a_width_where_the_first_order_vanishes(ask, truth):
    """Equal frequencies: log p is the same for all, and yet the truth need not be uniform."""
    low, high = ask([25, 25, 25, 25]).confidence_interval()
    assert low <= truth <= high
    assert high - low > 0.005


def test_what_counts_never_saw_may_still_be_rare():
    """Of ten draws none fell on the second outcome, whose probability may well be 0.1 or 0.25."""
    low, high = kb.kl([0.5, 0.5], kb.Counts([10, 0])).confidence_interval()
    assert low < kb.kl([0.5, 0.5], [0.75, 0.25]).value
    assert high > kb.kl([0.5, 0.5], [0.9, 0.1]).value


def test_an_outcome_q_lacks_leaves_the_estimate_finite_and_is_named():
    found = kb.kl(kb.Counts({"a": 5, "b": 95}), kb.Counts({"b": 50, "c": 50}))
    assert math.isfinite(found.value)
    (caution,) = (c for c in found.cautions if c.code == "plug_in_infinite")
    assert "'a'" in caution.message
    plain = kb.kl(kb.Counts({"a": 5, "b": 95}), kb.Counts({"b": 50, "c": 50}), method="plug_in")
    assert plain.value == math.inf
    assert [(v.outcome, v.p) for v in plain.violations()] == [("a", 0.05)]


def test_the_parts_add_up_to_the_value():
    p, q = counted(4)
    found = kb.kl(p, q)
    assert sum(c.value for c in found.contributions(None)) == pytest.approx(found.value, rel=1e-12)


def test_names_align_and_places_must_agree():
    found = kb.kl(kb.Counts(Counter("aab")), kb.Counts({"b": 1, "a": 2}))
    assert found.value == kb.kl(kb.Counts([2, 1]), kb.Counts([2, 1])).value
    with pytest.raises(kb.ShapeError, match="without names"):
        kb.kl(kb.Counts([1, 2]), kb.Counts([1, 2, 3]))
    with pytest.raises(kb.InvalidInputError, match="Only one"):
        kb.kl(kb.Counts({"a": 1, "b": 1}), kb.Counts([1, 2]))


def test_hundred_outcomes_seen_once_or_so_are_no_large_negative_number():
    """P = Q uniform on 100 outcomes, 100 rows a side: another library answers -1.87."""
    rng = np.random.default_rng(5)
    uniform = np.full(100, 0.01)
    for _ in range(20):
        found = kb.kl(*(kb.Counts(rng.multinomial(100, uniform)) for _ in range(2)))
        assert found.value >= 0.0
        assert math.isfinite(found.value)
        assert "undersampled" in codes(found)
        raw = found.value if found.raw is None else found.raw
        assert abs(raw) < 0.6


@pytest.mark.parametrize(
    ("smoothing", "amount"), [("laplace", 1.0), ("jeffreys", 0.5), (("add", 2.0), 2.0)]
)
def test_smoothing_is_a_policy_that_is_said(smoothing, amount):
    a, b = np.array([3.0, 0.0, 5.0]), np.array([2.0, 4.0, 0.0])
    found = kb.kl(kb.Counts(a), kb.Counts(b), smoothing=smoothing)
    p, q = ((c + amount) / (c + amount).sum() for c in (a, b))
    assert found.value == pytest.approx(float((p * np.log(p / q)).sum()), rel=1e-14)
    (caution,) = (c for c in found.cautions if c.code == "smoothed")
    assert "Unsmoothed" in caution.message
    with pytest.raises(kb.InvalidInputError, match="mixes probabilities"):
        kb.kl(kb.Counts(a), kb.Counts(b), smoothing=("mix", 0.1))


def test_counts_against_known_probabilities():
    p, q = counted(6)
    against = kb.kl(p, Q)
    assert abs(against.value - TRUTH) < 4.0 * against.error
    reverse = kb.kl(P, q)
    assert abs(reverse.value - TRUTH) < 4.0 * reverse.error
    assert against.pvalue < 1e-6
    impossible = kb.kl(p, [0.5, 0.5, 0.0])
    assert impossible.value == math.inf
    assert impossible.kind == "exact"
    assert [v.outcome for v in impossible.violations()] == [2]


def test_named_probabilities_are_aligned_with_named_counts():
    found = kb.kl(kb.Counts({"b": 50, "a": 50}), {"a": 0.5, "b": 0.5})
    assert found.value < 0.01


def test_jensen_shannon_of_counts():
    p, q = counted(7)
    truth = float(kb.jensen_shannon(P, Q))
    found = kb.jensen_shannon(p, q)
    assert abs(found.value - truth) < 4.0 * found.error


def test_the_pvalue_of_few_counts_is_that_of_permuted_rows():
    """All four rows apart: of the 6 dealings of two and two, 2 look like that."""
    found = kb.kl(kb.Counts([2, 0]), kb.Counts([0, 2]), pvalue=True, rng=0)
    assert found.pvalue == pytest.approx(1.0 / 3.0, abs=0.05)


def test_independent_variables_have_no_information_to_speak_of():
    joint = np.random.default_rng(8).multinomial(200, np.full(100, 0.01)).reshape(10, 10)
    found = kb.mutual_information(kb.Counts(joint))
    raw = found.value if found.raw is None else found.raw
    assert abs(raw) < 0.08
    assert found.confidence_interval()[0] == 0.0


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ([1.5, 2], "whole numbers"),
        ([-1, 5], "whole numbers"),
        ([np.nan, 5], "whole numbers"),
        ([1, 0], "two or more"),
        (["a", "b"], "no numbers"),
        (np.zeros((2, 2, 2)), "one row"),
        ([], "one row"),
    ],
)
def test_what_is_no_count_is_refused(counts, words):
    with pytest.raises(kb.InvalidInputError, match=words):
        kb.Counts(counts)


def test_two_variables_are_not_one():
    with pytest.raises(kb.ShapeError, match="two variables"):
        kb.entropy(kb.Counts([[1, 2], [3, 4]]))
    with pytest.raises(kb.ShapeError, match="joint counts"):
        kb.mutual_information(kb.Counts([1, 2]))
    with pytest.raises(kb.SupportError, match="probability table"):
        kb.kl(kb.Counts([[1, 2], [3, 4]]), "poisson(3)")


@pytest.mark.slow
@pytest.mark.parametrize("k", [2, 5, 20, 50])
@pytest.mark.parametrize("n", [1000, 10_000])
def test_intervals_cover(k, n):
    """Of 300 intervals at 95 %, 276 to 297 cover, but for two in a thousand such tests."""
    rng = np.random.default_rng([k, n])
    zipf = 1.0 / np.arange(1.0, k + 1.0)
    p, q = zipf / zipf.sum(), np.full(k, 1.0 / k)
    truth = float((p * np.log(p / q)).sum())
    covered = 0
    for _ in range(300):
        found = kb.kl(kb.Counts(rng.multinomial(n, p)), kb.Counts(rng.multinomial(n, q)))
        low, high = found.confidence_interval()
        covered += low <= truth <= high
    assert 274 <= covered <= 297


@pytest.mark.slow
@pytest.mark.parametrize("k", [2, 10, 50])
def test_intervals_reach_zero_where_nothing_differs(k):
    """One-sided: at least 95 %."""
    rng = np.random.default_rng(k)
    p = rng.dirichlet(np.ones(k))
    covered = sum(
        kb.kl(*(kb.Counts(rng.multinomial(1000, p)) for _ in range(2))).confidence_interval()[0]
        == 0.0
        for _ in range(200)
    )
    assert covered >= 184


def test_counted_numbers_against_a_pmf():
    """The same as of the rows that were counted."""
    counts = {0: 30, 1: 41, 2: 19, 4: 10}
    rows = np.repeat(list(counts), list(counts.values()))
    found = kb.kl(kb.Counts(counts), "poisson(1.2)")
    assert found.value == kb.kl(kb.Sample(rows), "poisson(1.2)").value
    assert kb.kl(kb.Counts([30, 41, 19, 0, 10]), "poisson(1.2)").value == found.value
    with pytest.raises(kb.SupportError, match="pmf"):
        kb.kl(kb.Counts({"a": 3, "b": 4}), "poisson(1.2)")
    with pytest.raises(kb.SupportError, match="pmf"):
        kb.kl(kb.Counts(counts), "norm(0, 1)")


def test_rows_of_labels_against_a_table():
    rows = ["a"] * 30 + ["b"] * 10
    table = {"a": 0.5, "b": 0.5}
    found = kb.kl(kb.Sample(rows), table)
    assert found.value == kb.kl(kb.Counts({"a": 30, "b": 10}), table).value


@pytest.mark.parametrize("name", NAMES)
def test_every_estimator_compares_counts_with_a_table(name):
    p, q = np.array([0.5, 0.3, 0.2]), np.array([0.2, 0.3, 0.5])
    counts = np.random.default_rng(12).multinomial(4000, p)
    found = kb.kl(kb.Counts(counts), q, method=name)
    assert found.method == name
    assert abs(found.value - kb.kl(p, q).value) < 4.0 * found.error
