"""The door: whatever the caller holds becomes one of our distributions, checked once."""

import importlib
import importlib.util
from functools import cache
from importlib.metadata import entry_points
from typing import Any

import numpy as np

from kullback.distributions.arrays import is_foreign_array
from kullback.distributions.base import Distribution
from kullback.distributions.composite import Composite
from kullback.distributions.counts import Counts
from kullback.distributions.density import Density
from kullback.distributions.relation import Column, as_column
from kullback.distributions.sample import Sample
from kullback.distributions.table import Logits, LogProbs, Table, table_along
from kullback.errors import InvalidInputError, KullbackError, UnknownDistributionError
from kullback.methods.normalising import normalised

Held = Distribution | Table | Logits | LogProbs | Column | Counts | Sample

_ACCEPTED = (
    "a probability table (array, list, dict, labelled Series, `Table`, `Logits`, `LogProbs`), a "
    'distribution (`kullback.families`, SciPy, text such as "norm(0, 1)"), observations (`Counts`, '
    '`Sample`), or a column of a file ("data.parquet::price")'
)


def as_distribution(value: Any, name: str = "p", axis: int = -1) -> Held:
    """Return `value` as a distribution of this library; `name` is what messages call it."""
    try:
        if type(value) is np.ndarray or isinstance(value, list | tuple):
            return table_along(value, axis, name)
        if isinstance(value, Composite):
            return value.adapted(lambda part, inner: as_distribution(part, f"{name}.{inner}"))
        if isinstance(value, Density):
            return normalised(value, name)
        if isinstance(value, Held):
            return _checked_axis(value, name, axis)
        if isinstance(value, dict):
            return _from_dict(value)
        if isinstance(value, str):
            return as_column(value) or _from_text(value)
        if is_foreign_array(value):
            return table_along(value, axis, name)
        adapted = _foreign(value)
    except KullbackError as error:
        raise _about(error, name) from None
    if adapted is None:
        raise UnknownDistributionError(
            f"`{name}` is {_shown(value)}, which is no distribution known here. Pass {_ACCEPTED}."
        )
    return adapted


def _checked_axis(held: Held, name: str, axis: int) -> Held:
    """Return what is held; raise when `axis` means another axis than the last of its table."""
    if axis == -1 or not isinstance(held, Table | Logits | LogProbs):
        return held
    dimensions = held.work.array.ndim
    if axis == dimensions - 1:
        return held
    raise InvalidInputError(
        f"`axis` is {axis!r}, but `{name}` is a {type(held).__name__}, whose outcomes run along the last of "
        f"its {dimensions} axes. Move that axis last before wrapping: np.moveaxis(x, {axis!r}, -1)."
    )


def _about(error: KullbackError, name: str) -> KullbackError:
    """Return the same error speaking of the caller's argument instead of our field."""
    text = str(error)
    for field in ("probs", "scores"):
        text = text.replace(f"`{field}`", f"`{name}`")
    return type(error)(text if f"`{name}`" in text else f"`{name}`: {text}")


def _from_text(value: str) -> Distribution:
    parsed: Distribution = _adapter("text")(value)
    return parsed


def _from_dict(value: dict[Any, Any]) -> Table:
    return Table(list(value.values()), outcomes=tuple(value))


def _foreign(value: Any) -> Held | None:
    """Return what the adapter of the value's library makes of it; None if there is none."""
    for base in type(value).__mro__:
        library = base.__module__.partition(".")[0]
        adapter = _adapter(library)
        adapted: Held | None = None if adapter is None else adapter(value)
        if adapted is not None:
            return adapted
    return None


@cache
def _adapter(library: str) -> Any:
    """Return the function that adapts objects of `library`, ours or a third party's."""
    if library.isidentifier() and library != "builtins":
        name = f"kullback.adapters.{library}"
        if importlib.util.find_spec(name) is not None:
            return importlib.import_module(name).adapt
        for point in entry_points(group="kullback.adapters", name=library):
            return point.load()
    return None


def _shown(value: Any) -> str:
    text = repr(value)
    kind = type(value)
    brief = text if len(text) <= 60 else text[:57] + "..."
    return f"{brief} (a {kind.__module__}.{kind.__qualname__})"
