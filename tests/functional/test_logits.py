"""Losses of logits: values from probabilities in 40 digits, gradients by hand and by differences."""

import math

import jax
import jax.numpy as jnp
import mpmath as mp
import numpy as np
import pytest

import kullback as kb
from kullback import functional as F  # noqa: N812

DIRECTIONS = ("forward", "reverse", "jensen_shannon")
W = 0.3


@pytest.fixture
def double():
    with jax.enable_x64(True):
        yield


def exact_softmax(row, temperature):
    e = [
        mp.exp(mp.mpf(float(x)) / mp.mpf(temperature)) if x > -math.inf else mp.mpf(0) for x in row
    ]
    return [x / mp.fsum(e) for x in e]


def exact_kl(p, q):
    if any(a > 0 and b == 0 for a, b in zip(p, q, strict=True)):
        return mp.inf
    return mp.fsum(a * mp.log(a / b) for a, b in zip(p, q, strict=True) if a)


def exact(teacher, student, direction, temperature=1.0):
    with mp.workdps(60):
        t, s = (exact_softmax(x, temperature) for x in (teacher, student))
        if direction != "jensen_shannon":
            return float(exact_kl(t, s) if direction == "forward" else exact_kl(s, t))
        w = mp.mpf(W)
        m = [w * a + (1 - w) * b for a, b in zip(t, s, strict=True)]
        return float(w * exact_kl(t, m) + (1 - w) * exact_kl(s, m))


def logits(seed, shape, spread=3.0):
    rng = np.random.default_rng(seed)
    teacher = spread * rng.normal(size=shape)
    return teacher, teacher + rng.normal(size=shape)


def loss(teacher, student, direction, **options):
    return F.kl_logits(teacher=teacher, student=student, direction=direction, weight=W, **options)


@pytest.mark.parametrize("temperature", [0.1, 1.0, 4.0])
@pytest.mark.parametrize("direction", DIRECTIONS)
def test_the_value_is_the_definition(direction, temperature):
    teacher, student = logits(1, (5, 9))
    for delta in (1.0, 1e-3, 1e-6):
        near = teacher + delta * (student - teacher)
        found = loss(teacher, near, direction, temperature=temperature)
        wanted = [exact(t, s, direction, temperature) for t, s in zip(teacher, near, strict=True)]
        # a double's normaliser is off by 1e-16, which enters squared
        np.testing.assert_allclose(found, wanted, rtol=1e-13 + 1e-14 / delta, atol=1e-30)


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_impossible_outcomes_are_legal_on_either_side(direction):
    teacher, student = logits(2, (4, 6))
    teacher[0, :2] = student[0, :2] = -np.inf
    teacher[1, 3] = -np.inf
    student[2, 4] = -np.inf
    found = loss(teacher, student, direction)
    wanted = [exact(t, s, direction) for t, s in zip(teacher, student, strict=True)]
    np.testing.assert_allclose(found, wanted, rtol=1e-13)
    assert np.isinf(found).sum() == (0 if direction == "jensen_shannon" else 1)


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_a_row_without_outcomes_is_nothing_on_both_sides_and_infinite_on_one(direction):
    teacher, student = logits(3, (3, 4))
    teacher[0] = student[0] = teacher[1] = student[2] = -np.inf
    np.testing.assert_array_equal(loss(teacher, student, direction), [0.0, np.inf, np.inf])


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_a_block_does_not_change_the_value(direction):
    teacher, student = logits(4, (2, 7, 11))
    whole = loss(teacher, student, direction)
    for chunk in (1, 3, 100):
        np.testing.assert_allclose(
            loss(teacher, student, direction, chunk=chunk), whole, rtol=1e-14
        )
    assert whole.shape == (2, 7)
    assert np.all(loss(teacher, teacher, direction) == 0.0)


def test_a_reduction_divides_by_what_it_says():
    teacher, student = logits(5, (2, 3, 6))
    mask = np.array([[1, 1, 0], [1, 0, 0]])
    student[0, 2], teacher[1, 1] = np.nan, np.nan
    rows = loss(teacher, student, "forward", mask=mask)
    total = rows.sum()
    assert np.all(rows[mask == 0] == 0.0)
    for reduction, divisor in (("sum", 1), ("token_mean", 3), ("batch_mean", 2)):
        found = loss(teacher, student, "forward", mask=mask, reduction=reduction)
        assert found == pytest.approx(total / divisor, rel=1e-14)
    nothing = loss(teacher, student, "forward", mask=0 * mask, reduction="token_mean")
    assert nothing == 0.0


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_jax_agrees_with_numpy_compiled_mapped_and_in_blocks(direction, double):
    teacher, student = logits(6, (6, 8))
    teacher[1, 2] = student[1, 2] = -np.inf
    wanted = loss(teacher, student, direction)
    arrays = jnp.asarray(teacher), jnp.asarray(student)
    compiled = jax.jit(lambda t, s: loss(t, s, direction, chunk=4))
    np.testing.assert_allclose(compiled(*arrays), wanted, rtol=1e-13)
    mapped = jax.vmap(lambda t, s: loss(t, s, direction))
    np.testing.assert_allclose(mapped(*arrays), wanted, rtol=1e-13)


@pytest.mark.parametrize("chunk", [None, 2])
@pytest.mark.parametrize("direction", DIRECTIONS)
def test_gradients_are_those_of_differences(direction, chunk, double):
    teacher, student = logits(7, (3, 4))
    teacher[2, 1] = student[2, 1] = -np.inf

    def total(t, s):
        return loss(t, s, direction, temperature=0.7, chunk=chunk, reduction="sum")

    found = jax.grad(total, argnums=(0, 1))(jnp.asarray(teacher), jnp.asarray(student))
    step = 2.0**-17
    for side, slopes in enumerate(found):
        for place in np.ndindex(3, 4):
            up, down = [teacher.copy(), student.copy()], [teacher.copy(), student.copy()]
            up[side][place] += step
            down[side][place] -= step
            wanted = (total(*up) - total(*down)) / (2.0 * step)
            assert float(slopes[place]) == pytest.approx(wanted, abs=1e-8)  # step² and 1e-16/step
    assert found[0][2, 1] == found[1][2, 1] == 0.0


def test_the_gradient_to_the_student_is_the_difference_of_probabilities(double):
    teacher, student = logits(8, (5,))
    slope = jax.grad(lambda s: loss(jnp.asarray(teacher), s, "forward", temperature=2.0))(
        jnp.asarray(student)
    )
    p, q = (np.array([float(x) for x in exact_softmax(x, 2.0)]) for x in (teacher, student))
    np.testing.assert_allclose(slope, (q - p) / 2.0, rtol=1e-13, atol=1e-16)


@pytest.mark.parametrize("dtype", [jnp.float32, jnp.bfloat16])
@pytest.mark.parametrize("direction", DIRECTIONS)
def test_a_large_vocabulary_in_low_precision_at_low_temperature_is_finite_and_right(
    direction, dtype
):
    teacher, student = logits(9, (4, 100_000), spread=2.0)
    teacher[:, 5:5000] = student[:, 5:5000] = -np.inf
    teacher[3] = student[3] = -np.inf
    t, s = jnp.asarray(teacher, dtype), jnp.asarray(student, dtype)
    mask = jnp.asarray([True, True, False, True])

    def total(t, s):
        return loss(t, s, direction, temperature=0.1, mask=mask, reduction="token_mean")

    value, slopes = jax.value_and_grad(total, argnums=(0, 1))(t, s)
    wide_t, wide_s = (np.asarray(x).astype(np.float64) for x in (t, s))
    wanted = loss(wide_t, wide_s, direction, temperature=0.1, reduction="none")[:2].sum() / 3.0
    assert value.dtype == jnp.float32
    assert float(value) == pytest.approx(wanted, rel=1e-5)
    for slope in slopes:
        assert slope.dtype == dtype
        assert bool(jnp.all(jnp.isfinite(slope)))
        assert bool(jnp.all(slope[2:] == 0.0))
        assert bool(jnp.any(slope[:2] != 0.0))


def test_infinite_and_masked_rows_have_finite_gradients():
    teacher, student = map(jnp.asarray, logits(10, (4, 5)))
    teacher = teacher.at[0, 1].set(-jnp.inf).at[3].set(jnp.nan)
    student = student.at[1, 1].set(-jnp.inf).at[2].set(-jnp.inf)
    mask = jnp.asarray([True, True, True, False])
    for direction in DIRECTIONS:
        slopes = jax.grad(
            lambda t, s, d=direction: loss(t, s, d, mask=mask, reduction="sum"), argnums=(0, 1)
        )(teacher, student)
        assert all(bool(jnp.all(jnp.isfinite(x))) for x in slopes)


def test_near_equality_keeps_digits_in_single_precision():
    teacher, _ = logits(11, (8, 50_000))
    teacher = teacher.astype(np.float32)
    student = teacher + np.float32(1e-4) * np.float32(
        np.random.default_rng(0).normal(size=teacher.shape)
    )
    wanted = F.kl_logits(teacher=teacher.astype(float), student=student.astype(float))
    found = F.kl_logits(teacher=jnp.asarray(teacher), student=jnp.asarray(student))
    np.testing.assert_allclose(found, wanted, rtol=1e-2)  # of 5e-9; by log_softmax it is noise


@pytest.mark.parametrize("xp", [np, jnp])
def test_cross_entropy_is_the_definition(xp, double):
    z, _ = logits(12, (4, 5))
    z[0, 3] = -np.inf
    labels = np.array([1, 0, 4, 2])
    log_q = [[float(mp.log(x)) if x else -math.inf for x in exact_softmax(row, 1.0)] for row in z]
    plain = [-row[i] for row, i in zip(log_q, labels, strict=True)]
    found = F.cross_entropy_logits(xp.asarray(z), xp.asarray(labels))
    np.testing.assert_allclose(found, plain, rtol=1e-14)
    smooth = [
        0.9 * a - 0.1 * np.mean([x for x in row if x > -math.inf])
        for a, row in zip(plain, log_q, strict=True)
    ]
    found = F.cross_entropy_logits(xp.asarray(z), xp.asarray(labels), label_smoothing=0.1)
    np.testing.assert_allclose(found, smooth, rtol=1e-14)
    probabilities = np.eye(5)[labels]
    found = F.cross_entropy_logits(xp.asarray(z), xp.asarray(probabilities))
    np.testing.assert_allclose(found, plain, rtol=1e-14)


def test_cross_entropy_of_an_impossible_label_is_infinite():
    z = np.array([[0.0, -np.inf], [0.0, 0.0], [-np.inf, -np.inf]])
    np.testing.assert_array_equal(F.cross_entropy_logits(z, np.array([1, -100, 0])), np.inf)
    kept = F.cross_entropy_logits(z, np.array([0, -100, 0]), mask=[1, 0, 0], reduction="token_mean")
    assert kept == 0.0


def test_the_gradient_of_cross_entropy_is_softmax_less_target(double):
    z, _ = logits(13, (3, 5))
    z[0, 4] = z[2] = -np.inf
    labels = jnp.asarray([1, 0, 0])
    mask = jnp.asarray([True, True, False])
    slope = jax.jit(
        jax.grad(
            lambda x: F.cross_entropy_logits(
                x, labels, label_smoothing=0.2, mask=mask, reduction="sum"
            )
        )
    )(jnp.asarray(z))
    for i, k in ((0, 4), (1, 5)):
        q = np.array([float(x) for x in exact_softmax(z[i], 1.0)])
        even = np.where(z[i] > -np.inf, 0.2 / k, 0.0)
        np.testing.assert_allclose(slope[i], q - 0.8 * np.eye(5)[labels[i]] - even, atol=1e-15)
    assert np.all(np.asarray(slope[2]) == 0.0)


BAD = [
    ({"direction": "sideways"}, "`direction` is 'sideways'"),
    ({"reduction": "mean"}, "`reduction` is 'mean'"),
    ({"temperature": 0.0}, "`temperature` is 0"),
    ({"temperature": -1.0}, "`temperature` is -1"),
    ({"temperature": math.nan}, "`temperature` is nan"),
    ({"temperature": "hot"}, "`temperature` is 'hot'"),
    ({"direction": "jensen_shannon", "weight": 1.0}, "`weight` is 1"),
    ({"chunk": 0}, "`chunk` is 0"),
    ({"mask": np.ones((2, 2))}, "`mask` has the shape"),
    ({"student": np.zeros((2, 3))}, "`student` \\(2, 3\\)"),
    ({"student": "logits"}, "`student` a str"),
]


@pytest.mark.parametrize(("options", "message"), BAD)
def test_bad_input_is_named(options, message):
    arguments = {"teacher": np.zeros((2, 4)), "student": np.zeros((2, 4)), **options}
    with pytest.raises(kb.InvalidInputError, match=message):
        F.kl_logits(**arguments)


def test_bad_targets_and_smoothing_are_named():
    z = np.zeros((2, 4))
    with pytest.raises(kb.ShapeError, match="one label a row"):
        F.cross_entropy_logits(z, np.array([1, 2, 3]))
    with pytest.raises(kb.ShapeError, match="`target`"):
        F.cross_entropy_logits(z, np.ones((2, 3)))
    with pytest.raises(kb.InvalidInputError, match="`label_smoothing` is 1"):
        F.cross_entropy_logits(z, np.array([1, 2]), label_smoothing=1.0)


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_any_library_of_the_standard_will_do(direction):
    xp = pytest.importorskip("array_api_strict")
    teacher, student = logits(14, (3, 5))
    teacher[0, 0] = student[0, 0] = -np.inf
    found = loss(xp.asarray(teacher), xp.asarray(student), direction, mask=xp.asarray([True] * 3))
    np.testing.assert_allclose(np.asarray(found), loss(teacher, student, direction), rtol=1e-14)
    labels = xp.asarray([1, 2, 0])
    smooth = F.cross_entropy_logits(xp.asarray(teacher), labels, label_smoothing=0.1)
    wanted = F.cross_entropy_logits(teacher, np.asarray(labels), label_smoothing=0.1)
    np.testing.assert_allclose(np.asarray(smooth), wanted, rtol=1e-14)
    assert float(F.policy_kl(xp.asarray(teacher[1]), xp.asarray(student[1]), reduction="sum")) > 0.0
    assert float(F.gaussian_kl(xp.asarray(student), xp.asarray(student), reduction="sum")) > 0.0
