"""Neural bounds: below the truth, near it where rows are many, and capped where theory caps them."""

import numpy as np
import pytest

import kullback as kb

pytestmark = pytest.mark.torch
torch = pytest.importorskip("torch", reason="torch is not installed; `make test-torch` brings it")

BOUNDS = ("donsker_varadhan", "nwj", "infonce")


def ask(bound, x, y):
    method = kb.estimators.NeuralBound(bound)
    return kb.kl(kb.Sample(x), kb.Sample(y), rng=0, method=method)


@pytest.mark.parametrize("bound", BOUNDS)
def test_shifted_normals(bound):
    rng = np.random.default_rng(0)
    x, y = rng.standard_normal((2000, 2)), 0.6 + rng.standard_normal((2000, 2))
    found = ask(bound, x, y)
    assert found.method == "neural_bound"
    assert abs(found.value - 0.36) < 4.0 * found.error
    assert {c.code for c in found.cautions} >= {"lower_bound"}


@pytest.mark.parametrize("bound", BOUNDS)
def test_the_same_seed_gives_the_same_answer_and_leaves_torchs_alone(bound):
    rng = np.random.default_rng(1)
    x, y = rng.standard_normal((200, 1)), 0.6 + rng.standard_normal((200, 1))
    before = torch.random.get_rng_state()
    assert ask(bound, x, y).raw == ask(bound, x, y).raw
    assert torch.equal(before, torch.random.get_rng_state())


def test_infonce_is_capped_by_the_rows_of_q():
    rng = np.random.default_rng(2)
    x, y = rng.standard_normal((400, 1)), 8.0 + rng.standard_normal((400, 1))
    assert ask("infonce", x, y).value <= np.log(1 + 200)


def test_pairs_against_shuffled_ones():
    rng = np.random.default_rng(3)
    x = rng.standard_normal((2000, 1))
    y = 0.8 * x + 0.6 * rng.standard_normal((2000, 1))
    method = kb.estimators.ShuffledPairs(kb.estimators.NeuralBound())
    found = kb.mutual_information(kb.Sample(x), kb.Sample(y), rng=0, method=method)
    assert abs(found.value + np.log(0.6)) < 4.0 * found.error
