"""Positive definite matrices compared: the spectrum of B⁻¹A - I, from A - B and never from the ratio.

NumPy only; leading axes are batches. Matrices are first scaled by powers of two, which is exact, so
that every diagonal entry lies near 1 whatever units the variables have.
"""

import math
from typing import Any, NamedTuple

import numpy as np

from kullback.numerics.blocks import MANY, each_block
from kullback.numerics.elementary import psi

Array = Any

_SMALL = 8  # below this size substitution goes row by row
_LOG_2 = float(np.log(2.0))


class Factor(NamedTuple):
    """A matrix as 2^(e_i + e_j) (L Lᵀ)_ij."""

    exponent: Array
    lower: Array

    @property
    def half_log_determinant(self) -> Array:
        """Half the logarithm of the determinant."""
        return np.sum(np.log(self.diagonal) + self.exponent * _LOG_2, axis=-1)

    @property
    def diagonal(self) -> Array:
        """Diagonal of L."""
        return np.diagonal(self.lower, axis1=-2, axis2=-1)


class Spectrum(NamedTuple):
    """Eigenvalues w > -1 of B⁻¹A - I."""

    w: Array
    log_lost: Array
    """Sum of log(1 + w) over the eigenvalues below -1/2, which have lost the digits of 1 + w."""
    vectors: Array | None = None

    @property
    def lost(self) -> Array:
        """Which eigenvalues are below -1/2."""
        return self.w < -0.5

    def psi_sum(self) -> Array:
        """Return the sum of psi(w) = w - log(1 + w)."""
        near = np.where(self.lost, 0.0, self.w)
        far = np.where(self.lost, self.w, 0.0)
        return np.sum(psi(near, np), axis=-1) + (np.sum(far, axis=-1) - self.log_lost)


def scaled(matrix: Array) -> tuple[Array, Array]:
    """Return exponents e and the matrix times 2^-(e_i + e_j): a diagonal within [1/2, 2)."""
    _, exponent = np.frexp(np.diagonal(matrix, axis1=-2, axis2=-1))
    half = exponent // 2
    return half, np.ldexp(np.ldexp(matrix, -half[..., :, None]), -half[..., None, :])


def factor(matrix: Array) -> Factor:
    """Return the Cholesky factor of positive definite `matrix`."""
    exponent, near_one = scaled(matrix)
    return Factor(exponent, np.linalg.cholesky(near_one))


def condition(matrix: Array) -> Array:
    """Return the condition number of `matrix` once its diagonal is made 1."""
    d = matrix.shape[-1]
    flat = matrix.reshape(-1, d, d)
    number = np.empty(len(flat))

    def fill(part: slice) -> None:
        _, near_one = scaled(flat[part])
        size = np.sqrt(np.diagonal(near_one, axis1=-2, axis2=-1))
        values = np.linalg.eigvalsh(near_one / (size[..., :, None] * size[..., None, :]))
        number[part] = values[..., -1] / np.maximum(values[..., 0], np.finfo(float).tiny)

    each_block(fill, len(flat), entries=d * d)
    return number.reshape(matrix.shape[:-2])[()]


def whiten(b: Factor, x: Array) -> Array:
    """Return L⁻¹ x for columns `x`, L being the Cholesky factor of B."""
    return forward_substitution(b.lower, np.ldexp(x, -b.exponent[..., :, None]))


def forward_substitution(lower: Array, x: Array) -> Array:
    """Return y with `lower` y = x, by halves: blocks are multiplied, small triangles substituted."""
    d = lower.shape[-1]
    if d > _SMALL:
        k = d // 2
        top = forward_substitution(lower[..., :k, :k], x[..., :k, :])
        rest = x[..., k:, :] - lower[..., k:, :k] @ top
        bottom = forward_substitution(lower[..., k:, k:], rest)
        batch = np.broadcast_shapes(top.shape[:-2], bottom.shape[:-2])
        parts = (np.broadcast_to(v, batch + v.shape[-2:]) for v in (top, bottom))
        return np.concatenate(tuple(parts), axis=-2)
    rows: list[Array] = []
    for i in range(d):
        row = x[..., i, :]
        for j, above in enumerate(rows):
            row = row - lower[..., i, j, None] * above
        rows.append(row / lower[..., i, i, None])
    return np.stack(rows, axis=-2)


def _half_log_ratio(a: Factor, b: Factor) -> Array:
    """Return half of log(det A / det B), entry by entry: the units leave no trace."""
    units = (a.exponent - b.exponent) * _LOG_2
    return np.sum(np.log(a.diagonal / b.diagonal) + units, axis=-1)


def relative_spectrum(
    difference: Array, a: Factor, b: Factor, log_factor: Array = 0.0, *, vectors: bool = False
) -> Spectrum:
    """Return the spectrum of B⁻¹A - I.

    Parameters
    ----------
    difference : array
        A - B, entry by entry.
    a, b : Factor
        Factors of A and B up to a common positive number each.
    log_factor : array
        Log of the ratio of these two numbers.
    vectors : bool
        Whether the eigenvectors, in whitened coordinates, are wanted.
    """
    whole = (difference, *a, *b, np.asarray(log_factor))
    batch = np.broadcast_shapes(*(x.shape[: x.ndim - e] for x, e in zip(whole, _AXES, strict=True)))
    d, n = difference.shape[-1], math.prod(batch)
    if vectors or n * d * d < MANY:
        return _spectrum(*whole, vectors=vectors)
    flat = [
        np.broadcast_to(x, batch + x.shape[x.ndim - e :]).reshape((n, *x.shape[x.ndim - e :]))
        for x, e in zip(whole, _AXES, strict=True)
    ]
    w, log_lost = np.empty((n, d)), np.empty(n)

    def fill(part: slice) -> None:
        w[part], log_lost[part], _ = _spectrum(*(x[part] for x in flat), vectors=False)

    each_block(fill, n, entries=d * d)
    return Spectrum(w.reshape((*batch, d)), log_lost.reshape(batch))


_AXES = (2, 1, 2, 1, 2, 0)
"""Of a difference, of the exponents and the triangle of two factors, and of a number."""


def _spectrum(
    difference: Array,
    a_exponent: Array,
    a_lower: Array,
    b_exponent: Array,
    b_lower: Array,
    log_factor: Array,
    *,
    vectors: bool,
) -> Spectrum:
    a, b = Factor(a_exponent, a_lower), Factor(b_exponent, b_lower)
    half = whiten(b, difference)
    whole = whiten(b, np.swapaxes(half, -1, -2))
    symmetric = 0.5 * (whole + np.swapaxes(whole, -1, -2))
    finite = np.isfinite(symmetric).all(axis=(-2, -1), keepdims=True)
    safe = np.where(finite, symmetric, 0.0)
    basis = None
    if vectors:
        w, basis = np.linalg.eigh(safe)
    else:
        w = np.linalg.eigvalsh(safe)
    w = np.where(finite[..., 0], w, np.inf)
    lost = w < -0.5
    log_all = 2.0 * _half_log_ratio(a, b) + w.shape[-1] * log_factor
    log_kept = np.sum(np.log1p(np.where(lost, 0.0, w)), axis=-1)
    return Spectrum(w, np.where(lost.any(axis=-1), log_all - log_kept, 0.0), basis)


def log_determinant_ratio(a: Factor, b: Factor) -> Array:
    """Return log(det A / det B)."""
    return 2.0 * _half_log_ratio(a, b)


def product_psi_sum(rows: Array, columns: Array, log_all: Array) -> Array:
    """Return the sum of psi over the spectrum (1 + w_i)(1 + v_j) - 1 of a Kronecker product.

    `log_all` is the sum of all log((1 + w_i)(1 + v_j)): where one is below 1/2 its digits come from there.
    """
    w, v = rows[..., :, None], columns[..., None, :]
    t = w + v + w * v
    lost = t < -0.5
    near = np.where(lost, 0.0, t)
    axes = (-2, -1)
    log_lost = log_all - np.sum(np.log1p(near), axis=axes)
    far = np.sum(np.where(lost, t, 0.0), axis=axes) - log_lost
    return np.sum(psi(near, np), axis=axes) + np.where(lost.any(axis=axes), far, 0.0)
