"""Large batches are computed block by block, and nothing else changes."""

import itertools

import numpy as np
import pytest

from kullback import families
from kullback.measures.entropy import Entropy
from kullback.measures.jeffreys import Jeffreys
from kullback.measures.kl import KL
from kullback.methods.batches import closed_form_of_batch
from kullback.numerics import blocks
from tests.oracle.pairs import DRAWS

N = blocks.BLOCK + 777  # a whole block and a piece of one
RTOL = 2e-14  # either way of computing is good to 1e-14


def mixed(name, which):
    """The members of DRAWS chosen by `which`, 0 or 1, as one batch."""
    return getattr(families, name)(*np.array(DRAWS[name])[which].T)


@pytest.mark.parametrize("name", DRAWS)
@pytest.mark.parametrize("measure", [KL(), Jeffreys()], ids=lambda m: m.name)
def test_a_large_batch_gives_what_its_single_pairs_give(name, measure):
    family, (first, second) = getattr(families, name), DRAWS[name]
    rng = np.random.default_rng(1)
    chosen = rng.integers(0, 2, (2, N))
    with np.errstate(all="ignore"):
        batch = closed_form_of_batch(measure, mixed(name, chosen[0]), mixed(name, chosen[1]), np)
        pairs = itertools.product((first, second), repeat=2)
        single = [measure.closed_form(family(*p), family(*q), np) for p, q in pairs]
    if batch is None or any(value is None for value in single):
        assert batch is None
        return
    expected = np.array(single, float)[2 * chosen[0] + chosen[1]]
    np.testing.assert_allclose(batch, expected, rtol=RTOL)


def test_the_entropy_of_a_large_batch_is_that_of_its_members():
    sd = np.exp(np.random.default_rng(2).normal(size=N))
    entropies = closed_form_of_batch(Entropy(), families.Normal(np.zeros(N), sd), None, np)
    np.testing.assert_array_equal(entropies, families.Normal(0.0, sd).entropy(np))


def test_batches_broadcast():
    rng = np.random.default_rng(3)
    p = families.Normal(rng.normal(size=(300, 1)), 1.5)
    q = families.Normal(0.25, np.exp(rng.normal(size=(7, 1, 50))))
    values = closed_form_of_batch(KL(), p, q, np)
    assert values.shape == (7, 300, 50)
    assert values[2, 99, 7] == pytest.approx(p[99, 0].kl(q[2, 0, 7], np), rel=RTOL)


def test_a_form_that_one_block_alone_has_is_not_taken_for_the_whole():
    trials = np.full(N, 12.0)
    trials[-1] = 13.0
    p, q = families.Binomial(trials, 0.3), families.Binomial(12.0, 0.4)
    assert KL().closed_form(p, q, np) is None
    assert closed_form_of_batch(KL(), p, q, np) is None


@pytest.mark.parametrize("name", ["Gamma", "Laplace", "Normal", "Weibull"])
def test_the_number_of_threads_changes_no_bit(name, monkeypatch):
    chosen = np.random.default_rng(4).integers(0, 2, (2, blocks.MANY + 5))
    answers = []
    for threads in (1, 3):
        monkeypatch.setattr(blocks, "_processors", lambda: 3)
        monkeypatch.setattr(blocks, "THREADS", threads)
        sides = (mixed(name, which) for which in chosen)
        answers.append(closed_form_of_batch(KL(), *sides, np))
    np.testing.assert_array_equal(*answers)
