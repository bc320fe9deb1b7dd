"""Permutation tests: as often wrong as they say, and seldom blind."""

import numpy as np
import pytest

from kullback.estimators.equality import combined_pvalue, labels_pvalue, neighbours_pvalue


def test_equal_samples_are_rejected_no_more_often_than_the_level():
    """Of 60 tests at 10 %, more than 13 rejections happen once in 400 times."""
    rng = np.random.default_rng(0)
    pvalues = [
        neighbours_pvalue(rng.standard_normal((30, 2)), rng.standard_normal((30, 2)), rng)
        for _ in range(60)
    ]
    assert sum(p <= 0.1 for p in pvalues) <= 13


def test_shifted_samples_are_rejected():
    rng = np.random.default_rng(1)
    assert neighbours_pvalue(rng.random((60, 1)), 0.5 + rng.random((60, 1)), rng) <= 0.002


def test_labels_that_occur_unequally_often_are_rejected():
    rng = np.random.default_rng(2)
    p, q = rng.choice(3, 400, p=[0.6, 0.2, 0.2]), rng.choice(3, 400)
    assert labels_pvalue(p, q, 3, rng) <= 0.002
    assert labels_pvalue(q, rng.choice(3, 400), 3, rng) > 0.002


def test_slow_series_are_not_rejected_when_blocks_are_dealt():
    """Two stretches of one slow series look different row by row, but not block by block."""
    rng = np.random.default_rng(3)
    walk = np.repeat(rng.standard_normal(16), 25)[:, None] + 0.01 * rng.standard_normal((400, 1))
    assert neighbours_pvalue(walk[:200], walk[200:], rng) <= 0.01
    assert neighbours_pvalue(walk[:200], walk[200:], rng, block=50) > 0.01


def test_independent_pvalues_combine_by_fishers_rule():
    """-2 log of the product is chi-square with 4 degrees: sf(x) = e^{-x/2} (1 + x/2)."""
    product = 0.04 * 0.3
    assert combined_pvalue([0.04, 0.3]) == pytest.approx(
        product * (1.0 - np.log(product)), rel=1e-12
    )
    assert combined_pvalue([]) is None
    assert combined_pvalue([0.2]) == 0.2
