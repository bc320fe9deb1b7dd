"""Distributions of torch become ours; their tensors stay, with their gradients."""

from typing import Any

import numpy as np
import torch
from torch.distributions import Distribution as TorchDistribution
from torch.distributions import constraints

from kullback.adapters.composites import agreeing, composite, getter
from kullback.adapters.own_log_prob import asked, check_single, no_gradient, space_of
from kullback.adapters.parametric import RECIPES, known_name
from kullback.distributions.base import Distribution
from kullback.distributions.foreign import Foreign
from kullback.distributions.native import is_tracked
from kullback.errors import InvalidInputError, UnknownDistributionError

Array = Any


def adapt(obj: Any) -> Distribution | None:
    """Return a distribution of torch as one of ours; None if it is no distribution."""
    if not isinstance(obj, TorchDistribution):
        return None
    get = getter(obj)
    name = known_name(obj, ("torch",), RECIPES)
    if name is not None:
        return agreeing(RECIPES[name](get), obj)
    try:
        found = agreeing(composite(obj, type(obj).__name__, get, _part), obj)
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
    if any(is_tracked(x) for x in _tensors(obj)):
        raise no_gradient(obj, "detach its parameters, or ask inside `torch.no_grad()`,")
    check_single(obj)
    discrete = bool(obj.support.is_discrete)
    simplex = isinstance(obj.support, type(constraints.simplex))
    space = space_of(obj, discrete=discrete, simplex=simplex)

    def log_prob(x: Array) -> Array:
        with torch.no_grad():
            points = torch.as_tensor(x)
            inside = np.asarray(obj.support.check(points))
            return np.where(inside, np.asarray(obj.log_prob(points)), -np.inf)

    def draw(n: int, seed: int) -> Array:
        with torch.random.fork_rng(devices=[]), torch.no_grad():
            torch.manual_seed(seed)
            return np.asarray(obj.sample((n,)))

    return asked(obj, space, _ends(obj), log_prob, draw)


def _tensors(obj: Any) -> list[Any]:
    """Return the tensors that an object, or one inside it, was made of."""
    found: list[Any] = []
    for value in vars(obj).values():
        if isinstance(value, torch.Tensor):
            found.append(value)
        elif isinstance(value, TorchDistribution):
            found += _tensors(value)
    return found


def _ends(obj: Any) -> tuple[float, float]:
    support = obj.support
    if tuple(obj.event_shape):
        return -np.inf, np.inf
    low = getattr(support, "lower_bound", -np.inf)
    return float(low), float(getattr(support, "upper_bound", np.inf))
