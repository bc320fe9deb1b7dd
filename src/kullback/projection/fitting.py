"""`fit`: maximum likelihood, which is the forward projection of the empirical distribution."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kullback.projection.likelihood import Likeliest, likeliest
from kullback.projection.points import Points, of_data
from kullback.projection.projection import LocalOptimum, Projection
from kullback.projection.trial import Trial, trial
from kullback.render.curves import curves
from kullback.result import Caution

Array = NDArray[Any]

_FLAT = 1e-5
_LOOSE = 10.0  # of a positive parameter, the error with which it is as good as unknown
_GRID = 400


def fit(data: Any, family: Any, *, starts: int = 8) -> Projection:
    r"""Return the likeliest member of a family for data.

    .. math:: \frac1n \sum_i \log q(x_i) = -H(P_n) - D(P_n‖Q)

    so that maximum likelihood is the forward projection of the empirical distribution.

    Parameters
    ----------
    data : array, Sample, Counts, data frame of one column or scipy.stats.CensoredData
        Numbers, (n,) or, for families of vectors, (n, d).
    family : class, functools.partial or str
        ``kb.families.Gamma``, ``"gamma"``, or ``functools.partial(kb.families.Binomial, 10)``.
    starts : int
        How many starts are followed, where there is no closed form.

    Returns
    -------
    Projection
        With `log_likelihood`, and `standard_errors` of the parameters that hold also where no member is
        the truth (the sandwich).

    Raises
    ------
    InvalidInputError
        Where no member reaches all points, or data are constant.
    ConvergenceError
        Where the likelihood grows beyond all bounds.

    Examples
    --------
    >>> import kullback as kb
    >>> found = kb.fit([1.0, 2.0, 3.0, 6.0], "exponential")
    >>> found.parameters, round(found.log_likelihood, 4)
    ({'scale': 3.0}, -8.3944)

    References
    ----------
    White (1982), theorem 3.2. :doi:`10.2307/1912526`
    """
    return fitted(of_data(data), trial(family), starts)


def fitted(points: Points, tried: Trial, starts: int) -> Projection:
    """Return the likeliest member with its errors."""
    found = likeliest(tried, points, starts)
    rows = points.rows or np.nan
    errors = errors_of(found, tried, points)
    return Projection(
        found.member,
        None,
        "forward",
        [
            LocalOptimum(one.value, tried.parameters(one.point), one.hits)
            for one in found.optima
            if tried.free
        ],
        converged=all(one.gradient_norm < _FLAT for one in found.optima[:1]),
        gradient_norm=found.optima[0].gradient_norm if found.optima else 0.0,
        standard_errors=errors,
        log_likelihood=float(rows * found.mean_log),
        cautions=cautions_of(found, tried, errors),
        picture=lambda shown, ax: overlay(points, [q for _, q in shown], ax),
    )


def errors_of(found: Likeliest, tried: Trial, points: Points) -> dict[str, float] | None:
    """Return the standard errors; None where the support moves with the parameters, or none vary."""
    if not tried.free or len(tried.free) < tried.k or points.x.ndim > 1:
        return None
    if not np.isfinite(found.optima[0].point).all():
        return None
    try:
        with np.errstate(all="ignore"):
            spread = np.sqrt(np.diag(found.covariance(tried, points)))
    except np.linalg.LinAlgError:
        return None
    if not np.isfinite(spread).all() or _moves(found, tried):
        return None
    return {f.name: float(s) for f, s in zip(tried.free, spread, strict=True)}


def _moves(found: Likeliest, tried: Trial) -> bool:
    """Return whether the support depends on the parameters: the theory of errors does not hold then."""
    point = found.optima[0].point
    support = found.member.support
    for j in range(len(point)):
        other = point.copy()
        other[j] += 0.1
        moved = tried.member(other).support
        if float(moved.low) != float(support.low) or float(moved.high) != float(support.high):
            return True
    return False


def cautions_of(
    found: Likeliest, tried: Trial, errors: dict[str, float] | None
) -> tuple[Caution, ...]:
    """Return what to be careful about: a likelihood that is greatest at no member."""
    said = []
    if found.optima and found.optima[0].gradient_norm > _FLAT:
        said.append(
            Caution(
                "not_converged",
                f"The slope at the optimum is {found.optima[0].gradient_norm:.2g}: the likelihood is "
                "greatest at the edge of the family, or flat.",
            )
        )
    loose = _loose(found, tried, errors)
    if loose:
        said.append(
            Caution(
                "edge_of_family",
                f"The data hardly tell {' and '.join(f'`{name}`' for name in loose)}: the likelihood "
                "is greatest where the family passes into a simpler one. Prefer that one.",
            )
        )
    return tuple(said)


def _loose(found: Likeliest, tried: Trial, errors: dict[str, float] | None) -> list[str]:
    """Return the parameters that lie at an end of their range, or might as well."""
    if not tried.free:
        return []
    point = found.optima[0].point
    known = tried.parameters(point)
    return [
        f.name
        for f, place in zip(tried.free, point, strict=True)
        if not np.isfinite(place)
        or (errors and f.is_positive and errors[f.name] > _LOOSE * known[f.name])
    ]


def overlay(points: Points, members: list[Any], ax: Any = None) -> Any:
    """Draw data and densities of members over them."""
    low, high = float(points.x.min()), float(points.x.max())
    steps = members[0].support.space.kind == "integers"
    x = np.arange(low, high + 1.0) if steps else np.linspace(low, high, _GRID)
    lines = []
    for member in members:
        with np.errstate(all="ignore"):
            lines.append((repr(member), np.exp(member.log_density(x, np))))
    bins = np.arange(low - 0.5, high + 1.0) if steps else None
    return curves(
        x, lines, data=None if points.rows is None else points.x, bins=bins, steps=steps, ax=ax
    )
