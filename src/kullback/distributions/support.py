"""Where a distribution lives, and whether p lives inside q: decided before anything is integrated."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

Kind = Literal["integers", "line", "circle", "vectors", "simplex", "sphere", "spd", "counts"]


@dataclass(frozen=True)
class Space:
    """The kind of thing a draw is: an integer, a real number, a point of the simplex in `size` parts, ...

    Distributions on different spaces cannot be compared; that is a misuse, not an infinity.
    """

    kind: Kind
    size: int | None = None

    @property
    def discrete(self) -> bool:
        """Whether distributions here have a probability mass function."""
        return self.kind in ("integers", "counts")

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
        }[self.kind]


INTEGERS = Space("integers")
LINE = Space("line")
CIRCLE = Space("circle")


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
        return np.asarray((upper - lower) > 0.0)  # inf - inf is NaN: equal ends, not beyond
