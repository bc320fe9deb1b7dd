"""Distributions of TensorFlow Probability become ours, by their names: its module is never imported."""

from collections.abc import Callable
from typing import Any

from kullback.adapters.composites import composite, getter
from kullback.adapters.parametric import RECIPES, Get, chances, derived
from kullback.distributions import families as f
from kullback.distributions.base import Distribution
from kullback.distributions.product import Product
from kullback.errors import InvalidInputError, UnknownDistributionError

Own = Callable[[Any, Get], Distribution]


def _normal_vector(obj: Any, get: Get) -> Distribution:
    law: Distribution = f.MultivariateNormal(obj.mean(), obj.covariance())
    return law


def _wishart(obj: Any, get: Get) -> Distribution:
    scale = derived(lambda xp, mean, df: mean / df, obj.mean(), get("df"))
    law: Distribution = f.Wishart(get("df"), scale)
    return law


_OWN: dict[str, Own] = {
    "MultivariateNormalDiag": _normal_vector,
    "MultivariateNormalTriL": _normal_vector,
    "MultivariateNormalTri": _normal_vector,
    "MultivariateNormalFullCovariance": _normal_vector,
    "MultivariateNormalDiagPlusLowRank": _normal_vector,
    "MultivariateNormalLinearOperator": _normal_vector,
    "MultivariateNormalFromBijector": _normal_vector,
    "GaussianProcess": _normal_vector,  # at its index points
    "WishartTriL": _wishart,
    "WishartLinearOperator": _wishart,
    "OrderedLogistic": lambda obj, get: f.Categorical(obj.categorical_probs()),
    "Softmax": lambda obj, get: f.Categorical(chances(get)),
    "LogStddevNormal": lambda obj, get: f.Normal(
        get("loc"), derived(lambda xp, v: xp.exp(v), get("log_scale"))
    ),
    "TruncatedNormal": lambda obj, get: f.TruncatedNormal(
        get("loc"), get("scale"), get("low"), get("high")
    ),
    "JointDistributionSequential": lambda obj, get: Product(
        [_part(part) for part in get("model")]  # type: ignore[arg-type]
    ),
}
"""What is named, or has its parameters, unlike in the other libraries."""


def adapt(obj: Any) -> Distribution | None:
    """Return a distribution of TFP, or of distrax, as one of ours; None if it is no distribution."""
    if not callable(getattr(obj, "log_prob", None)):
        return None
    name, get = type(obj).__name__, getter(obj)
    if name in _OWN:
        return _OWN[name](obj, get)
    if name in RECIPES:
        return RECIPES[name](get)
    found = composite(obj, name, get, _part)
    if found is None:
        raise UnknownDistributionError(
            f"{name} has no counterpart here. Describe it by its parts, or by a `Density` of its `log_prob`."
        )
    return found


def _part(obj: Any) -> Distribution:
    part = adapt(obj)
    if part is None:
        raise InvalidInputError(
            f"A part is a {type(obj).__name__}, no distribution; one that is drawn from others has no "
            "divergence of its own here."
        )
    return part
