"""SciPy's distributions become ours, or, where there is no counterpart, are asked as they are."""

from functools import cache
from typing import Any

from scipy import stats
from scipy.stats._distn_infrastructure import rv_frozen, rv_generic, rv_sample
from scipy.stats._multivariate import multi_rv_frozen, multi_rv_generic

from kullback.adapters import scipy_multivariate, scipy_new, scipy_univariate
from kullback.adapters.scipy_laws import law_of
from kullback.distributions.base import Distribution
from kullback.errors import InvalidInputError

_MULTIVARIATE = (multi_rv_frozen, type(stats.matrix_t(df=3)))


def adapt(obj: Any) -> Distribution | None:
    """Return a distribution object of SciPy as one of ours; None if it is no distribution."""
    if isinstance(obj, rv_frozen):
        return _frozen(obj)
    if isinstance(obj, rv_generic):
        return _frozen(_without_shapes(obj))
    if isinstance(obj, _MULTIVARIATE):
        return scipy_multivariate.adapt(obj)
    if isinstance(obj, stats.gaussian_kde):
        return scipy_multivariate.kernel_density(obj)
    if isinstance(obj, multi_rv_generic):
        raise InvalidInputError(
            f"{_name(obj)} is a family, not a distribution: call it with its parameters first."
        )
    return scipy_new.adapt(obj)


def distribution_names() -> frozenset[str]:
    """Return the names of SciPy's distributions, univariate and multivariate."""
    return frozenset(_instances())


def frozen(name: str, arguments: list[Any], keywords: dict[str, Any]) -> Distribution:
    """Return SciPy's distribution `name` with these arguments."""
    family = _instances()[name]
    try:
        obj = family(*arguments, **keywords)
    except (TypeError, ValueError) as error:
        raise InvalidInputError(f"`{name}` does not take these arguments: {error}") from None
    adapted = adapt(obj)
    if adapted is None:
        raise InvalidInputError(f"`{name}` has no density; nothing can be compared with it.")
    return adapted


@cache
def _instances() -> dict[str, Any]:
    return {
        name: item
        for name, item in vars(stats).items()
        if isinstance(item, rv_generic | multi_rv_generic) and not name.startswith("_")
    }


def _frozen(obj: Any) -> Distribution:
    """Return a frozen univariate distribution as one of our families, else as it is."""
    family = obj.dist
    if isinstance(family, rv_sample):
        return scipy_univariate.listed(obj)
    if type(family).__module__.startswith("scipy.stats."):
        shapes, loc, scale = scipy_univariate.parameters(obj)
        values = {**shapes, "loc": loc}
        if not isinstance(family, stats.rv_discrete):
            values["scale"] = scale
        ours = law_of(family.name, values)
        if ours is not None:
            return ours
    return scipy_univariate.foreign(obj)


def _without_shapes(family: Any) -> Any:
    """Return the standard member of a family that has no shape parameters."""
    if family.numargs:
        raise InvalidInputError(
            f"{_name(family)} is a family, not a distribution: give its {family.shapes!r} first, as "
            f"in `{family.name}({family.shapes})`."
        )
    return family()


def _name(family: Any) -> str:
    return f"`{type(family).__name__.removesuffix('_gen')}`"
