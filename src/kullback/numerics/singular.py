"""Singular covariances: their ranges, compared up to rounding, and what is left inside a common one.

NumPy only, single matrices. A variable of variance 0 is constant; among the others an eigenvalue of
the *correlation* matrix counts as 0 below `RANK` d times the largest, whatever units the variables have.
"""

from typing import Any, NamedTuple

import numpy as np

from kullback.numerics.covariance import Factor

Array = Any

RANK = 64.0 * float(np.finfo(float).eps)
"""Times d: what rounding leaves of an eigenvalue 0, with room for a matrix that was itself computed."""

_SAFE_PIVOT = 1e-9  # no pivot of a correlation matrix below: no eigenvalue is lost in rounding
_ON_RANGE = 1e-9  # how far from the range, in standard deviations, a point of it may be


class Range(NamedTuple):
    """The range of a covariance: D V, D the standard deviations of the variables that vary."""

    alive: Array
    """Which variables vary."""
    size: Array
    """Their standard deviations."""
    values: Array
    """The eigenvalues of their correlation matrix that are not 0, in increasing order."""
    basis: Array
    """V, the eigenvectors that belong to them, as columns."""
    null: Array
    """The other eigenvectors."""

    @property
    def rank(self) -> int:
        """Dimension of the range."""
        return len(self.values)

    @property
    def slack(self) -> float:
        """How far, relatively, rounding may have turned the basis."""
        if not self.rank:
            return 0.0
        return RANK * len(self.alive) * float(self.values[-1] / self.values[0])

    @property
    def half_log_determinant(self) -> float:
        """Half the log of the product of the covariance's eigenvalues that are not 0."""
        order = np.argsort(-self.size)  # large rows first: QR then keeps the small ones
        r = np.linalg.qr((self.size[:, None] * self.basis)[order], mode="r")
        volume = np.sum(np.log(np.abs(np.diagonal(r))))
        return float(volume + 0.5 * np.sum(np.log(self.values)))


class Inside(NamedTuple):
    """Two covariances A and B, and a difference of means, in coordinates of their common range."""

    apart: Array
    """A - B."""
    a: Factor
    b: Factor
    gap: Array


def correlations(matrix: Array) -> tuple[Array, Array]:
    """Return standard deviations and the correlation matrix, which is 0 where a variance is."""
    size = np.sqrt(np.diagonal(matrix, axis1=-2, axis2=-1))
    unit = np.where(size > 0.0, size, 1.0)
    return size, matrix / unit[..., :, None] / unit[..., None, :]


def are_singular(matrix: Array) -> Array:
    """Return which positive semidefinite matrices of a batch are singular but for rounding."""
    size, near_one = correlations(matrix)
    if (size > 0.0).all():
        try:
            pivots = np.diagonal(np.linalg.cholesky(near_one), axis1=-2, axis2=-1)
        except np.linalg.LinAlgError:
            pass
        else:
            if (pivots**2).min() > _SAFE_PIVOT:
                return np.zeros(matrix.shape[:-2], bool)
    values = np.linalg.eigvalsh(near_one)
    return values[..., 0] <= RANK * matrix.shape[-1] * values[..., -1]


def range_of(matrix: Array) -> Range:
    """Return the range of one positive semidefinite matrix."""
    variances = np.diagonal(matrix)
    alive = variances > 0.0
    size, near_one = correlations(matrix[np.ix_(alive, alive)])
    if not alive.any():
        return Range(alive, size, np.empty(0), np.empty((0, 0)), np.empty((0, 0)))
    values, vectors = np.linalg.eigh(near_one)
    kept = values > RANK * len(variances) * values[-1]
    return Range(alive, size, values[kept], vectors[:, kept], vectors[:, ~kept])


def condition(matrix: Array) -> float:
    """Return the condition number of the correlations within the range."""
    values = range_of(matrix).values
    return float(values[-1] / values[0]) if len(values) else 1.0


def inside_common_range(p: tuple[Array, Array], q: tuple[Array, Array]) -> Inside | None:
    """Return both laws, given as (mean, covariance), inside their common range.

    None where the ranges differ, or the difference of the means leads out of them: then each law is
    impossible under the other.
    """
    (mean, a), (other, b) = p, q
    own, its = range_of(a), range_of(b)
    if own.rank != its.rank or np.any(own.alive != its.alive):
        return None
    gap, lengths = mean - other, np.abs(mean) + np.abs(other)
    if np.any(np.abs(gap[~own.alive]) > RANK * lengths[~own.alive]):
        return None
    alive = own.alive
    if _leaves(own, its) or _leads_out(gap[alive], lengths[alive], its):
        return None
    grid = np.ix_(alive, alive)
    apart = (a[grid] - b[grid]) / its.size[:, None] / its.size
    mapped = its.basis.T @ ((own.size / its.size)[:, None] * own.basis * np.sqrt(own.values))
    return Inside(
        its.basis.T @ apart @ its.basis,
        _lower_of(mapped),
        Factor(np.zeros(its.rank, int), np.diag(np.sqrt(its.values))),
        its.basis.T @ (gap[alive] / its.size),
    )


def _leaves(own: Range, its: Range) -> bool:
    """Return whether the range of `own` leads out of that of `its`."""
    normals = (own.size / its.size)[:, None] * its.null
    length = np.sqrt(np.sum(normals**2, axis=0))
    share = np.sqrt(np.sum((own.basis.T @ normals) ** 2, axis=0))
    return bool(np.any(share > max(own.slack, its.slack) * length))


def _leads_out(gap: Array, lengths: Array, its: Range) -> bool:
    """Return whether a difference of means, each of whose `lengths` was rounded, leaves the range."""
    along = np.abs(its.null.T @ (gap / its.size))
    rounding = its.slack * np.sqrt(np.sum((lengths / its.size) ** 2))
    return bool(np.any(along > rounding))


def _lower_of(factor: Array) -> Factor:
    """Return the Cholesky factor of F Fᵀ."""
    r = np.linalg.qr(factor.T, mode="r")
    signs = np.where(np.diagonal(r) < 0.0, -1.0, 1.0)
    return Factor(np.zeros(len(r), int), (signs[:, None] * r).T)


def coordinates(its: Range, x: Array) -> tuple[Array, Array]:
    """Return deviations from the mean, shape (n, d), as independent standard ones, and which lie off."""
    scaled = x[:, its.alive] / its.size
    length = np.sqrt(np.sum(scaled**2, axis=-1, keepdims=True))
    away = np.any(np.abs(scaled @ its.null) > _ON_RANGE * (1.0 + length), axis=-1)
    z = (scaled @ its.basis) / np.sqrt(its.values)
    return z, away | np.any(x[:, ~its.alive] != 0.0, axis=-1)
