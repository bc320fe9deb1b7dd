"""Divergences with an order: Rényi, Tsallis, and Bhattacharyya at one half."""

import math
from collections.abc import Callable
from typing import Any, Unpack

from kullback.api.answer import Options, answer
from kullback.api.divergences import Shared
from kullback.api.numbers import real_number
from kullback.errors import InvalidInputError
from kullback.measures.base import Measure
from kullback.measures.kl import KL
from kullback.measures.renyi import Bhattacharyya, Renyi, RenyiMax, RenyiZero, Tsallis
from kullback.result import Result


def renyi(p: Any, q: Any, alpha: float, **options: Unpack[Shared]) -> Result:
    r"""Return the Rényi divergence of order `alpha`.

    .. math:: D_α(P‖Q) = \frac{1}{α-1} \log \sum_i p_i^α q_i^{1-α}

    Parameters
    ----------
    p, q : distribution
        Whatever `kl` takes.
    alpha : float in [0, inf]
        1 is Kullback-Leibler, 0 is -log Q(p > 0) and inf is log max p/q, the limits.
    **options
        The keywords of `kl`.

    Returns
    -------
    Result
        In `unit`, shape ``(...)``; non-decreasing in `alpha`.

    References
    ----------
    van Erven & Harremoës (2014), eq. 8. :doi:`10.1109/TIT.2014.2320500`

    Examples
    --------
    >>> import kullback as kb
    >>> kb.renyi([0.5, 0.5], [0.75, 0.25], alpha=0.5)
    renyi = 0.0693365 nats (exact, table)
    """
    return answer(_renyi_of_order(alpha), p, q, Options(**options))


def _renyi_of_order(alpha: float) -> Measure:
    order = real_number(alpha)
    if not order >= 0.0:
        raise InvalidInputError(f"`alpha` is {alpha!r}; the order is a number between 0 and inf.")
    special: dict[float, Callable[[], Measure]] = {
        0.0: RenyiZero,
        1.0: _RenyiOne,
        math.inf: RenyiMax,
    }
    return special[order]() if order in special else Renyi(order)


class _RenyiOne(KL):
    """Order 1: the Kullback-Leibler divergence under the name that was asked for."""

    name = "renyi"


def tsallis(p: Any, q: Any, alpha: float, **options: Unpack[Shared]) -> Result:
    r"""Return the Tsallis relative entropy of order `alpha`.

    .. math:: T_α(P‖Q) = \frac{1}{α-1} \left(\sum_i p_i^α q_i^{1-α} - 1\right)

    Parameters
    ----------
    p, q : distribution
        Whatever `kl` takes.
    alpha : float > 0
        1 is Kullback-Leibler, the limit.
    **options
        The keywords of `kl`.

    Returns
    -------
    Result
        In `unit` (which scales it as it scales the limit), shape ``(...)``.

    References
    ----------
    Tsallis (1998), eq. 7. :doi:`10.1103/PhysRevE.58.1442`

    Examples
    --------
    >>> import kullback as kb
    >>> kb.tsallis([0.5, 0.5], [0.75, 0.25], alpha=2)
    tsallis = 0.333333 nats (exact, table)
    """
    order = real_number(alpha)
    if not 0.0 < order < math.inf:
        raise InvalidInputError(f"`alpha` is {alpha!r}; the order is a positive and finite number.")
    measure = _TsallisOne() if order == 1.0 else Tsallis(order)
    return answer(measure, p, q, Options(**options))


class _TsallisOne(KL):
    """Order 1: the Kullback-Leibler divergence under the name that was asked for."""

    name = "tsallis"


def bhattacharyya(p: Any, q: Any, **options: Unpack[Shared]) -> Result:
    r"""Return the Bhattacharyya distance.

    .. math:: B(P, Q) = -\log \sum_i \sqrt{p_i q_i}

    Parameters
    ----------
    p, q : distribution
        Whatever `kl` takes.
    **options
        The keywords of `kl`.

    Returns
    -------
    Result
        In `unit`, shape ``(...)``; infinite for disjoint supports.

    References
    ----------
    Kailath (1967), eq. 3. :doi:`10.1109/TCOM.1967.1089532`

    Examples
    --------
    >>> import kullback as kb
    >>> kb.bhattacharyya("norm(0, 1)", "norm(2, 1)")
    bhattacharyya = 0.5 nats (exact, closed_form)
    """
    return answer(Bhattacharyya(), p, q, Options(**options))
