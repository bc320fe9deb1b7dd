"""Coefficients: they do what their rule says, and go on where they were stopped."""

import json
import math

import pytest

import kullback as kb
from kullback.functional import KLController


def test_a_fixed_coefficient_stays():
    controller = KLController.fixed(0.2)
    assert [controller.update(x) for x in (0.0, 5.0, None)] == [0.2, 0.2, 0.2]
    assert controller.count == 3


def test_an_adaptive_coefficient_moves_by_the_clipped_relative_error():
    controller = KLController.adaptive(1.0, target=2.0, gain=0.5, clip=0.2)
    assert controller.update(2.2) == pytest.approx(1.05)
    assert controller.update(100.0) == pytest.approx(1.05 * 1.1)
    assert controller.update(0.0) == pytest.approx(1.05 * 1.1 * 0.9)
    assert controller.update(math.inf) == pytest.approx(1.05 * 1.1 * 0.9 * 1.1)


def test_an_adaptive_coefficient_brings_the_divergence_to_its_target():
    """Tilting a reference by reward/β gives a divergence that falls like 1/β²."""
    controller = KLController.adaptive(1.0, target=0.5)
    for _ in range(500):
        controller.update(0.02 / controller.coefficient**2)
    assert controller.coefficient == pytest.approx(0.2, rel=1e-3)


@pytest.mark.parametrize(("shape", "quarter"), [("linear", 0.5), ("cosine", 0.5 - 0.5**0.5 / 2)])
def test_an_annealed_coefficient_arrives_and_stays(shape, quarter):
    controller = KLController.annealed(0.0, 2.0, updates=4, shape=shape)
    values = [controller.coefficient] + [controller.update() for _ in range(6)]
    assert values[0] == 0.0
    assert values[1] == pytest.approx(quarter if shape == "linear" else 2 * quarter)
    assert values[2] == pytest.approx(1.0)
    assert values[4:] == [2.0, 2.0, 2.0]


@pytest.mark.parametrize(
    "make",
    [
        lambda: KLController.fixed(0.1),
        lambda: KLController.adaptive(0.1, target=3.0),
        lambda: KLController.annealed(0.1, 0.9, updates=10, shape="cosine"),
    ],
)
def test_a_resumed_controller_goes_on_as_if_nothing_had_happened(make):
    whole, first = make(), make()
    for x in (1.0, 9.0):
        whole.update(x)
        first.update(x)
    second = KLController.resume(json.loads(json.dumps(first.state())))
    assert [second.update(x) for x in (4.0, 2.0)] == [whole.update(x) for x in (4.0, 2.0)]
    assert second.state() == whole.state()
    assert repr(second) == repr(whole)


def test_bad_input_is_named():
    with pytest.raises(kb.InvalidInputError, match="`target` is 0"):
        KLController.adaptive(0.1, target=0.0)
    with pytest.raises(kb.InvalidInputError, match="`coefficient` is -1"):
        KLController.fixed(-1.0)
    with pytest.raises(kb.InvalidInputError, match="negative"):
        KLController.adaptive(0.1, target=1.0, gain=5.0)
    with pytest.raises(kb.InvalidInputError, match="`updates` is 0"):
        KLController.annealed(0.0, 1.0, updates=0)
    with pytest.raises(kb.InvalidInputError, match="`shape` is 'step'"):
        KLController.annealed(0.0, 1.0, updates=3, shape="step")
    for kl in (None, math.nan):
        with pytest.raises(kb.InvalidInputError, match="`kl` is"):
            KLController.adaptive(0.1, target=1.0).update(kl)
    for state in ({}, {"kind": "wild", "coefficient": 1.0, "count": 0}, {"coefficient": 1.0}):
        with pytest.raises(kb.InvalidInputError, match="`state` has the entries"):
            KLController.resume(state)
