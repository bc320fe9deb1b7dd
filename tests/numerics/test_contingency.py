"""Signed sums of entropies of counted variables: their plug-in, and the variance of both orders."""

import itertools
import math

import numpy as np
import pytest

from kullback.numerics.contingency import Contingency

MUTUAL = ((1.0, (0,)), (1.0, (1,)), (-1.0, (0, 1)))
GIVEN = ((1.0, (0, 2)), (1.0, (1, 2)), (-1.0, (0, 1, 2)), (-1.0, (2,)))
TOTAL = ((1.0, (0,)), (1.0, (1,)), (1.0, (2,)), (-1.0, (0, 1, 2)))


def entropy(counts):
    share = counts[counts > 0] / counts.sum()
    return float(-(share * np.log(share)).sum())


def cells(seed, shape=(2, 3, 2), n=400):
    table = np.random.default_rng(seed).multinomial(
        n, np.full(math.prod(shape), 1 / math.prod(shape))
    )
    table = table.reshape(shape)
    rows = np.repeat(np.argwhere(table > 0), table[table > 0], axis=0)
    return Contingency.of_rows(rows), table


@pytest.mark.parametrize(
    ("terms", "axes"), [(MUTUAL, (0, 1)), (GIVEN, (0, 1, 2)), (TOTAL, (0, 1, 2))]
)
def test_the_sum_is_that_of_the_margins_of_the_array(terms, axes):
    (found, cell), table = cells(0)
    kept = {columns: table.sum(axis=tuple(set(range(3)) - set(columns))) for _, columns in terms}
    truth = sum(sign * entropy(kept[columns].ravel()) for sign, columns in terms)
    assert found.total(terms, entropy) == pytest.approx(truth, rel=1e-12)
    assert found.surprise(terms)[cell].mean() == pytest.approx(truth, rel=1e-12)
    assert set(axes) == set(itertools.chain(*kept))


@pytest.mark.parametrize("terms", [MUTUAL, GIVEN, TOTAL])
def test_second_order_is_that_of_the_numerical_hessian(terms):
    """tr((H C)²)/2, H the second derivatives in the frequencies by differences, C their covariance."""
    (found, _), _ = cells(1)
    share, codes, n = found.counts / found.rows, found.codes, found.rows

    def value(p):
        total = 0.0
        for sign, columns in terms:
            keys, at = np.unique(codes[:, columns], axis=0, return_inverse=True)
            margin = np.bincount(at.reshape(-1), weights=p, minlength=len(keys))
            total -= sign * float((margin * np.log(margin)).sum())
        return total

    k, step = len(share), 1e-4
    hessian = np.empty((k, k))
    for i, j in itertools.product(range(k), repeat=2):
        e, f = np.eye(k)[i] * step, np.eye(k)[j] * step
        corners = (
            value(share + e + f)
            - value(share + e - f)
            - value(share - e + f)
            + value(share - e - f)
        )
        hessian[i, j] = corners / (4.0 * step**2)
    covariance = (np.diag(share) - np.outer(share, share)) / n
    bent = hessian @ covariance
    assert found.second_order(terms) == pytest.approx(0.5 * np.trace(bent @ bent), rel=1e-3)


def test_where_the_first_order_vanishes():
    """Equal diagonal cells: I = H(X), whose second order alone varies, (k - 1)/2n²."""
    diagonal = Contingency(np.array([[0, 0], [1, 1], [2, 2]]), np.array([20.0, 20.0, 20.0]))
    assert diagonal.first_order(MUTUAL) == pytest.approx(0.0, abs=1e-30)
    assert diagonal.second_order(MUTUAL) == pytest.approx(2.0 / (2.0 * 60.0**2), rel=1e-12)


def test_many_variables_do_not_overflow():
    rows = np.random.default_rng(2).integers(50, size=(300, 40))
    found, cell = Contingency.of_rows(rows)
    assert len(found.counts) == 300
    assert (found.codes[cell] == rows).all()
