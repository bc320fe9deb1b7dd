"""Distributions of TensorFlow Probability become ours, by their names: its module is never imported.

They are those that compute with JAX; with TensorFlow they are not read here.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from jax import ensure_compile_time_eval, random
from jax.tree_util import tree_leaves

from kullback.adapters.composites import agreeing, composite, getter
from kullback.adapters.own_log_prob import asked, check_single, no_gradient
from kullback.adapters.parametric import (
    RECIPES,
    Get,
    chances,
    derived,
    known_name,
    relaxed_bernoulli,
)
from kullback.distributions import families as f
from kullback.distributions.arrays import is_foreign_array
from kullback.distributions.base import Distribution
from kullback.distributions.bijections import Sigmoid
from kullback.distributions.foreign import Foreign
from kullback.distributions.image import image
from kullback.distributions.native import is_tracked
from kullback.distributions.product import Independent, Product
from kullback.distributions.support import LINE
from kullback.errors import InvalidInputError, UnknownDistributionError

Array = Any
Own = Callable[[Any, Get], Distribution]


def _normal_vector(obj: Any, get: Get) -> Distribution:
    law: Distribution = f.MultivariateNormal(obj.mean(), obj.covariance())
    return law


def _wishart(obj: Any, get: Get) -> Distribution:
    scale = derived(lambda xp, mean, df: mean / df, obj.mean(), get("df"))
    law: Distribution = f.Wishart(get("df"), scale)
    return law


def _product(parts: Any) -> Distribution:
    law: Distribution = Product([_part(part) for part in parts])  # type: ignore[arg-type]
    return law


def _named(model: Any) -> Distribution:
    """Return a joint distribution of named parts, in the order of the names."""
    parts = dict(model) if isinstance(model, dict) else model._asdict()
    return _product(parts[name] for name in sorted(parts))


def _uniform_direction(obj: Any, get: Get) -> Distribution:
    pole = np.eye(int(get("dimension")))[0]
    law: Distribution = f.VonMisesFisher(pole, np.zeros(tuple(obj.batch_shape)))
    return law


_OWN: dict[str, Own] = {
    "MultivariateNormalDiag": _normal_vector,
    "MultivariateNormalTriL": _normal_vector,
    "MultivariateNormalTri": _normal_vector,
    "MultivariateNormalFullCovariance": _normal_vector,
    "MultivariateNormalDiagPlusLowRank": _normal_vector,
    "MultivariateNormalDiagPlusLowRankCovariance": _normal_vector,
    "MultivariateNormalLinearOperator": _normal_vector,
    "MultivariateNormalFromBijector": _normal_vector,
    "GaussianProcess": _normal_vector,  # at its index points
    "WishartTriL": _wishart,
    "WishartLinearOperator": _wishart,
    "OrderedLogistic": lambda obj, get: f.Categorical(obj.categorical_probs()),
    "StoppingRatioLogistic": lambda obj, get: f.Categorical(obj.categorical_probs()),
    "Softmax": lambda obj, get: f.Categorical(chances(get)),
    "LogStddevNormal": lambda obj, get: f.Normal(
        get("loc"), derived(lambda xp, v: xp.exp(v), get("log_scale"))
    ),
    "TruncatedNormal": lambda obj, get: f.TruncatedNormal(
        get("loc"), get("scale"), get("low"), get("high")
    ),
    "RelaxedBernoulli": lambda obj, get: image(relaxed_bernoulli(get), Sigmoid()),
    "SphericalUniform": _uniform_direction,
    "VectorDeterministic": lambda obj, get: Independent(f.Delta(get("loc")), 1),
    "JointDistributionSequential": lambda obj, get: _product(get("model")),
    "JointDistributionNamed": lambda obj, get: _named(get("model")),
    "Joint": lambda obj, get: _product(_leaves(get("distributions", "_distributions"))),
    "Blockwise": lambda obj, get: _product(get("distributions")),
}
"""What is named, or has its parameters, unlike in the other libraries."""
_LIBRARIES = ("tensorflow_probability", "distrax")


def adapt(obj: Any) -> Distribution | None:
    """Return a distribution of TFP, or of distrax, as one of ours; None if it is no distribution."""
    if not callable(getattr(obj, "log_prob", None)):
        return None
    get = getter(obj)
    own = known_name(obj, _LIBRARIES, _OWN)
    if own is not None:
        found = _OWN[own](obj, get)
        return found if isinstance(found, Product) else agreeing(found, obj)
    name = known_name(obj, _LIBRARIES, RECIPES)
    if name is not None:
        return agreeing(RECIPES[name](get), obj)
    try:
        composed = agreeing(composite(obj, type(obj).__name__, get, _part), obj)
    except UnknownDistributionError:
        composed = None
    return _foreign(obj) if composed is None else composed


def _part(obj: Any) -> Distribution:
    part = adapt(obj)
    if part is None:
        raise InvalidInputError(
            f"A part is a {type(obj).__name__}, no distribution; one that is drawn from others has no "
            "divergence of its own here."
        )
    return part


def _leaves(parts: Any) -> Iterator[Any]:
    """Yield the distributions in nested lists and dictionaries."""
    if isinstance(parts, dict):
        parts = [parts[key] for key in sorted(parts)]
    if not isinstance(parts, list | tuple):
        yield parts
        return
    for part in parts:
        yield from _leaves(part)


def _foreign(obj: Any) -> Foreign:
    """Return a single distribution on the line that is asked by its own `log_prob`.

    Its support is where TFP's own bijection takes the line.
    """
    onto = getattr(obj, "experimental_default_event_space_bijector", lambda: None)()
    if onto is None or tuple(obj.event_shape):
        raise UnknownDistributionError(
            f"{type(obj).__name__} has no counterpart here. Describe it by its parts, or by a `Density` of "
            "its `log_prob`."
        )
    if any(is_tracked(x) for x in tree_leaves(obj) if is_foreign_array(x)):
        raise no_gradient(obj, "ask outside of `jit` and `grad`")
    check_single(obj)
    with ensure_compile_time_eval():
        ends = sorted(float(onto.forward(np.asarray(x, obj.dtype))) for x in (-np.inf, np.inf))

    def log_prob(x: Array) -> Array:
        inside = (x > ends[0]) & (x < ends[1])
        with ensure_compile_time_eval():
            value = np.asarray(obj.log_prob(np.asarray(x, obj.dtype)), dtype=np.float64)
        return np.where(inside, value, -np.inf)

    def draw(n: int, seed: int) -> Array:
        with ensure_compile_time_eval():
            return np.asarray(obj.sample(n, seed=random.PRNGKey(seed)))

    return asked(obj, LINE, (ends[0], ends[1]), log_prob, draw)
