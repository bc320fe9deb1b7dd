"""Special functions and gradients for torch."""

from typing import Any

import numpy as np
import torch
from torch import float64, is_grad_enabled
from torch.autograd.forward_ad import unpack_dual
from torch.special import digamma, erf, erfcx, gammaln, ndtr, polygamma

from kullback.numerics.backends import lacking

lgamma = gammaln


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

__all__ = [
    "adopted",
    "beside",
    "detached",
    "digamma",
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
