"""Covariances D + F Fᵀ of few factors compared without a d x d matrix, from the differences of D and F.

Once D_q is 1: Σ_q = I + U Uᵀ, Σ_p = I + E + V Vᵀ with E diagonal. Q is an orthonormal basis of the
columns of U and V. Across it q has variance 1 and p has Q⊥ᵀ(I + E)Q⊥; along it, given what lies across,
q has B = I + Uᵀ..U and p has A = (I + G)⁻¹ + V..Vᵀ about a regression on what lies across. With
G = -Qᵀ E (I+E)⁻¹ Q, N = Qᵀ E² (I+E)⁻¹ Q, K = N - G (I+G)⁻¹ G and psi of a matrix tr W - log det(I + W):

    2 D = [sum psi(e) - tr N + psi(G)] + psi(B⁻¹A - I) + tr(B⁻¹ K),

first what lies across, then along given across, then the regression. All of it is of second order.
"""

from typing import Any, NamedTuple

import numpy as np

from kullback.numerics import covariance
from kullback.numerics.elementary import log_ratio, psi

Array = Any

_NEAR = 0.5  # beyond, the terms of second order are larger than what they are the difference of


class Factors(NamedTuple):
    """A covariance: the diagonal D, shape (..., d), and the factor F, shape (..., d, k)."""

    diagonal: Array
    factor: Array


class _Along(NamedTuple):
    """The two laws along the columns of both factors, in an orthonormal basis Q of them."""

    basis: Array
    own: Array
    """QᵀV."""
    its: Array
    """QᵀU."""
    step: Array
    """Qᵀ(V - U)."""

    @property
    def apart(self) -> Array:
        """V Vᵀ - U Uᵀ in the basis."""
        half = self.step @ _t(self.own + self.its)
        return 0.5 * (half + _t(half))


def divergence(p: Factors, q: Factors, gap: Array) -> Array:
    """Return D of two normal laws whose means differ by `gap`, at a cost of d k²."""
    p, q = _alike(p, q)
    d, k = q.factor.shape[-2:]
    root = np.sqrt(q.diagonal)
    e = (p.diagonal - q.diagonal) / q.diagonal
    u, step = q.factor / root[..., None], (p.factor - q.factor) / root[..., None]
    z = gap / root
    if d <= 2 * k:
        return _densely(e, u, step, z)
    basis = np.linalg.qr(np.concatenate([u, step], axis=-1)).Q
    across = _t(basis)
    along = _Along(basis, across @ (u + step), across @ u, across @ step)
    b = covariance.factor(_plus_identity(along.its @ _t(along.its)))
    shapes = _shapes(e, log_ratio(p.diagonal, q.diagonal, np), along, b)
    return 0.5 * (shapes + length_between(along.basis, b, z))


def length_between(basis: Array, b: covariance.Factor, z: Array) -> Array:
    """Return zᵀ(I + U Uᵀ)⁻¹z, along the basis by the factor of B and across it as it is."""
    inner = _t(basis) @ z[..., None]
    rest = z - (basis @ inner)[..., 0]
    return np.sum(rest * rest, axis=-1) + np.sum(covariance.whiten(b, inner) ** 2, axis=(-2, -1))


def _alike(p: Factors, q: Factors) -> tuple[Factors, Factors]:
    """Return both with the same number of factors, and of one batch shape."""
    k = max(p.factor.shape[-1], q.factor.shape[-1])
    shape = np.broadcast_shapes(
        *(x.diagonal.shape[:-1] for x in (p, q)), *(x.factor.shape[:-2] for x in (p, q))
    )

    def spread(x: Factors) -> Factors:
        d, own = x.factor.shape[-2:]
        missing = [(0, 0)] * (x.factor.ndim - 1) + [(0, k - own)]
        factor = np.pad(x.factor, missing)
        return Factors(
            np.broadcast_to(x.diagonal, (*shape, d)), np.broadcast_to(factor, (*shape, d, k))
        )

    return spread(p), spread(q)


def _densely(e: Array, u: Array, step: Array, z: Array) -> Array:
    """Return the divergence where the factors leave nothing across them."""
    along = _Along(u, u + step, u, step)
    eye = np.eye(u.shape[-2])
    apart = e[..., None] * eye + along.apart
    a = covariance.factor((1.0 + e)[..., None] * eye + along.own @ _t(along.own))
    b = covariance.factor(_plus_identity(u @ _t(u)))
    z = covariance.whiten(b, z[..., None])[..., 0]
    shapes = covariance.relative_spectrum(apart, a, b).psi_sum()
    return 0.5 * (shapes + np.sum(z * z, axis=-1))


def _shapes(e: Array, log_e: Array, along: _Along, b: covariance.Factor) -> Array:
    near = np.all(np.abs(e) < _NEAR, axis=-1)
    first = np.sum(np.where(np.abs(e) < _NEAR, psi(e, np), e - log_e), axis=-1)
    basis = along.basis

    def projected(weights: Array) -> Array:
        return _t(basis) @ (weights[..., None] * basis)

    e_near, g = np.where(near[..., None], e, 0.0), projected(-e / np.exp(log_e))
    n = projected(e_near * e_near / (1.0 + e_near))
    root = covariance.factor(_plus_identity(g))
    inverse = _inverse(root)
    close = -_trace(n) + _psi_of(np.where(near[..., None, None], g, 0.0))
    plain = projected(e)
    direct = -_trace(plain) - 2.0 * root.half_log_determinant
    k = np.where(near[..., None, None], n - g @ inverse @ g, plain + inverse @ g)
    rise = -(inverse @ g)  # (I + G)⁻¹ - I
    a = covariance.factor(_symmetric(inverse) + along.own @ _t(along.own))
    spectrum = covariance.relative_spectrum(_symmetric(rise) + along.apart, a, b)
    half = covariance.whiten(b, _symmetric(k))
    regression = _trace(covariance.whiten(b, _t(half)))
    return first + np.where(near, close, direct) + spectrum.psi_sum() + regression


def _psi_of(g: Array) -> Array:
    return np.sum(psi(np.linalg.eigvalsh(_symmetric(g)), np), axis=-1)


def _inverse(root: covariance.Factor) -> Array:
    """Return (L Lᵀ)⁻¹."""
    eye = np.broadcast_to(np.eye(root.lower.shape[-1]), root.lower.shape)
    half = covariance.whiten(root, eye)
    return _t(half) @ half


def _plus_identity(x: Array) -> Array:
    return np.eye(x.shape[-1]) + x


def _symmetric(x: Array) -> Array:
    return 0.5 * (x + _t(x))


def _trace(x: Array) -> Array:
    return np.trace(x, axis1=-2, axis2=-1)


def _t(x: Array) -> Array:
    return np.swapaxes(x, -1, -2)
