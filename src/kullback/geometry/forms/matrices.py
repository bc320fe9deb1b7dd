"""Fisher information of laws with a positive definite matrix among their parameters.

The free coordinates of a symmetric matrix are its lower triangle, row by row: one of them moves two
entries, unless it lies on the diagonal.
"""

from typing import Any

import numpy as np
from scipy.special import polygamma

from kullback.distributions.families.inverse_wishart import InverseWishart
from kullback.distributions.families.multivariate_normal import MultivariateNormal
from kullback.distributions.families.wishart import Wishart
from kullback.geometry.closed_forms import closed_form

Array = Any


def symmetric_basis(d: int) -> Array:
    """Return the change of the matrix for each entry of its lower triangle, shape (d (d+1)/2, d, d)."""
    rows, columns = np.tril_indices(d)
    basis = np.zeros((len(rows), d, d))
    at = np.arange(len(rows))
    basis[at, rows, columns] = basis[at, columns, rows] = 1.0
    return basis


def trace_form(inverse: Array) -> Array:
    """Return tr(S⁻¹ E_i S⁻¹ E_j) over the basis E."""
    turned = inverse @ symmetric_basis(len(inverse))
    return np.einsum("iab,jba->ij", turned, turned)


@closed_form(MultivariateNormal)
def multivariate_normal(d: MultivariateNormal) -> Array:
    """Return S⁻¹ for the mean, and tr(S⁻¹ dS S⁻¹ dS)/2 for the covariance."""
    inverse = np.linalg.inv(np.asarray(d.cov))
    return _blocks(inverse, 0.5 * trace_form(inverse))


@closed_form(Wishart)
def wishart(d: Wishart) -> Array:
    """Return Σ ψ'((df - i)/2)/4, tr(V⁻¹ dV)/2 and df tr(V⁻¹ dV V⁻¹ dV)/2."""
    return _degrees_and_scale(d.df, d.scale, 0.5)


@closed_form(InverseWishart)
def inverse_wishart(d: InverseWishart) -> Array:
    """Return that of the Wishart law, the sign of the mixed entries turned."""
    return _degrees_and_scale(d.df, d.scale, -0.5)


def _degrees_and_scale(df: float, scale: Array, mixed: float) -> Array:
    inverse = np.linalg.inv(np.asarray(scale))
    own = 0.25 * np.sum(polygamma(1, 0.5 * (df - np.arange(len(inverse)))))
    beside = mixed * np.einsum("ab,iba->i", inverse, symmetric_basis(len(inverse)))
    return np.block([[own, beside[None, :]], [beside[:, None], 0.5 * df * trace_form(inverse)]])


def _blocks(a: Array, b: Array) -> Array:
    zero = np.zeros((len(a), len(b)))
    return np.block([[a, zero], [zero.T, b]])
