"""Frozen univariate distributions of SciPy that have no counterpart among our families."""

import warnings
from collections.abc import Callable
from functools import cache, partial
from typing import Any

import numpy as np
from scipy import stats

from kullback.adapters.scipy_densities import LOG_DENSITIES
from kullback.adapters.scipy_tails import UNDERFLOWS, carried_on
from kullback.distributions.base import Distribution
from kullback.distributions.families.categorical import Categorical
from kullback.distributions.foreign import Foreign
from kullback.distributions.support import INTEGERS, LINE
from kullback.distributions.transformed import shifted
from kullback.errors import InvalidInputError, SupportError

Array = Any

_LONGEST = 10_000_000
"""A list of integers that spreads further is asked one by one instead of becoming a table."""


def parameters(obj: Any) -> tuple[dict[str, Any], Any, Any]:
    """Return the shape parameters by name, loc and scale of a frozen distribution."""
    shapes, loc, scale = obj.dist._parse_args(*obj.args, **obj.kwds)
    names = (obj.dist.shapes or "").replace(" ", "").split(",") if shapes else []
    if len(names) != len(shapes):  # one parameter that is a vector, handed on element by element
        names = [f"{names[0]}[{i}]" for i in range(len(shapes))]
    return dict(zip(names, shapes, strict=True)), loc, scale


def foreign(obj: Any) -> Distribution:
    """Return a frozen distribution that answers by SciPy's own functions, its loc taken off.

    Near an end at 0 points are known to full relative precision, which densities that are singular
    there need.
    """
    shapes, loc, scale = parameters(obj)
    _check(obj, shapes, loc, scale)
    if any("[" in name for name in shapes):
        return _at_origin(obj, shapes, scale)
    values = np.broadcast_arrays(*shapes.values(), scale, np.asarray(loc, float))
    *spread, scale, loc = (value[()] for value in values)
    shapes = dict(zip(shapes, spread, strict=True))
    stretch = {} if isinstance(obj.dist, stats.rv_discrete) else {"scale": scale}
    return shifted(_at_origin(obj.dist(**shapes, **stretch), shapes, scale), loc)


def _at_origin(obj: Any, shapes: dict[str, Any], scale: Any) -> Foreign:
    values = np.broadcast_arrays(*(np.asarray(v)[()] for v in (*shapes.values(), scale)))
    ends = _quietly(obj.support)
    middle = cache(partial(_bulk, obj, scale))
    discrete = isinstance(obj.dist, stats.rv_discrete)
    return Foreign(
        name=_shown(obj, shapes, scale),
        space=INTEGERS if discrete else LINE,
        log_of=partial(_log_pmf, obj) if discrete else _log_pdf(obj, shapes, scale, ends, middle),
        low=np.asarray(ends[0], float)[()] + np.zeros(values[0].shape)[()],
        high=np.asarray(ends[1], float)[()] + np.zeros(values[0].shape)[()],
        middle=middle,
        sampler=lambda n, rng: np.asarray(obj.rvs(size=n, random_state=rng), float),
        kinks=_kinks(obj, scale),
        entries=lambda index: _entry(obj.dist, list(shapes), values, discrete, index),
        key=(type(obj.dist), obj.dist.name, *(_key(value) for value in values)),
    )


def listed(obj: Any) -> Distribution:
    """Return an `rv_discrete(values=...)` as a table on its integers."""
    family = obj.dist
    _, loc, _ = parameters(obj)
    points = np.asarray(family.xk, float) + loc
    if np.any(points != np.floor(points)):
        raise SupportError(
            f"`rv_discrete` has the point {points[points != np.floor(points)][0]:g}; only whole "
            "numbers can be compared. Pass a dict of point to probability on both sides instead."
        )
    first, last = float(np.min(points)), float(np.max(points))
    start = 0.0 if 0.0 <= first < _LONGEST // 10 else first
    if last - start > _LONGEST:
        return foreign(obj)
    table = np.zeros(int(last - start) + 1)
    np.add.at(table, (points - start).astype(int), np.asarray(family.pk, float))
    return shifted(Categorical(table), np.float64(start))


def _entry(
    family: Any, names: list[str], values: tuple[Array, ...], discrete: bool, index: Any
) -> Foreign:
    *shapes, scale = (value[index] for value in values)
    named = dict(zip(names, shapes, strict=True))
    return _at_origin(family(**named, **({} if discrete else {"scale": scale})), named, scale)


def _key(value: Array) -> Any:
    return np.shape(value), tuple(np.ravel(value).tolist())


def _check(obj: Any, shapes: dict[str, Any], loc: Any, scale: Any) -> None:
    """Raise where SciPy would answer NaN: parameters out of range."""
    name = obj.dist.name
    for argument, value, phrase, fine in (
        ("scale", scale, "positive", np.asarray(scale) > 0),
        ("loc", loc, "finite", np.isfinite(loc)),
    ):
        if not np.all(fine):
            raise InvalidInputError(f"`{argument}` of `{name}` is {value}; it must be {phrase}.")
    if not np.all(_quietly(obj.dist._argcheck, *shapes.values())):
        given = ", ".join(f"`{argument}`={value}" for argument, value in shapes.items())
        raise InvalidInputError(f"`{name}` does not allow {given}: a parameter is out of range.")


def _log_pdf(
    obj: Any,
    shapes: dict[str, Any],
    scale: Any,
    ends: tuple[Any, Any],
    middle: Callable[[], tuple[float, float]],
) -> Callable[[Array], Array]:
    """Return the log density: of the formula where SciPy has none, else SciPy's."""
    own = type(obj.dist).__module__.startswith("scipy.stats.")
    formula = LOG_DENSITIES.get(obj.dist.name) if own else None
    if formula is not None:
        return partial(_by_formula, ends, formula, tuple(shapes.values()), scale)
    if isinstance(obj.dist, stats.rv_histogram) or np.ndim(ends[0]):
        return partial(_quietly, obj.logpdf)
    has_log = type(obj.dist)._logpdf is not stats.rv_continuous._logpdf
    least = -np.inf if has_log else UNDERFLOWS
    return carried_on(partial(_quietly, obj.logpdf), ends, middle, least)


def _by_formula(
    ends: tuple[Any, Any],
    formula: Callable[..., Array],
    shapes: tuple[Any, ...],
    scale: Any,
    x: Array,
) -> Array:
    inside = (x > ends[0]) & (x < ends[1])
    with np.errstate(all="ignore"):
        return np.where(inside, formula(x / scale, *shapes) - np.log(scale), -np.inf)


def _log_pmf(obj: Any, x: Array) -> Array:
    return _quietly(obj.logpmf, x)


def _quietly(function: Callable[..., Any], *arguments: Any) -> Any:
    """Return what SciPy's function gives, without its warnings of overflow and slow integrals."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return function(*arguments)


def _bulk(obj: Any, scale: Any) -> tuple[float, float]:
    """Return the median and the interquartile range, or what of them can be had."""
    size = float(np.max(scale))
    try:
        low, centre, high = (float(v) for v in _quietly(obj.ppf, [0.25, 0.5, 0.75]))
    except (ArithmeticError, ValueError, RuntimeError):
        return size, size
    width = high - low
    if isinstance(obj.dist, stats.rv_discrete):
        width = max(width, 1.0)
    if np.isfinite(centre) and np.isfinite(width) and width > 0.0:
        return centre, width
    return (centre if np.isfinite(centre) else size), size


def _kinks(obj: Any, scale: Any) -> tuple[float, ...]:
    """Return the bin edges of a histogram."""
    if not isinstance(obj.dist, stats.rv_histogram) or np.size(scale) > 1:
        return ()
    family: Any = obj.dist
    edges = np.asarray(family._histogram[1], dtype=np.float64)
    return tuple((scale * edges).tolist())


def _shown(obj: Any, shapes: dict[str, Any], scale: Any) -> str:
    parts = [f"{name}={value}" for name, value in shapes.items()]
    parts += [f"scale={scale}"] if np.any(np.not_equal(scale, 1)) else []
    return f"{obj.dist.name}({', '.join(parts)})"
