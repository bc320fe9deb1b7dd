"""Parameters that follow from what another library gave: a scale from its rate, say.

They stay as given until they are computed, in double precision: exactly where that is NumPy's, and
with a gradient where that is asked for.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import array_api_compat
import numpy as np

from kullback.distributions.arrays import is_foreign_array, widest
from kullback.distributions.native import is_tracked

Array = Any


@dataclass(frozen=True, eq=False)
class Derived:
    """The parameter `formula(xp, *given)`."""

    formula: Callable[..., Array]
    given: tuple[Array, ...]

    def value(self) -> Array:
        """Return the parameter, in the library of what was given."""
        others = [x for x in self.given if is_foreign_array(x)]
        xp = array_api_compat.array_namespace(*others) if others else np
        return self.formula(xp, *self.given)

    @property
    def is_ready(self) -> bool:
        """Whether it would be computed in double precision, or in the widest that a gradient allows."""
        others = [x for x in self.given if is_foreign_array(x)]
        return all(_is_wide(x) for x in others)

    @property
    def shape(self) -> tuple[int, ...]:
        """Shape of the parameter."""
        return tuple(np.shape(self.value()))

    @property
    def ndim(self) -> int:
        """Number of its axes."""
        return len(self.shape)


def _is_wide(x: Array) -> bool:
    xp = array_api_compat.array_namespace(x)
    return bool(x.dtype == xp.float64 or (is_tracked(x) and x.dtype == widest(xp)))


def computed(x: Any) -> Array:
    """Return a parameter as the array that it is, or that follows from others."""
    return x.value() if isinstance(x, Derived) else x
