"""Special functions and gradients for JAX."""

from functools import partial
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax.core import Tracer
from jax.custom_derivatives import SymbolicZero
from jax.dtypes import canonicalize_dtype
from jax.errors import TracerArrayConversionError
from jax.lax import stop_gradient
from jax.scipy import special as jax_special
from jax.scipy.special import digamma, erf, gammainc, gammaincc, gammaln, polygamma

from kullback.numerics import logit_blocks
from kullback.numerics.backends import lacking
from kullback.numerics.logit_blocks import Contrast

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
    """Return numbers in the widest precision switched on; known ones so that they stay known.

    Inside `jit` an array of JAX could not be looked at any more, and JAX computes with NumPy's.
    """
    wide = canonicalize_dtype(np.float64)
    if tracks(x):
        return x.astype(wide)
    own = jnp.asarray(x, dtype=wide)
    return own if known(own) else np.asarray(x, dtype=wide)[()]


def beside(x: Any, like: Any) -> Any:
    """Return a parameter as NumPy's, which JAX computes with."""
    return x


def constant(x: Any) -> Any:
    """Return `x` without its gradient."""
    return stop_gradient(x)


def divergence_of_rows(x: Any, y: Any, contrast: Contrast, chunk: int) -> Any:
    """Return the divergence of every row of logits; its gradient computes the blocks again."""
    outcomes = x.shape[-1]
    return _rows(x.reshape(-1, outcomes), y.reshape(-1, outcomes), contrast, chunk).reshape(
        x.shape[:-1]
    )


@partial(jax.custom_vjp, nondiff_argnums=(2, 3))
def _rows(x: Any, y: Any, contrast: Contrast, chunk: int) -> Any:
    return _statistics(x, y, contrast, chunk)[:, 0]


def _forward(x: Any, y: Any, contrast: Contrast, chunk: int) -> Any:
    known = _statistics(x.value, y.value, contrast, chunk)
    needed = tuple((None,) if side.perturbed else () for side in (x, y))  # the shape says it
    return known[:, 0], (x.value, y.value, known, needed)


def _backward(contrast: Contrast, chunk: int, kept: Any, slope: Any) -> Any:
    x, y, known, needed = kept
    if isinstance(slope, SymbolicZero):
        return None, None
    return tuple(
        _gradient(x, y, known, slope[:, None], contrast, chunk, of_q) if side else None
        for of_q, side in zip((False, True), needed, strict=True)
    )


_rows.defvjp(_forward, _backward, symbolic_zeros=True)


@partial(jax.jit, static_argnums=(2, 3))
def _statistics(x: Any, y: Any, contrast: Contrast, chunk: int) -> Any:
    dtype = jnp.promote_types(jnp.promote_types(x.dtype, y.dtype), jnp.float32)

    def block(x: Any, y: Any) -> Any:
        return logit_blocks.statistics(x.astype(dtype), y.astype(dtype), contrast, True, jnp)

    out = jnp.zeros((x.shape[0], logit_blocks.STATISTICS), dtype)
    return _in_blocks(block, out, (x, y), chunk)


@partial(jax.jit, static_argnums=(4, 5, 6))
def _gradient(
    x: Any, y: Any, known: Any, slope: Any, contrast: Contrast, chunk: int, of_q: bool
) -> Any:
    own = y if of_q else x

    def block(x: Any, y: Any, known: Any, slope: Any) -> Any:
        sides = (x.astype(known.dtype), y.astype(known.dtype), known, slope)
        return logit_blocks.gradient(*sides, contrast, of_q, True, jnp).astype(own.dtype)

    return _in_blocks(block, jnp.zeros_like(own), (x, y, known, slope), chunk)


def _in_blocks(function: Any, out: Any, arrays: tuple[Any, ...], chunk: int) -> Any:
    """Return `out` filled with what the function makes of block after block of rows."""
    total, outcomes = arrays[0].shape
    on_cpu = jax.default_backend() == "cpu"
    elements = logit_blocks.ON_CPU if on_cpu else logit_blocks.ON_DEVICE
    rows = min(logit_blocks.rows_of_block(outcomes, chunk, elements), total)
    if rows == total:
        return function(*arrays)

    def step(i: Any, out: Any) -> Any:
        start = jnp.minimum(i * rows, total - rows)  # the last block overlaps the one before
        block = (jax.lax.dynamic_slice_in_dim(a, start, rows) for a in arrays)
        return jax.lax.dynamic_update_slice_in_dim(out, function(*block), start, 0)

    return jax.lax.fori_loop(0, -(-total // rows), step, out)


__all__ = [
    "adopted",
    "beside",
    "constant",
    "detached",
    "digamma",
    "divergence_of_rows",
    "erf",
    "gammainc",
    "gammaincc",
    "known",
    "lgamma",
    "tracks",
    "trigamma",
]
