"""Products of independent parts: of a few that differ, or of a whole axis of a batch."""

import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self

import numpy as np

from kullback.distributions.base import Distribution
from kullback.distributions.composite import Adapt, Composite, are_adapted, entry_of
from kullback.distributions.normal_parts import repeatedly, side_by_side
from kullback.distributions.support import Space, Support, length_of, product_space
from kullback.errors import InvalidInputError, ShapeError
from kullback.numerics.backends import as_array
from kullback.result import Caution

Array = Any

_FEW = 64  # up to so many entries, independent ones are also written as a product


@dataclass(frozen=True, eq=False, repr=False)
class Product(Composite):
    """The joint distribution of independent parts, whose numbers stand side by side in one vector.

    Parameters
    ----------
    components : sequence of distributions
        Whatever `kl` takes as a distribution: families, SciPy objects, text, mixtures. Their batches
        broadcast. A part on the line or the integers is one number, a vector or direction its entries.

    Raises
    ------
    InvalidInputError
        For no components, or something that is no distribution.
    ShapeError
        When batches do not broadcast.
    SupportError
        For parts that are no numbers or vectors, such as matrices.

    Examples
    --------
    >>> import kullback as kb
    >>> p = kb.Product(["norm(0, 1)", "gamma(2)"])
    >>> kb.kl(p, kb.Product(["norm(1, 1)", "expon()"]))
    kl = 0.922784 nats (exact, additive)
    """

    components: tuple[Any, ...]

    def __post_init__(self) -> None:
        parts: Any = self.components
        if isinstance(parts, str | Distribution) or not isinstance(parts, list | tuple):
            raise InvalidInputError(
                f"`components` is {parts!r}; a list of distributions is needed."
            )
        if not parts:
            raise InvalidInputError("`components` is empty; a product has at least one part.")
        object.__setattr__(self, "components", tuple(parts))
        if are_adapted(self.components):
            self._check()

    def _check(self) -> None:
        shapes = [part.batch_shape for part in self.components]
        try:
            np.broadcast_shapes(*shapes)
        except ValueError:
            raise ShapeError(f"The batches of the components {shapes} do not broadcast.") from None
        product_space([part.support.space for part in self.components])

    def adapted(self, adapt: Adapt) -> Self:
        """Return the product of the adapted parts."""
        parts = [adapt(part, f"components[{i}]") for i, part in enumerate(self.components)]
        for i, part in enumerate(parts):
            if not isinstance(part, Distribution):
                raise InvalidInputError(
                    f"`components[{i}]` is a {type(part).__name__}; a product is made of distributions."
                )
        return replace(self, components=tuple(parts))

    @property
    def held(self) -> tuple[Any, ...]:
        """The components."""
        return self.components

    @cached_property
    def parts(self) -> tuple[Distribution, ...]:
        """The components, those of inner products among them."""
        found: list[Distribution] = []
        for part in self.components:
            found += part.parts if isinstance(part, Product) else (part,)
        return tuple(found)

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """Broadcast shape of the components."""
        return np.broadcast_shapes(*(part.batch_shape for part in self.components))

    @property
    def support(self) -> Support:
        """The product of the parts' spaces."""
        return Support(product_space([part.support.space for part in self.parts]))

    @property
    def caveats(self) -> tuple[Caution, ...]:
        """Those of the parts."""
        return tuple(c for part in self.parts for c in part.caveats)

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return the sum over the parts."""
        total, at = 0.0, 0
        for part in self.parts:
            space = part.support.space
            size = length_of(space)
            inner = x[..., at] if space.ordered else x[..., at : at + size]
            total, at = total + part.log_density(inner, xp), at + size
        return total

    def entropy(self, xp: Any) -> Array | None:
        """Return the sum of the parts' entropies."""
        found = [part.known_entropy(xp) for part in self.parts]
        if any(h is None for h in found):
            return None
        total: Array = 0.0
        for h in found:
            total = total + h
        return total

    def relatives(self) -> tuple[Distribution, ...]:
        """Return one normal vector, where all parts are normal and not too many."""
        vector = side_by_side(self.parts)
        return () if vector is None else (vector,)

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws, of each part its own."""
        drawn = [np.reshape(part.sample(n, rng), (n, -1)) for part in self.parts]
        return np.concatenate(drawn, axis=1)

    def __getitem__(self, index: Any) -> Self:
        """Return the product at `index` of the batch."""
        shape = self.batch_shape
        return replace(self, components=tuple(entry_of(p, shape, index) for p in self.components))

    def __repr__(self) -> str:
        """Return the constructor call, shortened."""
        shown = ", ".join(repr(part) for part in self.components[:3])
        rest = f", ... {len(self.components)} in all" if len(self.components) > 3 else ""
        return f"Product([{shown}{rest}])"


@dataclass(frozen=True, eq=False, repr=False)
class Independent(Composite):
    """The joint distribution of a batch of independent ones: its last `ndims` axes are one event."""

    base: Any
    ndims: int = 1

    def __post_init__(self) -> None:
        if are_adapted(self.held) and len(self.base.batch_shape) < self.ndims:
            raise ShapeError(
                f"`base` has the batch {self.base.batch_shape}, with fewer than `ndims` = {self.ndims} axes."
            )

    def adapted(self, adapt: Adapt) -> Self:
        """Return the same over the adapted base."""
        return replace(self, base=adapt(self.base, "base"))

    @property
    def held(self) -> tuple[Any, ...]:
        """The base."""
        return (self.base,)

    @property
    def _split(self) -> int:
        return len(self.base.batch_shape) - self.ndims

    @property
    def event_batch(self) -> tuple[int, ...]:
        """Shape of the axes that have become one event."""
        return tuple(self.base.batch_shape[self._split :])

    @property
    def batch_shape(self) -> tuple[int, ...]:
        """What is left of the base's batch."""
        return tuple(self.base.batch_shape[: self._split])

    @property
    def support(self) -> Support:
        """Vectors of all the numbers of an event."""
        inner = self.base.support.space
        return Support(repeated(inner, math.prod(self.event_batch)))

    @property
    def caveats(self) -> tuple[Caution, ...]:
        """Those of the base."""
        caveats: tuple[Caution, ...] = self.base.caveats
        return caveats

    def entries(self) -> tuple[Distribution, ...]:
        """Return the parts of a single distribution, one by one."""
        return tuple(self.base[i] for i in np.ndindex(*self.base.batch_shape))

    def log_density(self, x: Array, xp: Any, gap: Array | None = None) -> Array:
        """Return the sum over the parts."""
        return Product(self.entries()).log_density(x, xp)

    def entropy(self, xp: Any) -> Array | None:
        """Return the sum of the entropies over the event."""
        inner = self.base.known_entropy(xp)
        return None if inner is None else self.added(inner, xp)

    def added(self, values: Array, xp: Any) -> Array:
        """Return the sum of values of the base's batch shape over the axes of the event."""
        return event_sum(values, self.base.batch_shape, self.ndims, xp)

    def relatives(self) -> tuple[Distribution, ...]:
        """Return one normal vector of normal parts, and the product of a few of a single distribution."""
        vector = repeatedly(self.base, self.ndims)
        few = not self.batch_shape and math.prod(self.event_batch) <= _FEW
        return (
            *(() if vector is None else (vector,)),
            *((Product(self.entries()),) if few else ()),
        )

    def sample(self, n: int, rng: np.random.Generator) -> Array:
        """Return `n` draws, of each part its own."""
        return Product(self.entries()).sample(n, rng)

    def __getitem__(self, index: Any) -> Self:
        """Return the distribution at `index` of the batch."""
        index = index if isinstance(index, tuple) else (index,)
        if Ellipsis not in index:
            index = (*index, Ellipsis)
        return replace(self, base=self.base[(*index, *(slice(None),) * self.ndims)])

    def __repr__(self) -> str:
        """Return the constructor call."""
        return f"Independent({self.base!r}, {self.ndims})"


def repeated(inner: Space, n: int) -> Space:
    """Return the space of n independent draws from a space, side by side."""
    if inner.parts or inner.kind not in ("line", "vectors", "integers", "counts"):
        return product_space((inner,) * n)
    return Space("counts" if inner.discrete else "vectors", n * length_of(inner))


def event_sum(values: Array, shape: tuple[int, ...], ndims: int, xp: Any) -> Array:
    """Return the sum over the last `ndims` axes of `shape`; a batch of equal values may come as one."""
    values = xp.broadcast_to(as_array(values, xp), shape)
    return xp.sum(values, axis=tuple(range(len(shape) - ndims, len(shape))))
