"""The interval that several supports span, and what lies between them."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from kullback.distributions.support import Support
from kullback.numerics.double_double import DoubleDouble

Array = Any


def hull_of(supports: Sequence[Support], weights: Sequence[Array]) -> Support:
    """Return from the lowest end to the highest, of those supports that have weight."""
    space = supports[0].space
    if not space.ordered:
        return supports[0]
    low = _furthest([s.low for s in supports], weights, -1.0)
    return Support(space, low, _furthest([s.high for s in supports], weights, 1.0))


def _furthest(ends: Sequence[Any], weights: Sequence[Array], sign: float) -> Any:
    """Return the end furthest in the direction of `sign`, known as exactly as it was given."""
    best = None
    for end, weight in zip(ends, weights, strict=True):
        counted = np.asarray(weight) > 0.0
        end = _where(counted, end, -sign * np.inf)
        with np.errstate(invalid="ignore"):
            further = True if best is None else np.asarray(sign * (end - best) > 0.0)
        best = end if best is None else _where(further, end, best)
    return best


def _where(condition: Array, a: Any, b: Any) -> Any:
    if np.all(condition):
        return a
    if not np.any(condition):
        return b
    if isinstance(a, DoubleDouble) or isinstance(b, DoubleDouble):
        (a_high, a_low), (b_high, b_low) = _halves(a), _halves(b)
        low = np.where(condition, a_low, b_low)
        return DoubleDouble(np.where(condition, a_high, b_high), low)
    return np.where(condition, a, b)[()]


def _halves(x: Any) -> tuple[Any, Any]:
    return (x.high, x.low) if isinstance(x, DoubleDouble) else (x, np.zeros_like(x, float))


def uncovered_between(
    intervals: Sequence[tuple[float, float]],
) -> tuple[tuple[float, float], ...]:
    """Return the open intervals between those given, from left to right."""
    found: list[tuple[float, float]] = []
    reach: float | None = None
    for low, high in sorted(intervals):
        if reach is not None and low > reach:
            found.append((reach, low))
        reach = high if reach is None else max(reach, high)
    return tuple(found)
