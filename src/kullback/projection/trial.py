"""A family whose member is sought: its free parameters as points of the plane, and what is fixed."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

import kullback.distributions.families
from kullback.discovery import classes
from kullback.distributions.base import Distribution
from kullback.distributions.family import Family
from kullback.errors import InvalidInputError, KullbackError, NoMethodError
from kullback.projection.free import Free, starts
from kullback.projection.scipy_family import ScipyFamily, scipy_family

Array = NDArray[Any]

_NO_MEMBER = (KullbackError, FloatingPointError, OverflowError)
_WORST = 1e300  # stands for an infinite objective, where an optimiser wants a number


@dataclass(frozen=True)
class Trial:
    """A family, `build` of its parameters by name, with those that are free; what is fixed was given."""

    name: str
    build: Callable[..., Any]
    free: tuple[Free, ...]
    k: int
    fixed: tuple[tuple[str, Any], ...] = ()

    def likeliest(self, x: Array, weights: Array) -> Any:
        """Return the likeliest member, where the family knows it in closed form and nothing is fixed."""
        family: Any = self.build
        if self.fixed or not _is_ours(family):
            return None
        with np.errstate(all="ignore"):
            try:
                member = family.likeliest(x, weights)
            except KullbackError:
                return None
        if member is None or member.batch_shape != ():
            return None
        of_numbers = member.support.space.kind in ("line", "integers", "circle")
        return member if of_numbers == (x.ndim == 1) else None

    def member(self, point: Array) -> Distribution:
        """Return the member at a point, the free parameters each on the whole line.

        Of points (m, k) it is a batch of shape (m, 1), which goes with numbers of shape (n,).
        """
        columns = point if point.ndim == 1 else point.T[..., None]
        with np.errstate(over="ignore"):
            values = {f.name: f.from_line(v) for f, v in zip(self.free, columns, strict=True)}
        member: Distribution = self.build(**values, **dict(self.fixed))
        return member

    def parameters(self, point: Array) -> dict[str, Any]:
        """Return the parameters at a point by name, those that are fixed among them."""
        pairs = zip(self.free, point, strict=True)
        return {f.name: float(f.from_line(u)) for f, u in pairs} | dict(self.fixed)

    def point(self, member: Any) -> Array:
        """Return the point of a member of one of our families."""
        return np.array([float(f.to_line(getattr(member, f.name))) for f in self.free])

    def starts(self, x: Array, weights: Array) -> list[Array]:
        """Return points to begin from: usual values of each parameter for data like these."""
        return starts(self.free, x, weights)

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


def trial(family: Any) -> Trial:
    """Return the trial for a family given as its class, a partial of it, its name, or SciPy's object.

    `functools.partial(kb.families.Binomial, 10)` fixes parameters, as whole numbers have to be.
    """
    made: Any = family
    args: tuple[Any, ...] = ()
    keywords: dict[str, Any] = {}
    if isinstance(family, partial):
        made, args, keywords = family.func, family.args, family.keywords
    if isinstance(made, str):
        made = named(made)
    elif scipy_family(made) is not None:
        made = (None if args or keywords else _known_by(made.name)) or scipy_family(made)
    if isinstance(made, ScipyFamily):
        return _of_scipy(made, args, keywords)
    if not _is_ours(made):
        raise InvalidInputError(
            f"`family` is {family!r}; give a class of `kullback.families`, a `functools.partial` of one, a "
            'name such as "normal" or "gamma", or a distribution of SciPy.'
        )
    declared = [f.name for f in fields(made) if "domain" in f.metadata]
    fixed = dict(zip(declared, args, strict=False)) | keywords
    parameters = _free_of(made, fixed)
    return Trial(made.__name__, made, parameters, len(declared) - len(fixed), tuple(fixed.items()))


def _of_scipy(made: ScipyFamily, args: tuple[Any, ...], keywords: dict[str, Any]) -> Trial:
    fixed = made.fixed(args, keywords)
    parameters = tuple(
        Free(name, low, high) for name, (low, high) in made.domains().items() if name not in fixed
    )
    return Trial(made.name, made.build, parameters, len(parameters), tuple(fixed.items()))


def named(text: str) -> Any:
    """Return the family that a text names: by its own name, or as SciPy calls it; else SciPy's own."""
    if text.strip() == "normal:full":
        return kullback.distributions.families.MultivariateNormal
    return _known_by(text) or _of_name(text.strip())


def _known_by(text: str) -> type[Family] | None:
    plain = text.strip().lower().replace("_", "")
    for name, family in classes(kullback.distributions.families, Family).items():
        if name.lower() == plain or plain in _scipy_names(family):
            return family
    return None


def _of_name(text: str) -> ScipyFamily:
    found = scipy_family(text)
    if found is None:
        known = sorted(classes(kullback.distributions.families, Family))
        raise InvalidInputError(
            f"`family` is {text!r}; known are {', '.join(known)}, and SciPy's names of distributions."
        )
    return found


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
    found = []
    for name, meta in declared.items():
        if name in fixed:
            continue
        if meta["event"] or meta["domain"].inside is None:
            if not fixed and "likeliest" in vars(family):
                return ()
            raise NoMethodError(
                f"`{name}` of {family.__name__} is no number that varies smoothly; fix it with "
                f"functools.partial(kb.families.{family.__name__}, {name}=...)."
            )
        found.append(Free(name, *meta["domain"].inside))
    return tuple(found)


def _is_ours(made: Any) -> bool:
    return inspect.isclass(made) and issubclass(made, Family)
