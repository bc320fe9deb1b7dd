"""The divergence term of a variational autoencoder with Gaussian latents."""

import math
from typing import Any

import array_api_compat

from kullback.errors import InvalidInputError, ShapeError
from kullback.functional.reductions import (
    REDUCTIONS,
    computed_in,
    floating,
    narrowed,
    number,
    one_of,
    reduced,
    returned_in,
    same_shape,
)
from kullback.numerics.elementary import expm1_minus

Array = Any


def gaussian_kl(
    mean: Array,
    log_var: Array,
    prior_mean: Array | float = 0.0,
    prior_log_var: Array | float = 0.0,
    *,
    free_bits: float = 0.0,
    beta: float = 1.0,
    reduction: str = "none",
) -> Array:
    r"""Return β times the divergence of diagonal Gaussians from a prior, summed over latents.

    .. math::
        D = \tfrac12 \sum_j \left[(μ_j - m_j)^2 e^{-w_j} + E(v_j - w_j)\right],
        \quad E(x) = e^x - 1 - x

    with v, w the log variances of posterior and prior. E is computed without cancellation.

    Parameters
    ----------
    mean, log_var : array, shape (..., d)
        Of the posterior: one row an example, or a token of one.
    prior_mean, prior_log_var : array or float
        Broadcast against `mean`; the standard normal by default.
    free_bits : float >= 0
        In nats, for each latent: its divergence, averaged over all rows first, counts as at least
        this much, and has no gradient below. 0 leaves it out.
    beta : float
        Multiplies everything.
    reduction : {"none", "token_mean", "batch_mean", "sum"}
        Every row's value; the sum over rows divided by their number; the sum divided by the length
        of the first axis (the same for two axes); the sum. Latents are always summed, never averaged.

    Returns
    -------
    array, shape (...) or ()
        In nats times `beta`, in single precision where the input is half.

    Raises
    ------
    InvalidInputError
        For an unknown reduction, negative free bits, or free bits without a mean over rows.
    ShapeError
        When mean and log variance differ in shape, or the prior does not broadcast to it.

    References
    ----------
    Kingma & Welling (2014), app. B. https://arxiv.org/abs/1312.6114
    Kingma et al. (2016), eq. 15 of app. C.8 (free bits). https://arxiv.org/abs/1606.04934

    Examples
    --------
    >>> import numpy as np
    >>> from kullback import functional as F
    >>> F.gaussian_kl(np.array([[1.0, 0.0]]), np.zeros((1, 2)))
    array([0.5])
    >>> F.gaussian_kl(np.array([[1.0, 0.0]]), np.zeros((1, 2)), free_bits=0.1, reduction="sum")
    np.float64(0.6)
    """
    one_of("reduction", reduction, REDUCTIONS)
    floor = number("free_bits", free_bits, 0.0, ends=True)
    beta = number("beta", beta, 0.0, ends=True)
    named = (("log_var", log_var), ("prior_mean", prior_mean), ("prior_log_var", prior_log_var))
    xp, arrays = floating(("mean", mean), *named)
    dtype = returned_in(xp, *arrays)
    mean, log_var, prior_mean, prior_log_var = (computed_in(x, xp) for x in arrays)
    if isinstance(mean, int | float) or isinstance(log_var, int | float) or not mean.ndim:
        raise ShapeError("`mean` and `log_var` are arrays of shape (..., d), d latents last.")
    same_shape(("mean", mean), ("log_var", log_var))
    square = (mean - prior_mean) ** 2
    width = log_var - prior_log_var
    if square.shape != mean.shape or width.shape != mean.shape:
        raise ShapeError(
            f"the prior makes of {tuple(mean.shape)} the shapes {tuple(square.shape)} and "
            f"{tuple(width.shape)}; it must broadcast to that of `mean`."
        )
    terms = 0.5 * (square * _inverse(prior_log_var, xp) + expm1_minus(width, xp))
    if not floor:
        return reduced(xp.sum(terms, axis=-1) * beta, None, reduction, xp, dtype)
    return narrowed(_with_floor(terms, floor, reduction, xp) * beta, dtype)


def _inverse(log_var: Array | float, xp: Any) -> Any:
    if isinstance(log_var, int | float):
        return math.exp(-log_var)
    return xp.exp(-log_var)


def _with_floor(terms: Array, floor: float, reduction: str, xp: Any) -> Array:
    """Return the sum over latents of their mean over rows, each at least the floor."""
    if reduction == "none":
        raise InvalidInputError(
            f"`free_bits` is {floor:g}, a floor for the mean over rows, and `reduction` is 'none'; "
            "pass 'batch_mean', 'token_mean' or 'sum'."
        )
    latents = terms.shape[-1]
    rows = array_api_compat.size(terms) // max(latents, 1)
    mean = xp.sum(xp.reshape(terms, (rows, latents)), axis=0) / max(rows, 1)
    # no gradient below: the floor is a constant
    total = xp.sum(xp.where(mean > floor, mean, xp.full_like(mean, floor)))
    match reduction:
        case "token_mean":
            return total
        case "batch_mean":
            return total * (rows / max(terms.shape[0], 1) if terms.ndim > 1 else 1.0)
    return total * rows
