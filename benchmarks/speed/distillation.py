"""Distillation on 2048 x 50 000 single-precision logits: `kl_logits` against torch, eager.

Times alternate in one process; each peak of memory is that of a process of its own, above what the
two arrays of logits take. Run it where torch is: `.venv-torch/bin/python -m benchmarks.speed.distillation`.
"""

import contextlib
import importlib
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.report import publish
from kullback import functional

ROWS, VOCABULARY = 2048, 50_000
ROUNDS = 3
INPUTS = 2 * 4 * ROWS * VOCABULARY  # bytes

Loss = Callable[[Any, Any], Any]


def main() -> None:
    """Time every contender in turn, forward alone and with its gradient, and publish."""
    torch = None
    with contextlib.suppress(ImportError):
        torch = importlib.import_module("torch")
    if torch is None:
        print("distillation: torch is not installed, nothing to compare with")
        return
    torch.set_num_threads(1)
    teacher, student = _logits(torch)
    losses = _losses(torch)
    exact = losses["torch, F.kl_div"](teacher[:8].double(), student[:8].double())
    errors = {
        name: abs(float(loss(teacher[:8], student[:8]) / exact) - 1.0)
        for name, loss in losses.items()
        if name != _JENSEN
    }
    forward: dict[str, list[float]] = {name: [] for name in losses}
    both: dict[str, list[float]] = {name: [] for name in losses}
    for _ in range(ROUNDS):
        for name, loss in losses.items():
            forward[name].append(_seconds(lambda loss=loss: _value(torch, loss, teacher, student)))
            both[name].append(_seconds(lambda loss=loss: _gradient(loss, teacher, student)))
    baseline = "torch, F.kl_div"
    rows = [
        {
            "loss": name,
            "forward s": statistics.median(forward[name]),
            "of torch": _paired(forward[name], forward[baseline]),
            "with gradient s": statistics.median(both[name]),
            "of torch ": _paired(both[name], both[baseline]),
            "peak over inputs, share": _peak(name) / INPUTS,
            "relative error": errors.get(name, "-"),
        }
        for name in losses
    ]
    title = (
        f"{ROWS} x {VOCABULARY} logits, one thread; the peak includes the gradient, half the inputs"
    )
    publish("distillation", title, rows)


_JENSEN = "kl_logits, jensen_shannon"


def _losses(torch: Any) -> dict[str, Loss]:
    functions = torch.nn.functional

    def eager(teacher: Any, student: Any) -> Any:
        log_q, log_p = (functions.log_softmax(x, -1) for x in (student, teacher))
        return functions.kl_div(log_q, log_p, log_target=True, reduction="batchmean")

    def ours(direction: str) -> Loss:
        return lambda teacher, student: functional.kl_logits(
            teacher=teacher, student=student, direction=direction, reduction="token_mean"
        )

    return {
        "torch, F.kl_div": eager,
        "kl_logits": ours("forward"),
        _JENSEN: ours("jensen_shannon"),
    }


def _logits(torch: Any) -> tuple[Any, Any]:
    """Return both sides, made without a temporary array."""
    draw = torch.Generator().manual_seed(1)
    teacher = torch.empty(ROWS, VOCABULARY).normal_(0.0, 3.0, generator=draw)
    student = torch.empty(ROWS, VOCABULARY).normal_(0.0, 1.0, generator=draw)
    return teacher, student.add_(teacher)


def _value(torch: Any, loss: Loss, teacher: Any, student: Any) -> Any:
    with torch.no_grad():
        return loss(teacher, student)


def _gradient(loss: Loss, teacher: Any, student: Any) -> Any:
    student = student.detach().requires_grad_()
    loss(teacher, student).backward()
    return student.grad


def _seconds(call: Callable[[], Any]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def _paired(measured: list[float], baseline: list[float]) -> float:
    return statistics.median(a / b for a, b in zip(measured, baseline, strict=True))


def _peak(name: str) -> float:
    """Return the peak of a process that computes value and gradient once, without its inputs."""
    command = [sys.executable, "-m", "benchmarks.speed.distillation", name]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return float(done.stdout)


def _measure_peak(name: str) -> None:
    torch = importlib.import_module("torch")
    torch.set_num_threads(1)
    loss = _losses(torch)[name]
    _gradient(loss, torch.randn(2, 5), torch.randn(2, 5))  # what is loaded once
    teacher, student = _logits(torch)
    before = _high_water()
    gradient = _gradient(loss, teacher, student)
    after = _high_water()
    assert gradient.shape == student.shape
    print(after - before)


def _high_water() -> int:
    """Return the largest resident memory so far, in bytes (Linux); unlike `ru_maxrss` not inherited."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


if __name__ == "__main__":
    if len(sys.argv) > 1:
        _measure_peak(sys.argv[1])
    else:
        main()
