"""Bijections of vectors, along which distributions of vectors are carried."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

import numpy as np

from kullback.distributions.bijections import Bijection
from kullback.distributions.native import settled
from kullback.distributions.support import Kind, Space

Array = Any


class VectorMap(ABC):
    """A smooth bijection of vectors, which lie along the last axis."""

    source: ClassVar[Kind] = "vectors"
    target: ClassVar[Kind] = "vectors"
    longer: ClassVar[int] = 0
    """How many entries an image has more than what it is the image of."""

    @property
    @abstractmethod
    def inverse(self) -> "VectorMap":
        """The map that undoes this one."""

    @abstractmethod
    def forward(self, x: Array) -> Array:
        """Return the image of `x`."""

    @abstractmethod
    def log_volume(self, x: Array) -> Array:
        """Return the logarithm of the absolute Jacobian determinant at `x`.

        On the simplex all entries but the last are the coordinates.
        """

    def holds(self, x: Array) -> Array:
        """Return whether `x` lies where the map is defined (a hook)."""
        return np.ones(np.shape(x)[:-1], bool)

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """Shape of the batch that the map's parameters make (a hook)."""
        return ()

    def at(self, shape: tuple[int, ...], index: Any) -> Self:
        """Return the map at `index` of a batch of that shape (a hook)."""
        return self

    def agrees(self, other: "VectorMap") -> bool:
        """Return whether `other` is certainly the same map (a hook)."""
        return type(self) is type(other)

    def image_of(self, space: Space) -> Space:
        """Return where images live."""
        return Space(self.target, int(space.size or 0) + self.longer)


@dataclass(frozen=True, eq=False)
class Entrywise(VectorMap):
    """A bijection of the line, of every entry by itself; its parameters may have one value an entry."""

    step: Bijection

    @property
    def inverse(self) -> VectorMap:
        """The inverse of every entry."""
        return Entrywise(self.step.inverse)

    def forward(self, x: Array) -> Array:
        """Return the images of the entries."""
        return self.step.forward(x)

    def log_volume(self, x: Array) -> Array:
        """Return the sum of the logarithms of the slopes."""
        return np.sum(self.step.log_slope(x), axis=-1)

    def holds(self, x: Array) -> Array:
        """Return whether every entry lies in the domain."""
        low, high = self.step.domain
        return np.all((x > low) & (x < high), axis=-1)

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """That of the parameters, whose last axis is that of the entries."""
        shapes = (np.shape(v)[:-1] for v in vars(self.step).values())
        return np.broadcast_shapes(*shapes)

    def at(self, shape: tuple[int, ...], index: Any) -> Self:
        """Return the same with the parameters at `index`."""
        given = {k: _entry(v, 1, shape, index) for k, v in vars(self.step).items()}
        return replace(self, step=type(self.step)(**given))

    def agrees(self, other: VectorMap) -> bool:
        """Return whether the maps of the entries agree."""
        return isinstance(other, Entrywise) and self.step.agrees(other.step)


@dataclass(frozen=True, eq=False)
class Linear(VectorMap):
    """The map x -> loc + M x, with an invertible matrix M."""

    loc: Array
    matrix: Array

    @property
    def inverse(self) -> VectorMap:
        """The map y -> M⁻¹ y - M⁻¹ loc."""
        back = np.linalg.inv(self.matrix)
        return Linear(-(back @ np.asarray(self.loc)[..., None])[..., 0], back)

    def forward(self, x: Array) -> Array:
        """Return loc + M x."""
        return self.loc + (self.matrix @ x[..., None])[..., 0]

    def log_volume(self, x: Array) -> Array:
        """Return log |det M|."""
        return np.linalg.slogdet(self.matrix)[1] + np.zeros(np.shape(x)[:-1])

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """That of location and matrix."""
        return np.broadcast_shapes(np.shape(self.loc)[:-1], np.shape(self.matrix)[:-2])

    def at(self, shape: tuple[int, ...], index: Any) -> Self:
        """Return the same with the parameters at `index`."""
        loc, matrix = _entry(self.loc, 1, shape, index), _entry(self.matrix, 2, shape, index)
        return replace(self, loc=loc, matrix=matrix)

    def agrees(self, other: VectorMap) -> bool:
        """Return whether both parameters are equal."""
        if not isinstance(other, Linear):
            return False
        return settled(self.loc, other.loc) and settled(self.matrix, other.matrix)


@dataclass(frozen=True)
class Permutation(VectorMap):
    """The map x -> (x[order[0]], x[order[1]], ...)."""

    order: tuple[int, ...]

    @property
    def inverse(self) -> VectorMap:
        """The permutation that restores the order."""
        return Permutation(tuple(int(i) for i in np.argsort(self.order)))

    def forward(self, x: Array) -> Array:
        """Return the entries in the new order."""
        return x[..., np.asarray(self.order)]

    def log_volume(self, x: Array) -> Array:
        """Return 0."""
        return np.zeros(np.shape(x)[:-1])

    def agrees(self, other: VectorMap) -> bool:
        """Return whether the orders are the same."""
        return self == other


def _entry(value: Array, event: int, shape: tuple[int, ...], index: Any) -> Array:
    """Return a parameter at `index` of a batch, its last axes being one value."""
    own = np.shape(value)
    if len(own) <= event:
        return value
    return np.broadcast_to(value, (*shape, *own[len(own) - event :]))[index]
