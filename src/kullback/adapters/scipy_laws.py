"""SciPy's names and arguments of the families we have, without importing SciPy's statistics."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from kullback.distributions.base import Distribution
from kullback.distributions.families.bernoulli import Bernoulli
from kullback.distributions.families.beta import Beta
from kullback.distributions.families.binomial import Binomial
from kullback.distributions.families.cauchy import Cauchy
from kullback.distributions.families.chi2 import Chi2
from kullback.distributions.families.discrete_uniform import DiscreteUniform
from kullback.distributions.families.exponential import Exponential
from kullback.distributions.families.gamma import Gamma
from kullback.distributions.families.geometric import Geometric
from kullback.distributions.families.gumbel import Gumbel
from kullback.distributions.families.half_normal import HalfNormal
from kullback.distributions.families.inverse_gamma import InverseGamma
from kullback.distributions.families.laplace import Laplace
from kullback.distributions.families.log_normal import LogNormal
from kullback.distributions.families.logistic import Logistic
from kullback.distributions.families.negative_binomial import NegativeBinomial
from kullback.distributions.families.normal import Normal
from kullback.distributions.families.pareto import Pareto
from kullback.distributions.families.poisson import Poisson
from kullback.distributions.families.rayleigh import Rayleigh
from kullback.distributions.families.student_t import StudentT
from kullback.distributions.families.uniform import Uniform
from kullback.distributions.families.von_mises import VonMises
from kullback.distributions.families.weibull import Weibull
from kullback.distributions.family import (
    COUNT,
    NON_NEGATIVE,
    POSITIVE,
    POSITIVE_PROBABILITY,
    PROBABILITY,
    REAL,
    WHOLE,
    Domain,
)
from kullback.distributions.stretched import Stretched
from kullback.distributions.transformed import Shifted
from kullback.errors import InvalidInputError
from kullback.numerics.double_double import exact_total

Array = Any

_DF = Domain("positive", lambda x: x > 0)  # SciPy's t goes over to the normal at infinity


class Law(NamedTuple):
    """A distribution of SciPy: its shape parameters, and what it is here.

    `build` takes the shapes in order, then loc, then (continuous ones) scale; None if this
    combination is no member of our families.
    """

    shapes: dict[str, Domain]
    build: Callable[..., Distribution | None]
    discrete: bool = False


def law_of(name: str, values: dict[str, Any]) -> Distribution | None:
    """Return our distribution for SciPy's `name` with parameters by SciPy's names, checked.

    None if we have no such family, or not with these parameters.
    """
    law = LAWS.get(name)
    if law is None:
        return None
    given = {"loc": 0.0, **({} if law.discrete else {"scale": 1.0}), **values}
    domains = {**law.shapes, "loc": WHOLE if law.discrete else REAL, "scale": POSITIVE}
    for argument, value in given.items():
        check(name, argument, value, domains[argument])
    order = [*law.shapes, "loc", *(() if law.discrete else ("scale",))]
    arrays = (np.asarray(given[argument], dtype=float) for argument in order)
    return law.build(*(array[()] for array in np.broadcast_arrays(*arrays)))


def check(name: str, argument: str, value: Any, domain: Domain) -> None:
    """Raise when `value` is no legal `argument` of SciPy's `name`."""
    try:
        array = np.asarray(value)
    except ValueError:
        raise InvalidInputError(f"`{argument}` of `{name}` is ragged: {value!r}.") from None
    if array.dtype.kind not in "fiub":
        raise InvalidInputError(
            f"`{argument}` of `{name}` is {value!r}; it must be {domain.phrase}."
        )
    fine = np.asarray(domain.holds(array))
    if not fine.all():
        bad = array[np.unravel_index(int(np.argmin(fine)), fine.shape)]
        raise InvalidInputError(f"`{argument}` of `{name}` is {bad}; it must be {domain.phrase}.")


def moved(base: Distribution, loc: Array) -> Distribution:
    """Return the distribution of X + loc, the base itself when nothing moves."""
    return base if np.all(loc == 0.0) else Shifted(base, loc)


def _beta(a: Array, b: Array, loc: Array, scale: Array) -> Distribution:
    base = Beta(a, b)
    return moved(base if np.all(scale == 1.0) else Stretched(base, scale), loc)


def _rdist(c: Array, loc: Array, scale: Array) -> Distribution:
    return moved(Stretched(Beta(0.5 * c, 0.5 * c), 2.0 * scale), loc - scale)


def _chi2(df: Array, loc: Array, scale: Array) -> Distribution:
    if np.all(scale == 1.0):
        return moved(Chi2(df), loc)
    return moved(Gamma(0.5 * df, 2.0 * scale), loc)


def _student_t(df: Array, loc: Array, scale: Array) -> Distribution | None:
    if np.all(np.isinf(df)):
        return Normal(loc, scale)
    return StudentT(df, loc, scale) if np.all(np.isfinite(df)) else None


def _von_mises(kappa: Array, loc: Array, scale: Array) -> Distribution:
    if np.all(scale == 1.0):
        return VonMises(loc, kappa)
    return Stretched(VonMises(loc / scale, kappa), scale)  # on a circle of another length


def _randint(low: Array, high: Array, loc: Array) -> Distribution:
    if not np.all(low < high):
        raise InvalidInputError(
            f"`low` of `randint` is {low} and `high` is {high}; `low` must be below `high`."
        )
    return DiscreteUniform(low + loc, high - 1.0 + loc)


LAWS: dict[str, Law] = {
    "norm": Law({}, lambda loc, scale: Normal(loc, scale)),
    "lognorm": Law(
        {"s": POSITIVE},
        lambda s, loc, scale: moved(LogNormal.from_median(scale, s), loc),
    ),
    "halfnorm": Law({}, lambda loc, scale: moved(HalfNormal(scale), loc)),
    "expon": Law({}, lambda loc, scale: moved(Exponential(scale), loc)),
    "gamma": Law({"a": POSITIVE}, lambda a, loc, scale: moved(Gamma(a, scale), loc)),
    "erlang": Law({"a": POSITIVE}, lambda a, loc, scale: moved(Gamma(a, scale), loc)),
    "invgamma": Law({"a": POSITIVE}, lambda a, loc, scale: moved(InverseGamma(a, scale), loc)),
    "chi2": Law({"df": POSITIVE}, _chi2),
    "arcsine": Law({}, lambda loc, scale: _beta(np.float64(0.5), np.float64(0.5), loc, scale)),
    "powerlaw": Law({"a": POSITIVE}, lambda a, loc, scale: _beta(a, np.float64(1.0), loc, scale)),
    "rdist": Law({"c": POSITIVE}, _rdist),
    "beta": Law({"a": POSITIVE, "b": POSITIVE}, _beta),
    "laplace": Law({}, lambda loc, scale: Laplace(loc, scale)),
    "logistic": Law({}, lambda loc, scale: Logistic(loc, scale)),
    "gumbel_r": Law({}, lambda loc, scale: Gumbel(loc, scale)),
    "weibull_min": Law({"c": POSITIVE}, lambda c, loc, scale: moved(Weibull(c, scale), loc)),
    "rayleigh": Law({}, lambda loc, scale: moved(Rayleigh(scale), loc)),
    "pareto": Law({"b": POSITIVE}, lambda b, loc, scale: moved(Pareto(b, scale), loc)),
    "cauchy": Law({}, lambda loc, scale: Cauchy(loc, scale)),
    "t": Law({"df": _DF}, _student_t),
    "vonmises": Law({"kappa": NON_NEGATIVE}, _von_mises),
    "uniform": Law({}, lambda loc, scale: Uniform(loc, exact_total(loc, scale))),
    "bernoulli": Law({"p": PROBABILITY}, lambda p, loc: moved(Bernoulli(p), loc), True),
    "binom": Law(
        {"n": COUNT, "p": PROBABILITY}, lambda n, p, loc: moved(Binomial(n, p), loc), True
    ),
    "geom": Law({"p": POSITIVE_PROBABILITY}, lambda p, loc: moved(Geometric(p), loc), True),
    "nbinom": Law(
        {"n": POSITIVE, "p": POSITIVE_PROBABILITY},
        lambda n, p, loc: moved(NegativeBinomial(n, p), loc),
        True,
    ),
    "poisson": Law({"mu": NON_NEGATIVE}, lambda mu, loc: moved(Poisson(mu), loc), True),
    "randint": Law({"low": WHOLE, "high": WHOLE}, _randint, True),
}
