"""Families: parameters checked once, batches, indexing."""

import numpy as np
import pytest

import kullback as kb

F = kb.families


@pytest.mark.parametrize("value", [-1.0, 0.0, np.nan, np.inf])
def test_a_parameter_out_of_range_is_named_with_its_value(value):
    with pytest.raises(kb.InvalidInputError, match=rf"`Normal.sd` is {value}.*positive"):
        F.Normal(0.0, value)


def test_the_place_of_a_bad_parameter_is_told():
    with pytest.raises(kb.InvalidInputError, match=r"-2\.0 at index \(1,\)"):
        F.Normal(0.0, [1.0, -2.0])


def test_parameters_that_do_not_broadcast_are_refused():
    with pytest.raises(kb.ShapeError, match=r"mean \(2,\), sd \(3,\)"):
        F.Normal([0.0, 1.0], [1.0, 2.0, 3.0])


@pytest.mark.parametrize("value", ["wide", 1 + 2j, [1.0, [2.0]], None])
def test_what_is_no_real_number_is_refused(value):
    with pytest.raises(kb.InvalidInputError, match=r"`Normal\.sd`"):
        F.Normal(0.0, value)


def test_a_batch_broadcasts_and_is_indexed():
    batch = F.Normal([[0.0], [1.0]], [1.0, 2.0, 3.0])
    assert batch.batch_shape == (2, 3)
    assert batch[1, 2].mean == 1.0
    assert batch[1, 2].sd == 3.0


def test_batches_of_both_sides_broadcast():
    value = kb.kl(F.Normal([[0.0], [1.0]], 1.0), F.Normal([0.0, 1.0, 2.0], 1.0)).value
    assert value == pytest.approx(np.array([[0.0, 0.5, 2.0], [0.5, 0.0, 0.5]]))


def test_a_family_prints_as_it_is_made():
    assert repr(F.Normal(1.0, 2.5)) == "Normal(mean=1, sd=2.5)"


def test_an_unknown_family_is_refused_with_the_known_ones():
    with pytest.raises(AttributeError, match=r"`Gausian`.*Normal"):
        F.Gausian  # noqa: B018
