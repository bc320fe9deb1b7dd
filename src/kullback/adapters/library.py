"""How the distributions of torch, NumPyro, TFP and distrax are read: by name, by parts, or by `log_prob`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from kullback.adapters.arrays_inside import is_tracked_inside
from kullback.adapters.composites import composite, getter
from kullback.adapters.parametric import RECIPES, Recipe, known_name
from kullback.distributions.base import Distribution
from kullback.distributions.native import foreign_arrays, is_tracked
from kullback.distributions.product import Product
from kullback.errors import (
    InvalidInputError,
    KullbackError,
    NoMethodError,
    ShapeError,
    UnknownDistributionError,
)


@dataclass(frozen=True)
class Library:
    """One of the libraries that name their distributions alike.

    Parameters
    ----------
    modules : tuple of str
        The top-level modules that its classes live in.
    knows : callable
        Whether an object is one of its distributions.
    own : mapping
        Recipes of what is named, or has its parameters, unlike in the other libraries.
    asked : callable
        Makes a distribution that is known by its own `log_prob` alone.
    """

    modules: tuple[str, ...]
    knows: Callable[[Any], bool]
    own: Mapping[str, Recipe]
    asked: Callable[[Any], Distribution]

    def adapt(self, obj: Any) -> Distribution | None:
        """Return a distribution of the library as one of ours; None if it is no distribution."""
        if not self.knows(obj):
            return None
        recipes = {**RECIPES, **self.own}
        name = known_name(obj, self.modules, recipes)
        try:
            if name is not None:
                return _agreeing(recipes[name](getter(obj)), obj)
            found = self._composed(obj)
        except KullbackError:
            raise
        except (TypeError, RuntimeError) as error:
            if not is_tracked_inside(obj):
                raise
            raise _no_gradient(obj) from error
        return self.asked(obj) if found is None else found

    def part(self, obj: Any) -> Distribution:
        """Return a part of a distribution as one of ours."""
        found = self.adapt(obj)
        if found is None:
            raise InvalidInputError(
                f"A part is a {type(obj).__name__}, no distribution; one that is drawn from others has no "
                "divergence of its own here."
            )
        return found

    def _composed(self, obj: Any) -> Distribution | None:
        try:
            found = composite(obj, type(obj).__name__, getter(obj), self.part)
        except (ShapeError, UnknownDistributionError):
            return None
        if found is None:
            return None
        if is_tracked_inside(obj) and not any(is_tracked(x) for x in foreign_arrays(found)):
            raise _no_gradient(obj)
        return _agreeing(found, obj)


def _no_gradient(obj: Any) -> NoMethodError:
    return NoMethodError(
        f"{type(obj).__name__} of such parts is computed by a formula for NumPy's numbers: no gradient flows "
        "through it. Detach the parameters, or ask outside of `grad`, for the value alone."
    )


def _agreeing(found: Distribution, obj: Any) -> Distribution:
    """Return what was made of an object; raise unless it is as large a batch as it is there.

    Else what one library takes for an event would be a batch here. A joint distribution has a batch
    shape for each of its parts.
    """
    if isinstance(found, Product):
        return found
    there = tuple(obj.batch_shape)
    if tuple(found.batch_shape) == there:
        return found
    raise UnknownDistributionError(
        f"{type(obj).__name__} of batch shape {there} would be a batch of shape {found.batch_shape} here: "
        "its events are not read right. Describe it by its parts."
    )
