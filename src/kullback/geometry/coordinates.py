"""The free coordinates of a member of a family: its parameters, in the public order, as one vector.

A table sums to 1, so its last probability is not free; a symmetric matrix is its lower triangle, row
by row; whole numbers, unit vectors and ends of the support are held fixed, and it is said why.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate
from typing import Any, NamedTuple

import numpy as np

from kullback.distributions.derived import computed
from kullback.distributions.family import COUNT, PROBABILITY, WHOLE, Domain, Family
from kullback.distributions.native import foreign_arrays, twin
from kullback.distributions.table import Logits, LogProbs
from kullback.errors import InvalidInputError, KullbackError, ShapeError
from kullback.numerics import singular

Array = Any

_NUDGE = 2.0**-20
_BALANCED = 1e-12  # a change of probabilities sums to 0 within the rounding of its entries
_SYMMETRIC = ("cov", "scale", "shape", "row_cov", "col_cov")


class Entry(NamedTuple):
    """A parameter: its value, its kind, and where its free entries stand."""

    name: str
    value: Array
    kind: str
    places: tuple[Array, ...]

    @property
    def size(self) -> int:
        """How many coordinates it has."""
        return len(self.places[0]) if self.places else 1

    def labels(self) -> list[str]:
        """Return the names of its coordinates."""
        if not self.places:
            return [self.name]
        where = zip(*(p.tolist() for p in self.places), strict=True)
        return [f"{self.name}[{', '.join(map(str, at))}]" for at in where]

    def flat(self, value: Array) -> Array:
        """Return the free entries of a value of this parameter."""
        return np.asarray(value, dtype=float)[self.places] if self.places else np.array([value])

    def pulled(self, slopes: Array) -> Array:
        """Return derivatives in the free entries from those in all entries."""
        if self.kind == "symmetric":
            slopes = slopes + slopes.T - np.diag(np.diag(slopes))
        elif self.kind == "table":
            slopes = slopes - slopes[..., -1:]
        return self.flat(slopes)

    def filled(self, free: Array, base: Array) -> Array:
        """Return the value whose free entries are given; `base` holds what has to stay together."""
        if not self.places:
            return free[0]
        value = np.array(base, dtype=float)
        value[self.places] = free
        if self.kind == "symmetric":
            value[self.places[::-1]] = free
        elif self.kind == "table":
            value[..., -1] = 1.0 - np.sum(value[..., :-1], axis=-1)
        return value


@dataclass(frozen=True)
class Coordinates:
    """The coordinates of one member of a family (no batch), without those that are known."""

    member: Family
    known: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        names = [name for name, _, _ in self.member.parameters()]
        for name in self.known:
            if name not in names:
                raise InvalidInputError(
                    f"`known` names {name!r}; the parameters of {type(self.member).__name__} are "
                    f"{', '.join(names)}."
                )

    @cached_property
    def entries(self) -> list[Entry]:
        """The free parameters."""
        found = (_entry(self.member, *parameter) for parameter in self.member.parameters())
        return [e for e in found if e.name not in self.fixed and e.name not in self.known]

    @cached_property
    def fixed(self) -> dict[str, str]:
        """Why a parameter is no coordinate, by its name."""
        reasons = ((name, _why_fixed(self.member, name)) for name, *_ in self.member.parameters())
        return {name: why for name, why in reasons if why is not None}

    @property
    def labels(self) -> list[str]:
        """Names of the coordinates."""
        return [label for entry in self.entries for label in entry.labels()]

    @cached_property
    def vector(self) -> Array:
        """The coordinates."""
        return np.concatenate([[], *(e.flat(e.value) for e in self.entries)])

    def at(self, vector: Array) -> Family:
        """Return the member with these coordinates."""
        return replace(self.member, **self._values(vector))

    def unchecked(self, vector: Array) -> Family:
        """Return the same, faster, for coordinates that are known to be possible."""
        values = {name: value for name, value, _ in self.member.parameters()}
        return self.member.holding(list({**values, **self._values(vector)}.values()))

    def _values(self, vector: Array) -> dict[str, Array]:
        vector = np.asarray(vector, dtype=float)
        ends = zip(self.entries, accumulate(e.size for e in self.entries), strict=True)
        return {e.name: e.filled(vector[end - e.size : end], e.value) for e, end in ends}

    def step(self, step: Any) -> Array:
        """Return a step as a vector: one number a coordinate, or a dict of changes by parameter."""
        if not isinstance(step, dict):
            return self._vector_of(step)
        changes = self._by_parameter(step)
        for entry, change in zip(self.entries, changes, strict=True):
            if entry.kind == "symmetric" and not np.array_equal(change, change.T):
                raise InvalidInputError(f"The change of `{entry.name}` must be symmetric.")
            if entry.kind == "table" and np.any(np.abs(change.sum(axis=-1)) > _BALANCED):
                raise InvalidInputError(
                    f"The change of `{entry.name}` must sum to 0: probabilities sum to 1."
                )
        pairs = zip(self.entries, changes, strict=True)
        return self._vector_of(np.concatenate([e.flat(change) for e, change in pairs]))

    def gradient(self, gradient: Any) -> Array:
        """Return a gradient as a vector: one number a coordinate, or a dict of derivatives by parameter.

        Such derivatives have the shape of their parameter, every entry moved by itself; where a
        coordinate moves two of them, the chain rule adds them up.
        """
        if not isinstance(gradient, dict):
            return self._vector_of(gradient)
        pairs = zip(self.entries, self._by_parameter(gradient), strict=True)
        return self._vector_of(np.concatenate([e.pulled(slopes) for e, slopes in pairs]))

    def _by_parameter(self, given: dict[str, Any]) -> list[Array]:
        self._check_names(given)
        found = []
        for entry in self.entries:
            value = numbers(given.get(entry.name, np.zeros_like(entry.value)), entry.name)
            if value.shape != np.shape(entry.value):
                raise ShapeError(
                    f"`{entry.name}` was given entries of shape {value.shape}; it has shape "
                    f"{np.shape(entry.value)}."
                )
            found.append(value)
        return found

    def _vector_of(self, step: Any) -> Array:
        vector = np.atleast_1d(numbers(step, "a step or gradient"))
        if vector.shape != self.vector.shape or not np.isfinite(vector).all():
            raise InvalidInputError(
                f"a step or gradient has {len(self.vector)} finite entries here, one for each of "
                f"{', '.join(self.labels)}; received {step!r}."
            )
        return vector

    def _check_names(self, names: Iterable[str]) -> None:
        free = [e.name for e in self.entries]
        for name in names:
            if name not in free:
                raise InvalidInputError(
                    f"{name!r} is no free parameter of {type(self.member).__name__}; these are "
                    f"{', '.join(free)}."
                )

    def refuse_edges(self) -> None:
        """Raise where there is no coordinate at all, or one lies on the edge of its domain."""
        name = type(self.member).__name__
        if not self.entries:
            why = "; ".join(f"`{n}` {reason}" for n, reason in self.fixed.items())
            raise InvalidInputError(
                f"{name} has no parameter in which it is regular, so no Fisher information: "
                f"{why or 'all are known'}."
            )
        for entry in self.entries:
            _refuse_edge(self.member, entry, name)


def numbers(value: Any, name: str) -> Array:
    """Return an array of floats; raise for what holds anything but numbers."""
    try:
        return np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        raise InvalidInputError(f"`{name}` must hold numbers; received {value!r}.") from None


def member_of(value: Family | Any) -> Family:
    """Return a family's member in NumPy's numbers."""
    member: Family = twin(value) if next(foreign_arrays(value), None) is not None else value
    plain = {name: computed(given) for name, given, _ in member.parameters()}
    return replace(member, **{name: _rounded(x) for name, x in plain.items()})


def _rounded(x: Array) -> Array:
    """Return a number that may be held to twice the precision as a double."""
    return (
        x if isinstance(x, np.ndarray | float) else np.asarray(x.high if _is_double(x) else x)[()]
    )


def _is_double(x: Any) -> bool:
    return type(x).__name__ == "DoubleDouble"


def probabilities_of(table: Any) -> Array:
    """Return the probabilities of a table, scores or log-probabilities as NumPy's."""
    array = np.asarray(table.work.array, dtype=float)
    if isinstance(table, Logits | LogProbs):
        array = np.exp(array - np.max(array, axis=-1, keepdims=True))
    return array / np.sum(array, axis=-1, keepdims=True)


def _domain(member: Family, name: str) -> Domain:
    domain: Domain = type(member).__dataclass_fields__[name].metadata["domain"]
    return domain


def _entry(member: Family, name: str, value: Array, event: int) -> Entry:
    if event == 0:
        return Entry(name, float(value), "number", ())
    value = np.asarray(value, dtype=float)
    if _domain(member, name) is PROBABILITY and np.allclose(value.sum(axis=-1), 1.0, atol=1e-6):
        value = value / value.sum(axis=-1, keepdims=True)
        free = np.indices((*value.shape[:-1], value.shape[-1] - 1))
        return Entry(name, value, "table", tuple(axis.ravel() for axis in free))
    if event == 2 and name in _SYMMETRIC and np.array_equal(value, value.T):
        return Entry(name, value, "symmetric", tuple(np.tril_indices(len(value))))
    return Entry(name, value, "free", tuple(axis.ravel() for axis in np.indices(value.shape)))


def _why_fixed(member: Family, name: str) -> str | None:
    """Return why a parameter is no coordinate: it is discrete, a direction, or moves the support."""
    if _domain(member, name) in (COUNT, WHOLE):
        return "is a whole number"
    if member.support.space.kind == "sphere" and np.ndim(getattr(member, name)):
        return "is a direction, whose length means nothing"
    if not member.support.space.ordered or np.ndim(getattr(member, name)):
        return None
    return "moves the support" if _moves_support(member, name) else None


def _moves_support(member: Family, name: str) -> bool:
    value = float(getattr(member, name))
    if not np.isfinite(value):
        return True
    for sign in (1.0, -1.0):
        by = sign * _NUDGE * (abs(value) or 1.0)
        try:
            there = replace(member, **{name: value + by}).support
        except KullbackError:
            continue
        here = member.support
        if float(there.low) != float(here.low) or float(there.high) != float(here.high):
            return not _is_edge(member, name, value)
    return False


def _is_edge(member: Family, name: str, value: Array) -> bool:
    inside = _domain(member, name).inside
    return inside is not None and bool(np.any((value <= inside[0]) | (value >= inside[1])))


def _refuse_edge(member: Family, entry: Entry, family: str) -> None:
    if entry.kind == "symmetric" and singular.are_singular(entry.value).any():
        raise InvalidInputError(
            f"`{family}.{entry.name}` is singular, on the edge of the positive definite matrices, where "
            "there is no Fisher information. Describe the law within the subspace that it lives in."
        )
    if not _is_edge(member, entry.name, entry.value):
        return
    raise InvalidInputError(
        f"`{family}.{entry.name}` is {entry.value}, on the edge of its domain, where the Fisher "
        "information is infinite or not defined. Move it inside, or drop impossible outcomes."
    )
