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


@pytest.mark.parametrize("unit", [1e-310, 1e-160, 1e160, 1e300])
def test_the_smallest_and_largest_units(unit):
    x = np.random.default_rng(4).standard_normal(1000)
    plain, scaled = kb.entropy(kb.Sample(x)).value, kb.entropy(kb.Sample(x * unit)).value
    assert scaled - plain == pytest.approx(math.log(unit), abs=1e-3 if unit < 1e-300 else 1e-9)


def test_the_heaviest_tails():
    """A Cauchy's entropy is log 4 pi; the moments of its rows are those of the farthest."""
    x = np.random.default_rng(5).standard_cauchy((2000, 2))
    found = kb.entropy(kb.Sample(x))
    assert abs(found.value - 2.0 * math.log(4.0 * math.pi)) < 4.0 * found.error
    x[0] = 1e200
    again = kb.entropy(kb.Sample(x))
    assert again.value == pytest.approx(found.value, abs=0.5)
    one = x[:, 0]
    low, high = kb.entropy(kb.Sample(one)).confidence_interval()
    assert math.isfinite(low)
    assert math.isfinite(high)


def test_weighted_labels_count_as_much_as_they_weigh():
    """Weights 3 and 1 on two labels: the entropy of (3/4, 1/4)."""
    rng = np.random.default_rng(6)
    label = rng.choice(["a", "b"], 4000)
    found = kb.entropy(kb.Sample(label, weights=np.where(label == "a", 3.0, 1.0)))
    truth = -0.75 * math.log(0.75) - 0.25 * math.log(0.25)
    assert abs(found.value - truth) < 4.0 * found.error
    with pytest.raises(kb.InvalidInputError, match="weights"):
        kb.entropy(kb.Sample(rng.standard_normal(10), weights=np.ones(10)))


def test_a_few_numbers_have_the_entropy_of_their_spread():
    found = kb.entropy(kb.Sample([1.0, 2.0, 3.5, 2.7]))
    assert 0.5 < found.value < 3.0
    assert "few_rows_in_labels" in {c.code for c in found.cautions}


def test_rounding_is_told_from_atoms_and_counting_from_density():
    """0.01 apart the density's entropy is found, 0.1 apart values are counted: H + log 0.1 is the same."""
    x = np.random.default_rng(7).standard_normal(2000)
    truth = 0.5 * math.log(2.0 * math.pi * math.e)
    fine, coarse = kb.entropy(kb.Sample(x.round(2)), rng=0), kb.entropy(kb.Sample(x.round(1)))
    assert {c.code for c in fine.cautions} == {"rounded"}
    assert abs(fine.value - truth) < 4.0 * fine.error
    assert {c.code for c in coarse.cautions} == {"counted_numbers"}
    assert abs(coarse.value + math.log(0.1) - truth) < 4.0 * coarse.error
