"""Geodesics: of the Fisher metric, of exponential families, and of mixtures."""

from collections.abc import Callable
from numbers import Real
from typing import Any, Literal

import numpy as np

from kullback.distributions.base import Distribution
from kullback.distributions.families.categorical import Categorical
from kullback.distributions.family import Family
from kullback.distributions.mixture import Mixture
from kullback.errors import InvalidInputError
from kullback.geometry.exponential_families import regular
from kullback.geometry.fisher_rao import shortest_path
from kullback.geometry.model import pair_of

Kind = Literal["fisher_rao", "exponential", "mixture"]
Geodesic = Callable[[float], Distribution]


def geodesic(p: Any, q: Any, kind: Kind = "fisher_rao") -> Geodesic:
    r"""Return the geodesic from `p` to `q`, as a function of t in [0, 1].

    "fisher_rao" is the shortest path of the Fisher metric, run at constant speed; "exponential" is the
    normalised :math:`p^{1-t} q^t`, straight in the natural parameters of an exponential family;
    "mixture" is :math:`(1-t) p + t q`, a table for tables and a mixture for other families.

    Parameters
    ----------
    p, q : distribution, text or probability table
        Single members of one family.
    kind : {"fisher_rao", "exponential", "mixture"}

    Returns
    -------
    callable
        From a number in [0, 1] to a distribution: `p` at 0 and `q` at 1.

    Raises
    ------
    InvalidInputError
        For an unknown kind, different families, or t outside of [0, 1].
    NoMethodError
        For "exponential" outside of exponential families.

    References
    ----------
    Amari (2016), Information Geometry and Its Applications, ch. 2. :doi:`10.1007/978-4-431-55978-8`

    Examples
    --------
    >>> import kullback as kb
    >>> half = kb.geometry.geodesic("expon(scale=1)", "expon(scale=4)")(0.5)
    >>> half
    Exponential(scale=2)
    """
    first, second = pair_of(p, q)
    if kind == "fisher_rao":
        path = shortest_path(first, second)
        return _checked(path.at)
    if kind == "exponential":
        return _checked(_exponential(first, second))
    if kind == "mixture":
        return _checked(_mixture(first, second))
    raise InvalidInputError(
        f"`kind` is {kind!r}; it must be 'fisher_rao', 'exponential' or 'mixture'."
    )


def _checked(at: Geodesic) -> Geodesic:
    def point(t: Any) -> Distribution:
        if not isinstance(t, Real) or not 0.0 <= float(t) <= 1.0:
            raise InvalidInputError(f"`t` is {t!r}; a geodesic runs from 0 to 1.")
        return at(float(t))

    return point


def _exponential(p: Family, q: Family) -> Geodesic:
    family = regular(p)
    regular(q)
    for name in family.known:
        if getattr(p, name) != getattr(q, name):
            raise InvalidInputError(
                f"`{name}` differs between `p` and `q`; {type(p).__name__} is an exponential family only "
                "where it is the same."
            )
    start, end = family.natural(p), family.natural(q)
    return lambda t: family.member((1.0 - t) * start + t * end, p)


def _mixture(p: Family, q: Family) -> Geodesic:
    if isinstance(p, Categorical) and isinstance(q, Categorical):
        a, b = (np.asarray(d.p) / np.sum(d.p) for d in (p, q))
        return lambda t: Categorical((1.0 - t) * a + t * b)
    return lambda t: Mixture([1.0 - t, t], (p, q))
