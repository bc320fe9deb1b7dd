"""The entropy of samples."""

import math

import numpy as np
import pandas as pd
import pytest

import kullback as kb


@pytest.mark.parametrize("d", [1, 3])
def test_the_entropy_of_normal_rows(d):
    x = np.random.default_rng(d).standard_normal((3000, d))
    found = kb.entropy(kb.Sample(x))
    assert abs(found.value - 0.5 * d * math.log(2.0 * math.pi * math.e)) < 4.0 * found.error


def test_units_shift_the_entropy_by_their_logarithm():
    x = np.random.default_rng(0).standard_normal((500, 2))
    plain, scaled = (kb.entropy(kb.Sample(x * unit)).value for unit in (1.0, [1e-3, 1e5]))
    assert scaled - plain == pytest.approx(math.log(1e2), abs=1e-9)


def test_the_entropy_of_labels():
    rng = np.random.default_rng(1)
    found = kb.entropy(kb.Sample(rng.choice(["a", "b", "c", "d"], 1000)), unit="bits")
    assert abs(found.value - 2.0) < max(4.0 * found.error, 0.01)


def test_numbers_within_labels_add_their_entropy():
    """Two labels, and a normal part that does not depend on them: log 2 + 1.4189."""
    rng = np.random.default_rng(2)
    frame = pd.DataFrame({"c": rng.choice(["a", "b"], 2000), "u": rng.standard_normal(2000)})
    found = kb.entropy(kb.Sample(frame))
    assert abs(found.value - math.log(2.0) - 1.4189385) < 4.0 * found.error
    assert "mixed_entropy" in {c.code for c in found.cautions}


def test_rows_that_fill_no_volume_have_no_density():
    x = np.random.default_rng(3).standard_normal(200)
    found = kb.entropy(kb.Sample(np.stack([x, 2.0 * x], axis=1)))
    assert found.value == -math.inf
    assert "singular" in {c.code for c in found.cautions}
