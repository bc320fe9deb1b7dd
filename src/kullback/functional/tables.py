"""Divergences and entropies of arrays of probabilities."""

from typing import Any

import array_api_compat
import numpy as np

from kullback.errors import ShapeError
from kullback.numerics.cells import Cells, jensen_shannon_terms, kl_terms, shared, with_ends
from kullback.numerics.sums import total_of
from kullback.numerics.tables import entropy_terms, generalised_cells, normalised_cells, total

Array = Any

_DOUBLE = np.dtype(np.float64)


def kl(p: Array, q: Array, axis: int = -1, *, normalize: bool = False) -> Array:
    r"""Return the generalised Kullback-Leibler divergence of arrays, never negative.

    .. math:: G = \sum_i p_i \log\frac{p_i}{q_i} - p_i + q_i

    which is D(P‖Q) when both sum to 1. Its gradient is log(p/q) in p and 1 - p/q in q.

    Parameters
    ----------
    p, q : array, shape (..., m)
        Non-negative numbers of one array library; leading axes broadcast.
    axis : int
        The axis of the outcomes.
    normalize : bool
        Return D of the exactly normalised tables instead, with the gradient of that function.

    Returns
    -------
    array, shape (...)
        In nats; inf where p > 0 = q.

    Raises
    ------
    ShapeError
        When the outcome axes differ in length.

    References
    ----------
    Csiszár (1991), eq. 1.2 (the I-divergence). :doi:`10.1214/aos/1176348385`

    Examples
    --------
    >>> import numpy as np
    >>> from kullback import functional as F
    >>> F.kl(np.array([0.2, 0.8]), np.array([0.7, 0.3]))
    np.float64(0.5341...)
    """
    p, q, xp, dtype = _ready(p, q, axis)
    with np.errstate(all="ignore"):  # a ratio beyond the largest double has its own branch
        cells = _cells(p, q, normalize, xp)
        terms = kl_terms(shared(cells, xp), xp)
        return _summed(with_ends(cells, terms, xp.inf, 1.0, xp), xp, dtype)


def jensen_shannon(p: Array, q: Array, axis: int = -1, *, normalize: bool = False) -> Array:
    r"""Return the Jensen-Shannon divergence of arrays, with equal weights.

    .. math:: JS = \tfrac12 D(P‖M) + \tfrac12 D(Q‖M), \quad M = \tfrac12 (P + Q)

    Parameters
    ----------
    p, q : array, shape (..., m)
        Non-negative numbers of one array library; leading axes broadcast.
    axis : int
        The axis of the outcomes.
    normalize : bool
        Normalise both exactly.

    Returns
    -------
    array, shape (...)
        In nats, between 0 and log 2.

    Raises
    ------
    ShapeError
        When the outcome axes differ in length.

    References
    ----------
    Lin (1991), eq. 4.1. :doi:`10.1109/18.61115`

    Examples
    --------
    >>> import numpy as np
    >>> from kullback import functional as F
    >>> F.jensen_shannon(np.array([1.0, 0.0]), np.array([0.0, 1.0]))
    np.float64(0.6931...)
    """
    p, q, xp, dtype = _ready(p, q, axis)
    with np.errstate(all="ignore"):
        cells = _cells(p, q, normalize, xp)
        return _summed(jensen_shannon_terms(cells, 0.5, xp), xp, dtype)


def entropy(p: Array, axis: int = -1, *, normalize: bool = False) -> Array:
    r"""Return the Shannon entropy of an array of probabilities.

    .. math:: H = -\sum_i p_i \log p_i

    Parameters
    ----------
    p : array, shape (..., m)
        Non-negative numbers.
    axis : int
        The axis of the outcomes.
    normalize : bool
        Divide by the sum first.

    Returns
    -------
    array, shape (...)
        In nats.

    References
    ----------
    Shannon (1948), sec. 6. :doi:`10.1002/j.1538-7305.1948.tb01338.x`

    Examples
    --------
    >>> import numpy as np
    >>> from kullback import functional as F
    >>> F.entropy(np.array([0.5, 0.5]))
    np.float64(0.6931...)
    """
    p, _, xp, dtype = _ready(p, p, axis)
    if normalize:
        return _summed(entropy_terms(p / total(p, xp).high, xp), xp, dtype)
    possible = p > 0.0
    terms = xp.where(possible, -p * xp.log(xp.where(possible, p, 1.0)), 0.0)
    return _summed(terms, xp, dtype)


def cross_entropy(p: Array, q: Array, axis: int = -1, *, normalize: bool = False) -> Array:
    r"""Return the cross-entropy of arrays of probabilities.

    .. math:: H(P, Q) = -\sum_i p_i \log q_i

    Parameters
    ----------
    p, q : array, shape (..., m)
        Non-negative numbers of one array library; leading axes broadcast.
    axis : int
        The axis of the outcomes.
    normalize : bool
        Divide each by its sum first.

    Returns
    -------
    array, shape (...)
        In nats; inf where p > 0 = q. A one-hot p picks -log q exactly.

    Raises
    ------
    ShapeError
        When the outcome axes differ in length.

    References
    ----------
    Cover & Thomas (2006), thm. 5.4.3. :doi:`10.1002/047174882X`

    Examples
    --------
    >>> import numpy as np
    >>> from kullback import functional as F
    >>> F.cross_entropy(np.array([0.0, 1.0]), np.array([0.75, 0.25]))
    np.float64(1.3862...)
    """
    p, q, xp, dtype = _ready(p, q, axis)
    if normalize:
        p, q = p / total(p, xp).high, q / total(q, xp).high
    both = (p > 0.0) & (q > 0.0)
    terms = xp.where(both, -p * xp.log(xp.where(both, q, 1.0)), 0.0)
    return _summed(xp.where((p > 0.0) & ~both, xp.inf, terms), xp, dtype)


def _ready(p: Array, q: Array, axis: int) -> tuple[Array, Array, Any, Any]:
    """Return both arrays, outcomes last, their library, and the dtype to return if it is another."""
    if type(p) is np.ndarray and type(q) is np.ndarray:
        xp, dtype = np, None
        if not p.dtype == q.dtype == _DOUBLE:
            dtype = np.result_type(p, q, np.float16)
            p, q = p.astype(np.float64), q.astype(np.float64)
    else:
        xp = array_api_compat.array_namespace(p, q)
        p, q, dtype = _at_least_single(p, q, xp)
    if axis != -1:
        p, q = xp.moveaxis(p, axis, -1), xp.moveaxis(q, axis, -1)
    if p.shape[-1] != q.shape[-1]:
        raise ShapeError(
            f"`p` has {p.shape[-1]} outcomes and `q` has {q.shape[-1]}; the outcome axis is never broadcast."
        )
    return p, q, xp, dtype


def _at_least_single(p: Array, q: Array, xp: Any) -> tuple[Array, Array, Any]:
    """Return half precision as single, and the dtype to return if it is another."""
    dtype = xp.result_type(p, q)
    if not xp.isdtype(dtype, "real floating") or xp.finfo(dtype).bits >= 32:
        return p, q, None
    return xp.astype(p, xp.float32), xp.astype(q, xp.float32), dtype


def _summed(terms: Array, xp: Any, dtype: Any) -> Array:
    value = total_of(terms, xp)
    if dtype is None:
        return value
    return value.astype(dtype) if xp is np else xp.astype(value, dtype)


def _cells(p: Array, q: Array, normalize: bool, xp: Any) -> Cells:
    if normalize:
        return normalised_cells(p, q, total(p, xp), total(q, xp), xp)
    return generalised_cells(p, q, xp)
