"""Single entries of a batch of distributions."""

import numpy as np

from kullback.distributions.base import Distribution


def indices(
    p: Distribution, q: Distribution | None
) -> tuple[tuple[int, ...], list[tuple[int, ...]]]:
    """Return the shape of the broadcast batch, and every index of it."""
    shape = p.batch_shape if q is None else np.broadcast_shapes(p.batch_shape, q.batch_shape)
    return shape, list(np.ndindex(*shape))


def entry(d: Distribution, shape: tuple[int, ...], index: tuple[int, ...]) -> Distribution:
    """Return the single distribution that stands at `index` of the broadcast batch."""
    own = d.batch_shape
    if not own:
        return d
    tail = index[len(shape) - len(own) :]
    return d[tuple(i if n > 1 else 0 for i, n in zip(tail, own, strict=True))]
