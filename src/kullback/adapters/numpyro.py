"""Distributions of NumPyro become ours; inside `grad`, `jit` and `vmap` their parameters stay traced."""

from typing import Any

import numpy as np
from jax import enable_x64, ensure_compile_time_eval, random
from jax import numpy as jnp
from numpyro.distributions import Distribution as NumPyroDistribution
from numpyro.distributions import constraints

from kullback.adapters.arrays_inside import is_tracked_inside
from kullback.adapters.composites import getter
from kullback.adapters.library import Library
from kullback.adapters.own_log_prob import asked, check_asked, ends_of, space_of
from kullback.adapters.parametric import RECIPES, Get, Recipe, derived, squared
from kullback.distributions import families as f
from kullback.distributions.base import Distribution
from kullback.distributions.foreign import Foreign
from kullback.distributions.product import Independent
from kullback.distributions.support import Kind
from kullback.errors import NoMethodError, SupportError, UnknownDistributionError

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


def _autoregression(get: Get) -> Distribution:
    """Return the normal vector of a conditional autoregression, from its precision."""
    cov = derived(lambda xp, m: xp.linalg.inv(m), get("precision_matrix"))
    mean = jnp.broadcast_to(get("loc"), (*get("batch_shape"), *get("event_shape")))
    law: Distribution = f.MultivariateNormal(mean, cov)
    return law


def _random_walk(get: Get) -> Distribution:
    """Return the normal vector of a walk: steps i and j have min(i, j) increments in common."""
    steps = np.arange(1.0, get("num_steps") + 1.0)
    return _centred(get, np.minimum(steps, steps[:, None]))


def _zero_sum(get: Get) -> Distribution:
    """Return the singular normal vector of numbers whose mean was taken off."""
    if len(get("event_shape")) != 1:
        raise UnknownDistributionError("ZeroSumNormal of more than one axis is not known here.")
    if is_tracked_inside(get("scale")):
        raise NoMethodError(
            "ZeroSumNormal is a singular normal law, through which no gradient flows; ask outside of `jit` "
            "and `grad` for the value."
        )
    n = get("event_shape")[0]
    return _centred(get, np.eye(n) - 1.0 / n)


def _centred(get: Get, shared: Array) -> Distribution:
    """Return the normal vector about 0 whose covariance is scale² times a matrix."""
    cov = derived(
        lambda xp, s: xp.square(s)[..., None, None] * xp.asarray(shared), jnp.asarray(get("scale"))
    )
    law: Distribution = f.MultivariateNormal(np.zeros(len(shared)), cov)
    return law


_OWN: dict[str, Recipe] = {
    "AsymmetricLaplaceQuantile": lambda get: RECIPES["AsymmetricLaplace"](getter(get("_ald"))),
    "CAR": _autoregression,
    "CirculantNormal": _normal_vector,
    "Delta": _point,
    "GammaPoisson": _waiting,
    "GaussianRandomWalk": _random_walk,
    "InverseWishart": lambda get: f.InverseWishart(get("concentration"), get("scale_matrix")),
    "LowerTruncatedPowerLaw": lambda get: f.Pareto(
        derived(lambda xp, a: -1.0 - a, get("alpha")), get("low")
    ),
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
    "ZeroSumNormal": _zero_sum,
}
"""What is named, or has its parameters, unlike in the other libraries."""


_KINDS: tuple[tuple[Any, Kind], ...] = (
    (constraints.simplex, "simplex"),
    (constraints.sphere, "sphere"),
)
"""Constraints of vectors that lie on a surface."""


def _asked(obj: Any) -> Foreign:
    """Return a single distribution that is asked by its own `log_prob`, in double precision."""
    check_asked(obj, "ask outside of `jit` and `grad`")
    support = obj.support
    kind: Kind = next((kind for known, kind in _KINDS if support is known), "vectors")
    space = space_of(obj, discrete=support.is_discrete, kind=kind)

    def log_prob(x: Array) -> Array:
        # of constants, even where something else is being traced
        with ensure_compile_time_eval(), enable_x64(True):
            return np.where(np.asarray(support(x)), np.asarray(obj.log_prob(x)), -np.inf)

    def draw(n: int, seed: int) -> Array:
        with ensure_compile_time_eval():
            return np.asarray(obj.sample(random.key(seed), (n,)))

    return asked(obj, space, ends_of(obj), log_prob, draw)


adapt = Library(("numpyro",), lambda obj: isinstance(obj, NumPyroDistribution), _OWN, _asked).adapt
