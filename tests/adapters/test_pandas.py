"""A pandas Series is a table whose index names the outcomes."""

import math

import numpy as np
import pytest

import kullback as kb

pd = pytest.importorskip("pandas")


def test_labelled_series_are_aligned_by_label():
    p = pd.Series({"a": 0.2, "b": 0.8})
    q = pd.Series({"b": 0.3, "a": 0.7})
    assert float(kb.kl(p, q)) == float(kb.kl([0.2, 0.8], [0.7, 0.3]))


def test_a_label_that_one_side_lacks_has_probability_zero():
    p, q = pd.Series({"a": 0.5, "b": 0.5}), pd.Series({"a": 1.0})
    result = kb.kl(p, q)
    assert float(result) == math.inf
    assert result.violations() == [("b", 0.5)]
    assert float(kb.kl(q, p)) == pytest.approx(math.log(2.0), rel=1e-15)


def test_a_series_meets_a_dict():
    assert float(kb.kl(pd.Series({"a": 0.2, "b": 0.8}), {"b": 0.8, "a": 0.2})) == 0.0


def test_a_default_index_is_no_name():
    p, q = pd.Series([0.2, 0.8]), pd.Series([0.7, 0.3])
    assert float(kb.kl(p, q)) == float(kb.kl([0.2, 0.8], [0.7, 0.3]))
    assert float(kb.kl(p, [0.7, 0.3])) == float(kb.kl(p, q))


def test_an_index_in_another_order_is_a_name():
    p, q = pd.Series([0.2, 0.8]), pd.Series([0.3, 0.7], index=[1, 0])
    with pytest.raises(kb.InvalidInputError, match="`q` names its outcomes and `p` does not"):
        kb.kl(p, q)


def test_value_counts_of_columns_are_compared():
    reference = pd.Series(["x", "x", "y", "z"]).value_counts()
    current = pd.Series(["x", "y", "y", "z"]).value_counts()
    expected = kb.kl([2, 1, 1], [1, 2, 1], normalize=True)
    assert float(kb.kl(reference, current, normalize=True)) == float(expected)


def test_missing_labels_are_one_outcome():
    p = pd.Series([1.0, None, None]).value_counts(dropna=False)
    q = pd.Series([None, 1.0, 1.0]).value_counts(dropna=False)
    expected = kb.kl([1, 2], [2, 1], normalize=True)
    assert float(kb.kl(p, q, normalize=True)) == float(expected)


def test_tuples_of_a_multi_index_are_outcomes():
    index = pd.MultiIndex.from_tuples([("a", 1), ("b", 2)])
    p, q = pd.Series([0.5, 0.5], index=index), pd.Series([1.0], index=index[:1])
    assert kb.kl(p, q).violations() == [(("b", 2), 0.5)]


def test_nullable_numbers_are_numbers_and_a_gap_is_named():
    p = pd.Series([0.2, 0.8], index=["a", "b"], dtype="Float64")
    assert float(kb.kl(p, p)) == 0.0
    gap = pd.Series([0.2, None], index=["a", "b"], dtype="Float64")
    with pytest.raises(kb.InvalidInputError, match="`q` holds NaN at index 1"):
        kb.kl(p, gap)


def test_bad_series_are_refused_under_the_callers_name():
    with pytest.raises(kb.NegativeProbabilityError, match=r"`p` is -0\.5 at index 0"):
        kb.kl(pd.Series([-0.5, 1.5]), [0.5, 0.5])
    with pytest.raises(kb.InvalidInputError, match="`q` holds"):
        kb.kl([0.5, 0.5], pd.Series(["a", "b"]))
    with pytest.raises(kb.InvalidInputError, match="names 'a' twice"):
        kb.kl(pd.Series([0.5, 0.5], index=["a", "a"]), {"a": 1.0})


def test_a_whole_frame_is_sent_to_compare():
    frame = pd.DataFrame({"x": [1, 2]})
    with pytest.raises(kb.InvalidInputError, match=r"`p` is a whole data frame.*compare"):
        kb.kl(frame, frame)


def test_single_precision_stays_accurate():
    p = pd.Series(np.array([0.2, 0.8], np.float32), index=["a", "b"])
    q = pd.Series(np.array([0.7, 0.3], np.float32), index=["a", "b"])
    assert float(kb.kl(p, q)) == pytest.approx(0.5341106, rel=4e-7)
