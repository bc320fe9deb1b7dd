"""torch: double inside, the caller's precision outside, and autograd all the way through."""

import numpy as np
import pytest

import kullback as kb
from kullback import functional
from tests.parity.cases import (
    CASES,
    DOUBLE,
    PAIRS,
    POSITIVE,
    SINGLE,
    assert_close,
    batch,
    expected,
    expected_gradients,
)

pytestmark = pytest.mark.torch
torch = pytest.importorskip("torch", reason="torch is not installed; `make test-torch` brings it")

NAMES = list(CASES)


def tensors(dtype, names=tuple(PAIRS), *, gradient=False):
    return tuple(torch.tensor(x, requires_grad=gradient) for x in batch(dtype, names))


@pytest.mark.parametrize("name", NAMES)
def test_every_measure_is_right_in_double(name):
    value = CASES[name].ask(*tensors("float64")).value
    assert value.dtype == torch.float64
    assert_close(value.numpy(), name)


@pytest.mark.parametrize("name", NAMES)
def test_single_precision_is_computed_in_double_and_returned_in_single(name):
    value = CASES[name].ask(*tensors("float32")).value
    assert value.dtype == torch.float32
    assert_close(value.numpy(), name, "float32", SINGLE)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_half_precision_is_computed_in_double_and_returned_in_half(dtype):
    p, q = (x.to(dtype) for x in tensors("float64"))
    value = kb.kl(p, q).value
    assert value.dtype == dtype
    exact = kb.kl(*(x.double().numpy() for x in (p, q)), normalize=True).value
    np.testing.assert_allclose(
        value.double().numpy(), exact, rtol=torch.finfo(dtype).eps, atol=torch.finfo(dtype).tiny
    )


@pytest.mark.parametrize("name", NAMES)
def test_gradients_are_those_of_the_normalised_function(name):
    p, q = tensors("float64", POSITIVE, gradient=True)
    CASES[name].ask(p, q).value.sum().backward()
    found = (x.grad if x.grad is not None else torch.zeros_like(x) for x in (p, q))
    for slope, wanted in zip(found, expected_gradients(name), strict=True):
        np.testing.assert_allclose(slope.numpy(), wanted, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_the_gradient_of_kl_is_the_formula_also_where_outcomes_are_impossible(dtype):
    names = [name for name in PAIRS if name not in ("zeros in q",)]
    p, q = tensors(dtype, names, gradient=True)
    kb.kl(p, q).value.sum().backward()
    a, b = (x.astype(float) for x in batch(dtype, names))
    a, b = ((x, x.sum(axis=-1, keepdims=True)) for x in (a, b))
    possible = a[0] > 0.0
    with np.errstate(all="ignore"):
        ratio = np.where(possible, a[0] / a[1] * b[1] / b[0], 0.0)
        logarithm = np.where(possible, np.log(ratio), 0.0)
    divergence = (a[0] / a[1] * logarithm).sum(axis=-1, keepdims=True)
    # an outcome that p excludes stays excluded: its own term has no slope in p, where it is -inf
    atol = 1e-15 if dtype == "float64" else 1e-6
    np.testing.assert_allclose(p.grad.numpy(), (logarithm - divergence) / a[1], 1e-6, atol)
    np.testing.assert_allclose(q.grad.numpy(), (1.0 - ratio) / b[1], 1e-6, atol)


@pytest.mark.parametrize("wrap", [kb.Table, kb.Logits])
@pytest.mark.parametrize("name", NAMES)
def test_no_gradient_is_nan(name, wrap):
    if wrap is kb.Logits and name in ("mutual_information", "conditional_entropy"):
        pytest.skip("a joint table is not given by scores")
    p, q = tensors("float64")
    if wrap is kb.Logits:
        p, q = torch.log(p), torch.log(q)
    joint = name in ("mutual_information", "conditional_entropy")
    p, q = p.requires_grad_(), q.requires_grad_()
    CASES[name].ask(*(x if joint else wrap(x) for x in (p, q))).value.sum().backward()
    for x in (p, q):
        assert x.grad is None or not x.grad.isnan().any()


def test_the_gradient_in_scores_is_that_of_softmax():
    rng = np.random.default_rng(8)
    for gap in (1.0, 1e-4, 1e-9):
        scores = rng.normal(size=(4, 7))
        x = torch.tensor(scores, requires_grad=True)
        y = torch.tensor(scores + gap * rng.normal(size=(4, 7)), requires_grad=True)
        kb.kl(kb.Logits(x), kb.Logits(y)).value.sum().backward()
        p, q = torch.softmax(x.detach(), -1), torch.softmax(y.detach(), -1)
        # as the difference of scores is exact, so is the log ratio about its mean
        d = (x - y).detach()
        log_ratio = (
            d - torch.logsumexp(x.detach(), -1, True) + torch.logsumexp(y.detach(), -1, True)
        )
        mean = (p * log_ratio).sum(-1, keepdim=True)
        torch.testing.assert_close(y.grad, q - p, rtol=1e-9, atol=1e-15)
        torch.testing.assert_close(x.grad, p * (log_ratio - mean), rtol=1e-9, atol=1e-15)


def test_masked_scores_have_a_gradient():
    x = torch.tensor([0.0, 1.0, -torch.inf, 2.0], requires_grad=True)
    y = torch.tensor([1.0, 1.0, 0.5, -torch.inf], requires_grad=True)
    for p, q in ((x, x), (x, y), (y, x)):
        for leaf in (x, y):
            leaf.grad = None
        kb.kl(kb.Logits(p), kb.Logits(q)).value.backward()
        assert all(leaf.grad is None or not leaf.grad.isnan().any() for leaf in (x, y))


@pytest.mark.parametrize("normalize", [False, True])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_bare_functions_map_and_differentiate(dtype, normalize):
    p, q = tensors(dtype, POSITIVE)

    def one(p, q):
        return functional.kl(p, q, normalize=normalize)

    value = torch.func.vmap(one)(p, q)
    torch.testing.assert_close(value, one(p, q))
    in_p, in_q = torch.func.vmap(torch.func.grad(one, (0, 1)))(p, q)
    tolerance = {"rtol": 1e-12, "atol": 1e-14} if dtype == "float64" else {"rtol": 0, "atol": 1e-5}
    if normalize:
        wanted = (torch.tensor(x, dtype=p.dtype) for x in expected_gradients("kl"))
    else:
        wanted = torch.log(p / q), 1.0 - p / q
    for slope, right in zip((in_p, in_q), wanted, strict=True):
        torch.testing.assert_close(slope, right, **tolerance)


def test_bare_functions_keep_their_digits_in_single_precision():
    value = functional.kl(*tensors("float32"), normalize=True)
    assert value.dtype == torch.float32
    np.testing.assert_allclose(value.numpy(), expected("kl", "float32"), rtol=SINGLE, atol=0.0)


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16])
def test_bare_functions_return_half_precision_as_it_was(dtype):
    p, q = (x.to(dtype) for x in tensors("float64", POSITIVE))
    value = functional.kl(p, q, normalize=True)
    assert value.dtype == dtype
    exact = functional.kl(p.double(), q.double(), normalize=True)
    torch.testing.assert_close(value.double(), exact, rtol=torch.finfo(dtype).eps, atol=1e-7)


def test_a_verb_inside_vmap_names_the_functional_room():
    with pytest.raises(kb.InvalidInputError, match=r"kullback\.functional"):
        torch.func.vmap(lambda x: kb.kl(x, x).value)(torch.ones(2, 2) / 2)


def test_numpy_and_lists_follow_torch():
    p, q = tensors("float32")
    exact = kb.kl(p, q).value
    for value in (kb.kl(p.numpy(), q).value, kb.kl(p, q.tolist()).value):
        assert value.dtype == torch.float32
        torch.testing.assert_close(value, exact, rtol=SINGLE, atol=0.0)


def test_two_libraries_beside_numpy_are_refused():
    strict = pytest.importorskip("array_api_strict", reason="array-api-strict is not installed")
    p, q = batch("float64")
    with pytest.raises(kb.InvalidInputError, match="convert one"):
        kb.kl(torch.tensor(p), strict.asarray(q))


def test_torch_beside_jax_is_refused():
    jax = pytest.importorskip("jax", reason="JAX is not installed")
    p, q = batch("float32")
    with pytest.raises(kb.InvalidInputError, match="convert one"):
        kb.kl(torch.tensor(p), jax.numpy.asarray(q))


def test_a_result_with_a_gradient_is_a_number_too():
    p, q = tensors("float64", gradient=True)
    result = kb.kl(p[0], q[0])
    assert result.value.requires_grad
    assert float(result) == pytest.approx(float(expected("kl")[0]), rel=DOUBLE)
    assert result.to_dict()["value"] == float(result)
    assert np.asarray(result) == float(result)
    assert "nats" in repr(result)
    parts = result.contributions(top=None)
    assert sum(c.value for c in parts) == pytest.approx(float(result), rel=DOUBLE)
    result.value.backward()
    assert p.grad is not None
