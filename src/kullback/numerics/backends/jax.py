"""Special functions and gradients for JAX."""

from typing import Any

import numpy as np
from jax.core import Tracer
from jax.dtypes import canonicalize_dtype
from jax.errors import TracerArrayConversionError
from jax.lax import stop_gradient
from jax.scipy import special as jax_special
from jax.scipy.special import digamma, erf, gammainc, gammaincc, gammaln, polygamma

from kullback.numerics.backends import lacking

lgamma = gammaln


def __getattr__(name: str) -> Any:
    found = None if name.startswith("_") else getattr(jax_special, name, None)
    if found is None:
        raise lacking("JAX", name)
    return found


def trigamma(x: Any) -> Any:
    """Return the second derivative of log Gamma at x > 0."""
    return polygamma(1, x)


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


def adopted(x: Any, like: Any) -> Any:
    """Return numbers in the widest precision switched on; known ones as NumPy's.

    Inside `jit` an array of JAX could not be looked at any more, and JAX computes with NumPy's.
    """
    wide = canonicalize_dtype(np.float64)
    if tracks(x):
        return x.astype(wide)
    return np.asarray(x, dtype=wide)[()]


def beside(x: Any, like: Any) -> Any:
    """Return a parameter as NumPy's, which JAX computes with."""
    return x


__all__ = [
    "adopted",
    "beside",
    "detached",
    "digamma",
    "erf",
    "gammainc",
    "gammaincc",
    "known",
    "lgamma",
    "tracks",
    "trigamma",
]
