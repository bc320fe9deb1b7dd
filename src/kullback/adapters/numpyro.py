"""Distributions of NumPyro become ours; inside `grad`, `jit` and `vmap` their parameters stay traced."""

from typing import Any

import numpy as np
from jax import enable_x64, ensure_compile_time_eval, random
from jax import numpy as jnp
from jax.tree_util import tree_leaves
from numpyro.distributions import Distribution as NumPyroDistribution
from numpyro.distributions import constraints

from kullback.adapters.composites import agreeing, composite, getter
from kullback.adapters.own_log_prob import asked, check_single, no_gradient, space_of
from kullback.adapters.parametric import RECIPES, Get, Recipe, derived, known_name, squared
from kullback.distributions import families as f
from kullback.distributions.arrays import is_foreign_array
from kullback.distributions.base import Distribution
from kullback.distributions.foreign import Foreign
from kullback.distributions.native import is_tracked
from kullback.distributions.product import Independent
from kullback.errors import InvalidInputError, ShapeError, SupportError, UnknownDistributionError

Array = Any


def _waiting(get: Get) -> Distribution:
    """Return how long a Poisson law of gamma rate waits: for successes of chance rate/(1 + rate)."""
    chance = derived(lambda xp, r: r / (1.0 + r), get("rate"))
    law: Distribution = f.NegativeBinomial(get("concentration"), chance)
    return law


def _point(get: Get) -> Distribution:
    """Return all mass at a number, or at a vector of them."""
    if np.any(np.asarray(get("log_density")) != 0.0):
        raise SupportError(
            f"A Delta with `log_density` {get('log_density')} is no probability distribution: its mass is "
            "not 1."
        )
    law, n = f.Delta(get("v")), int(get("event_dim"))
    return Independent(law, n) if n else law


def _normal_vector(get: Get) -> Distribution:
    """Return a normal vector, its mean brought to the length of the covariance's."""
    cov = get("covariance_matrix")
    mean = jnp.broadcast_to(get("loc"), (*get("batch_shape"), *get("event_shape")))
    law: Distribution = f.MultivariateNormal(mean, cov)
    return law


_OWN: dict[str, Recipe] = {
    "AsymmetricLaplaceQuantile": lambda get: RECIPES["AsymmetricLaplace"](getter(get("_ald"))),
    "CirculantNormal": _normal_vector,
    "Delta": _point,
    "GammaPoisson": _waiting,
    "InverseWishart": lambda get: f.InverseWishart(get("concentration"), get("scale_matrix")),
    "MatrixNormal": lambda get: f.MatrixNormal(
        get("loc"), squared(get("scale_tril_row")), squared(get("scale_tril_column"))
    ),
    "MultivariateNormal": _normal_vector,
    "MultivariateStudentT": lambda get: f.MultivariateStudentT(
        get("df"),
        jnp.broadcast_to(get("loc"), (*get("batch_shape"), *get("event_shape"))),
        squared(get("scale_tril")),
    ),
    "Wishart": lambda get: f.Wishart(get("concentration"), get("scale_matrix")),
}
"""What is named, or has its parameters, unlike in the other libraries."""


def adapt(obj: Any) -> Distribution | None:
    """Return a distribution of NumPyro as one of ours; None if it is no distribution."""
    if not isinstance(obj, NumPyroDistribution):
        return None
    get = getter(obj)
    name = known_name(obj, ("numpyro",), {*RECIPES, *_OWN})
    if name is not None:
        return agreeing((_OWN.get(name) or RECIPES[name])(get), obj)
    try:
        found = agreeing(composite(obj, type(obj).__name__, get, _part), obj)
    except (ShapeError, UnknownDistributionError):
        found = None
    return _foreign(obj) if found is None else found


def _part(obj: Any) -> Distribution:
    part = adapt(obj)
    if part is None:
        raise InvalidInputError(f"{obj!r} is no distribution of NumPyro.")
    return part


def _foreign(obj: Any) -> Foreign:
    """Return a single distribution that is asked by its own `log_prob`, in double precision."""
    if any(is_tracked(x) for x in _arrays(obj)):
        raise no_gradient(obj, "ask outside of `jit` and `grad`")
    check_single(obj)
    support = obj.support
    space = space_of(obj, discrete=support.is_discrete, simplex=support is constraints.simplex)

    def log_prob(x: Array) -> Array:
        # of constants, even where something else is being traced
        with ensure_compile_time_eval(), enable_x64(True):
            return np.where(np.asarray(support(x)), np.asarray(obj.log_prob(x)), -np.inf)

    def draw(n: int, seed: int) -> Array:
        with ensure_compile_time_eval():
            return np.asarray(obj.sample(random.key(seed), (n,)))

    ends = (-np.inf, np.inf) if tuple(obj.event_shape) else _ends(support)
    return asked(obj, space, ends, log_prob, draw)


def _arrays(obj: Any) -> list[Any]:
    """Return the arrays that an object, or one inside it, was made of."""
    found: list[Any] = []
    for value in vars(obj).values():
        if is_foreign_array(value):
            found.append(value)
        elif isinstance(value, NumPyroDistribution):
            found += _arrays(value)
    return found + [x for x in tree_leaves(obj) if is_foreign_array(x)]


def _ends(support: Any) -> tuple[float, float]:
    low = getattr(support, "lower_bound", -np.inf)
    return float(low), float(getattr(support, "upper_bound", np.inf))
