"""The bare functions: arrays in, array out, right to the last digit, and never a warning."""

import math

import mpmath as mp
import numpy as np
import pytest

import kullback as kb
from kullback import functional

EPS = float(np.finfo(float).eps)
RTOL = 1e-14
TWO = {
    "kl": functional.kl,
    "jensen_shannon": functional.jensen_shannon,
    "cross_entropy": functional.cross_entropy,
}


def generalised(p, q):
    return sum((a * mp.log(a / b) if a else 0) - a + b for a, b in zip(p, q, strict=True))


def mixed(p, q):
    m = [(a + b) / 2 for a, b in zip(p, q, strict=True)]
    return (generalised(p, m) + generalised(q, m)) / 2


def crossed(p, q):
    return -sum(a * mp.log(b) for a, b in zip(p, q, strict=True) if a)


DEFINITIONS = {"kl": generalised, "jensen_shannon": mixed, "cross_entropy": crossed}


def pairs(rng):
    for n in (2, 5, 520):  # beyond 512 sums go another way
        p = rng.dirichlet(np.ones(n))
        yield p, rng.dirichlet(np.ones(n))
        yield np.where(np.arange(n) == 0, 0.0, p), rng.dirichlet(np.ones(n))
        for delta in (1e-2, 1e-6, 1e-12):
            yield p, p * (1.0 + delta * rng.uniform(-1.0, 1.0, n))
            yield 7.0 * p, 3.0 * p * (1.0 + delta * rng.uniform(-1.0, 1.0, n))
    yield np.array([5e-324, 1.0]), np.array([1e-300, 1.0])
    yield np.array([1e-300, 1.0]), np.array([5e-324, 1.0])
    yield np.array([1e200, 1.0]), np.array([1e-200, 1.0])


PAIRS = list(pairs(np.random.default_rng(30)))


@pytest.mark.parametrize("normalize", [False, True])
@pytest.mark.parametrize("name", TWO)
def test_a_bare_function_is_its_definition_to_fourteen_digits(name, normalize):
    for p, q in PAIRS:
        value = float(TWO[name](p, q, normalize=normalize))
        with mp.workdps(60 + 700 * (np.ptp(np.log10(q)) > 100)):
            sides = [[mp.mpf(float(x)) for x in side] for side in (p, q)]
            if normalize:
                sides = [[x / mp.fsum(side) for x in side] for side in sides]
            true = DEFINITIONS[name](*sides)
            # of a cross-entropy the part of 1e-300 beside log 1 is below what a double q can say
            slack = 1e-299 if name == "cross_entropy" else 0.0
            assert abs(mp.mpf(value) - true) <= RTOL * abs(true) + slack, (name, p, q, value)


@pytest.mark.parametrize("n", [1, 2, 700])
def test_entropy_is_its_definition_to_fourteen_digits(n):
    rng = np.random.default_rng(31)
    p = rng.dirichlet(np.ones(n))
    with mp.workdps(40):
        exact = [mp.mpf(float(x)) for x in p]
        true = -sum(x * mp.log(x) for x in exact if x)
        total = mp.fsum(exact)
        whole = -sum(x / total * mp.log(x / total) for x in exact if x)
    assert float(functional.entropy(p)) == pytest.approx(float(true), rel=RTOL)
    assert float(functional.entropy(5.0 * p, normalize=True)) == pytest.approx(
        float(whole), rel=RTOL
    )


def test_zeros_have_their_limits():
    certain, even = np.array([0.0, 1.0]), np.array([0.5, 0.5])
    assert functional.kl(certain, even) == pytest.approx(math.log(2.0), rel=2 * EPS)
    assert functional.kl(even, certain) == math.inf
    assert functional.kl(certain, certain) == 0.0
    assert functional.kl(certain, certain[::-1]) == math.inf
    assert functional.jensen_shannon(certain, certain[::-1]) == pytest.approx(
        math.log(2.0), rel=2 * EPS
    )
    assert functional.entropy(certain) == 0.0
    assert functional.cross_entropy(certain, even) == pytest.approx(math.log(2.0), rel=2 * EPS)
    assert functional.cross_entropy(even, certain) == math.inf


def test_weights_that_do_not_sum_to_one_still_give_nothing_negative():
    rng = np.random.default_rng(32)
    for _ in range(200):
        p, q = rng.exponential(size=(2, 6)) * 10.0 ** rng.uniform(-3, 3, (2, 1))
        assert functional.kl(p, q) >= 0.0
        assert functional.jensen_shannon(p, q) >= 0.0
    assert functional.kl(np.array([2.0]), np.array([2.0])) == 0.0


def test_normalisation_forgets_the_totals():
    p, q = np.array([0.2, 0.8]), np.array([0.7, 0.3])
    assert functional.kl(5.0 * p, 3.0 * q, normalize=True) == pytest.approx(
        float(kb.kl(p, q)), rel=1e-15
    )
    assert functional.kl(5.0 * p, 3.0 * q) > 1.0


@pytest.mark.parametrize("name", TWO)
def test_outcomes_run_along_the_axis_and_the_others_stay(name):
    rng = np.random.default_rng(33)
    p, q = rng.dirichlet(np.ones(4), (2, 3)), rng.dirichlet(np.ones(4), (2, 3))
    value = TWO[name](p, q)
    assert value.shape == (2, 3)
    for axis in (0, 1, -2):
        moved = TWO[name](np.moveaxis(p, -1, axis), np.moveaxis(q, -1, axis), axis=axis)
        np.testing.assert_array_equal(moved, value)
    assert functional.entropy(np.moveaxis(p, -1, 0), axis=0).shape == (2, 3)


@pytest.mark.parametrize("name", TWO)
def test_leading_axes_broadcast_and_the_outcome_axis_never(name):
    rng = np.random.default_rng(34)
    p, q = rng.dirichlet(np.ones(4), (3, 1)), rng.dirichlet(np.ones(4), 5)
    assert TWO[name](p, q).shape == (3, 5)
    with pytest.raises(kb.ShapeError, match="4 outcomes and `q` has 1"):
        TWO[name](p, np.ones((5, 1)))


@pytest.mark.parametrize("dtype", [np.float16, np.float32])
@pytest.mark.parametrize("name", TWO)
def test_narrow_floats_come_back_narrow_and_rounded_once(name, dtype):
    rng = np.random.default_rng(35)
    p, q = rng.dirichlet(np.ones(6), 2).astype(dtype)
    value = TWO[name](p, q)
    assert value.dtype == dtype
    wide = TWO[name](p.astype(float), q.astype(float))
    assert float(value) == pytest.approx(float(wide), rel=float(np.finfo(dtype).eps))


def test_nearly_equal_single_precision_keeps_its_digits():
    p = np.array([0.25, 0.25, 0.5], np.float32)
    q = np.nextafter(p, np.float32([1.0, 0.0, 1.0]))
    wide_p, wide_q = p.astype(float), q.astype(float)
    true = sum((a - b) ** 2 / (2.0 * b) for a, b in zip(wide_p, wide_q, strict=True))
    assert float(functional.kl(p, q)) == pytest.approx(true, rel=4e-7)


def test_the_value_agrees_with_the_verbs():
    rng = np.random.default_rng(36)
    p, q = rng.dirichlet(np.ones(9)), rng.dirichlet(np.ones(9))
    for name, verb in (
        ("kl", kb.kl),
        ("jensen_shannon", kb.jensen_shannon),
        ("cross_entropy", kb.cross_entropy),
    ):
        assert float(TWO[name](p, q, normalize=True)) == pytest.approx(float(verb(p, q)), rel=RTOL)
    assert float(functional.entropy(p)) == pytest.approx(float(kb.entropy(p)), rel=RTOL)


def test_the_gradient_is_the_log_ratio():
    rng = np.random.default_rng(37)
    p, q = rng.uniform(0.5, 1.0, (2, 4))
    for i in range(4):
        step = np.where(np.arange(4) == i, 2.0**-17, 0.0)
        in_p = (functional.kl(p + step, q) - functional.kl(p - step, q)) / 2.0**-16
        in_q = (functional.kl(p, q + step) - functional.kl(p, q - step)) / 2.0**-16
        assert in_p == pytest.approx(math.log(p[i] / q[i]), abs=1e-9)  # step² / p³
        assert in_q == pytest.approx(1.0 - p[i] / q[i], abs=1e-9)
