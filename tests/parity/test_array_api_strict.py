"""Arrays that offer nothing but the standard: whatever works here works for any library."""

import numpy as np
import pytest

import kullback as kb
from kullback import functional
from tests.parity.cases import CASES, DOUBLE, SINGLE, assert_close, batch

strict = pytest.importorskip("array_api_strict", reason="array-api-strict is not installed")

# 2024.12 is the first version in which `where` takes numbers, as all libraries do
VERSIONS = ("2024.12", "2025.12")


@pytest.fixture(params=VERSIONS)
def version(request):
    with strict.ArrayAPIStrictFlags(
        api_version=request.param,
        boolean_indexing=False,
        data_dependent_shapes=False,
        enabled_extensions=(),
    ):
        yield request.param


def strict_arrays(dtype="float64", device=None):
    return tuple(strict.asarray(x, device=device) for x in batch(dtype))


@pytest.mark.parametrize("name", CASES)
def test_every_measure_needs_no_more_than_the_standard(name, version):
    value = CASES[name].ask(*strict_arrays()).value
    assert value.dtype == strict.float64
    assert_close(np.asarray(value), name)


@pytest.mark.parametrize("name", CASES)
def test_single_precision_is_computed_in_double_and_returned_in_single(name):
    value = CASES[name].ask(*strict_arrays("float32")).value
    assert value.dtype == strict.float32
    assert_close(np.asarray(value), name, "float32", SINGLE)


def test_the_answer_stays_on_the_device_of_the_tables():
    device = strict.Device("device1")
    p, q = strict_arrays(device=device)
    for ask in (kb.kl, kb.jensen_shannon, lambda p, q: kb.renyi(p, q, 0.5), functional.kl):
        answer = ask(p, q)
        assert getattr(answer, "value", answer).device == device
    assert kb.kl(kb.Logits(p), kb.Logits(q)).value.device == device
    assert kb.kl(batch("float64")[0], q).value.device == device
    named = kb.kl(kb.Table(p, outcomes="abcdef"), kb.Table(q, outcomes="fedcba"))
    assert named.value.device == device


def test_tables_on_two_devices_are_refused():
    p, _ = strict_arrays(device=strict.Device("device1"))
    _, q = strict_arrays()
    with pytest.raises(kb.InvalidInputError, match="device1"):
        kb.kl(p, q)


def test_lists_and_numpy_follow_the_other_library_and_its_dtype():
    p, q = strict_arrays("float32")
    for guest in (batch("float32")[0], batch("float32")[0].astype(float).tolist()):
        for value in (kb.kl(guest, q).value, kb.kl(q, guest).value):
            assert value.dtype == strict.float32
    np.testing.assert_allclose(
        np.asarray(kb.kl(batch("float32")[0], q).value),
        np.asarray(kb.kl(p, q).value),
        rtol=SINGLE,
    )


@pytest.mark.parametrize("normalize", [False, True])
@pytest.mark.parametrize(
    "function", [functional.kl, functional.jensen_shannon, functional.cross_entropy]
)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_bare_functions_keep_to_the_standard(function, normalize, dtype, version):
    p, q = strict_arrays(dtype)
    value = function(p, q, normalize=normalize)
    assert value.dtype == p.dtype
    twin = function(*(np.asarray(x, dtype=float) for x in batch(dtype)), normalize=normalize)
    rtol = DOUBLE if dtype == "float64" else 1e-6
    # tables in single precision sum to 1 + 1e-8, which a divergence of things as they are shows
    np.testing.assert_allclose(np.asarray(value), twin, rtol=rtol, atol=0.0)


def test_details_of_a_result_are_listed_as_numbers():
    p, q = (x[0, ...] for x in strict_arrays())
    result = kb.kl(p, q)
    parts = result.contributions(top=None)
    assert sum(c.value for c in parts) == pytest.approx(float(result), rel=DOUBLE)
    assert "nats" in repr(result)
    assert kb.kl(p, strict.asarray([0.5, 0.5, 0.0, 0.0, 0.0, 0.0])).violations()[0].outcome == 4
