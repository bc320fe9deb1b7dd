"""The distribution nearest to a target among all that have given means, or given marginals."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import logsumexp

from kullback.distributions.arrays import as_numpy
from kullback.distributions.base import Distribution
from kullback.distributions.density import Density
from kullback.distributions.table import Table
from kullback.errors import ConvergenceError, InvalidInputError
from kullback.projection.optima import central
from kullback.projection.points import of_distribution

Array = NDArray[Any]

_MET = 1e-9  # of the spread of a function, or of a probability, by which a constraint may be missed
_ROUNDS = 100_000


@dataclass(frozen=True)
class Moments:
    """All distributions under which functions of the outcome have given means.

    Parameters
    ----------
    means : dict
        From a function of the outcomes (an array of them), or a whole number k for the k-th power, to
        its mean.

    Examples
    --------
    >>> import kullback as kb
    >>> fair = kb.Table([1 / 6] * 6, outcomes=range(1, 7))
    >>> loaded = kb.project(fair, kb.Moments({1: 4.5}), "reverse")
    >>> loaded.q.probs.round(4).tolist()
    [0.0544, 0.0788, 0.1142, 0.1654, 0.2398, 0.3475]

    References
    ----------
    Csiszár (1975), theorem 3.1. :doi:`10.1214/aop/1176996454`
    Jaynes (1963), the dice.
    """

    means: Mapping[Any, float]

    def __post_init__(self) -> None:
        if not self.means:
            raise InvalidInputError("`means` is empty; give at least one function and its mean.")
        for key, value in self.means.items():
            if not (callable(key) or (isinstance(key, int) and key > 0)):
                raise InvalidInputError(
                    f"`means` has the key {key!r}; give functions, or positive whole numbers for powers."
                )
            if not np.isfinite(value):
                raise InvalidInputError(f"`means` asks for {value!r}; means are finite.")

    def functions(self) -> list[Callable[[Array], Array]]:
        """Return the functions whose means are given."""
        return [key if callable(key) else _power(key) for key in self.means]

    def targets(self) -> Array:
        """Return the means."""
        return np.array([float(value) for value in self.means.values()])


@dataclass(frozen=True)
class Marginals:
    """All joint tables that have given marginals.

    Parameters
    ----------
    tables : dict
        From the name of a variable, or a tuple of names, to its table.

    Examples
    --------
    >>> import kullback as kb
    >>> joint = kb.Table([[0.25, 0.25], [0.25, 0.25]], variables=("x", "y"))
    >>> found = kb.project(joint, kb.Marginals({"x": [0.3, 0.7], "y": [0.6, 0.4]}), "reverse")
    >>> found.q.probs.round(12).tolist()
    [[0.18, 0.12], [0.42, 0.28]]

    References
    ----------
    Csiszár (1975), theorem 3.2. :doi:`10.1214/aop/1176996454`
    Deming & Stephan (1940). :doi:`10.1214/aoms/1177731829`
    """

    tables: Mapping[Any, Any]

    def __post_init__(self) -> None:
        if not self.tables:
            raise InvalidInputError("`tables` is empty; give at least one marginal.")


def _power(k: int) -> Callable[[Array], Array]:
    return lambda x: x**k


def tilted_table(p: Table, wanted: Moments) -> Table:
    """Return the table q = p exp(λ·f - ψ) that has the means."""
    probs = np.asarray(as_numpy(p.work.array), float)
    if probs.ndim != 1:
        raise InvalidInputError(
            f"`target` has shape {probs.shape}; moments are those of one variable."
        )
    names = range(len(probs)) if p.outcomes is None else p.outcomes
    try:
        x = np.array([float(name) for name in names])  # type: ignore[arg-type]
    except (TypeError, ValueError):
        x = np.array(list(names), dtype=object)
    with np.errstate(divide="ignore"):
        log_p = np.log(probs / probs.sum())
    multipliers, features = _solved(x, log_p, wanted)
    logs = log_p + features @ multipliers
    return Table(np.exp(logs - logsumexp(logs)), outcomes=p.outcomes)


def tilted_density(p: Distribution, wanted: Moments) -> Any:
    """Return the density q = p exp(λ·f - ψ) that has the means; a table of integers for a pmf."""
    points = of_distribution(p)
    with np.errstate(divide="ignore"):
        log_w = np.log(points.weights)
    multipliers, features = _solved(points.x, log_w, wanted)
    log_total = float(logsumexp(log_w + features @ multipliers))
    if p.support.space.kind == "integers":
        weights = np.exp(log_w + features @ multipliers - log_total)
        return Table(weights / weights.sum(), outcomes=[int(v) for v in points.x])
    functions = wanted.functions()

    def log_density(x: Array) -> Array:
        tilt = sum(m * np.asarray(f(x), float) for m, f in zip(multipliers, functions, strict=True))
        return np.asarray(p.log_density(x, np) + tilt - log_total)

    return Density(log_density, (float(p.support.low), float(p.support.high)))


def _solved(x: Array, log_p: Array, wanted: Moments) -> tuple[Array, Array]:
    """Return the multipliers, by Newton's method on the dual, which is convex; and the functions' values."""
    features = np.stack([np.asarray(f(x), float) for f in wanted.functions()], axis=1)
    targets = wanted.targets()
    possible = np.isfinite(log_p)
    inside, log_inside = features[possible], log_p[possible]
    low, high = inside.min(0), inside.max(0)
    for j, (key, target) in enumerate(wanted.means.items()):
        if not low[j] < target < high[j]:
            raise InvalidInputError(
                f"No distribution that lies where the target does has mean {target:g} of {key!r}: its values "
                f"go from {low[j]:g} to {high[j]:g}."
            )
    centre = np.exp(log_inside) @ inside
    scale = np.sqrt(np.exp(log_inside) @ (inside - centre) ** 2)
    unit, aim = (inside - centre) / scale, (targets - centre) / scale

    def dual(m: Array) -> tuple[float, Array]:
        logs = log_inside + unit @ m
        total = float(logsumexp(logs))
        return total - float(m @ aim), np.exp(logs - total) @ unit - aim

    begin = np.zeros(len(targets))
    run: Any = minimize(dual, begin, jac=True, method="BFGS", options={"gtol": _MET})
    at = _newton(dual, np.asarray(run.x, float))
    if np.abs(dual(at)[1]).max() > 1e-6:
        raise ConvergenceError(
            "No distribution that lies where the target does has all these means at once, or only one on "
            "the edge of its support."
        )
    return at / scale, features


def _newton(dual: Callable[[Array], tuple[float, Array]], at: Array) -> Array:
    for _ in range(20):
        slope = dual(at)[1]
        if np.abs(slope).max() < 1e-14:
            break
        curve = central(lambda stack: np.array([dual(m)[1] for m in stack]), at)
        try:
            ahead = at - np.linalg.solve(curve, slope)
        except np.linalg.LinAlgError:
            break
        if not np.abs(dual(ahead)[1]).max() < np.abs(slope).max():
            break
        at = ahead
    return at


def fitted_table(p: Table, wanted: Marginals) -> Table:
    """Return the table with the marginals that is nearest, D(q‖p), by iterative proportional fitting."""
    if p.variables is None:
        raise InvalidInputError(
            "`target` has no named variables; make it with kb.Table(..., variables=...)."
        )
    q = np.asarray(as_numpy(p.work.array), float)
    q = q / q.sum()
    given = [_marginal(p, names, table) for names, table in wanted.tables.items()]
    for _ in range(_ROUNDS):
        missed = 0.0
        for axes, table in given:
            now = q.sum(axis=axes, keepdims=True)
            impossible = (now == 0.0) & (table > 0.0)
            if impossible.any():
                raise InvalidInputError(
                    "`target` is 0 wherever a marginal has mass: every table with it is infinitely far."
                )
            missed = max(missed, float(np.abs(now - table).max()))
            q = q * np.where(now > 0.0, table / np.where(now > 0.0, now, 1.0), 0.0)
        if missed < 1e-15:
            break
    if missed > _MET:
        raise ConvergenceError(
            f"The marginals are still missed by {missed:.2g}: no table has them all, or only one with "
            "more zeros than the target."
        )
    return Table(q / q.sum(), variables=p.variables)


def _marginal(p: Table, names: Any, table: Any) -> tuple[tuple[int, ...], Array]:
    """Return the axes summed out, and the marginal shaped to be held against the joint table."""
    variables = tuple(p.variables or ())
    keep = (names,) if isinstance(names, str) else tuple(names)
    unknown = [name for name in keep if name not in variables]
    if unknown:
        raise InvalidInputError(f"`tables` names {unknown[0]!r}; the variables are {variables}.")
    held = table if isinstance(table, Table) else Table(np.asarray(table, float))
    values = np.asarray(as_numpy(held.work.array), float)
    shape = p.work.array.shape
    wanted = tuple(shape[variables.index(name)] for name in keep)
    if values.shape != wanted:
        raise InvalidInputError(
            f"The marginal of {keep} has shape {values.shape}; it should be {wanted}."
        )
    if abs(values.sum() - 1.0) > 1e-6:
        raise InvalidInputError(
            f"The marginal of {keep} sums to {values.sum():g}; marginals sum to 1."
        )
    order = [variables.index(name) for name in keep]
    values = np.transpose(values / values.sum(), np.argsort(order))
    full = tuple(shape[i] if i in order else 1 for i in range(len(variables)))
    return tuple(i for i in range(len(variables)) if i not in order), values.reshape(full)
