"""Blocks change the order of the work and nothing else."""

import numpy as np

from kullback.numerics.blocks import MANY, each_block, in_blocks
from kullback.numerics.double_double import DoubleDouble


def scaled_sum(x, y, xp):
    return xp.sum(x, axis=-1) * xp.sum(y, axis=-1)


def product(x, y, xp):
    return x * y


def test_broadcast_batches_equal_the_whole():
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=(7, 1)), rng.normal(size=11)
    np.testing.assert_array_equal(in_blocks(product, (x, y), np, size=5), x * y)


def test_event_axes_stay_whole():
    rng = np.random.default_rng(2)
    x, y = rng.normal(size=(6, 1, 3)), rng.normal(size=(5, 3))
    values = in_blocks(scaled_sum, (x, y), np, event=1, size=4)
    assert values.shape == (6, 5)
    np.testing.assert_array_equal(values, scaled_sum(x, y, np))


def test_numbers_of_more_than_double_precision_go_through_whole():
    x = DoubleDouble(np.ones(9), 1e-20 * np.ones(9))
    lows = in_blocks(lambda a, b, xp: a - b, (x, np.ones(9)), np, size=2)
    np.testing.assert_array_equal(lows, 1e-20)


def test_each_of_many_matrices_is_worked_on_once():
    n, entries = MANY // 100 + 3, 100
    done = np.zeros(n, int)

    def count(part):
        done[part] += 1

    each_block(count, n, entries=entries)
    np.testing.assert_array_equal(done, 1)
