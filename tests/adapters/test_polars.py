"""A polars Series is a table without names."""

import pytest

import kullback as kb

pl = pytest.importorskip("polars")


def test_a_series_is_a_table():
    p, q = pl.Series([0.2, 0.8]), pl.Series([0.7, 0.3])
    assert float(kb.kl(p, q)) == float(kb.kl([0.2, 0.8], [0.7, 0.3]))
    assert float(kb.kl(p, [0.7, 0.3])) == float(kb.kl(p, q))


def test_counts_are_normalised_when_asked():
    counts = pl.Series([1, 3])
    assert float(kb.kl(counts, [0.25, 0.75], normalize=True)) == 0.0


def test_a_null_is_named():
    with pytest.raises(kb.InvalidInputError, match="`q` holds NaN at index 1"):
        kb.kl([0.5, 0.5], pl.Series([0.5, None]))


def test_strings_are_refused():
    with pytest.raises(kb.InvalidInputError, match="`p` holds"):
        kb.kl(pl.Series(["a", "b"]), [0.5, 0.5])


@pytest.mark.parametrize("lazily", [False, True])
def test_a_whole_frame_is_sent_to_compare(lazily):
    frame = pl.DataFrame({"x": [1, 2]})
    with pytest.raises(kb.InvalidInputError, match=r"`p` is a whole data frame.*compare"):
        kb.kl(frame.lazy() if lazily else frame, [0.5, 0.5])
