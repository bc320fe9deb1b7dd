"""The log density that is climbed, and its slope: each checked wherever it is asked."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kullback.distributions.base import Distribution
from kullback.distributions.density import Density
from kullback.distributions.support import length_of
from kullback.errors import InvalidInputError, ShapeError

Array = NDArray[Any]
OfPoints = Callable[[Array], Array]

_STEP = 1e-5
_DIFFERS = 1e-3  # of the slope, by which a right gradient and differences never differ at a mode


@dataclass(frozen=True)
class Landscape:
    """A log density over vectors (n, d) -> (n,), and its gradient (n, d) -> (n, d)."""

    dim: int
    height: OfPoints
    slope: OfPoints


def landscape(p: Distribution) -> Landscape:
    """Return a distribution's log density with the gradient that the caller gave, or differences."""

    def height(x: Array) -> Array:
        with np.errstate(all="ignore"):
            return np.asarray(p.log_density(x, np), float)

    given = p.gradient if isinstance(p, Density) else None
    slope = (lambda x: differences(height, x)) if given is None else _checked(given, height)
    return Landscape(length_of(p.support.space), height, slope)


def differences(height: OfPoints, x: Array) -> Array:
    """Return the gradient at each row of x, by central differences in one call; 0 where the density is."""
    n, d = x.shape
    step = _STEP * (1.0 + np.abs(x))
    moves = step[None] * np.eye(d)[:, None, :]
    points = np.concatenate([(x + moves).reshape(-1, d), (x - moves).reshape(-1, d)])
    above, below = height(points).reshape(2, d, n)
    with np.errstate(invalid="ignore"):
        found = np.asarray(((above - below) / (2.0 * step.T)).T)
    return np.where(np.isfinite(found), found, 0.0)  # at the edge of a support there is none


def _checked(gradient: OfPoints, height: OfPoints) -> OfPoints:
    def slope(x: Array) -> Array:
        found = np.asarray(gradient(x), float)
        if found.shape != x.shape:
            raise ShapeError(
                f"`gradient` returned shape {found.shape} for points of shape {x.shape}; it must be the same."
            )
        wrong = ~np.isfinite(found).all(axis=1)
        if wrong.any():
            wrong &= np.isfinite(height(x))
        if wrong.any():
            place = int(np.argmax(wrong))
            raise InvalidInputError(
                f"`gradient` is {found[place]} at {x[place]}, where the log density is finite; it must be "
                "numbers there."
            )
        return np.where(np.isfinite(found), found, 0.0)

    return slope


def check_gradient(land: Landscape, x: Array) -> None:
    """Raise where the gradient is not that of the log density, as differences at points x (n, d) tell."""
    given, seen = land.slope(x), differences(land.height, x)
    size = np.abs(seen).max() + np.abs(given).max() + 1.0
    gap = np.abs(given - seen).max(axis=1)
    if gap.max() > _DIFFERS * size:
        place = int(np.argmax(gap))
        raise InvalidInputError(
            f"`gradient` is {given[place]} at {x[place]}, but differences of the log density there say "
            f"{seen[place]}; give the gradient of the same function, or leave it out."
        )
