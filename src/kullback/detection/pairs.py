"""The null hypothesis p and the alternative q, and the evidence that an observation brings."""

from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from kullback.api.answer import Options, ask
from kullback.api.divergences import kl
from kullback.api.door import as_distribution
from kullback.distributions.arrays import as_numpy
from kullback.distributions.base import Distribution
from kullback.distributions.pairing import Tables
from kullback.distributions.ratio import log_ratio_of
from kullback.distributions.relation import Column
from kullback.errors import InvalidInputError, ShapeError
from kullback.measures.kl import KL
from kullback.methods.registry import OBSERVED
from kullback.methods.tabular import cells_of

Array = Any


@dataclass(frozen=True, eq=False)
class Pair:
    """Two single distributions that have met.

    `p` and `q` are as they meet (a bijection that both share is undone), `own_p` and `own_q` as they
    were given: those speak of the observations. For two tables all four are None.
    """

    given_p: Any
    given_q: Any
    tables: Tables | None
    p: Distribution | None = None
    q: Distribution | None = None
    own_p: Distribution | None = None
    own_q: Distribution | None = None

    @cached_property
    def divergence(self) -> float:
        """D(p‖q) in nats."""
        return float(kl(self.given_p, self.given_q))

    @cached_property
    def reverse(self) -> float:
        """D(q‖p) in nats."""
        return float(kl(self.given_q, self.given_p))

    @cached_property
    def table(self) -> tuple[Array, Array, Array]:
        """Masses of p and of q, and log q/p, of every outcome of two tables."""
        assert self.tables is not None
        cells = cells_of(self.tables)
        p, q, u = (np.asarray(as_numpy(x), dtype=float) for x in (cells.p, cells.q, cells.u))
        return p, q, 0.0 - u

    def evidence(self, x: Any) -> Array:
        """Return L = log q(x)/p(x) of each observation: above 0 it speaks for q."""
        if self.tables is not None:
            return self._evidence_of_outcomes(x)
        assert self.own_p is not None
        assert self.own_q is not None
        points = _points(x, self.own_p)
        with np.errstate(all="ignore"):
            u = np.asarray(log_ratio_of(self.own_p, self.own_q, points).u, dtype=float)
            possible = self.own_p.log_density(points, np) > -np.inf
            possible = possible | (self.own_q.log_density(points, np) > -np.inf)
        _check_possible(np.reshape(possible, u.shape), points)
        return 0.0 - u

    def _evidence_of_outcomes(self, x: Any) -> Array:
        assert self.tables is not None
        p, q, evidence = self.table
        places = _places(x, self.tables.outcomes, self.tables.event_shape)
        _check_possible((p > 0.0)[places] | (q > 0.0)[places], places)
        return evidence[places]


def pair_of(p: Any, q: Any) -> Pair:
    """Return the two hypotheses, each a single distribution that is known."""
    for side, name in ((p, "p"), (q, "q")):
        held = as_distribution(side, name)
        if isinstance(held, (*OBSERVED, Column)):
            raise InvalidInputError(
                f"`{name}` is {held!r}: observations. A test needs the law itself: give a table or a "
                "distribution, for instance one that was fitted to other data."
            )
    question = ask(KL(), p, q, Options())
    if question.tables is not None:
        tables = question.tables
        assert tables.q is not None
        _check_single(tables.p.array.shape[:-1], tables.q.array.shape[:-1])
        return Pair(p, q, tables)
    _check_single(question.p.batch_shape, question.q.batch_shape)
    own_p: Any = as_distribution(p, "p")
    own_q: Any = as_distribution(q, "q")
    if not (isinstance(own_p, Distribution) and isinstance(own_q, Distribution)):
        own_p, own_q = question.p, question.q  # a table stands for its integers
    return Pair(p, q, None, question.p, question.q, own_p, own_q)


def refuse_equal(pair: Pair, what: str) -> None:
    """Raise where p and q are the same law, between which nothing can decide."""
    if pair.divergence == 0.0:
        raise InvalidInputError(
            f"`p` and `q` are the same distribution, D(p‖q) = 0: {what}. Give an alternative `q` that "
            "differs from `p`."
        )


def _check_single(*shapes: tuple[int, ...]) -> None:
    for shape, name in zip(shapes, "pq", strict=True):
        if shape:
            raise ShapeError(
                f"`{name}` is a batch of shape {tuple(shape)}; a test decides between two single "
                "distributions. Ask for each entry in turn."
            )


def _check_possible(possible: Array, shown: Array) -> None:
    if not np.all(possible):
        place = int(np.argmin(possible))
        raise InvalidInputError(
            f"`x` is {shown[place]!r} at index {place}, which neither `p` nor `q` allows."
        )


def _points(x: Any, d: Distribution) -> Array:
    """Return observations as an array of points, a single one as an array of one."""
    space = d.support.space
    event = 0 if space.ordered else 2 if space.kind == "spd" else 1
    try:
        points = np.asarray(x, dtype=float)
    except (TypeError, ValueError):
        raise InvalidInputError(f"`x` is {x!r}; observations on {space} are needed.") from None
    if np.isnan(points).any():
        raise InvalidInputError("`x` holds NaN; remove missing observations first.")
    if points.ndim == event:
        points = points[None]
    if points.ndim != event + 1:
        raise ShapeError(
            f"`x` has shape {points.shape}; one observation has {event} axes, and a batch one more."
        )
    return points


def _places(x: Any, outcomes: tuple[Any, ...] | None, event: tuple[int, ...]) -> Array:
    """Return where in the table each observation stands."""
    if outcomes is not None:
        known = {name: i for i, name in enumerate(outcomes)}
        listed = [x] if isinstance(x, Hashable) and x in known else list(x)
        for name in listed:
            if name not in known:
                raise InvalidInputError(f"`x` holds {name!r}, which is no outcome of `p` or `q`.")
        return np.array([known[name] for name in listed], dtype=int)
    points = np.asarray(x)
    if points.dtype.kind not in "iuf" or (points != np.floor(points)).any():
        raise InvalidInputError(f"`x` is {x!r}; outcomes of a table without names are 0, 1, ...")
    points = np.atleast_1d(points).astype(int)
    if len(event) > 1:
        points = np.reshape(points, (-1, len(event))).T
    else:
        points = points[None]
    for k, size in zip(points, event, strict=True):
        if (k < 0).any() or (k >= size).any():
            raise InvalidInputError(f"`x` holds an outcome outside 0 ... {size - 1}.")
    return np.ravel_multi_index(tuple(points), event)
