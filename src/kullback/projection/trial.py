"""A family whose member is sought: its free parameters as points of the plane, and where to begin."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import partial
from itertools import product
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit

import kullback.distributions.families
from kullback.discovery import classes
from kullback.distributions.base import Distribution
from kullback.distributions.family import Family
from kullback.errors import InvalidInputError, KullbackError, NoMethodError

Array = NDArray[Any]

_NO_MEMBER = (KullbackError, FloatingPointError, OverflowError)
_WORST = 1e300  # stands for an infinite objective, where an optimiser wants a number


class Free(NamedTuple):
    """A free parameter: how it is written on the whole line."""

    name: str
    to_line: Callable[[Any], Any]
    from_line: Callable[[Any], Any]
    is_positive: bool = False


@dataclass(frozen=True)
class Trial:
    """A family with its free parameters; what is fixed was given."""

    name: str
    family: type[Family]
    free: tuple[Free, ...]
    fixed: tuple[tuple[str, Any], ...] = ()

    @property
    def k(self) -> int:
        """Number of parameters that are not fixed."""
        return len([f for f in fields(self.family) if "domain" in f.metadata]) - len(self.fixed)

    def likeliest(self, x: Array, weights: Array) -> Any:
        """Return the likeliest member, where the family knows it in closed form and nothing is fixed."""
        if self.fixed or (x.ndim > 1) != _is_of_vectors(self.family):
            return None
        with np.errstate(all="ignore"):
            try:
                return self.family.likeliest(x, weights)
            except KullbackError:
                return None

    def member(self, point: Array) -> Distribution:
        """Return the member at a point, the free parameters each on the whole line.

        Of points (m, k) it is a batch of shape (m, 1), which goes with numbers of shape (n,).
        """
        columns = point if point.ndim == 1 else point.T[..., None]
        with np.errstate(over="ignore"):
            values = {f.name: f.from_line(v) for f, v in zip(self.free, columns, strict=True)}
        return self.family(**values, **dict(self.fixed))

    def point(self, member: Any) -> Array:
        """Return the point of a member."""
        return np.array([float(f.to_line(getattr(member, f.name))) for f in self.free])

    def starts(self, x: Array, weights: Array) -> list[Array]:
        """Return points to begin from: usual values of each parameter for data like these."""
        mean = float(weights @ x)
        sd = max(float(np.sqrt(weights @ (x - mean) ** 2)), 1e-12 * max(1.0, abs(mean)))
        order = np.argsort(x)
        median = float(x[order][np.searchsorted(np.cumsum(weights[order]), 0.5)])
        choices = [_usual(f.name, mean, sd, median) for f in self.free]
        points = []
        for values in product(*choices):
            with np.errstate(divide="ignore", invalid="ignore"):
                point = [f.to_line(v) for f, v in zip(self.free, values, strict=True)]
            if np.isfinite(point).all():
                points.append(np.array(point, dtype=float))
        return points

    def objective(self, of: Callable[[Distribution], Any]) -> Callable[[Array], Array]:
        """Return `of` single members as a function of points (m, k); huge where there is no member."""

        def values(points: Array) -> Array:
            return np.array([_of(self.member, of, point) for point in points])

        return values

    def objective_of_batches(self, of: Callable[[Distribution], Array]) -> Callable[[Array], Array]:
        """Return `of` batches of members as a function of points (m, k); huge where there is no member."""

        def values(points: Array) -> Array:
            try:
                found = of(self.member(points))
            except _NO_MEMBER:
                found = np.array([_of(lambda at: self.member(at[None]), of, at) for at in points])
            return np.where(np.isnan(found), _WORST, np.minimum(found, _WORST))

        return values


def _of(member: Callable[[Array], Distribution], of: Callable[[Any], Any], point: Array) -> float:
    try:
        found = float(np.squeeze(of(member(point))))
    except _NO_MEMBER:
        return _WORST
    return min(found, _WORST) if found == found else _WORST


def _usual(name: str, mean: float, sd: float, median: float) -> list[float]:
    size = abs(median) or sd
    if name in ("mean", "loc", "location"):
        return [mean, median, mean - 0.45 * sd, mean + 0.45 * sd, np.log(size)]
    if name in ("sd", "scale"):
        return [sd, 0.5 * sd, size, 1.0, 1.0 / size, size * sd]
    if name in ("rate", "concentration"):
        return [1.0, size, 1.0 / size]
    if name == "df":
        return [1.5, 4.0, 20.0]
    if name in ("p", "probability"):
        return [0.1, 0.5, 0.9, 1.0 / (1.0 + abs(mean)), 1.0 / max(abs(mean), 1.01)]
    return [0.5, 1.0, 2.0, 5.0, size, (mean / sd) ** 2]


def trial(family: Any) -> Trial:
    """Return the trial for a family given as its class, a partial of it, or its name.

    `functools.partial(kb.families.Binomial, 10)` fixes parameters, as whole numbers have to be.
    """
    given = family
    fixed: dict[str, Any] = {}
    if isinstance(family, partial):
        made: Any = family.func
        names = [f.name for f in fields(made) if "domain" in f.metadata]
        fixed = dict(zip(names, family.args, strict=False)) | family.keywords
        family = family.func
    if isinstance(family, str):
        family = named(family)
    if not (inspect.isclass(family) and issubclass(family, Family)):
        raise InvalidInputError(
            f"`family` is {given!r}; give a class of `kullback.families`, a `functools.partial` of one, or a "
            'name such as "normal" or "gamma".'
        )
    return Trial(family.__name__, family, _free_of(family, fixed), tuple(fixed.items()))


def named(text: str) -> type[Family]:
    """Return the family that a text names: by its own name, or as SciPy calls it."""
    plain = text.strip().lower().replace("_", "")
    known = classes(kullback.distributions.families, Family)
    for name, family in known.items():
        if name.lower() == plain or plain in _scipy_names(family):
            return family
    raise InvalidInputError(
        f"`family` is {text!r}; known are {', '.join(sorted(known))}, and SciPy's names for them."
    )


def _scipy_names(family: type[Family]) -> set[str]:
    module = inspect.getmodule(family)
    same = family.__name__.lower() == getattr(module, "__name__", "").rpartition(".")[2].replace(
        "_", ""
    )
    return (
        {name.lower().replace("_", "") for name in getattr(module, "SCIPY", {})} if same else set()
    )


def _free_of(family: type[Family], fixed: dict[str, Any]) -> tuple[Free, ...]:
    declared = {f.name: f.metadata for f in fields(family) if "domain" in f.metadata}
    unknown = set(fixed) - set(declared)
    if unknown:
        raise InvalidInputError(
            f"{family.__name__} has no parameter {sorted(unknown)[0]!r}; it has {', '.join(declared)}."
        )
    free = []
    for name, meta in declared.items():
        if name in fixed:
            continue
        if meta["event"] or meta["domain"].inside is None:
            if not fixed and _has_closed_form(family):
                return ()
            raise NoMethodError(
                f"`{name}` of {family.__name__} is no number that varies smoothly; fix it with "
                f"functools.partial(kb.families.{family.__name__}, {name}=...)."
            )
        free.append(_on_line(name, *meta["domain"].inside))
    return tuple(free)


def _has_closed_form(family: type[Family]) -> bool:
    return "likeliest" in vars(family)


def _is_of_vectors(family: type[Family]) -> bool:
    return any(f.metadata.get("event") for f in fields(family))


def _on_line(name: str, low: float, high: float) -> Free:
    if np.isfinite(high):
        return Free(
            name, lambda v: logit((v - low) / (high - low)), lambda u: low + (high - low) * expit(u)
        )
    if np.isfinite(low):
        return Free(name, np.log, lambda u: np.exp(np.clip(u, -700.0, 700.0)), True)
    return Free(name, lambda v: v, lambda u: u)
