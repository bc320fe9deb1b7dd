"""What a call of `torch.nn.functional.kl_div` returns, and what it was probably meant to."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from kullback.errors import ShapeError
from kullback.functional.reductions import floating, one_of
from kullback.functional.tables import kl
from kullback.numerics.backends import special

Array = Any

TORCH_REDUCTIONS = ("none", "mean", "batchmean", "sum")
_SLACK = 1e-2  # half precision sums to 1 no better


@dataclass(frozen=True)
class TorchKLReport:
    """What `torch.nn.functional.kl_div` makes of its arguments; printed, it is a page of text.

    Attributes
    ----------
    value : float or array
        What the call returns.
    forward : float
        D(target‖input) a row, in nats, averaged, with both read as what they look like, normalised.
    reverse : float
        D(input‖target), likewise.
    findings : dict of str to str
        A sentence for each mistake, by a short name.
    """

    value: Any
    forward: float
    reverse: float
    findings: dict[str, str]

    @property
    def ok(self) -> bool:
        """Return whether nothing was found."""
        return not self.findings

    def __str__(self) -> str:
        value = f"{float(self.value):.6g}" if np.ndim(self.value) == 0 else "an array"
        lines = [
            f"kl_div returns {value}.",
            f"A row's mean D(target‖input) is {self.forward:.6g} nats, D(input‖target) {self.reverse:.6g}.",
            "kl_div means the former: its first argument is the approximation.",
        ]
        if self.ok:
            return "\n".join([*lines, "Nothing suspicious was found."])
        return "\n".join([*lines, *(f"- {name}: {text}" for name, text in self.findings.items())])


def check_torch_kl(
    input: Array,
    target: Array,
    reduction: str = "mean",
    log_target: bool = False,
) -> TorchKLReport:
    """Return a report on a call ``torch.nn.functional.kl_div(input, target, ...)``.

    It finds swapped arguments, probabilities or logits where logarithms are expected, targets that
    do not sum to 1, a `reduction` that divides by something else than rows, and NaN from -inf.

    Parameters
    ----------
    input, target : array, shape (..., m)
        As they would be passed, of torch or any other library; outcomes last.
    reduction : {"mean", "batchmean", "sum", "none"}
        As it would be passed.
    log_target : bool
        As it would be passed.

    Returns
    -------
    TorchKLReport
        Print it.

    Raises
    ------
    InvalidInputError
        For a reduction that torch does not have.
    ShapeError
        When the shapes differ.

    References
    ----------
    torch, ``torch.nn.functional.kl_div``, and ``torch.nn.KLDivLoss``, notes.

    Examples
    --------
    >>> import numpy as np
    >>> from kullback import functional as F
    >>> report = F.check_torch_kl(np.array([[0.3, 0.7]]), np.array([[0.8, 0.2]]))
    >>> list(report.findings)
    ['input is probabilities', 'mean']
    """
    one_of("reduction", reduction, TORCH_REDUCTIONS)
    xp, arrays = floating(("input", input), ("target", target))
    numbers = special(xp)
    tracked = bool(numbers.tracks(arrays[1]))
    x, y = (np.asarray(numbers.detached(a), dtype=np.float64) for a in arrays)
    if x.shape != y.shape or not x.ndim:
        raise ShapeError(
            f"`input` has the shape {x.shape} and `target` {y.shape}; they must be the same, with the "
            "outcomes last."
        )
    with np.errstate(all="ignore"):
        value = _as_torch(x, y, reduction, log_target)
        kinds = _kind(x), _kind(y)
        p, q = _probabilities(y, kinds[1]), _probabilities(x, kinds[0])
        forward, reverse = (float(np.mean(kl(*pair))) for pair in ((p, q), (q, p)))
        findings = {
            **_about_kinds(y, kinds, log_target),
            **_about_reduction(x.shape, reduction),
            **_about_zeros(x, y, log_target, tracked),
        }
    return TorchKLReport(value, forward, reverse, findings)


def _as_torch(x: Array, y: Array, reduction: str, log_target: bool) -> Any:
    """Return what torch computes, as it computes it."""
    if log_target:
        terms = np.exp(y) * (y - x)
    else:
        terms = np.where(y == 0.0, 0.0, y * np.log(y)) - y * x
    match reduction:
        case "none":
            return terms
        case "mean":
            return float(np.mean(terms))
        case "batchmean":
            return float(np.sum(terms) / x.shape[0])
    return float(np.sum(terms))


def _kind(x: Array) -> str:
    """Return whether rows look like probabilities, logarithms of them, weights or logits."""
    sums = np.sum(x, axis=-1)
    if np.all(x >= 0.0):
        return "probabilities" if np.all(np.abs(sums - 1.0) < _SLACK) else "weights"
    totals = np.sum(np.exp(x), axis=-1)
    return "log-probabilities" if np.all(np.abs(totals - 1.0) < _SLACK) else "logits"


def _probabilities(x: Array, kind: str) -> Array:
    if kind in ("log-probabilities", "logits"):
        x = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return x / np.sum(x, axis=-1, keepdims=True)


def _about_kinds(y: Array, kinds: tuple[str, str], log_target: bool) -> dict[str, str]:
    kind_x, kind_y = kinds
    found = {}
    if kind_x == "probabilities" and kind_y == "log-probabilities" and not log_target:
        found["swapped"] = (
            "`input` holds probabilities and `target` their logarithms; kl_div(log q, p) is D(p‖q), "
            "so the approximation's logarithm comes first."
        )
    elif kind_x != "log-probabilities":
        word = {"probabilities": "probabilities", "weights": "weights"}.get(kind_x, "raw logits")
        cure = "log_softmax(input, -1)" if kind_x == "logits" else "input.log(), normalised"
        found[f"input is {word}"] = f"`input` must hold log-probabilities; pass {cure}."
    if "swapped" in found:
        return found
    if log_target and kind_y in ("probabilities", "weights"):
        found["target is not logarithms"] = (
            "log_target=True, but `target` is nowhere negative, like probabilities; pass its "
            "logarithm or log_target=False."
        )
    elif not log_target and kind_y in ("log-probabilities", "logits"):
        found["target is logarithms"] = (
            "`target` has negative entries and log_target=False, so terms become NaN; pass "
            "log_target=True with log-probabilities."
        )
    if kind_y == "weights" or (kind_y == "logits" and log_target):
        sums = np.sum(np.exp(y) if kind_y == "logits" else y, axis=-1)
        found["target is not normalised"] = (
            f"rows of `target` sum to between {np.min(sums):.4g} and {np.max(sums):.4g}; only a target "
            "that sums to 1 makes this a divergence, and others may give a negative value."
        )
    return found


def _about_reduction(shape: tuple[int, ...], reduction: str) -> dict[str, str]:
    rows = int(np.prod(shape[:-1]))
    if reduction == "mean":
        return {
            "mean": f"'mean' divides by all {rows * shape[-1]} elements, so the value is "
            f"{shape[-1]} times too small for a mean over rows; use 'batchmean'."
        }
    if reduction == "batchmean" and len(shape) == 1:
        return {
            "batchmean of one row": f"'batchmean' divides by the first axis, here the {shape[0]} "
            "outcomes; use 'sum', or give the row a batch axis."
        }
    if reduction == "batchmean" and len(shape) > 2:
        return {
            "batchmean of sequences": f"'batchmean' divides by the first axis, {shape[0]}, not by the "
            f"{rows} rows: the value is {rows // max(shape[0], 1)} times a mean over rows."
        }
    return {}


def _about_zeros(x: Array, y: Array, log_target: bool, tracked: bool) -> dict[str, str]:
    found = {}
    impossible = y == -np.inf if log_target else y == 0.0
    unlikely = x == -np.inf
    if np.any(impossible & unlikely):
        found["both impossible"] = (
            f"{int(np.sum(impossible & unlikely))} entries are impossible in both and give NaN; mask "
            "them before, or use `kl_logits`, where they count 0."
        )
    if np.any(unlikely & ~impossible):
        found["infinite"] = (
            f"{int(np.sum(unlikely & ~impossible))} entries are impossible in `input` and possible in "
            "`target`: the divergence is infinite."
        )
    if not log_target and tracked and np.any(impossible):
        found["gradient of zeros"] = (
            "`target` asks for a gradient and holds zeros, perhaps underflowed: the value is finite "
            "and the gradient NaN; pass log-probabilities with log_target=True."
        )
    return found
