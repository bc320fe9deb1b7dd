"""Entropies of one distribution, and cross-entropy of two."""

import math
from dataclasses import replace
from typing import Any, Unpack

import array_api_compat
import numpy as np

from kullback.api.answer import Options, answer, answer_one, answer_reference, with_ledger
from kullback.api.divergences import Shared, kl
from kullback.distributions.sample import Sample
from kullback.errors import InvalidInputError
from kullback.measures.entropy import Entropy
from kullback.measures.observed import CrossEntropy
from kullback.result import Detail, Kind, Result
from kullback.units import nats_per

_ENTROPY = Entropy()
_RANK: dict[Kind, int] = {"exact": 0, "numerical": 1, "estimate": 2}


def entropy(p: Any, **options: Unpack[Shared]) -> Result:
    r"""Return the Shannon entropy; for a density the differential entropy, which may be negative.

    .. math:: H(P) = -\sum_i p_i \log p_i

    Parameters
    ----------
    p : distribution
        Whatever `kl` takes.
    **options
        The keywords of `kl`, without `smoothing`.

    Returns
    -------
    Result
        In `unit`, shape ``(...)``.

    References
    ----------
    Shannon (1948), sec. 6 and 20. :doi:`10.1002/j.1538-7305.1948.tb01338.x`

    Examples
    --------
    >>> import kullback as kb
    >>> kb.entropy([0.5, 0.25, 0.25], unit="bits")
    entropy = 1.5 bits (exact, table_sum)
    """
    if options.get("smoothing") is not None:
        raise InvalidInputError(
            "`smoothing` has no meaning for the entropy of a single distribution."
        )
    return answer_one(_ENTROPY, p, Options(**options))


def cross_entropy(p: Any, q: Any, **options: Unpack[Shared]) -> Result:
    r"""Return the cross-entropy, the expected code length for p under a code made for q.

    .. math:: H(P, Q) = -\sum_i p_i \log q_i = H(P) + D(P‖Q)

    Parameters
    ----------
    p, q : distribution
        Whatever `kl` takes.
    **options
        The keywords of `kl`.

    Returns
    -------
    Result
        In `unit`, shape ``(...)``; computed as entropy plus divergence.

    References
    ----------
    Cover & Thomas (2006), thm. 5.4.3. :doi:`10.1002/047174882X`

    Examples
    --------
    >>> import kullback as kb
    >>> kb.cross_entropy([0.0, 1.0], [0.75, 0.25], unit="bits")
    cross_entropy = 2 bits (exact, table_sum + table)
    """
    asked = Options(**options)._replace(method=None)
    if is_mean(p, q):
        return answer(CrossEntropy(), p, q, asked)
    divergence = kl(p, q, **options)
    if asked.smoothing is None:
        return _sum(answer_one(_ENTROPY, p, asked), divergence)
    own = answer_reference(_ENTROPY, p, q, asked)
    plain: Shared = {**options, "smoothing": None}
    result = _sum(own, replace(divergence, cautions=()))
    return with_ledger(result, cross_entropy(p, q, **plain), asked.smoothing)


def is_mean(p: Any, q: Any) -> bool:
    """Return whether the cross-entropy is a mean over rows, which needs no entropy and no divergence."""
    return isinstance(p, Sample) and not isinstance(q, Sample)


def perplexity(p: Any, q: Any = None, **options: Unpack[Shared]) -> Result:
    r"""Return the perplexity, the number of equally likely outcomes that would surprise as much.

    .. math:: e^{H(P)} \quad\text{or}\quad e^{H(P, Q)}

    Parameters
    ----------
    p : distribution
        Whatever `kl` takes.
    q : distribution, optional
        With it, the perplexity of the model q on p.
    **options
        The keywords of `kl`; `unit` has no effect.

    Returns
    -------
    Result
        Without unit, shape ``(...)``.

    References
    ----------
    Jelinek, Mercer, Bahl & Baker (1977). :doi:`10.1121/1.2016299`

    Examples
    --------
    >>> import kullback as kb
    >>> kb.perplexity([0.25, 0.25, 0.25, 0.25])
    perplexity = 4 (exact, table_sum)
    """
    in_nats: Shared = {**options, "unit": "nats"}
    nats_per(options.get("unit", "nats"))
    length = entropy(p, **in_nats) if q is None else cross_entropy(p, q, **in_nats)
    value = _exp(length.value)
    error = None if length.error is None else value * length.error
    detail = Detail(violations=length.detail.violations)
    result = replace(
        length, value=value, unit=None, measure="perplexity", error=error, detail=detail
    )
    smoothing = options.get("smoothing")
    if smoothing is None:
        return result
    plain: Shared = {**options, "smoothing": None}
    return with_ledger(replace(result, cautions=()), perplexity(p, q, **plain), smoothing)


def _exp(x: Any) -> Any:
    if isinstance(x, float):
        return math.exp(x) if x < 709.0 else math.inf
    if isinstance(x, np.ndarray):
        with np.errstate(over="ignore"):
            return np.exp(x)
    xp = array_api_compat.array_namespace(x)
    finite = x < xp.inf  # inf · 0 would poison the gradient
    return xp.where(finite, xp.exp(xp.where(finite, x, 0.0)), xp.inf)


def _sum(own: Result, divergence: Result) -> Result:
    """Return entropy plus divergence as one result, with the weaker of the two kinds."""
    errors = [r.error for r in (own, divergence) if r.error is not None]
    worst = max((own, divergence), key=lambda r: _RANK[r.kind])
    combined = sum(errors) if worst.kind == "numerical" else sum(e * e for e in errors) ** 0.5
    return Result(
        own.value + divergence.value,
        own.unit,
        "cross_entropy",
        own.method if own.method == divergence.method else f"{own.method} + {divergence.method}",
        worst.kind,
        combined if errors else None,
        worst.n,
        (*own.cautions, *divergence.cautions),
        detail=Detail(violations=divergence.detail.violations),
    )
