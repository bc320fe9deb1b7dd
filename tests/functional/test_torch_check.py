"""Mistakes with torch's kl_div are found, and right calls are let alone."""

import math

import numpy as np
import pytest

import kullback as kb
from kullback.functional import check_torch_kl

RNG = np.random.default_rng(1)
P, Q = RNG.dirichlet(np.ones(5), (2, 4))
D = float(np.mean(kb.kl(P, Q).value))
REVERSE = float(np.mean(kb.kl(Q, P).value))


@pytest.mark.parametrize(("target", "log_target"), [(P, False), (np.log(P), True)])
def test_a_right_call_is_let_alone(target, log_target):
    report = check_torch_kl(np.log(Q), target, "batchmean", log_target)
    assert report.ok
    assert report.value == pytest.approx(D, rel=1e-12)
    assert report.forward == pytest.approx(D, rel=1e-12)
    assert report.reverse == pytest.approx(REVERSE, rel=1e-12)
    assert "Nothing suspicious" in str(report)


LOGITS = 3.0 * RNG.normal(size=(4, 5))
OUT = np.arange(5) == 2
CUT = np.where(OUT, 0.0, P)
CUT /= CUT.sum(axis=-1, keepdims=True)
MASKED = np.where(OUT, -np.inf, np.log(np.where(OUT, 1.0, CUT)))
CASES = [
    ("swapped", (Q, np.log(P), "batchmean", False)),
    ("input is probabilities", (Q, P, "batchmean", False)),
    ("input is raw logits", (LOGITS, P, "batchmean", False)),
    ("input is weights", (3.0 * Q, P, "batchmean", False)),
    ("target is not logarithms", (np.log(Q), P, "batchmean", True)),
    ("target is logarithms", (np.log(Q), np.log(P), "batchmean", False)),
    ("target is not normalised", (np.log(Q), 0.5 * P, "batchmean", False)),
    ("target is not normalised", (np.log(Q), LOGITS, "batchmean", True)),
    ("mean", (np.log(Q), P, "mean", False)),
    ("batchmean of sequences", (np.log(Q)[None], P[None], "batchmean", False)),
    ("batchmean of one row", (np.log(Q)[0], P[0], "batchmean", False)),
    ("both impossible", (MASKED, MASKED, "sum", True)),
    ("infinite", (MASKED, P, "sum", False)),
]


@pytest.mark.parametrize(("name", "call"), CASES)
def test_a_mistake_is_found_and_explained(name, call):
    report = check_torch_kl(*call)
    assert name in report.findings
    assert f"- {name}: " in str(report)


def test_what_a_reduction_does_is_put_in_numbers():
    report = check_torch_kl(np.log(Q), P, "mean")
    assert report.value == pytest.approx(D / 5, rel=1e-12)
    assert "5 times too small" in report.findings["mean"]
    report = check_torch_kl(np.log(Q)[None], P[None], "batchmean")
    assert report.value == pytest.approx(4.0 * D, rel=1e-12)
    assert "4 times a mean over rows" in report.findings["batchmean of sequences"]


def test_an_impossible_entry_of_both_gives_the_nan_that_torch_gives():
    both = np.where(np.arange(5) == 2, -np.inf, np.log(P))
    assert math.isnan(check_torch_kl(both, both, "sum", log_target=True).value)


def test_bad_input_is_named():
    with pytest.raises(kb.InvalidInputError, match="`reduction` is 'token_mean'"):
        check_torch_kl(np.log(Q), P, "token_mean")
    with pytest.raises(kb.ShapeError, match="`target`"):
        check_torch_kl(np.log(Q), P[:2])
