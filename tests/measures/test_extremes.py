"""Measures of tables whose entries, totals or orders are far from the ordinary."""

import math

import mpmath as mp
import numpy as np
import pytest

import kullback as kb


@pytest.mark.parametrize(
    ("p", "q", "expected"),
    [
        ([1.0, 0.0], [1e-30, 1.0], -math.log(1e-30)),
        ([1.0, 0.0], [1.0, 1e-30], 1e-30),
        ([1.0, 0.0], [0.25, 0.75], math.log(4.0)),
        ([0.5, 0.5], [0.25, 0.75], 0.0),
        ([1.0, 0.0], [0.0, 1.0], math.inf),
    ],
)
def test_renyi_of_order_zero_knows_the_smallest_share(p, q, expected):
    assert float(kb.renyi(p, q, 0)) == pytest.approx(expected, rel=1e-15)


def jensen_shannon(p, q, w, v):
    total = mp.mpf(0)
    for a, b in zip(map(mp.mpf, p), map(mp.mpf, q), strict=True):
        m = w * a + v * b
        total += (w * a * mp.log(a / m) if a else 0) + (v * b * mp.log(b / m) if b else 0)
    return total


@pytest.mark.parametrize("little", [1e-300, 1e-20, 1e-10, 1e-5, 0.25])
@pytest.mark.parametrize(
    ("p", "q"),
    [([0.5, 0.5], [0.25, 0.75]), ([1.0, 0.0], [0.0, 1.0]), ([0.5, 0.5, 0.0], [0.0, 0.5, 0.5])],
)
def test_jensen_shannon_keeps_the_digits_of_both_weights(p, q, little):
    with mp.workdps(700):
        w = mp.mpf(little)
        first, second = jensen_shannon(p, q, w, 1 - w), jensen_shannon(p, q, 1 - w, w)
    value = float(kb.jensen_shannon(p, q, weights=(little, 1.0 - little)))
    assert value == pytest.approx(float(first), rel=1e-14, abs=0.0)
    value = float(kb.jensen_shannon(p, q, weights=(1.0 - little, little)))
    assert value == pytest.approx(float(second), rel=1e-14, abs=0.0)


@pytest.mark.parametrize(
    "weights", [(1, 0), (0.5, 0.6), (0.5,), "ab", ((1, 2), 3), np.array(0.5), (math.nan, 1)]
)
def test_weights_that_are_no_pair_are_refused(weights):
    with pytest.raises(kb.InvalidInputError, match="two positive numbers with sum 1"):
        kb.jensen_shannon([0.5, 0.5], [0.5, 0.5], weights=weights)
