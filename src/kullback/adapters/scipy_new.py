"""SciPy's newer distribution objects: `stats.Normal(mu=0, sigma=1)`, `Mixture`, `truncate`, ..."""

import warnings
from collections.abc import Callable
from functools import cache, partial
from typing import Any

import numpy as np
from scipy.stats import Mixture
from scipy.stats._distn_infrastructure import rv_generic
from scipy.stats._distribution_infrastructure import (
    DiscreteDistribution,
    FoldedDistribution,
    MonotonicTransformedDistribution,
    ShiftedScaledDistribution,
    TransformedDistribution,
    TruncatedDistribution,
    UnivariateDistribution,
)

from kullback.adapters.scipy_laws import law_of
from kullback.distributions.base import Distribution
from kullback.distributions.bijections import Affine, Bijection, Exp, Log, Power
from kullback.distributions.families.binomial import Binomial
from kullback.distributions.families.logistic import Logistic
from kullback.distributions.families.normal import Normal
from kullback.distributions.families.uniform import Uniform
from kullback.distributions.foreign import Foreign
from kullback.distributions.image import folded, image
from kullback.distributions.mixture import Mixture as KnownMixture
from kullback.distributions.support import INTEGERS, LINE
from kullback.distributions.truncated import Truncated
from kullback.errors import InvalidInputError

Array = Any

_KNOWN: dict[str, Callable[[dict[str, Any]], Distribution]] = {
    "Normal": lambda v: Normal(v["mu"], v["sigma"]),
    "StandardNormal": lambda v: Normal(0.0, 1.0),
    "Uniform": lambda v: Uniform(v["a"], v["b"]),
    "Logistic": lambda v: Logistic(0.0, 1.0),
    "Binomial": lambda v: Binomial(v["n"], v["p"]),
}


def adapt(obj: Any) -> Distribution | None:
    """Return one of SciPy's newer objects as one of ours; None if it is something else."""
    if isinstance(obj, Mixture):
        parts = tuple(adapt(component) for component in obj.components)
        return KnownMixture(np.asarray(obj.weights, float), parts)
    if not isinstance(obj, UnivariateDistribution):
        return None
    if np.any(getattr(obj, "_invalid", False)):
        raise InvalidInputError(f"{obj!r} has a parameter out of range.")
    found = _known(obj) or _made(obj)
    return _foreign(obj) if found is None else found


def _known(obj: Any) -> Distribution | None:
    """Return the family of a distribution that we have too."""
    values = dict(obj._parameters)
    if type(obj).__module__ == "scipy.stats._new_distributions":
        build = _KNOWN.get(type(obj).__name__)
        return None if build is None else build(values)
    older = _made_from(type(obj))
    return None if older is None else law_of(older.name, values)


def _made_from(made: type) -> Any:
    """Return the older distribution of SciPy that `make_distribution` made this class from."""
    sample = vars(made).get("_sample_formula")
    for cell in getattr(sample, "__closure__", None) or ():
        family = cell.cell_contents
        if isinstance(family, rv_generic) and type(family).__module__.startswith("scipy.stats."):
            return family
    return None


def _made(obj: Any) -> Distribution | None:
    """Return what is made from another distribution that is known here; None for the rest."""
    if not isinstance(obj, TransformedDistribution):
        return None
    base = adapt(obj._dist)
    if base is None or isinstance(base, Foreign):
        return None
    if isinstance(obj, ShiftedScaledDistribution):
        return image(base, Affine(np.asarray(obj.loc)[()], np.asarray(obj.scale)[()]))
    if isinstance(obj, FoldedDistribution):
        return folded(base)
    if isinstance(obj, TruncatedDistribution):
        return Truncated(base, obj.lb, obj.ub, np.asarray(vars(obj)["_parameters"]["logmass"])[()])
    step = _step(obj) if isinstance(obj, MonotonicTransformedDistribution) else None
    return None if step is None else image(base, step)


def _step(obj: Any) -> Bijection | None:
    """Return the map that a transformed distribution was made with; None if it is not known here."""
    if obj._g is np.exp:
        return Exp()
    if obj._g is np.log:
        return Log()
    if np.any(np.asarray(obj._dist.support()[0]) < 0.0):
        return None
    exponents = [cell.cell_contents for cell in getattr(obj._g, "__closure__", None) or ()]
    if ")**" in obj._repr_pattern and len(exponents) == 1:
        return Power(float(exponents[0]))
    return Power(-1.0) if obj._repr_pattern.startswith(("1/", "1.0/")) else None


def _foreign(obj: Any) -> Foreign:
    """Return an object that answers by its own methods."""
    low, high = obj.support()
    discrete = isinstance(obj, DiscreteDistribution)
    log_of = obj.logpmf if discrete else obj.logpdf
    return Foreign(
        name=str(obj),
        space=INTEGERS if discrete else LINE,
        log_of=partial(_quietly, log_of),
        low=np.asarray(low, float)[()],
        high=np.asarray(high, float)[()],
        middle=cache(partial(_bulk, obj.icdf, discrete)),
        sampler=lambda n, rng: np.asarray(obj.sample((n,), rng=rng), float),
        entries=lambda index: _entry(obj, discrete, index),
    )


def _entry(obj: Any, discrete: bool, index: Any) -> Foreign:
    """Return one of a batch: these objects cannot be indexed, so the others' answers are dropped."""
    low, high = obj.support()
    shape = np.shape(low)
    log_of = obj.logpmf if discrete else obj.logpdf

    def of_all(x: Array) -> Array:
        spread = np.reshape(x, np.shape(x) + (1,) * len(shape))
        return _quietly(log_of, spread)[(..., *np.atleast_1d(index))]

    def quantiles(p: Array) -> Array:
        return obj.icdf(np.reshape(p, (-1,) + (1,) * len(shape)))[(..., *np.atleast_1d(index))]

    return Foreign(
        name=f"{obj}[{index}]",
        space=INTEGERS if discrete else LINE,
        log_of=of_all,
        low=float(low[index]),
        high=float(high[index]),
        middle=cache(partial(_bulk, quantiles, discrete)),
    )


def _bulk(quantiles: Callable[[Array], Array], discrete: bool) -> tuple[float, float]:
    low, centre, high = (float(v) for v in _quietly(quantiles, np.array([0.25, 0.5, 0.75])))
    width = max(high - low, 1.0 if discrete else 0.0)
    usable = np.isfinite(centre) and np.isfinite(width) and width > 0.0
    return (centre, width) if usable else (0.0, 1.0)


def _quietly(function: Callable[..., Any], *arguments: Any) -> Any:
    """Return what SciPy's method gives, without its warnings of overflow and slow integrals."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return function(*arguments)
