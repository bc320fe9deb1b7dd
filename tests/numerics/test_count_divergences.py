"""The series of Zhang and Grabchak, summed as published."""

from fractions import Fraction
from math import comb

import numpy as np
import pytest

from kullback.numerics.count_divergences import entropy_of_counts, zhang_grabchak


def published(p, q):
    """Zhang & Grabchak (2014), eqs. 8 and 9, in rational numbers."""
    n, m = sum(p), sum(q)
    total = Fraction(0)
    for a, b in zip(p, q, strict=True):
        if a == 0:
            continue
        cross = sum(
            (Fraction(comb(m - b, v), comb(m, v)) / v for v in range(1, m - b + 1)), Fraction(0)
        )
        own = sum(
            (Fraction(comb(n - a, v), comb(n - 1, v)) / v for v in range(1, n - a + 1)), Fraction(0)
        )
        total += Fraction(a, n) * (cross - own)
    return float(total)


@pytest.mark.parametrize(
    ("p", "q"), [((3, 2, 5), (4, 4, 4)), ((1, 0, 7), (0, 3, 2)), ((6, 1), (1, 6)), ((2, 2), (2, 2))]
)
def test_the_closed_form_is_the_published_series(p, q):
    found = zhang_grabchak(np.array(p, float), np.array(q, float))
    assert found.value == pytest.approx(published(p, q), rel=1e-13, abs=1e-14)


def test_the_entropy_is_the_other_half_of_the_series():
    counts = (3, 2, 5)
    n = sum(counts)
    expected = sum(
        Fraction(a, n)
        * sum(Fraction(comb(n - a, v), comb(n - 1, v)) / v for v in range(1, n - a + 1))
        for a in counts
    )
    found = entropy_of_counts(np.array(counts, float))
    assert found.value == pytest.approx(float(expected), rel=1e-13)
