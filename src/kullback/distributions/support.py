"""Where a distribution lives, and whether p lives inside q: decided before anything is integrated."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from kullback.distributions.arrays import is_foreign_array
from kullback.errors import SupportError

Kind = Literal[
    "integers",
    "line",
    "circle",
    "vectors",
    "simplex",
    "sphere",
    "spd",
    "counts",
    "chains",
    "product",
]


@dataclass(frozen=True)
class Space:
    """The kind of thing a draw is: an integer, a real number, a point of the simplex in `size` parts, ...

    Distributions on different spaces cannot be compared; that is a misuse, not an infinity.
    """

    kind: Kind
    size: int | None = None
    parts: tuple["Space", ...] = ()
    """The spaces of the parts of a product, where these are not all of one kind."""

    @property
    def discrete(self) -> bool:
        """Whether distributions here have a probability mass function."""
        if self.parts:
            return all(part.discrete for part in self.parts)
        return self.kind in ("integers", "counts", "chains")

    @property
    def ordered(self) -> bool:
        """Whether a support is an interval of numbers."""
        return self.kind in ("integers", "line", "circle")

    def __str__(self) -> str:
        """Return a phrase for messages."""
        return {
            "integers": "the integers (a pmf)",
            "line": "the real line (a density)",
            "circle": "the circle (a density)",
            "vectors": f"vectors of length {self.size} (a density)",
            "simplex": f"the simplex of {self.size} parts (a density)",
            "sphere": f"the unit sphere in {self.size} dimensions (a density)",
            "spd": f"positive definite {self.size} x {self.size} matrices (a density)",
            "counts": f"vectors of {self.size} counts (a pmf)",
            "chains": f"chains of {self.size} states (by rates)",
            "product": "the product of " + ", ".join(str(part) for part in self.parts),
        }[self.kind]


INTEGERS = Space("integers")
LINE = Space("line")
CIRCLE = Space("circle")

_LENGTHS = {"integers": 1, "line": 1, "circle": 1}


def length_of(space: Space) -> int:
    """Return how many numbers a draw from the space takes in a vector of independent parts."""
    if space.kind == "spd":
        raise SupportError(f"Independent parts are numbers and vectors, not {space}.")
    return _LENGTHS.get(space.kind) or int(space.size or 0)


def product_space(parts: Sequence[Space]) -> Space:
    """Return the space of independent parts, side by side in one vector."""
    flat = [inner for part in parts for inner in (part.parts or (part,))]
    size = sum(length_of(part) for part in flat)
    if all(part.kind in ("line", "vectors") for part in flat):
        return Space("vectors", size)
    if all(part.kind in ("integers", "counts") for part in flat):
        return Space("counts", size)
    return Space("product", size, tuple(flat))


@dataclass(frozen=True)
class Support:
    """The smallest interval (of numbers, or of integers with both ends included) that has mass 1.

    Ends are arrays of the batch shape; subtraction of two ends decides, so an end may be known
    to twice the working precision. In spaces without order both ends are infinite.
    """

    space: Space
    low: Any = -np.inf
    high: Any = np.inf

    def misses(self, other: "Support") -> tuple[Any, Any]:
        """Return whether this support reaches below, and above, the `other`."""
        return _reaches(other.low, self.low), _reaches(self.high, other.high)


def _reaches(upper: Any, lower: Any) -> Any:
    """Return upper > lower by the sign of their exact difference."""
    with np.errstate(invalid="ignore"):
        beyond = (upper - lower) > 0.0  # inf - inf is NaN: equal ends, not beyond
    return beyond if is_foreign_array(beyond) else np.asarray(beyond)
