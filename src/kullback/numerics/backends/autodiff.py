"""A log density written for JAX or torch, as functions of NumPy arrays: its values and its gradients."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from kullback.errors import InvalidInputError, MissingDependencyError

Array = Any
OfPoints = Callable[[Array], Array]


class Differentiable(NamedTuple):
    """A function of points and its gradient at each of them, both in double precision."""

    value: OfPoints
    gradient: OfPoints


def differentiable(function: Callable[[Any], Any], library: str) -> Differentiable:
    """Return a function of points (n, ...) -> (n,) in the arrays of `library` as one of NumPy's.

    A point's value is its own, so that the gradient of their sum is each one's.
    """
    if library not in _LIBRARIES:
        listed = " or ".join(f"'{name}'" for name in _LIBRARIES)
        raise InvalidInputError(
            f"`gradient` is {library!r}; it is a function, or {listed} for automatic differentiation."
        )
    try:
        return _LIBRARIES[library](function)
    except ImportError:
        raise MissingDependencyError(
            f"`gradient` is {library!r}, which is not installed: pip install 'kullback[{library}]'."
        ) from None


def _with_jax(function: Callable[[Any], Any]) -> Differentiable:
    import jax

    once = jax.jit(function)
    sloped = jax.jit(jax.grad(lambda points: function(points).sum()))

    def in_double(call: Callable[[Any], Any]) -> OfPoints:
        def run(points: Array) -> Array:
            with jax.enable_x64(True):
                return np.asarray(call(jax.numpy.asarray(points, dtype="float64")), dtype=float)

        return run

    return Differentiable(in_double(once), in_double(sloped))


def _with_torch(function: Callable[[Any], Any]) -> Differentiable:
    import torch

    def value(points: Array) -> Array:
        with torch.no_grad():
            found = function(torch.as_tensor(points, dtype=torch.float64))
        return np.asarray(found.numpy(), dtype=float)

    def gradient(points: Array) -> Array:
        given = torch.tensor(points, dtype=torch.float64, requires_grad=True)
        (found,) = torch.autograd.grad(function(given).sum(), given)
        return np.asarray(found.numpy(), dtype=float)

    return Differentiable(value, gradient)


_LIBRARIES = {"jax": _with_jax, "torch": _with_torch}
