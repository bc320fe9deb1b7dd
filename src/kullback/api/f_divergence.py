"""Csiszár's divergence of a function of the caller's."""

import math
from collections.abc import Callable
from typing import Any, Unpack

import numpy as np

from kullback.api.answer import Options, answer
from kullback.api.divergences import Shared
from kullback.api.door import Held, as_distribution
from kullback.distributions.arrays import as_numpy
from kullback.distributions.table import Logits, LogProbs, Table
from kullback.errors import InvalidInputError
from kullback.measures.f_divergence import FDivergence
from kullback.result import Result


def f_divergence(p: Any, q: Any, f: Callable[[Any], Any], **options: Unpack[Shared]) -> Result:
    r"""Return Csiszár's f-divergence for a convex function of your own.

    .. math:: D_f(P‖Q) = \sum_i q_i f(p_i / q_i)

    Parameters
    ----------
    p, q : distribution
        Whatever `kl` takes.
    f : callable
        Convex with f(1) = 0; takes an array of ratios p/q >= 0 and returns an array of the same shape.
        ``f(0)`` must be its limit at 0 (it may be inf).
    **options
        The keywords of `kl`; `unit` has no effect, for f fixes it.

    Returns
    -------
    Result
        Without unit, shape ``(...)``.

    Raises
    ------
    InvalidInputError
        When f(1) is not 0, f returns NaN at 0, or a negative value shows that f is not convex.

    Notes
    -----
    Where p > 0 = q the limit of f(x)/x for large x is used; it is taken to be infinite when f(x)/x still
    grows between 2**200 and 2**800.

    References
    ----------
    Csiszár & Shields (2004), eq. 4.1. :doi:`10.1561/0100000004`

    Examples
    --------
    >>> import kullback as kb, numpy as np
    >>> kb.f_divergence([0.2, 0.8], [0.7, 0.3], lambda x: 0.5 * np.abs(x - 1))
    f_divergence = 0.5 (exact, table)
    """
    chosen = Options(**options)
    p = as_distribution(p, "p", chosen.axis)
    q = as_distribution(q, "q", chosen.axis)
    result = answer(_checked(f, *_precision(p, q)), p, q, chosen)
    smallest = float(np.min(as_numpy(result.value)))
    if smallest < 0.0:
        raise InvalidInputError(
            f"`f` gives the negative value {smallest:.6g}, so it is not convex; an f-divergence needs a "
            "convex function with f(1) = 0."
        )
    return result


def _precision(p: Held, q: Held) -> tuple[Any, Any]:
    """Return the library that `f` will be asked in, and a number of its working precision."""
    for side in (p, q):
        if isinstance(side, Table | Logits | LogProbs) and side.work.xp is not np:
            return side.work.xp, side.work.xp.sum(side.work.array)
    return np, np.float64(1.0)


def _checked(f: Callable[[Any], Any], xp: Any, like: Any) -> FDivergence:
    if not callable(f):
        raise InvalidInputError(f"`f` is {f!r}; a function of an array of ratios is needed.")

    def at(x: float) -> float:
        with np.errstate(all="ignore"):
            return float(as_numpy(f(xp.full_like(like, x))))

    single = xp.finfo(like.dtype).bits < 64
    at_one, at_zero = at(1.0), at(0.0)
    near, far = (at(2.0**k) / 2.0**k for k in ((50, 100) if single else (200, 800)))
    if abs(at_one) > 1e-12:
        raise InvalidInputError(f"`f` is {at_one!r} at 1; an f-divergence needs f(1) = 0.")
    if math.isnan(at_zero):
        # the limit from the right, for functions such as x log x that have no value at 0
        at_zero = at(float(xp.finfo(like.dtype).smallest_normal))
    if math.isnan(at_zero) or math.isnan(far):
        raise InvalidInputError(
            "`f` is NaN at 0 or at large ratios; let it return its limits there."
        )
    settled = 1e-6 if single else 1e-9  # what is left of (√x - 1)²/x beside its limit, and more
    slope = far if abs(far - near) <= settled * max(1.0, abs(far)) else math.inf
    return FDivergence(f, at_zero, slope)
