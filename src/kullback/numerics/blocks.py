"""Large batches in blocks that stay in the processor's cache: several times faster, and small."""

from collections.abc import Callable
from typing import Any

import numpy as np

Array = Any

BLOCK = 8192  # entries; a dozen temporaries of this size fit the second-level cache


def in_blocks(
    function: Callable[..., Array],
    arrays: tuple[Array, ...],
    xp: Any,
    *,
    event: int = 0,
    size: int = BLOCK,
) -> Array:
    """Return function(*arrays, xp), an array of the broadcast batch shape, computed block by block.

    The last `event` axes of every array belong to one value and are left whole. Small batches, and
    arrays of other libraries or of more than double precision, go through in one piece.
    """
    if xp is not np or not all(isinstance(a, np.ndarray | np.generic) for a in arrays):
        return function(*arrays, xp)
    batch = np.broadcast_shapes(*(np.shape(a)[: np.ndim(a) - event] for a in arrays))
    n = int(np.prod(batch))
    if n <= size:
        return function(*arrays, xp)
    flat = []
    for a in arrays:
        own = np.shape(a)[np.ndim(a) - event :]
        flat.append(np.broadcast_to(a, batch + own).reshape((n, *own)))
    values = np.empty(n)
    for start in range(0, n, size):
        part = slice(start, start + size)
        values[part] = function(*(a[part] for a in flat), xp)
    return values.reshape(batch)
