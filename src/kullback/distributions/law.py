"""How a family is called in SciPy: declared in the family's file, as its dict `SCIPY` of name to law."""

from collections.abc import Callable
from typing import Any, NamedTuple

from kullback.distributions.base import Distribution
from kullback.distributions.family import Domain

Array = Any


class Law(NamedTuple):
    """A distribution of SciPy: its shape parameters, and what it is here.

    `build` takes the shapes in order, then loc, then (continuous ones) scale, all broadcast to one
    shape and checked against their domains; None if this combination is no member of our families.
    """

    shapes: dict[str, Domain]
    build: Callable[..., Distribution | None]
    discrete: bool = False
