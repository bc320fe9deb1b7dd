"""The picture of pairs of numbers: contours of the target, members as ellipses."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kullback.projection.vectors.landscape import Landscape
from kullback.render.curves import contours

Array = NDArray[Any]
Place = tuple[Array, Array]
"""A centre and a scatter around it."""

_WIDE = 4.0  # spreads
_GRID = 160


def picture(
    land: Landscape, seen: list[Place]
) -> Callable[[list[tuple[str, Any]], Any], Any] | None:
    """Return what draws members over the target, where it is one of pairs; `seen` tells where it lies."""
    if land.dim != 2:
        return None

    def draw(members: list[tuple[str, Any]], ax: Any) -> Any:
        shown = [_place(q) for _, q in members]
        ends = [(mean, np.sqrt(np.diag(scatter))) for mean, scatter in (*seen, *shown)]
        low = np.min([mean - _WIDE * s for mean, s in ends], axis=0)
        high = np.max([mean + _WIDE * s for mean, s in ends], axis=0)
        x, y = (np.linspace(low[j], high[j], _GRID) for j in (0, 1))
        points = np.stack([a.ravel() for a in np.meshgrid(x, y)], axis=1)
        height = land.height(points)
        density = np.exp(height - height.max()).reshape(_GRID, _GRID)
        rooted = [
            (name, mean, np.linalg.cholesky(scatter))
            for (name, _), (mean, scatter) in zip(members, shown, strict=True)
        ]
        return contours(x, y, density, rooted, ax)

    return draw


def _place(q: Any) -> Place:
    parameters = {name: np.asarray(value) for name, value, _ in q.parameters()}
    mean = parameters["mean"] if "mean" in parameters else parameters["loc"]
    scatter = parameters["cov"] if "cov" in parameters else parameters.get("shape")
    if scatter is None:
        scatter = parameters["factor"] @ parameters["factor"].T + np.diag(parameters["diagonal"])
    return mean, scatter
