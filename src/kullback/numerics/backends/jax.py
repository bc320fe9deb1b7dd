"""Special functions and gradients for JAX."""

from typing import Any

import numpy as np
from jax.core import Tracer
from jax.errors import TracerArrayConversionError
from jax.lax import stop_gradient
from jax.scipy.special import digamma, gammaln

lgamma = gammaln


def tracks(x: Any) -> bool:
    """Return whether `x` stands in a transformation: `grad`, `jit` or `vmap`."""
    return isinstance(x, Tracer)


def known(x: Any) -> bool:
    """Return whether the numbers in `x` can be looked at: not inside `jit` or `vmap`."""
    try:
        detached(x)
    except TracerArrayConversionError:
        return False
    return True


def detached(x: Any) -> Any:
    """Return `x` as a NumPy array of doubles, without its gradient."""
    return np.asarray(stop_gradient(x), dtype=np.float64)


__all__ = ["detached", "digamma", "known", "lgamma", "tracks"]
