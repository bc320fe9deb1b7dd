"""Distributions of NumPyro become ours; inside `grad`, `jit` and `vmap` their parameters stay traced."""

from typing import Any

import numpy as np
from jax import random
from numpyro.distributions import Distribution as NumPyroDistribution
from numpyro.distributions import GammaPoisson, constraints

from kullback.adapters.composites import composite, getter
from kullback.adapters.parametric import RECIPES, derived
from kullback.distributions import families as f
from kullback.distributions.arrays import is_foreign_array
from kullback.distributions.base import Distribution
from kullback.distributions.foreign import Foreign
from kullback.distributions.native import is_tracked
from kullback.distributions.support import INTEGERS, LINE, Space
from kullback.errors import InvalidInputError, NoMethodError, UnknownDistributionError

Array = Any


def adapt(obj: Any) -> Distribution | None:
    """Return a distribution of NumPyro as one of ours; None if it is no distribution."""
    if not isinstance(obj, NumPyroDistribution):
        return None
    get = getter(obj)
    name = type(obj).__name__.removesuffix("Logits").removesuffix("Probs")
    if isinstance(obj, GammaPoisson):
        # a Poisson law of gamma rate waits for `concentration` successes of chance rate/(1 + rate)
        chance = derived(lambda xp, r: r / (1.0 + r), get("rate"))
        waiting: Distribution = f.NegativeBinomial(get("concentration"), chance)
        return waiting
    if name in RECIPES and type(obj).__module__.startswith("numpyro."):
        return RECIPES[name](get)
    try:
        found = composite(obj, name, get, _part)
    except UnknownDistributionError:
        found = None
    return _foreign(obj) if found is None else found


def _part(obj: Any) -> Distribution:
    part = adapt(obj)
    if part is None:
        raise InvalidInputError(f"{obj!r} is no distribution of NumPyro.")
    return part


def _foreign(obj: Any) -> Foreign:
    """Return a single distribution that is asked by its own `log_prob`."""
    if any(is_tracked(x) for x in vars(obj).values() if is_foreign_array(x)):
        raise NoMethodError(
            f"{type(obj).__name__} is known here by its `log_prob` alone, through which no gradient flows; "
            "ask outside of `jit` and `grad` for the value."
        )
    if tuple(obj.batch_shape):
        raise UnknownDistributionError(
            f"{obj!r} is a batch of a kind that has no counterpart here. Ask for its entries one by one."
        )
    support = obj.support

    def log_of(x: Array) -> Array:
        inside = np.asarray(support(x))
        return np.where(inside, np.asarray(obj.log_prob(x), dtype=np.float64), -np.inf)

    def draws(n: int, rng: np.random.Generator) -> Array:
        key = random.key(int(rng.integers(2**31)))
        return np.asarray(obj.sample(key, (n,)), dtype=np.float64)

    low, high = (-np.inf, np.inf) if tuple(obj.event_shape) else _ends(support)
    return Foreign(type(obj).__name__, _space(obj), log_of, low, high, sampler=draws)


def _space(obj: Any) -> Space:
    event, support = tuple(obj.event_shape), obj.support
    if not event:
        return INTEGERS if support.is_discrete else LINE
    if len(event) > 1 or support.is_discrete:
        raise UnknownDistributionError(
            f"{obj!r} has events of shape {event}; numbers and vectors with a density can be compared."
        )
    simplex = support is constraints.simplex
    return Space("simplex" if simplex else "vectors", event[0])


def _ends(support: Any) -> tuple[float, float]:
    low = getattr(support, "lower_bound", -np.inf)
    return float(low), float(getattr(support, "upper_bound", np.inf))
