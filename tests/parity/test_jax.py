"""JAX, with double precision and without: eager through the verbs, traced through `functional`."""

import numpy as np
import pytest

import kullback as kb
from kullback import functional
from tests.parity.cases import (
    CASES,
    DOUBLE,
    POSITIVE,
    SINGLE,
    assert_close,
    batch,
    expected,
    expected_gradients,
)

jax = pytest.importorskip("jax", reason="JAX is not installed")
jnp = jax.numpy

EPS32 = 2.0**-24


@pytest.fixture
def double():
    with jax.enable_x64(True):
        yield


def jax_arrays(dtype, names=None):
    return tuple(map(jnp.asarray, batch(dtype) if names is None else batch(dtype, names)))


@pytest.mark.usefixtures("double")
@pytest.mark.parametrize("name", CASES)
def test_every_measure_is_right_in_double(name):
    value = CASES[name].ask(*jax_arrays("float64")).value
    assert isinstance(value, jax.Array)
    assert value.dtype == jnp.float64
    assert_close(np.asarray(value), name)


@pytest.mark.parametrize("name", CASES)
def test_every_measure_is_compensated_where_double_is_switched_off(name):
    value = CASES[name].ask(*jax_arrays("float32")).value
    assert value.dtype == jnp.float32
    assert_close(np.asarray(value), name, "float32", CASES[name].compensated, EPS32)


def test_kl_without_double_keeps_its_digits_over_many_tables():
    rng = np.random.default_rng(20)
    for n, delta in ((2, None), (2, 1e-1), (2, 1e-3), (2, 1e-5), (16, None), (16, 1e-4)):
        p = rng.dirichlet(np.ones(n), 2000)
        q = rng.dirichlet(np.ones(n), 2000)
        if delta is not None:
            q = p * (1.0 + delta * rng.uniform(-1.0, 1.0, p.shape))
            q /= q.sum(axis=-1, keepdims=True)
        p, q = np.float32(p + 1e-6), np.float32(q + 1e-6)
        value = np.asarray(kb.kl(jnp.asarray(p), jnp.asarray(q), normalize=True).value, dtype=float)
        # NumPy computes in double; the parity of that with mpmath is tested elsewhere
        exact = kb.kl(p.astype(float), q.astype(float), normalize=True).value
        np.testing.assert_allclose(value, exact, rtol=SINGLE, atol=1e-30)


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_half_precision_comes_back_as_it_was(dtype):
    p, q = (jnp.asarray(x, dtype=dtype) for x in batch("float64"))
    value = kb.kl(p, q).value
    assert value.dtype == p.dtype
    exact = kb.kl(*(np.asarray(x, dtype=float) for x in (p, q)), normalize=True).value
    np.testing.assert_allclose(
        np.asarray(value, dtype=float), exact, rtol=float(jnp.finfo(dtype).eps), atol=1e-7
    )


def test_numpy_and_lists_follow_jax():
    p, q = jax_arrays("float32")
    exact = np.asarray(kb.kl(p, q).value)
    for value in (kb.kl(np.asarray(p), q).value, kb.kl(p, np.asarray(q).tolist()).value):
        assert isinstance(value, jax.Array)
        assert value.dtype == jnp.float32
        np.testing.assert_allclose(np.asarray(value), exact, rtol=SINGLE)


def test_two_libraries_beside_numpy_are_refused():
    strict = pytest.importorskip("array_api_strict", reason="array-api-strict is not installed")
    p, q = batch("float32")
    with pytest.raises(kb.InvalidInputError, match="convert one"):
        kb.kl(jnp.asarray(p), strict.asarray(q))


@pytest.mark.parametrize("transform", [jax.jit, jax.vmap, lambda f: jax.grad(lambda x: f(x).sum())])
@pytest.mark.parametrize("wrap", [lambda x: x, kb.Logits, kb.LogProbs, kb.Table])
def test_a_verb_inside_a_trace_names_the_functional_room(transform, wrap):
    with pytest.raises(kb.InvalidInputError, match=r"kullback\.functional"):
        transform(lambda x: kb.kl(wrap(x), wrap(x)).value)(jnp.ones((2, 2)) / 2)


def normalised_kl(p, q):
    return functional.kl(p, q, normalize=True)


@pytest.mark.usefixtures("double")
@pytest.mark.parametrize("transform", [lambda f: f, lambda f: jax.jit(jax.vmap(f))])
def test_normalised_kl_is_right_under_every_transformation(transform):
    value = transform(normalised_kl)(*jax_arrays("float64"))
    np.testing.assert_allclose(
        np.asarray(value), expected("kl"), rtol=DOUBLE, atol=1e-60
    )  # compiled, p against itself may give a rounding of a rounding


@pytest.mark.parametrize("transform", [lambda f: f, jax.jit])
def test_normalised_kl_without_double_is_right_when_compiled(transform):
    value = transform(normalised_kl)(*jax_arrays("float32"))
    np.testing.assert_allclose(
        np.asarray(value), expected("kl", "float32"), rtol=SINGLE, atol=1e-28
    )


FUNCTIONS = {
    "kl": functional.kl,
    "jensen_shannon": functional.jensen_shannon,
    "entropy": lambda p, q, normalize: functional.entropy(p, normalize=normalize) + 0.0 * q.sum(),
    "cross_entropy": functional.cross_entropy,
}


@pytest.mark.usefixtures("double")
@pytest.mark.parametrize("name", FUNCTIONS)
def test_gradients_of_bare_functions_are_those_of_the_normalised_function(name):
    one = jax.grad(lambda p, q: FUNCTIONS[name](p, q, normalize=True), (0, 1))
    found = jax.jit(jax.vmap(one))(*jax_arrays("float64", POSITIVE))
    for slope, wanted in zip(found, expected_gradients(name), strict=True):
        np.testing.assert_allclose(np.asarray(slope), wanted, rtol=1e-13, atol=1e-14)


@pytest.mark.usefixtures("double")
def test_the_gradient_of_the_generalised_divergence_is_a_logarithm_and_a_ratio():
    p, q = jax_arrays("float64", POSITIVE)
    in_p, in_q = jax.vmap(jax.grad(functional.kl, (0, 1)))(3.0 * p, q)
    np.testing.assert_allclose(np.asarray(in_p), np.log(3.0 * p / q), rtol=1e-14, atol=1e-15)
    np.testing.assert_allclose(np.asarray(in_q), 1.0 - 3.0 * p / q, rtol=1e-14, atol=1e-15)


@pytest.mark.parametrize("normalize", [False, True])
@pytest.mark.parametrize("name", FUNCTIONS)
def test_no_gradient_is_nan(name, normalize):
    one = jax.grad(lambda p, q: FUNCTIONS[name](p, q, normalize=normalize), (0, 1))
    for slope in jax.jit(jax.vmap(one))(*jax_arrays("float32")):
        assert not np.isnan(np.asarray(slope)).any()
