"""The door of geometry: what the caller holds becomes one member, or a batch, of a family."""

from typing import Any

import numpy as np

from kullback.api.door import as_distribution
from kullback.distributions.families.categorical import Categorical
from kullback.distributions.family import Family
from kullback.distributions.sample import Sample
from kullback.distributions.table import Logits, LogProbs, Table
from kullback.errors import InvalidInputError, NoMethodError, ShapeError
from kullback.geometry.coordinates import member_of, probabilities_of

Array = Any


def model_of(value: Any, name: str = "dist") -> Family:
    """Return a member of a family, or a batch of them; a probability table is a categorical law."""
    held = as_distribution(value, name)
    if isinstance(held, Table | Logits | LogProbs):
        return Categorical(probabilities_of(held))
    if isinstance(held, Family):
        return member_of(held)
    raise NoMethodError(
        f"`{name}` is a {type(held).__name__}; geometry needs a member of a parametric family or a "
        "probability table. A law moved by a known amount has the information of the law itself, and "
        "independent parts add up: ask for them one by one."
    )


def single(value: Any, name: str = "dist") -> Family:
    """Return one member of a family; raise for a batch."""
    member = model_of(value, name)
    if member.batch_shape:
        raise ShapeError(
            f"`{name}` is a batch of shape {member.batch_shape}; one distribution is needed here. Index it."
        )
    return member


def pair_of(p: Any, q: Any) -> tuple[Family, Family]:
    """Return two single members of one family."""
    first, second = single(p, "p"), single(q, "q")
    if type(first) is not type(second):
        raise InvalidInputError(
            f"`p` is a {type(first).__name__} and `q` a {type(second).__name__}; a distance or geodesic "
            "runs within one family. Write both as members of one."
        )
    if _shapes(first) != _shapes(second):
        raise ShapeError(
            f"`p` has parameters of shape {_shapes(first)} and `q` {_shapes(second)}; both need the same."
        )
    return first, second


def _shapes(member: Family) -> list[tuple[int, ...]]:
    return [np.shape(value) for _, value, _ in member.parameters()]


def _event_shape(member: Family) -> tuple[int, ...]:
    space = member.support.space
    if space.ordered:
        return ()
    drawn: tuple[int, ...] = np.shape(member.sample(1, np.random.default_rng(0)))[1:]
    return drawn


def observations(data: Any, member: Family) -> Array:
    """Return data as points of the member's space; raise for none, or impossible ones."""
    if data is None:
        raise InvalidInputError(
            '`data` is missing; `kind="observed"` and "empirical" are those of observations.'
        )
    array = data.x if isinstance(data, Sample) else data
    try:
        points = np.asarray(array, dtype=float)
    except (TypeError, ValueError):
        raise InvalidInputError("`data` must be an array of numbers.") from None
    if points.size == 0:
        raise InvalidInputError("`data` is empty; at least one observation is needed.")
    event = _event_shape(member)
    points = points[None] if points.ndim == len(event) else points
    if points.shape[1:] != event:
        raise ShapeError(
            f"`data` has shape {np.shape(array)}; observations of {type(member).__name__} have shape "
            f"{('n', *event)}."
        )
    with np.errstate(all="ignore"):
        logs = np.asarray(member.log_density(points, np))
    if not np.isfinite(logs).all():
        place = int(np.argwhere(~np.isfinite(np.atleast_1d(logs)))[0][0])
        raise InvalidInputError(
            f"`data[{place}]` is {points[place]}, which is impossible under {member!r}: the log "
            "likelihood has no derivative there. Remove it, or choose another family."
        )
    return points
