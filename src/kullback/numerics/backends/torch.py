"""Special functions and gradients for torch."""

from collections.abc import Iterator
from typing import Any

import array_api_compat.torch as xp
import numpy as np
import torch
from torch import float64, is_grad_enabled
from torch.autograd.forward_ad import unpack_dual
from torch.special import digamma, erf, erfcx, gammaln, ndtr, polygamma

from kullback.numerics import logit_blocks
from kullback.numerics.backends import HOMES, lacking
from kullback.numerics.logit_blocks import Contrast

lgamma = gammaln
HOMES[torch.Tensor] = HOMES[torch.nn.Parameter] = xp


def __getattr__(name: str) -> Any:
    raise lacking("torch", name)


def trigamma(x: Any) -> Any:
    """Return the second derivative of log Gamma at x > 0."""
    return polygamma(1, x)


def gammainc(a: Any, x: Any) -> Any:
    """Return the lower regularised incomplete gamma function, which torch differentiates in x alone."""
    if tracks(a):
        raise lacking("torch", "gammainc")
    return torch.special.gammainc(a, x)


def gammaincc(a: Any, x: Any) -> Any:
    """Return the upper regularised incomplete gamma function, which torch differentiates in x alone."""
    if tracks(a):
        raise lacking("torch", "gammaincc")
    return torch.special.gammaincc(a, x)


def tracks(x: Any) -> bool:
    """Return whether a gradient with respect to `x` may be asked for."""
    return bool(x.requires_grad and is_grad_enabled()) or unpack_dual(x).tangent is not None


def known(x: Any) -> bool:
    """Return whether the numbers in `x` can be looked at: not inside `torch.func` or `compile`."""
    if type(x).__name__ == "FakeTensor" or x.is_meta:
        return False
    try:
        detached(x)
    except RuntimeError:  # a wrapper of `vmap` or `grad` has no storage of its own
        return False
    return True


def detached(x: Any) -> Any:
    """Return `x` as a NumPy array of doubles, without its gradient."""
    return np.asarray(x.detach().cpu().to(float64))


def adopted(x: Any, like: Any) -> Any:
    """Return numbers as a tensor beside `like`, in double precision where its device has it."""
    try:
        if isinstance(x, torch.Tensor):
            return x.to(device=like.device, dtype=float64)
        return torch.as_tensor(np.asarray(x, dtype=np.float64), device=like.device)
    except TypeError:  # a device without doubles
        return torch.as_tensor(np.asarray(x, dtype=np.float32), device=like.device)


beside = adopted


def constant(x: Any) -> Any:
    """Return `x` without its gradient."""
    return x.detach()


def divergence_of_rows(x: Any, y: Any, contrast: Contrast, chunk: int) -> Any:
    """Return the divergence of every row of logits; its gradient computes the blocks again."""
    return _statistics(x, y, *contrast, chunk)[..., 0]


def _statistics_in_blocks(
    x: torch.Tensor, y: torch.Tensor, kind: str, scale: float, weight: float, chunk: int
) -> torch.Tensor:
    contrast, care = Contrast(kind, scale, weight), False
    known = x.new_empty((*x.shape[:-1], logit_blocks.STATISTICS), dtype=_computed_in(x, y))
    for out, *sides in _blocks(chunk, known, x, y):
        left, right = (side.to(known.dtype) for side in sides)
        found, care = logit_blocks.careful_statistics(left, right, contrast, care, xp)
        out.copy_(found)
    return known


def _statistics_of_shapes(
    x: Any, y: Any, kind: str, scale: float, weight: float, chunk: int
) -> Any:
    return x.new_empty((*x.shape[:-1], logit_blocks.STATISTICS), dtype=_computed_in(x, y))


def _gradient_in_blocks(
    x: torch.Tensor,
    y: torch.Tensor,
    known: torch.Tensor,
    slope: torch.Tensor,
    kind: str,
    scale: float,
    weight: float,
    chunk: int,
    of_q: bool,
) -> torch.Tensor:
    contrast = Contrast(kind, scale, weight)
    own = y if of_q else x
    slopes = torch.empty(own.shape, dtype=own.dtype, device=own.device)
    for out, x_rows, y_rows, row, factor in _blocks(chunk, slopes, x, y, known, slope[..., None]):
        block = (x_rows.to(known.dtype), y_rows.to(known.dtype), row, factor)
        care = bool((row[:, -1] > 0.0).any())
        out.copy_(logit_blocks.gradient(*block, contrast, of_q, care, xp))
    return slopes


def _gradient_of_shapes(
    x: Any,
    y: Any,
    known: Any,
    slope: Any,
    kind: str,
    scale: float,
    weight: float,
    chunk: int,
    of_q: bool,
) -> Any:
    own = y if of_q else x
    return torch.empty(own.shape, dtype=own.dtype, device=own.device)


def _keep(ctx: Any, inputs: Any, output: Any) -> None:
    x, y, *ctx.options = inputs
    ctx.save_for_backward(x, y, output)


def _backward(ctx: Any, slope: Any) -> Any:
    x, y, known = ctx.saved_tensors
    found = [
        _gradient(x, y, known, slope[..., 0], *ctx.options, side) if needed else None
        for side, needed in zip((False, True), ctx.needs_input_grad[:2], strict=True)
    ]
    return (*found, None, None, None, None)


# Custom operators, so that `torch.compile` takes the loop over blocks as one step.
_operator = torch.library.custom_op
_statistics = _operator("kullback::statistics_of_rows", _statistics_in_blocks, mutates_args=())
_statistics.register_fake(_statistics_of_shapes)
_statistics.register_autograd(_backward, setup_context=_keep)
_gradient = _operator("kullback::gradient_of_rows", _gradient_in_blocks, mutates_args=())
_gradient.register_fake(_gradient_of_shapes)


def _computed_in(x: torch.Tensor, y: torch.Tensor) -> torch.dtype:
    """Return the dtype of both together, single for half precision."""
    return torch.promote_types(torch.promote_types(x.dtype, y.dtype), torch.float32)


def _blocks(chunk: int, *tensors: torch.Tensor) -> Iterator[tuple[torch.Tensor, ...]]:
    """Yield blocks of matching rows, as views: a slice of a longer sequence is not copied."""
    try:
        flat = [x.view(-1, x.shape[-1]) for x in tensors]
    except RuntimeError:
        for parts in zip(*(x.unbind(0) for x in tensors), strict=True):
            yield from _blocks(chunk, *parts)
        return
    on_cpu = tensors[0].device.type == "cpu"
    elements = logit_blocks.ON_CPU if on_cpu else logit_blocks.ON_DEVICE
    rows = logit_blocks.rows_of_block(tensors[1].shape[-1], chunk, elements)
    yield from zip(*(x.split(rows) for x in flat), strict=True)


__all__ = [
    "adopted",
    "beside",
    "constant",
    "detached",
    "digamma",
    "divergence_of_rows",
    "erf",
    "erfcx",
    "gammainc",
    "gammaincc",
    "known",
    "lgamma",
    "ndtr",
    "tracks",
    "trigamma",
]
