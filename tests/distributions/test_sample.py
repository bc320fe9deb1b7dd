"""Observations: what a sample takes in, and what it refuses."""

import numpy as np
import pandas as pd
import polars as pl
import pytest

import kullback as kb


def test_a_row_of_numbers_is_one_column():
    sample = kb.Sample([1.0, 2.0, 4.0])
    assert sample.numbers.shape == (3, 1)
    assert len(sample) == 3
    assert repr(sample) == "Sample(3 rows of 1 number)"


def test_text_booleans_and_categories_are_labels():
    frame = pd.DataFrame(
        {
            "u": [1.0, 2.0, 3.0],
            "who": ["a", "b", "a"],
            "on": [True, False, True],
            "kind": pd.Categorical(["x", "y", "x"]),
        }
    )
    sample = kb.Sample(frame)
    assert sample.number_names == ("u",)
    assert sample.label_names == ("who", "on", "kind")


@pytest.mark.parametrize("frame", [pd.DataFrame, pl.DataFrame], ids=["pandas", "polars"])
def test_frames_of_any_library_hold_the_same_rows(frame):
    sample = kb.Sample(frame({"n": [1, 2, 3], "t": ["a", "b", "c"]}))
    np.testing.assert_array_equal(sample.numbers[:, 0], [1.0, 2.0, 3.0])
    assert list(sample.labels[:, 0]) == ["a", "b", "c"]


def test_times_are_numbers():
    days = np.array(["2024-01-01", "2024-01-03"], dtype="datetime64[D]")
    assert kb.Sample(days).numbers[1, 0] - kb.Sample(days).numbers[0, 0] == 2.0


def test_a_list_of_numbers_and_text_is_labels():
    assert kb.Sample([1, "a", 2.5]).label_names == ("column 0",)


def test_missing_values_are_refused_with_their_place():
    with pytest.raises(kb.InvalidInputError, match=r"index \(1, 0\).*nan_policy='omit'"):
        kb.Sample([1.0, np.nan, 3.0])


def test_rows_with_missing_values_are_left_out_on_request_with_their_weights():
    sample = kb.Sample([1.0, np.nan, 3.0], weights=[1.0, 9.0, 2.0], nan_policy="omit")
    assert sample.omitted == 1
    np.testing.assert_array_equal(sample.weights, [1.0, 2.0])


def test_a_missing_label_is_a_missing_value():
    with pytest.raises(kb.InvalidInputError, match="misses a value"):
        kb.Sample(["a", None, "b"])


@pytest.mark.parametrize("x", [[], [1.0], [np.nan, 1.0]], ids=["empty", "one", "one complete"])
def test_fewer_than_two_rows_are_refused(x):
    with pytest.raises(kb.InvalidInputError):
        kb.Sample(x, nan_policy="omit")


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"weights": [1.0]}, "one weight a row"),
        ({"weights": [1.0, -1.0]}, "not negative"),
        ({"weights": [0.0, 0.0]}, "all 0"),
        ({"nan_policy": "drop"}, "'raise' or 'omit'"),
        ({"block": 2}, "a block is 1 to 1"),
    ],
)
def test_options_are_checked(options, words):
    with pytest.raises(kb.InvalidInputError, match=words):
        kb.Sample([1.0, 2.0], **options)


def test_three_axes_and_ragged_rows_are_refused():
    with pytest.raises(kb.ShapeError, match="one row an observation"):
        kb.Sample(np.zeros((2, 2, 2)))
    with pytest.raises(kb.ShapeError, match="ragged"):
        kb.Sample([[1.0], [1.0, 2.0]])


def test_complex_numbers_are_refused():
    with pytest.raises(kb.InvalidInputError, match="complex"):
        kb.Sample([1j, 2j])


def test_what_is_no_data_is_refused():
    with pytest.raises(kb.UnknownDistributionError, match="a sample is an array"):
        kb.Sample(object())
