"""Large batches in blocks that stay in the processor's cache, several blocks at a time."""

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

Array = Any

BLOCK = 8192  # entries; a dozen temporaries of this size fit the second-level cache
MANY = 1 << 18  # from so many entries on, threads share the work
SHARE = 16  # times longer are their blocks, so that they seldom wait for each other
THREADS = 8  # more would mostly wait for Python's lock, which each takes between two loops


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

    def fill(part: slice) -> None:
        values[part] = function(*(a[part] for a in flat), xp)

    each_block(fill, n, size)
    return values.reshape(batch)


def each_block(
    work: Callable[[slice], None], n: int, size: int = BLOCK, *, entries: int = 1
) -> None:
    """Do `work` on each of the slices that 0, ..., n - 1 is cut into; in threads, if there are many.

    Each of the n counts as `entries`, those of a matrix say. NumPy's loops run beside each other; the
    work must not touch what another slice writes. Where the cuts are depends on the numbers given alone,
    so that no machine gives other last digits.
    """
    size = -(-size // entries)
    if n * entries < MANY:
        _each(work, range(0, n, size), size)
        return
    size *= SHARE
    starts = iter(range(0, n, size))  # whoever is free takes the next
    heed = np.geterr()  # which a new thread would not know

    def share() -> None:
        with np.errstate(**heed):
            _each(work, starts, size)

    others = min(_processors(), THREADS, -(-n // size)) - 1
    if not others:
        share()
        return
    with ThreadPoolExecutor(others) as pool:
        shares = [pool.submit(share) for _ in range(others)]
        share()
    for done in shares:
        done.result()


def _each(work: Callable[[slice], None], starts: Iterable[int], size: int) -> None:
    for start in starts:
        work(slice(start, start + size))


def _processors() -> int:
    """Return how many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on every system
        return os.cpu_count() or 1
