"""Parametric families: parameters checked once, in double precision, with batches."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, NamedTuple, Self

import numpy as np
from array_api_compat import array_namespace

from kullback.distributions.arrays import as_numpy, is_foreign_array
from kullback.distributions.base import Distribution
from kullback.distributions.derived import Derived, computed
from kullback.distributions.native import beside, foreign_arrays, is_known, twin
from kullback.errors import InvalidInputError, ShapeError
from kullback.numerics.branches import is_many, lies_inside
from kullback.numerics.double_double import DoubleDouble

Array = Any


class Domain(NamedTuple):
    """The values a parameter may take: a phrase for messages and a test."""

    phrase: str
    holds: Callable[[Array], Array]
    inside: tuple[float, float] | None = None
    """An open interval of nothing else: large arrays lie there as a rule, and that is soon seen."""


_ALL, _ABOVE, _UNIT = (-np.inf, np.inf), (0.0, np.inf), (0.0, 1.0)

REAL = Domain("finite", np.isfinite, _ALL)
POSITIVE = Domain("positive and finite", lambda x: (x > 0) & np.isfinite(x), _ABOVE)
NON_NEGATIVE = Domain("non-negative and finite", lambda x: (x >= 0) & np.isfinite(x), _ABOVE)
PROBABILITY = Domain("between 0 and 1", lambda x: (x >= 0) & (x <= 1), _UNIT)
POSITIVE_PROBABILITY = Domain("above 0 and at most 1", lambda x: (x > 0) & (x <= 1), _UNIT)
COUNT = Domain(
    "a non-negative whole number", lambda x: (x >= 0) & (x == np.floor(x)) & np.isfinite(x)
)
WHOLE = Domain("a whole number", lambda x: (x == np.floor(x)) & np.isfinite(x))


def parameter(domain: Domain, *, event: int = 0, **kwargs: Any) -> Any:
    """Declare a parameter of a family: its `domain`, and how many of its last axes are one value."""
    return field(metadata={"domain": domain, "event": event}, **kwargs)


@dataclass(frozen=True, eq=False)
class Family(Distribution):
    """A parametric family. Its dataclass fields are its parameters, in the public order."""

    def __post_init__(self) -> None:
        self._compute_derived()
        others = list(foreign_arrays(self))
        if others:
            self._keep(others)
            return
        for f in fields(self):
            if "domain" in f.metadata:
                value = _real_array(getattr(self, f.name), f"{type(self).__name__}.{f.name}")
                _check_domain(value, f.metadata["domain"], f"{type(self).__name__}.{f.name}")
                object.__setattr__(self, f.name, value)
        self._batch()
        self.validate()

    def _compute_derived(self) -> None:
        """Replace what follows from other parameters by its value, once that can be had precisely."""
        for name, value, _ in self.parameters():
            if isinstance(value, Derived) and value.is_ready:
                object.__setattr__(self, name, value.value())

    def _keep(self, others: list[Array]) -> None:
        """Keep what another library gave as it is, and bring the plain numbers beside it there.

        Checked is the NumPy twin, in its place.
        """
        if all(is_known(x) for x in others):
            twin(self)
        for name, value, _ in self.parameters():
            if not is_foreign_array(value) and not isinstance(value, Derived):
                real = _real_array(value, f"{type(self).__name__}.{name}")
                object.__setattr__(self, name, beside(real, others[0]))

    def validate(self) -> None:
        """Raise when the parameters do not fit together (a hook: most need nothing)."""

    @classmethod
    def likeliest(cls, x: Array, weights: Array) -> Self | None:
        """Return the member under which weighted points are likeliest, where that is known (a hook)."""
        return None

    def parameters(self) -> list[tuple[str, Any, int]]:
        """Return name, value and number of event axes of each parameter, in the public order."""
        return [
            (f.name, getattr(self, f.name), f.metadata["event"])
            for f in fields(self)
            if "domain" in f.metadata
        ]

    def holding(self, values: Sequence[Array]) -> Self:
        """Return the member with parts of the parameters' values: checked once, they stay in order."""
        part = object.__new__(type(self))
        for (name, _, _), value in zip(self.parameters(), values, strict=True):
            object.__setattr__(part, name, value)
        return part

    def _batch(self) -> tuple[int, ...]:
        shapes = [np.shape(v)[: np.ndim(v) - event] for _, v, event in self.parameters()]
        try:
            return np.broadcast_shapes(*shapes)
        except ValueError:
            listed = ", ".join(f"{name} {np.shape(v)}" for name, v, _ in self.parameters())
            raise ShapeError(
                f"The parameters of {type(self).__name__} do not broadcast: {listed}."
            ) from None

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """Shape of the batch; () for a single distribution."""
        return self._batch()

    def __getitem__(self, index: Any) -> Self:
        """Return the distribution at `index` of the batch."""
        batch, chosen = self.batch_shape, {}
        index = _within(index, len(batch))
        for name, given, event in self.parameters():
            value = computed(given)
            full = batch + np.shape(value)[np.ndim(value) - event :]
            if isinstance(value, DoubleDouble):
                chosen[name] = DoubleDouble(
                    np.broadcast_to(value.high, full)[index],
                    np.broadcast_to(value.low, full)[index],
                )
            else:
                xp = array_namespace(value) if is_foreign_array(value) else np
                chosen[name] = xp.broadcast_to(value, full)[index]
        return replace(self, **chosen)

    def __repr__(self) -> str:
        """Return the constructor call."""
        inner = ", ".join(f"{name}={_brief(value)}" for name, value, _ in self.parameters())
        return f"{type(self).__name__}({inner})"


def _within(index: Any, axes: int) -> Any:
    """Return an index of which `...` stands for axes of the batch, and not for those of an event."""
    index = index if isinstance(index, tuple) else (index,)
    places = [i for i, step in enumerate(index) if step is Ellipsis]
    if not places:
        return index
    at = places[0]
    return (*index[:at], *(slice(None),) * (axes - len(index) + 1), *index[at + 1 :])


def _real_array(value: Any, name: str) -> Array:
    if isinstance(value, DoubleDouble):
        return value
    try:
        array = np.asarray(value)
    except ValueError:
        raise ShapeError(f"`{name}` is ragged: {value!r}. Give numbers of one shape.") from None
    if array.dtype.kind not in "fiub":
        raise InvalidInputError(
            f"`{name}` has dtype {array.dtype}; parameters are real numbers. Received {value!r}."
        )
    return array.astype(np.float64, copy=False)[()]


def _check_domain(value: Array, domain: Domain, name: str) -> None:
    if domain.inside is not None and is_many(value, np) and lies_inside(value, *domain.inside):
        return
    fine = np.asarray(domain.holds(value))
    if fine.all():
        return
    place = np.argwhere(~fine)[0]
    at = f" at index {tuple(int(i) for i in place)}" if len(place) else ""
    shown = np.asarray(value)[tuple(place)]
    raise InvalidInputError(f"`{name}` is {shown}{at}; it must be {domain.phrase}.")


def _brief(value: Any) -> str:
    value = computed(value)
    if is_foreign_array(value) and not is_known(value):
        return "?"
    array = np.asarray(as_numpy(value))
    return f"{array:g}" if array.ndim == 0 else np.array2string(array, threshold=6, precision=4)
