"""torch: the same losses, their gradients, half precision, and one graph under `torch.compile`."""

import numpy as np
import pytest

from kullback import functional as F  # noqa: N812

pytestmark = pytest.mark.torch
torch = pytest.importorskip("torch", reason="torch is not installed; `make test-torch` brings it")

DIRECTIONS = ("forward", "reverse", "jensen_shannon")
W = 0.3


def logits(seed, shape, spread=3.0):
    rng = np.random.default_rng(seed)
    teacher = spread * rng.normal(size=shape)
    return teacher, teacher + rng.normal(size=shape)


def loss(teacher, student, direction, **options):
    return F.kl_logits(teacher=teacher, student=student, direction=direction, weight=W, **options)


def plain(teacher, student, direction):
    """The definition by probabilities, for autograd."""
    t, s = teacher.softmax(-1), student.softmax(-1)
    m = W * t + (1.0 - W) * s
    pairs = {
        "forward": [(1.0, t, s)],
        "reverse": [(1.0, s, t)],
        "jensen_shannon": [(W, t, m), (1.0 - W, s, m)],
    }
    return sum(w * (p * (p.log() - q.log())).sum(-1) for w, p, q in pairs[direction])


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_value_and_gradients_are_those_of_the_definition(direction):
    t, s = (torch.tensor(x, requires_grad=True) for x in logits(1, (3, 4, 7)))
    found = loss(t, s, direction, chunk=5, temperature=0.5)
    wanted = plain(t / 0.5, s / 0.5, direction)
    torch.testing.assert_close(found, wanted, rtol=1e-11, atol=1e-15)
    for ours, theirs in zip(
        torch.autograd.grad(found.sum(), (t, s)),
        torch.autograd.grad(wanted.sum(), (t, s)),
        strict=True,
    ):
        torch.testing.assert_close(ours, theirs, rtol=1e-10, atol=1e-14)


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_gradients_are_those_of_differences(direction):
    t, s = (torch.tensor(x, requires_grad=True) for x in logits(2, (3, 5)))
    assert torch.autograd.gradcheck(lambda t, s: loss(t, s, direction, chunk=2), (t, s))
    assert torch.autograd.gradcheck(lambda s: loss(t.detach(), s, direction), (s,))


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.parametrize("direction", DIRECTIONS)
def test_a_large_masked_vocabulary_at_low_temperature_is_finite_and_right(direction, dtype):
    teacher, student = logits(3, (4, 100_000), spread=2.0)
    teacher[:, 5:5000] = student[:, 5:5000] = -np.inf
    teacher[3] = student[3] = -np.inf
    t, s = (torch.tensor(x).to(dtype).requires_grad_() for x in (teacher, student))
    mask = torch.tensor([True, True, False, True])
    value = loss(t, s, direction, temperature=0.1, mask=mask, reduction="token_mean")
    value.backward()
    wide = loss(*(x.detach().double().numpy() for x in (t, s)), direction, temperature=0.1)
    assert value.dtype == torch.float32
    assert float(value.detach()) == pytest.approx(wide[:2].sum() / 3.0, rel=1e-5)
    for x in (t, s):
        assert x.grad.dtype == dtype
        assert bool(torch.isfinite(x.grad).all())
        assert bool((x.grad[2:] == 0.0).all())
        assert bool((x.grad[:2] != 0.0).any())


@pytest.mark.parametrize("direction", DIRECTIONS)
def test_infinite_and_masked_rows_have_finite_gradients(direction):
    teacher, student = logits(4, (4, 5))
    teacher[0, 1] = student[1, 1] = -np.inf
    student[2], teacher[3] = -np.inf, np.nan
    t, s = (torch.tensor(x, requires_grad=True) for x in (teacher, student))
    loss(t, s, direction, mask=[1, 1, 1, 0], reduction="sum").backward()
    assert bool(torch.isfinite(t.grad).all())
    assert bool(torch.isfinite(s.grad).all())


def test_a_slice_of_a_sequence_is_taken_as_it_lies():
    teacher, student = map(torch.tensor, logits(5, (3, 6, 8)))
    student.requires_grad_()
    found = loss(teacher[:, 1:], student[:, :-1], "forward", chunk=2)
    wanted = loss(teacher[:, 1:].contiguous(), student[:, :-1].contiguous(), "forward")
    torch.testing.assert_close(found, wanted)
    (slope,) = torch.autograd.grad(found.sum(), student)
    (other,) = torch.autograd.grad(wanted.sum(), student)
    torch.testing.assert_close(slope, other)
    moved = torch.tensor(logits(5, (8, 6))[0]).T  # outcomes lie far apart
    assert loss(moved, moved, "reverse", reduction="sum") == 0.0


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::UserWarning")
def test_every_loss_is_one_graph_when_compiled():
    t, s = (torch.tensor(x) for x in logits(6, (3, 5)))
    labels, keep = torch.tensor([1, 0, 4]), torch.tensor([True, True, False])
    losses = [
        lambda s: loss(t, s, "forward", mask=keep, reduction="token_mean"),
        lambda s: loss(t, s, "jensen_shannon", reduction="sum"),
        lambda s: F.cross_entropy_logits(s, labels, label_smoothing=0.1, reduction="token_mean"),
        lambda s: F.gaussian_kl(s, t, free_bits=0.1, reduction="batch_mean"),
        lambda s: F.policy_kl(s, t, role="loss", behavior_log_prob=t, reduction="token_mean"),
    ]
    for each in losses:
        compiled = torch.compile(each, fullgraph=True, backend="aot_eager")
        x, y = (s.clone().requires_grad_() for _ in range(2))
        found, wanted = compiled(x), each(y)
        torch.testing.assert_close(found, wanted)
        found.backward()
        wanted.backward()
        torch.testing.assert_close(x.grad, y.grad)


def test_cross_entropy_is_that_of_torch():
    _, z = logits(7, (4, 6))
    labels = torch.tensor([1, 5, 0, 3])
    for smoothing in (0.0, 0.2):
        x, y = (torch.tensor(z, requires_grad=True) for _ in range(2))
        found = F.cross_entropy_logits(x, labels, label_smoothing=smoothing, reduction="token_mean")
        wanted = torch.nn.functional.cross_entropy(y, labels, label_smoothing=smoothing)
        found.backward()
        wanted.backward()
        torch.testing.assert_close(found, wanted)
        torch.testing.assert_close(x.grad, y.grad)


def test_the_losses_agree_with_numpy():
    a, b = logits(8, (3, 4), spread=1.0)
    t, s = torch.tensor(a), torch.tensor(b)
    for ours, numpys in (
        (F.gaussian_kl(t, s, 0.5, t), F.gaussian_kl(a, b, 0.5, a)),
        (F.policy_kl(t, s), F.policy_kl(a, b)),
        (F.policy_kl(t, s, behavior_log_prob=b), F.policy_kl(a, b, behavior_log_prob=b)),
    ):
        np.testing.assert_allclose(ours.numpy(), numpys, rtol=1e-13)
    value = F.policy_kl(t.clone().requires_grad_(), s)
    assert not value.requires_grad


@pytest.mark.parametrize("reduction", ["none", "mean", "batchmean", "sum"])
@pytest.mark.parametrize("log_target", [False, True])
@pytest.mark.filterwarnings("ignore:reduction")
def test_the_check_knows_what_torch_returns(reduction, log_target):
    a, b = (torch.tensor(x) for x in logits(9, (3, 4)))
    for x in (a.log_softmax(-1), a.softmax(-1), a):
        for y in (b.log_softmax(-1), b.softmax(-1), b):
            report = F.check_torch_kl(x, y, reduction, log_target)
            wanted = torch.nn.functional.kl_div(x, y, reduction=reduction, log_target=log_target)
            np.testing.assert_allclose(report.value, wanted.numpy(), rtol=1e-12)


def test_the_check_warns_of_a_gradient_through_zeros():
    s = torch.tensor([[0.0, 2000.0]], requires_grad=True)
    target, source = s.softmax(-1), torch.tensor([[0.5, 0.5]]).log()
    report = F.check_torch_kl(source, target, "batchmean")
    assert list(report.findings) == ["gradient of zeros"]
    torch.nn.functional.kl_div(source, target, reduction="batchmean").backward()
    assert bool(torch.isnan(s.grad).any())
