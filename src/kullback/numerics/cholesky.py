"""Positive definite matrices compared in any array library, differentiable: Cholesky and no eigenvectors.

With I + W = C Cᵀ and e_i = W_ii - (the squares left of C_ii), the trace less the log determinant is

    tr W - log det(I + W) = sum_i psi(e_i) + sum_{j<i} C_ij²,

non-negative terms again, without the eigenvalues, whose derivatives fail where two of them meet.
"""

from typing import Any

from array_api_compat import device

from kullback.numerics.backends import home_of
from kullback.numerics.elementary import psi

Array = Any

_LOST = -0.5  # below, 1 + e is known better as a square than from e
_NEAR = 0.25  # squared length of W: no eigenvalue of I + W is below 1/2


def whitened(lower: Array, x: Array, xp: Any) -> Array:
    """Return L⁻¹ x for columns `x`."""
    batch = xp.broadcast_arrays(lower[..., 0, 0], x[..., 0, 0])[0].shape
    lower = xp.broadcast_to(lower, batch + tuple(lower.shape[-2:]))
    x = xp.broadcast_to(x, batch + tuple(x.shape[-2:]))
    return xp.linalg.solve(lower, x)


def relative_excess(apart: Array, lower: Array, xp: Any) -> Array:
    """Return W = L⁻¹(A - B)L⁻ᵀ, `apart` being A - B and L the Cholesky factor of B."""
    half = whitened(lower, apart, xp)
    whole = whitened(lower, xp.matrix_transpose(half), xp)
    return 0.5 * (whole + xp.matrix_transpose(whole))


def relative_divergence(apart: Array, own: Array, lower: Array, xp: Any) -> Array:
    """Return tr W - log det(I + W) >= 0, W = L⁻¹(A - B)L⁻ᵀ, of A = K Kᵀ and B = L Lᵀ.

    C is the factor of I + W while W is small, so that its small entries keep their digits, and L⁻¹K
    beyond, where rounding may leave no factor.
    """
    w = relative_excess(apart, lower, xp)
    near = (xp.sum(xp.sum(w * w, axis=-1), axis=-1) < _NEAR)[..., None, None]
    home = home_of(w, xp)
    eye = home.eye(w.shape[-1], dtype=w.dtype, device=device(w))
    factor = xp.where(
        near, xp.linalg.cholesky(eye + xp.where(near, w, 0.0)), whitened(lower, own, xp)
    )
    beside = xp.sum(xp.tril(factor, k=-1) ** 2, axis=-1)
    excess = xp.linalg.diagonal(w) - beside
    lost = excess < _LOST
    square = xp.linalg.diagonal(factor) ** 2
    direct = excess - xp.log(xp.where(lost, square, 1.0))
    return xp.sum(beside + xp.where(lost, direct, psi(xp.where(lost, 0.0, excess), xp)), axis=-1)


def divergence_of_matrices(apart: Array, a: Array, b: Array, xp: Any) -> Array:
    """Return tr(B⁻¹A) - d - log det(B⁻¹A) of two positive definite matrices, `apart` being A - B."""
    own_size, own = scaled_cholesky(symmetric(a, xp), xp)
    size, lower = scaled_cholesky(symmetric(b, xp), xp)
    relative = symmetric(apart, xp) / (size[..., :, None] * size[..., None, :])
    return relative_divergence(relative, (own_size / size)[..., :, None] * own, lower, xp)


def half_log_determinant(lower: Array, xp: Any) -> Array:
    """Return half the log of the determinant of L Lᵀ."""
    return xp.sum(xp.log(xp.linalg.diagonal(lower)), axis=-1)


def scaled_cholesky(matrix: Array, xp: Any) -> tuple[Array, Array]:
    """Return s and the Cholesky factor of the matrix over s_i s_j, whose diagonal is 1."""
    size = xp.sqrt(xp.linalg.diagonal(matrix))
    return size, xp.linalg.cholesky(matrix / (size[..., :, None] * size[..., None, :]))


def symmetric(matrix: Array, xp: Any) -> Array:
    """Return (M + Mᵀ)/2."""
    return 0.5 * (matrix + xp.matrix_transpose(matrix))
