"""An answer: a number with its unit, its error, its parts, what it lacks, and how it is shown."""

import copy
import dataclasses
import datetime
import functools
import json
import math

import matplotlib as mpl
import numpy as np
import pytest

import kullback as kb
from kullback.result import Contribution, Detail, Interval, Result, Violation

mpl.use("Agg")

EPS = float(np.finfo(float).eps)
P, Q = np.array([0.2, 0.3, 0.5]), np.array([0.5, 0.25, 0.25])
HOSTILE = "<script>alert('x')</script>"
SUMS = ["kl", "jeffreys", "jensen_shannon", "total_variation", "chi_square"]


def infinite():
    return kb.kl({HOSTILE: 0.25, "b": 0.75}, {"b": 1.0})


def numerical():
    return kb.kl("norm(0, 1)", "cauchy(0, 1)")


@functools.cache
def estimate():
    p, q = kb.families.Dirichlet([1.0, 2.0, 3.0]), kb.families.Dirichlet([2.0, 2.0, 2.0])
    return kb.kl(p, q, method="monte_carlo", rng=0)


def loads(result):
    """The dictionary after a journey through strict JSON."""
    return json.loads(json.dumps(result.to_dict(), allow_nan=False))


# ------------------------------------------------------------------ the number


def test_a_result_is_a_float_when_one_is_wanted():
    result = kb.kl(P, Q)
    assert float(result) == result.value
    assert isinstance(result.value, float)
    assert math.sqrt(result) == math.sqrt(result.value)


def test_a_batch_is_an_array_and_no_single_float():
    result = kb.kl(np.array([P, Q]), Q)
    assert result.shape == (2,)
    np.testing.assert_array_equal(np.asarray(result), result.value)
    with pytest.raises(TypeError):
        float(result)


def test_a_result_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        kb.kl(P, Q).value = 0.0


def test_equal_answers_are_equal_and_a_copy_is_one():
    assert kb.kl(P, Q) == kb.kl(P, Q)
    assert kb.kl(P, Q) != kb.kl(Q, P)
    assert copy.deepcopy(kb.kl(P, Q)) == kb.kl(P, Q)


@pytest.mark.parametrize(("unit", "nats"), [("bits", math.log(2.0)), ("dits", math.log(10.0))])
def test_an_answer_changes_its_unit_there_and_back(unit, nats):
    result = kb.kl(P, Q)
    other = result.to(unit)
    assert other.unit == unit
    assert float(other) == pytest.approx(float(result) / nats, rel=2 * EPS)
    assert float(other) == pytest.approx(float(kb.kl(P, Q, unit=unit)), rel=2 * EPS)
    assert float(other.to("nats")) == pytest.approx(float(result), rel=4 * EPS)


def test_the_error_changes_its_unit_with_the_value():
    result = numerical()
    assert result.to("bits").error == pytest.approx(result.error / math.log(2.0), rel=4 * EPS)


def test_what_has_no_unit_takes_none():
    assert kb.hellinger(P, Q).unit is None
    with pytest.raises(kb.InvalidInputError, match="`hellinger` has no unit"):
        kb.hellinger(P, Q).to("bits")


# ------------------------------------------------------------------ its error


def test_an_exact_answer_is_its_own_interval():
    result = kb.kl(P, Q)
    assert result.kind == "exact"
    assert result.error is None
    assert result.confidence_interval() == (result.value, result.value)


def test_a_numerical_answer_has_a_bound_whatever_the_level():
    result = numerical()
    assert result.kind == "numerical"
    low, high = result.confidence_interval(0.5)
    assert low <= result.value <= high
    assert high - low == pytest.approx(2.0 * result.error, rel=0.5)  # of two roundings
    assert (low, high) == result.confidence_interval(0.99)


def test_an_estimate_has_a_normal_interval_that_widens_with_its_level():
    result = estimate()
    low, high = result.confidence_interval()
    assert result.kind == "estimate"
    assert high - low == pytest.approx(2 * 1.959963984540054 * result.error, rel=1e-12)
    wide = result.confidence_interval(0.999)
    assert wide.low < low
    assert wide.high > high
    assert result.n > 1000


def test_the_interval_of_a_divergence_starts_at_zero_and_that_of_an_entropy_need_not():
    near = Result(0.1, "nats", "kl", "made", "estimate", error=1.0)
    assert near.confidence_interval().low == 0.0
    below = Result(-1.0, "nats", "entropy", "made", "numerical", error=0.5)
    assert below.confidence_interval() == (-1.5, -0.5)


def test_the_interval_rests_on_the_raw_estimate():
    raised = Result(0.0, "nats", "kl", "made", "estimate", error=1.0, raw=-0.5)
    assert raised.confidence_interval().high == pytest.approx(-0.5 + 1.959963984540054)


def test_an_interval_of_the_methods_own_is_in_nats_and_shown_in_the_unit():
    detail = Detail(interval=lambda level: Interval(1.0, 2.0))
    result = Result(1.5, "nats", "kl", "made", "estimate", error=0.1, detail=detail)
    low, high = result.to("bits").confidence_interval()
    assert low == pytest.approx(1.0 / math.log(2.0))
    assert high == pytest.approx(2.0 / math.log(2.0))


@pytest.mark.parametrize("level", [0.0, 1.0, 95, -0.1, math.nan])
def test_a_level_lies_between_zero_and_one(level):
    with pytest.raises(kb.InvalidInputError, match="`confidence_level`"):
        kb.kl(P, Q).confidence_interval(level)


# ------------------------------------------------------------------ its parts


@pytest.mark.parametrize("name", SUMS)
def test_contributions_are_non_negative_add_up_and_come_largest_first(name):
    result = getattr(kb, name)(P, Q)
    parts = result.contributions(top=None)
    values = [part.value for part in parts]
    assert math.fsum(values) == pytest.approx(float(result), rel=4 * EPS)
    assert min(values) >= 0.0
    assert values == sorted(values, reverse=True)
    assert {part.outcome for part in parts} == {0, 1, 2}
    assert all((part.p, part.q) == (P[part.outcome], Q[part.outcome]) for part in parts)


def test_contributions_are_the_terms_of_the_generalised_divergence():
    first = kb.kl(P, Q).contributions(top=1)
    assert first == [Contribution(0, pytest.approx(0.2 * math.log(0.4) + 0.3), 0.2, 0.5)]


def test_contributions_speak_the_results_unit():
    nats, bits = kb.kl(P, Q), kb.kl(P, Q).to("bits")
    assert bits.contributions() == kb.kl(P, Q, unit="bits").contributions()
    ratio = nats.contributions()[0].value / bits.contributions()[0].value
    assert ratio == pytest.approx(math.log(2.0))


def test_top_limits_how_many_contributions_are_listed():
    wide = kb.kl(np.full(50, 0.02), np.full(50, 0.02))
    assert len(wide.contributions()) == 10
    assert len(wide.contributions(top=3)) == 3
    assert len(wide.contributions(top=None)) == 50


def test_contributions_carry_the_names_of_the_outcomes():
    result = kb.kl({"a": 0.2, "b": 0.8}, {"b": 0.3, "a": 0.7})
    assert [part.outcome for part in result.contributions()] == ["b", "a"]
    joint = kb.Table([[0.3, 0.2], [0.1, 0.4]], variables=("x", "y"))
    assert kb.kl(joint, joint).contributions()[0].outcome in [(0, 0), (0, 1), (1, 0), (1, 1)]


@pytest.mark.parametrize("at", [0, (0,), (-2,)])
def test_one_entry_of_a_batch_is_chosen(at):
    batch = kb.kl(np.array([P, Q]), Q)
    assert batch.contributions(at=at) == kb.kl(P, Q).contributions()


def test_a_batch_asks_which_entry_is_meant():
    with pytest.raises(kb.InvalidInputError, match=r"shape \(2,\).*at="):
        kb.kl(np.array([P, Q]), Q).contributions()


def test_a_region_of_the_line_is_a_contribution_too():
    result = numerical()
    parts = result.contributions(top=None)
    assert math.fsum(part.value for part in parts) == pytest.approx(float(result), rel=1e-13)
    assert math.fsum(part.p for part in parts) == pytest.approx(1.0, rel=1e-13)
    assert math.fsum(part.q for part in parts) == pytest.approx(1.0, rel=1e-13)


def test_a_closed_form_has_no_parts_and_says_where_they_are():
    with pytest.raises(kb.InvalidInputError, match="quadrature"):
        kb.kl("norm(0, 1)", "norm(1, 1)").contributions()
    whole = kb.kl("norm(0, 1)", "norm(1, 1)", method="quadrature")
    parts = whole.contributions(top=None)
    assert math.fsum(part.value for part in parts) == pytest.approx(0.5, rel=1e-13)


def test_what_is_no_sum_has_no_contributions():
    for result in (kb.hellinger(P, Q), kb.renyi(P, Q, 2.0), kb.entropy(P)):
        with pytest.raises(kb.InvalidInputError, match="no sum of parts"):
            result.contributions()


@pytest.mark.parametrize("joint", [[[0.3, 0.2], [0.1, 0.4]], [[30, 20], [10, 40]]])
def test_mutual_information_is_made_of_its_cells(joint):
    result = kb.mutual_information(joint, normalize=True)
    parts = {part.outcome: part for part in result.contributions()}
    assert math.fsum(part.value for part in parts.values()) == pytest.approx(float(result))
    assert parts[1, 0].p == pytest.approx(0.1)
    assert parts[1, 0].q == pytest.approx(0.5 * 0.4)


def test_the_cells_of_a_conditional_entropy_are_those_of_the_table_given():
    joint = [[0.0, 0.5], [0.25, 0.25]]
    for given, certain in ((-2, {(0, 0), (0, 1)}), (-1, {(0, 0), (1, 0)})):
        parts = kb.conditional_entropy(joint, given=given).contributions()
        assert {part.outcome for part in parts if part.value == 0.0} == certain


# ------------------------------------------------------------------ what is missing


def test_violations_name_every_outcome_that_q_rules_out_heaviest_first():
    result = kb.kl({"a": 0.1, "b": 0.6, "c": 0.3}, {"c": 1.0})
    assert result.violations() == [Violation("b", 0.6), Violation("a", 0.1)]


def test_violations_are_empty_exactly_when_the_support_holds():
    assert kb.kl(P, Q).violations() == []
    assert kb.total_variation([1.0, 0.0], [0.0, 1.0]).violations() == []
    assert kb.jensen_shannon([1.0, 0.0], [0.0, 1.0]).violations() == []


def test_violations_of_a_batch_say_which_row():
    result = kb.kl([[0.5, 0.5], [1.0, 0.0]], [1.0, 0.0])
    np.testing.assert_array_equal(result.value, [math.inf, 0.0])
    assert result.violations() == [Violation((0, 1), 0.5)]


def test_violations_of_densities_are_regions():
    result = kb.kl("uniform(0, 2)", "uniform(0, 1)")
    (violation,) = result.violations()
    assert violation.outcome == (1.0, 2.0)
    assert violation.p == pytest.approx(0.5, rel=1e-12)


def test_cross_entropy_and_perplexity_name_what_makes_them_infinite():
    for verb in (kb.cross_entropy, kb.perplexity):
        result = verb([0.5, 0.5], [1.0, 0.0])
        assert float(result) == math.inf
        assert result.violations() == [Violation(1, 0.5)]


# ------------------------------------------------------------------ how it is shown


@pytest.mark.parametrize("make", [infinite, numerical, estimate, lambda: kb.kl([P] * 20, Q)])
def test_a_result_prints_on_one_line(make):
    for text in (repr(make()), str(make())):
        assert "\n" not in text
        assert len(text) < 120


def test_the_line_shows_value_error_unit_kind_method_and_cautions():
    assert repr(kb.kl(P, Q)) == "kl = 0.218012 nats (exact, table)"
    assert "± " in repr(estimate())
    smoothed = kb.kl([1, 0], [0, 1], normalize=True, smoothing="laplace")
    assert repr(smoothed).endswith("[smoothed]")
    assert repr(kb.hellinger(P, P)) == "hellinger = 0 (exact, table)"


def test_sentences_say_what_how_and_why_infinite():
    text = infinite().explain()
    assert "D(P‖Q) is inf" in text
    assert "P is possible where Q is not" in text
    assert "0.25" in text
    assert "standard error" in estimate().explain()
    assert "bound" in numerical().explain()


def test_sentences_hold_no_control_character_of_the_data():
    text = kb.kl({"a\x1b[2J": 0.5, "b": 0.5}, {"b": 1.0}).explain()
    assert "\x1b" not in text


def test_html_escapes_a_hostile_name():
    html = infinite()._repr_html_()
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "inf" in html


@pytest.mark.parametrize(
    "make",
    [
        infinite,
        numerical,
        estimate,
        lambda: kb.kl(P, Q),
        lambda: kb.kl([[0.5, 0.5], [1.0, 0.0]], [1.0, 0.0]),
        lambda: kb.kl("poisson(2)", "binom(3, 0.5)"),
        lambda: kb.kl("uniform(0, 2)", "uniform(0, 1)"),
        lambda: kb.cross_entropy([0.5, 0.5], [1.0, 0.0]),
    ],
)
def test_the_dictionary_is_strict_json(make):
    result = make()
    told = loads(result)
    assert told["measure"] == result.measure
    assert told["kind"] == result.kind
    if isinstance(result.value, float):
        assert told["value"] == (result.value if math.isfinite(result.value) else "inf")


def test_an_infinite_dictionary_names_the_violations():
    told = loads(infinite())
    assert told["value"] == "inf"
    assert told["violations"] == [{"outcome": HOSTILE, "p": 0.25}]


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        ((1, "x"), [1, "x"]),
        (np.int64(3), 3),
        (np.float64(2.5), 2.5),
        (math.nan, "nan"),
        (-math.inf, "-inf"),
        (None, None),
        (True, True),
        (datetime.date(2020, 1, 1), "2020-01-01"),
        (np.datetime64("2020-01-01"), "2020-01-01"),
        (b"raw", "b'raw'"),
        (frozenset({1}), "frozenset({1})"),
        (2 + 3j, "(2+3j)"),
    ],
)
def test_any_hashable_outcome_goes_into_json(outcome, told):
    result = kb.kl({outcome: 0.5, "b": 0.5}, {"b": 1.0})
    assert loads(result)["violations"] == [{"outcome": told, "p": 0.5}]


def test_a_plot_has_a_bar_a_part_with_its_name():
    axes = kb.kl({"a": 0.2, "b": 0.8}, {"a": 0.7, "b": 0.3}).plot()
    assert [label.get_text() for label in axes.get_yticklabels()] == ["a", "b"]  # upwards
    assert len(axes.patches) == 2
    assert "nats" in axes.get_xlabel()
    mpl.pyplot.close("all")


@pytest.mark.parametrize("name", ["$x", "$\\frac$", "50% <b>", "a\nb"])
def test_a_plot_takes_names_as_they_are(name):
    axes = kb.kl({name: 0.2, "b": 0.8}, {name: 0.7, "b": 0.3}).plot()
    axes.figure.canvas.draw()
    mpl.pyplot.close("all")


def test_a_plot_of_an_infinite_answer_cuts_the_bar_and_says_so():
    axes = infinite().plot()
    axes.figure.canvas.draw()
    assert "∞" in [text.get_text() for text in axes.texts]
    mpl.pyplot.close("all")


def test_a_plot_draws_on_the_axes_it_is_given():
    _, axes = mpl.pyplot.subplots()
    assert kb.kl([P, Q], Q).plot(axes, at=0) is axes
    mpl.pyplot.close("all")
