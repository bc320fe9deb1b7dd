"""What no family of ours stands for: a distribution that is asked by its own library's `log_prob`."""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

from kullback.adapters.arrays_inside import is_tracked_inside
from kullback.distributions.foreign import Foreign
from kullback.distributions.support import INTEGERS, LINE, Kind, Space
from kullback.errors import NoMethodError, SupportError, UnknownDistributionError

Array = Any

_DRAWS = 1001
_ATOM = 0.01
"""Of draws from a density hardly two are equal, in single precision a few."""


def asked(
    obj: Any,
    space: Space,
    ends: tuple[float, float],
    log_prob: Callable[[Array], Array],
    draw: Callable[[int, int], Array],
) -> Foreign:
    """Return a single distribution known by its log density, and where its mass lies by its draws.

    `draw` takes how many and a seed. Where the library's own functions fail, that is said.
    """
    name = type(obj).__name__

    def log_of(x: Array) -> Array:
        return _own(name, "log_prob", lambda: log_prob(np.asarray(x, dtype=np.float64)))

    def sampler(n: int, rng: np.random.Generator) -> Array:
        return _own(name, "sample", lambda: draw(n, int(rng.integers(2**31))))

    @cache
    def middle() -> tuple[float, float]:
        try:
            drawn = sampler(_DRAWS, np.random.default_rng(0))
        except UnknownDistributionError:
            if not np.all(np.isfinite(ends)):
                raise
            return 0.5 * (ends[0] + ends[1]), ends[1] - ends[0]
        if not space.discrete:
            _check_no_atom(drawn, name)
        low, centre, high = np.quantile(drawn, [0.25, 0.5, 0.75])
        return float(centre), float(high - low) or 1.0

    known = middle if space.ordered else None
    return Foreign(name, space, log_of, *ends, middle=known, sampler=sampler)


def _check_no_atom(drawn: Array, name: str) -> None:
    """Raise where one number is drawn again and again, which no density allows."""
    numbers, counts = np.unique(drawn, return_counts=True)
    most = int(np.argmax(counts))
    if counts[most] > _ATOM * drawn.size:
        raise SupportError(
            f"{name} is {numbers[most]:g} in {counts[most]} of {drawn.size} draws: an atom beside a density, "
            "which nothing here compares. Ask about the parts."
        )


def _own(name: str, function: str, call: Callable[[], Array]) -> Array:
    try:
        return np.asarray(call(), dtype=np.float64)
    except Exception as error:
        raise UnknownDistributionError(
            f"{name} has no counterpart here, and its own `{function}` fails: {error} Describe it by a "
            "`Density`, with `sample` if it has draws."
        ) from error


def check_asked(obj: Any, advice: str) -> None:
    """Raise where a gradient is asked for, and for a batch, which is not asked entry by entry."""
    name = type(obj).__name__
    if is_tracked_inside(obj):
        raise NoMethodError(
            f"{name} is known here by its `log_prob` alone, through which no gradient flows; {advice} for "
            "the value."
        )
    if tuple(obj.batch_shape):
        raise UnknownDistributionError(
            f"{name} of batch shape {tuple(obj.batch_shape)} has no counterpart here. Ask for its entries "
            "one by one."
        )


def ends_of(obj: Any) -> tuple[float, float]:
    """Return the ends of the support of numbers, as its constraint says."""
    if tuple(obj.event_shape):
        return -np.inf, np.inf
    low = getattr(obj.support, "lower_bound", -np.inf)
    return float(low), float(getattr(obj.support, "upper_bound", np.inf))


def space_of(obj: Any, *, discrete: bool, kind: Kind = "vectors") -> Space:
    """Return what a draw is: a number, or a vector with a density."""
    event = tuple(obj.event_shape)
    if not event:
        return INTEGERS if discrete else LINE
    if len(event) > 1 or discrete:
        raise UnknownDistributionError(
            f"{type(obj).__name__} has events of shape {event}; numbers and vectors with a density can be "
            "compared."
        )
    return Space(kind, event[0])
