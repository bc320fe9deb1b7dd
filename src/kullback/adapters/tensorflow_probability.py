"""Distributions of TensorFlow Probability become ours, by their names: its module is never imported.

They are those that compute with JAX; with TensorFlow they are not read here.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from jax import ensure_compile_time_eval, random

from kullback.adapters.library import Library
from kullback.adapters.own_log_prob import asked, check_asked
from kullback.adapters.parametric import Get, Recipe, chances, derived, relaxed_bernoulli
from kullback.distributions import families as f
from kullback.distributions.base import Distribution
from kullback.distributions.bijections import Sigmoid
from kullback.distributions.foreign import Foreign
from kullback.distributions.image import image
from kullback.distributions.product import Independent, Product
from kullback.distributions.support import LINE
from kullback.errors import UnknownDistributionError

Array = Any


def _normal_vector(get: Get) -> Distribution:
    law: Distribution = f.MultivariateNormal(get("mean")(), get("covariance")())
    return law


def _wishart(get: Get) -> Distribution:
    scale = derived(lambda xp, mean, df: mean / df, get("mean")(), get("df"))
    law: Distribution = f.Wishart(get("df"), scale)
    return law


def _product(parts: Any) -> Distribution:
    law: Distribution = Product([_LIBRARY.part(part) for part in parts])  # type: ignore[arg-type]
    return law


def _named(model: Any) -> Distribution:
    """Return a joint distribution of named parts, in the order of the names."""
    parts = dict(model) if isinstance(model, dict) else model._asdict()
    return _product(parts[name] for name in sorted(parts))


def _uniform_direction(get: Get) -> Distribution:
    pole = np.eye(int(get("dimension")))[0]
    law: Distribution = f.VonMisesFisher(pole, np.zeros(tuple(get("batch_shape"))))
    return law


_OWN: dict[str, Recipe] = {
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
    "OrderedLogistic": lambda get: f.Categorical(get("categorical_probs")()),
    "StoppingRatioLogistic": lambda get: f.Categorical(get("categorical_probs")()),
    "Softmax": lambda get: f.Categorical(chances(get)),
    "LogStddevNormal": lambda get: f.Normal(
        get("loc"), derived(lambda xp, v: xp.exp(v), get("log_scale"))
    ),
    "TruncatedNormal": lambda get: f.TruncatedNormal(
        get("loc"), get("scale"), get("low"), get("high")
    ),
    "RelaxedBernoulli": lambda get: image(relaxed_bernoulli(get), Sigmoid()),
    "SphericalUniform": _uniform_direction,
    "VectorDeterministic": lambda get: Independent(f.Delta(get("loc")), 1),
    "JointDistributionSequential": lambda get: _product(get("model")),
    "JointDistributionNamed": lambda get: _named(get("model")),
    "Joint": lambda get: _product(_leaves(get("distributions", "_distributions"))),
    "Blockwise": lambda get: _product(get("distributions")),
}
"""What is named, or has its parameters, unlike in the other libraries."""


def _leaves(parts: Any) -> Iterator[Any]:
    """Yield the distributions in nested lists and dictionaries."""
    if isinstance(parts, dict):
        parts = [parts[key] for key in sorted(parts)]
    if not isinstance(parts, list | tuple):
        yield parts
        return
    for part in parts:
        yield from _leaves(part)


def _asked(obj: Any) -> Foreign:
    """Return a single distribution on the line that is asked by its own `log_prob`.

    Its support is where TFP's own bijection takes the line.
    """
    onto = getattr(obj, "experimental_default_event_space_bijector", lambda: None)()
    if onto is None or tuple(obj.event_shape):
        raise UnknownDistributionError(
            f"{type(obj).__name__} has no counterpart here. Describe it by its parts, or by a `Density` of "
            "its `log_prob`."
        )
    check_asked(obj, "ask outside of `jit` and `grad`")
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


_LIBRARY = Library(
    ("tensorflow_probability", "distrax"),
    lambda obj: callable(getattr(obj, "log_prob", None)),
    _OWN,
    _asked,
)
adapt = _LIBRARY.adapt
