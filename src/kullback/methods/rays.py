"""Where to place the nodes of a one-dimensional integral: rays in a logarithmic coordinate.

A region is cut into rays x = anchor ± exp(y). In y algebraic ends and tails decay exponentially, so
one rule serves a gamma density of shape 1e-3 at zero and a Cauchy tail alike.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from kullback.distributions.base import Distribution
from kullback.methods.densities import Gap

Array = Any

REACH = 350.0  # e-folds on either side of the bulk's width; `tails` sees to what lies beyond
_LARGEST, _SMALLEST = 700.0, -700.0  # exp of these is still a normal double
_COARSE = 3.0  # an algebraic tail x^-a over three e-folds is smooth for 21 nodes
_LADDER = np.concatenate([[0.0], 2.0 ** np.arange(-4, 12)])


class Ray(NamedTuple):
    """x = anchor + sign·exp(y) for y between `ends`; `from_high` if the anchor is the region's high end."""

    anchor: float
    sign: float
    ends: Array
    from_high: bool
    open_ended: bool
    """Whether the region goes on beyond the last end."""
    bulk: float
    """The logarithm of the greatest width of a bulk."""

    def points(self, y: Array) -> tuple[Array, Gap]:
        """Return x, and the distance to the upper end where the ray starts there."""
        step = np.exp(y)
        return self.anchor + self.sign * step, (step, self.anchor) if self.from_high else None


def rays(
    low: float, high: float, around: Sequence[Distribution], *, centred: bool = False
) -> list[Ray]:
    """Return the rays that cover (low, high), with ends placed by the bulks of the distributions.

    They start at the ends that are finite, or from the centre of the first distribution where there is
    none or, with `centred`, where the ends are mere cuts.
    """
    marks = _marks(low, high, around)
    sizes = [float(np.log(width)) for d in around for _, width in d.lumps]
    size = (min(sizes), max(sizes))
    if centred or not (np.isfinite(low) or np.isfinite(high)):
        centre = float(around[0].bulk[0])
        lengths = ((1.0, high - centre), (-1.0, centre - low))
        return [_ray(centre, sign, n, marks, size, from_high=False) for sign, n in lengths]
    if np.isfinite(low) and np.isfinite(high):
        middle = low + 0.5 * (high - low)
        return [
            _ray(low, 1.0, middle - low, marks, size, from_high=False),
            _ray(high, -1.0, high - middle, marks, size, from_high=True),
        ]
    if np.isfinite(low):
        return [_ray(low, 1.0, np.inf, marks, size, from_high=False)]
    return [_ray(high, -1.0, np.inf, marks, size, from_high=True)]


def _marks(low: float, high: float, around: Sequence[Distribution]) -> Array:
    """Return points inside (low, high) where something may happen: bulks at many scales, kinks."""
    points: list[Array] = []
    for d in around:
        points.append(np.asarray(d.breaks, float))
        for centre, width in ((float(c), float(w)) for c, w in d.lumps):
            points += [centre + width * _LADDER, centre - width * _LADDER]
    marks = np.unique(np.concatenate(points))
    return marks[(marks > low) & (marks < high) & np.isfinite(marks)]


def _ray(
    anchor: float,
    sign: float,
    length: float,
    marks: Array,
    size: tuple[float, float],
    *,
    from_high: bool,
) -> Ray:
    """Return one ray; an end that is no end of the region lies `REACH` from the scale of the bulk."""
    distance = sign * (marks - anchor)
    inside = np.log(distance[(distance > 0.0) & (distance < length)])
    last = min(size[1] + REACH, _LARGEST, float(np.log(length)))
    first = max(min(size[0], last) - REACH, _SMALLEST)
    grid = np.arange(first, last, _COARSE)
    ends = np.unique(np.concatenate([grid, inside[(inside > first) & (inside < last)], [last]]))
    return Ray(anchor, sign, ends, from_high, bool(last < np.log(length)), size[1])
