"""Special functions and gradients for torch."""

from typing import Any

import numpy as np
from torch import float64, is_grad_enabled
from torch.special import digamma, gammaln

lgamma = gammaln


def tracks(x: Any) -> bool:
    """Return whether a gradient with respect to `x` may be asked for."""
    return bool(x.requires_grad) and is_grad_enabled()


def known(x: Any) -> bool:
    """Return whether the numbers in `x` can be looked at."""
    return type(x).__name__ != "FakeTensor"


def detached(x: Any) -> Any:
    """Return `x` as a NumPy array of doubles, without its gradient."""
    return np.asarray(x.detach().cpu().to(float64))


__all__ = ["detached", "digamma", "known", "lgamma", "tracks"]
