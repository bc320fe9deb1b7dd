"""Smoothing, only when asked for: additive on counts, or a mixture with the uniform on q."""

import math
from typing import Any

from kullback.api.numbers import real_number
from kullback.distributions.pairing import Side, Tables
from kullback.errors import InvalidInputError
from kullback.methods.tabular import probabilities
from kullback.numerics.tables import power_of_two_scale, total

Array = Any
Smoothing = str | tuple[str, float] | None

_NAMED = {"laplace": 1.0, "jeffreys": 0.5}


def smoothed(tables: Tables, smoothing: Smoothing, *, normalize: bool) -> Tables:
    """Return the tables smoothed as asked.

    ``"laplace"``, ``"jeffreys"`` and ``("add", a)`` add 1, 1/2 or a to every count of both sides, which
    needs counts (`normalize=True`). ``("mix", eps)`` mixes q with the uniform over all outcomes.
    """
    kind, amount = _parse(smoothing)
    assert tables.q is not None
    xp = tables.xp
    if kind == "mix":
        q = probabilities(tables.q, xp)
        return tables._replace(q=_side((1.0 - amount) * q + amount / q.shape[-1], xp))
    if tables.p.total is None or tables.q.total is None or not normalize:
        raise InvalidInputError(
            f"`smoothing` {smoothing!r} adds to counts; pass counts with `normalize=True`, or mix "
            'probabilities with the uniform: `smoothing=("mix", 1e-6)`.'
        )
    return tables._replace(p=_with_added(tables.p, amount, xp), q=_with_added(tables.q, amount, xp))


def added_to_counts(smoothing: Smoothing) -> float:
    """Return what is added to every count; raise for a smoothing that mixes probabilities."""
    kind, amount = _parse(smoothing)
    if kind == "mix":
        raise InvalidInputError(
            f'`smoothing` {smoothing!r} mixes probabilities; counts are smoothed by "laplace", "jeffreys" or '
            '("add", a).'
        )
    return amount


def describe(smoothing: Smoothing) -> str:
    """Return what was done, in words."""
    kind, amount = _parse(smoothing)
    if kind == "mix":
        return f"q was mixed with the uniform over all outcomes, weight {amount:g}"
    return f"{amount:g} was added to every count of both sides"


def _with_added(side: Side, amount: float, xp: Any) -> Side:
    """Return the side with `amount` added to its counts as they were given."""
    counts = side.array / side.scale + amount
    return _side(counts * power_of_two_scale(counts, xp), xp)


def _side(array: Array, xp: Any) -> Side:
    return Side(array, total(array, xp))


def _parse(smoothing: Smoothing) -> tuple[str, float]:
    if isinstance(smoothing, str) and smoothing in _NAMED:
        return "add", _NAMED[smoothing]
    if isinstance(smoothing, tuple | list) and len(smoothing) == 2:
        kind, amount = smoothing[0], real_number(smoothing[1])
        if kind == "add" and 0.0 < amount < math.inf:
            return "add", amount
        if kind == "mix" and 0.0 < amount < 1.0:
            return "mix", amount
    raise InvalidInputError(
        f'`smoothing` is {smoothing!r}; it must be "laplace", "jeffreys", ("add", a) with a > 0, or '
        '("mix", eps) with 0 < eps < 1.'
    )
