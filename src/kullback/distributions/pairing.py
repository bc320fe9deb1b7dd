"""Two tables that have met: same library, same outcomes in the same order, sums known."""

from typing import Any, NamedTuple

import array_api_compat
import numpy as np

from kullback.distributions.arrays import Work, as_numpy, promote
from kullback.distributions.table import LogProbs, Table, Tabular, place_of
from kullback.errors import InvalidInputError, NotNormalizedError, ShapeError
from kullback.numerics.logits import normalise
from kullback.numerics.tables import Total, power_of_two_scale, total

Array = Any


class Side(NamedTuple):
    """One table as it is computed with: probabilities and their exact sum, or scores (sum None)."""

    array: Array
    total: Total | None
    positive: bool = False
    """Whether no entry is known to be 0."""
    scale: Array | float = 1.0
    """The power of two that the table was multiplied by, of each row."""


class Tables(NamedTuple):
    """Both sides, the library they share, and the dtype and outcomes of the answer."""

    xp: Any
    p: Side
    q: Side | None
    dtype: Any
    outcomes: tuple[Any, ...] | None
    event_shape: tuple[int, ...]


def meet(p: Tabular, q: Tabular, *, normalize: bool) -> Tables:
    """Return the two tables aligned, in one library, each with its sum checked."""
    work_p, work_q, outcomes, event = _aligned(p, q)
    work_p, work_q, dtype = promote(work_p, work_q)
    if work_p.array.shape != work_q.array.shape:
        _check_broadcast(work_p.array.shape, work_q.array.shape)
    return Tables(
        work_p.xp,
        _side(p, work_p, "p", normalize),
        _side(q, work_q, "q", normalize),
        dtype,
        outcomes,
        event,
    )


def alone(p: Tabular, *, normalize: bool, name: str = "p") -> Tables:
    """Return one table with its sum checked; `name` is what messages call it."""
    work, event = _flattened(p)
    dtype = None if work.xp is np else promote(work, work)[2]
    outcomes = p.outcomes if isinstance(p, Table) else None
    return Tables(work.xp, _side(p, work, name, normalize), None, dtype, _tuple(outcomes), event)


def _side(table: Tabular, work: Work, name: str, normalize: bool) -> Side:
    if not isinstance(table, Table):
        if isinstance(table, LogProbs) and not normalize:
            _check_log_total(work, name)
        return Side(work.array, None)
    array, xp = work.array, work.xp
    sums = total(array, xp)
    if isinstance(sums.high, float):
        fine = abs(sums.high - 1.0) <= work.tolerance
    else:
        fine = bool(xp.all(xp.abs(sums.high - 1.0) <= work.tolerance))
    if fine:
        return Side(array, sums, table.positive)
    if bool(xp.any(array == xp.inf)):
        raise InvalidInputError(
            f"`{name}` is inf at {place_of(array == xp.inf)}; probabilities, counts and weights are finite."
        )
    if not normalize:
        raise NotNormalizedError(_stray_sum(sums, work, name))
    scale = power_of_two_scale(array, xp)
    scaled = array * scale
    sums = total(scaled, xp)
    if np.all((as_numpy(sums.high) > 0.0) & (as_numpy(sums.high) < np.inf)):
        return Side(scaled, sums, scale=scale)
    raise NotNormalizedError(
        f"`{name}` has a row whose total is {_worst(sums)}; even with `normalize=True` a row needs a "
        "positive finite total."
    )


def _stray_sum(sums: Total, work: Work, name: str) -> str:
    high = as_numpy(sums.high)
    high = high[..., 0] if high.ndim else high
    stray = np.where(np.isnan(high), np.inf, np.abs(high - 1.0))
    place = np.unravel_index(int(np.argmax(stray)), stray.shape)
    where = f" in row {tuple(int(i) for i in place)}" if stray.ndim else ""
    value = float(high[place])
    return (
        f"`{name}` sums to {value:.9g}{where}; a probability table sums to 1 (within "
        f"{work.tolerance:g}). Pass `normalize=True` if these are counts or weights. Scores belong in "
        "`Logits`. Observations are no table: count them first (`Sample` and `Counts`, which estimate "
        "from observations, come with a later version)."
    )


def _worst(sums: Total) -> float:
    high = np.atleast_1d(as_numpy(sums.high))
    bad = ~((high > 0.0) & (high < np.inf))
    return float(high[bad][0])


def _check_log_total(work: Work, name: str) -> None:
    log_total = normalise(work.array, work.xp).log_total
    if not bool(work.xp.all(work.xp.abs(log_total) <= work.tolerance)):
        flat = np.ravel(as_numpy(log_total))
        worst = float(flat[np.argmax(np.abs(flat))])
        raise NotNormalizedError(
            f"`{name}` are log-probabilities whose exponentials sum to exp({worst:.6g}), not 1. Wrap "
            "unnormalised scores in `Logits`, or pass `normalize=True`."
        )


def _check_broadcast(p: tuple[int, ...], q: tuple[int, ...]) -> None:
    if p[-1] != q[-1]:
        raise ShapeError(
            f"`p` has {p[-1]} outcomes and `q` has {q[-1]} (shapes {p} and {q}); the outcome axis is never "
            "broadcast. Name the outcomes (a dict, or `Table(probs, outcomes=...)`) to align them."
        )
    try:
        np.broadcast_shapes(p, q)
    except ValueError:
        raise ShapeError(f"The leading axes of `p` {p} and `q` {q} do not broadcast.") from None


def _aligned(p: Tabular, q: Tabular) -> tuple[Work, Work, tuple[Any, ...] | None, tuple[int, ...]]:
    if (
        type(p) is type(q) is Table
        and p.variables is q.variables is p.outcomes is q.outcomes is None
    ):
        return p.work, q.work, None, tuple(p.work.array.shape[-1:])  # what most callers pass
    named_p = _names_of(p)
    named_q = _names_of(q)
    if named_p is None and named_q is None:
        (work_p, event), (work_q, event_q) = _flattened(p), _flattened(_reordered(q, p))
        if event != event_q and isinstance(p, Table) and isinstance(q, Table):
            raise ShapeError(f"The outcome axes of `p` {event} and `q` {event_q} differ in length.")
        return work_p, work_q, None, event
    if named_p is None or named_q is None:
        have, lack = ("p", "q") if named_q is None else ("q", "p")
        raise InvalidInputError(
            f"`{have}` names its outcomes and `{lack}` does not; name both (a dict, a labelled Series or "
            "`Table(probs, outcomes=...)`) or neither."
        )
    if named_p == named_q:
        return p.work, q.work, named_p, (len(named_p),)
    seen = set(named_p)
    union = named_p + tuple(name for name in named_q if name not in seen)
    return _spread(p.work, named_p, union), _spread(q.work, named_q, union), union, (len(union),)


def _names_of(table: Tabular) -> tuple[Any, ...] | None:
    return _tuple(table.outcomes) if isinstance(table, Table) else None


def _tuple(names: Any) -> tuple[Any, ...] | None:
    return None if names is None else tuple(names)


def _spread(work: Work, names: tuple[Any, ...], union: tuple[Any, ...]) -> Work:
    """Return the table on the outcomes `union`: 0 where it does not name one."""
    xp, array = work.xp, work.array
    position = {name: i for i, name in enumerate(names)}
    missing = len(names)
    padded = xp.concat([array, xp.zeros_like(array[..., :1])], axis=-1)
    places = [position.get(name, missing) for name in union]
    order = xp.asarray(places, device=array_api_compat.device(array))
    return work._replace(array=xp.take(padded, order, axis=-1))


def _reordered(q: Tabular, p: Tabular) -> Tabular:
    """Return q with its variables in the order of p's."""
    if not isinstance(q, Table) or not isinstance(p, Table) or p.variables == q.variables:
        return q
    if p.variables is None or q.variables is None or set(p.variables) != set(q.variables):
        raise ShapeError(
            f"`p` has the variables {p.variables} and `q` {q.variables}; both need the same ones."
        )
    return q.marginal(*p.variables)


def _flattened(table: Tabular) -> tuple[Work, tuple[int, ...]]:
    """Return the table with the axes of its variables made one, and their lengths."""
    work = table.work
    shape = tuple(work.array.shape)
    if not isinstance(table, Table) or table.variables is None or len(table.variables) == 1:
        return work, shape[-1:]
    k = len(table.variables)
    flat = work.xp.reshape(work.array, (*shape[:-k], -1))
    return work._replace(array=flat), shape[-k:]
