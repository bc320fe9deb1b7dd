"""Numbers of different shapes brought to one, in any array library."""

from typing import Any

from kullback.numerics.backends import as_array

Array = Any


def together(xp: Any, *numbers: Array) -> list[Array]:
    """Return the numbers as arrays of one shape, with their gradients."""
    arrays = [as_array(x, xp) for x in numbers]
    zero = sum(xp.zeros_like(x) for x in arrays)
    return [x + zero for x in arrays]
