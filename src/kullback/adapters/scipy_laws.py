"""SciPy's names and arguments of the families we have, without importing SciPy's statistics."""

from functools import cache
from typing import Any

import numpy as np

from kullback.discovery import modules
from kullback.distributions import families
from kullback.distributions.base import Distribution
from kullback.distributions.family import POSITIVE, REAL, WHOLE, Domain
from kullback.distributions.law import Law
from kullback.errors import InvalidInputError

Array = Any


@cache
def laws() -> dict[str, Law]:
    """Return every law by SciPy's name, as the families declare them."""
    found: dict[str, Law] = {}
    for module in modules(families):
        found |= getattr(module, "SCIPY", {})
    return found


def law_of(name: str, values: dict[str, Any]) -> Distribution | None:
    """Return our distribution for SciPy's `name` with parameters by SciPy's names, checked.

    None if we have no such family, or not with these parameters.
    """
    law = laws().get(name)
    if law is None:
        return None
    given = {"loc": 0.0, **({} if law.discrete else {"scale": 1.0}), **values}
    domains = {**law.shapes, "loc": WHOLE if law.discrete else REAL, "scale": POSITIVE}
    for argument, value in given.items():
        check(name, argument, value, domains[argument])
    order = [*law.shapes, "loc", *(() if law.discrete else ("scale",))]
    arrays = (np.asarray(given[argument], dtype=float) for argument in order)
    return law.build(*(array[()] for array in np.broadcast_arrays(*arrays)))


def check(name: str, argument: str, value: Any, domain: Domain) -> None:
    """Raise when `value` is no legal `argument` of SciPy's `name`."""
    try:
        array = np.asarray(value)
    except ValueError:
        raise InvalidInputError(f"`{argument}` of `{name}` is ragged: {value!r}.") from None
    if array.dtype.kind not in "fiub":
        raise InvalidInputError(
            f"`{argument}` of `{name}` is {value!r}; it must be {domain.phrase}."
        )
    fine = np.asarray(domain.holds(array))
    if not fine.all():
        bad = array[np.unravel_index(int(np.argmin(fine)), fine.shape)]
        raise InvalidInputError(f"`{argument}` of `{name}` is {bad}; it must be {domain.phrase}.")
