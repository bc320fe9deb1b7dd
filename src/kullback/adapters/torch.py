"""Distributions of torch become ours; their tensors stay, with their gradients."""

from typing import Any

import numpy as np
import torch
from torch.distributions import Distribution as TorchDistribution
from torch.distributions import constraints

from kullback.adapters.composites import composite, getter
from kullback.adapters.parametric import RECIPES
from kullback.distributions.base import Distribution
from kullback.distributions.foreign import Foreign
from kullback.distributions.support import INTEGERS, LINE, Space
from kullback.errors import InvalidInputError, NoMethodError, UnknownDistributionError

Array = Any


def adapt(obj: Any) -> Distribution | None:
    """Return a distribution of torch as one of ours; None if it is no distribution."""
    if not isinstance(obj, TorchDistribution):
        return None
    name, get = type(obj).__name__, getter(obj)
    if name in RECIPES and type(obj).__module__.startswith("torch."):
        return RECIPES[name](get)
    try:
        found = composite(obj, name, get, _part)
    except UnknownDistributionError:
        found = None
    return _foreign(obj) if found is None else found


def _part(obj: Any) -> Distribution:
    part = adapt(obj)
    if part is None:
        raise InvalidInputError(f"{obj!r} is no distribution of torch.")
    return part


def _foreign(obj: Any) -> Foreign:
    """Return a single distribution that is asked by its own `log_prob`, in double precision."""
    if any(x.requires_grad for x in _tensors(obj)) and torch.is_grad_enabled():
        raise NoMethodError(
            f"{obj!r} is known here by its `log_prob` alone, through which no gradient flows. Detach its "
            "parameters, or ask inside `torch.no_grad()`, for the value."
        )
    if tuple(obj.batch_shape):
        raise UnknownDistributionError(
            f"{obj!r} is a batch of a kind that has no counterpart here. Ask for its entries one by one."
        )
    space, (low, high) = _space(obj), _ends(obj)

    def log_of(x: Array) -> Array:
        with torch.no_grad():
            points = torch.as_tensor(np.asarray(x, dtype=np.float64))
            inside = np.asarray(obj.support.check(points))
            value = np.asarray(obj.log_prob(points), dtype=np.float64)
        return np.where(inside, value, -np.inf)

    def draws(n: int, rng: np.random.Generator) -> Array:
        with torch.random.fork_rng(devices=[]), torch.no_grad():
            torch.manual_seed(int(rng.integers(2**63)))
            return np.asarray(obj.sample((n,)), dtype=np.float64)

    return Foreign(str(obj), space, log_of, low, high, sampler=draws)


def _tensors(obj: Any) -> list[Any]:
    """Return the tensors that an object, or one inside it, was made of."""
    found: list[Any] = []
    for value in vars(obj).values():
        if isinstance(value, torch.Tensor):
            found.append(value)
        elif isinstance(value, TorchDistribution):
            found += _tensors(value)
    return found


def _space(obj: Any) -> Space:
    event = tuple(obj.event_shape)
    discrete = bool(obj.support.is_discrete)
    if not event:
        return INTEGERS if discrete else LINE
    simplex = isinstance(obj.support, type(constraints.simplex))
    if len(event) > 1 or discrete:
        raise UnknownDistributionError(
            f"{obj!r} has events of shape {event}; numbers and vectors with a density can be compared."
        )
    return Space("simplex" if simplex else "vectors", event[0])


def _ends(obj: Any) -> tuple[float, float]:
    support = obj.support
    if tuple(obj.event_shape):
        return -np.inf, np.inf
    low = getattr(support, "lower_bound", -np.inf)
    return float(low), float(getattr(support, "upper_bound", np.inf))
