"""NumPy gives the numbers that every other library is held to."""

import numpy as np
import pytest

from tests.parity.cases import CASES, DOUBLE, SINGLE, assert_close, batch


@pytest.mark.parametrize("name", CASES)
def test_every_measure_is_right_in_double(name):
    value = CASES[name].ask(*batch("float64")).value
    assert isinstance(value, np.ndarray)
    assert_close(value, name)


@pytest.mark.parametrize("name", CASES)
def test_single_precision_is_computed_in_double(name):
    assert_close(CASES[name].ask(*batch("float32")).value, name, "float32", SINGLE)


@pytest.mark.parametrize("name", CASES)
def test_one_row_gives_what_the_batch_gives(name):
    p, q = batch("float64")
    rows = [float(CASES[name].ask(a, b)) for a, b in zip(p, q, strict=True)]
    assert_close(np.array(rows), name, rtol=DOUBLE)
