"""`select`: all suited families fitted to data, ranked by what they tell."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

import kullback.distributions.families
from kullback.discovery import classes
from kullback.distributions.family import Family
from kullback.errors import InvalidInputError, KullbackError
from kullback.projection.fitting import cautions_of, errors_of, overlay
from kullback.projection.likelihood import (
    Likeliest,
    information,
    likeliest,
    mean_log,
    negative_likelihood,
)
from kullback.projection.optima import polished
from kullback.projection.points import Points, of_data
from kullback.projection.projection import parameters_of
from kullback.projection.trial import Trial, trial
from kullback.render.curves import ranking

Array = NDArray[Any]

_MOST = 3  # free parameters of a family that is tried unasked
_FEW_STARTS = 3
_NEAR = 4.0  # AIC beyond which no goodness of fit is simulated: the family is out of the question


class Candidate(NamedTuple):
    """A family, its likeliest member, and what the ranking needs."""

    family: str
    member: Any
    parameters: dict[str, Any]
    point: Array
    log_likelihood: float
    k: int
    logs: Array
    tic_penalty: float
    cautions: tuple[str, ...]


@dataclass(frozen=True)
class Selection:
    """Families ranked by AIC, the best first.

    `table()` gives the rows, `failures` the families that could not be fitted and why, `best` the
    likeliest member of the first.
    """

    candidates: list[Candidate] = field(repr=False)
    failures: dict[str, str] = field(repr=False)
    points: Points = field(repr=False)
    gof: dict[str, float] = field(repr=False)

    @property
    def best(self) -> Any:
        """The likeliest member of the first family."""
        return self.candidates[0].member

    def table(self) -> list[dict[str, Any]]:
        """Return a row for each family: its parameters, criteria, weight, and divergence from the best.

        `evidence_ratio` is how many times the best is likelier, by Akaike weights.
        """
        n, best = float(self.points.rows or np.nan), self.candidates[0]
        scores = np.array([_aic(one) for one in self.candidates])
        with np.errstate(over="ignore"):
            ratios = np.exp(0.5 * (scores - scores[0]))
        weights = (1.0 / ratios) / (1.0 / ratios).sum()
        rows = []
        for i, one in enumerate(self.candidates):
            spare = n - one.k - 1.0
            gap = best.logs - one.logs
            mean = float(self.points.weights @ gap)
            spread = float(np.sqrt(self.points.weights @ (gap - mean) ** 2 / n))
            rows.append(
                {
                    "family": one.family,
                    "parameters": one.parameters,
                    "log_likelihood": one.log_likelihood,
                    "k": one.k,
                    "aic": float(scores[i]),
                    "aicc": float(scores[i]) + 2.0 * one.k * (one.k + 1.0) / spare
                    if spare > 0.0
                    else np.inf,
                    "bic": one.k * float(np.log(n)) - 2.0 * one.log_likelihood,
                    "tic": 2.0 * one.tic_penalty - 2.0 * one.log_likelihood,
                    "delta": float(scores[i] - scores[0]),
                    "weight": float(weights[i]),
                    "evidence_ratio": float(ratios[i]),
                    "kl": mean + (one.k - best.k) / n,
                    "kl_error": spread,
                    "gof_p": self.gof.get(one.family),
                    "cautions": one.cautions,
                }
            )
        return rows

    def __repr__(self) -> str:
        """Return the ranking as a table of text."""
        head = f"{'family':20s} {'log lik':>10s} {'k':>2s} {'ΔAIC':>8s} {'weight':>7s} {'kl ± se':>17s}"
        lines = [f"{head} {'gof p':>6s}"]
        for row in self.table():
            gof = "" if row["gof_p"] is None else f"{row['gof_p']:.3f}"
            lines.append(
                f"{row['family']:20s} {row['log_likelihood']:10.2f} {row['k']:2d} {row['delta']:8.2f} "
                f"{row['weight']:7.3f} {row['kl']:8.4f} ± {row['kl_error']:.4f} {gof:>6s}"
                + "".join(f" [{code}]" for code in row["cautions"])
            )
        if self.failures:
            lines.append(f"not fitted: {', '.join(self.failures)}")
        return "\n".join(lines)

    def plot(self, ax: Any = None, top: int = 3) -> Any:
        """Draw the data and the densities of the first families."""
        return overlay(self.points, [one.member for one in self.candidates[:top]], ax)

    def plot_ranking(self, ax: Any = None, top: int = 10) -> Any:
        """Draw how far each family is from the best, with two standard errors of that; return the axes."""
        rows = self.table()[:top]
        values, errors = ([row[key] for row in rows] for key in ("kl", "kl_error"))
        return ranking([row["family"] for row in rows], values, errors, ax)


def select(data: Any, families: Any = None, *, bootstrap: int = 99, rng: Any = None) -> Selection:
    r"""Rank families by how well they tell data, the best first.

    AIC, :math:`2k - 2\log L`, estimates 2n times the divergence of each family's member from the truth, up
    to a constant that all share; `kl` in the table is that estimate per row, less the best one's, and
    `kl_error` its standard error.

    Parameters
    ----------
    data : array, Sample, Counts or scipy.stats.CensoredData
        Numbers of one variable. For censored ones no goodness of fit is simulated.
    families : list, optional
        Classes or names; by default all that suit: families of whole numbers for whole numbers, of
        positive numbers only if all are positive, with at most three parameters.
    bootstrap : int
        Draws of the parametric bootstrap behind `gof_p`, the p-value of a Kolmogorov-Smirnov distance with
        parameters fitted anew to each; 0 leaves it out. Only families near the best are tested.
    rng : seed or numpy.random.Generator, optional
        For the bootstrap.

    Returns
    -------
    Selection

    Examples
    --------
    >>> import numpy as np
    >>> import kullback as kb
    >>> waits = np.random.default_rng(0).gamma(3.0, 2.0, 1000)
    >>> ranking = kb.select(waits, ["gamma", "normal", "exponential"], bootstrap=0)
    >>> [row["family"] for row in ranking.table()]
    ['Gamma', 'Normal', 'Exponential']

    References
    ----------
    Burnham & Anderson (2002), eqs. 2.13, 2.17 and 6.1; Takeuchi (1976). :doi:`10.1007/b97636`
    """
    points = of_data(data)
    if points.x.ndim > 1:
        raise InvalidInputError(
            "`data` has several columns; families of numbers are ranked one at a time."
        )
    if np.ptp(points.x) == 0.0:
        raise InvalidInputError(
            f"`data` is constant ({points.x[0]:g}); every density on it is unbounded."
        )
    tried = suited(points) if families is None else [_of_numbers(one) for one in families]
    found, failures = [], {}
    for one in tried:
        try:
            found.append(_candidate(one, points))
        except (KullbackError, FloatingPointError, np.linalg.LinAlgError) as error:
            failures[one.name] = str(error)
    if not found:
        raise InvalidInputError(f"None of the families could be fitted: {failures}.")
    found.sort(key=_aic)
    generator = np.random.default_rng(rng)
    drawn = bootstrap and points.intervals is None  # how rows come to be censored is not known
    near = [one for one in found if _aic(one) - _aic(found[0]) < _NEAR] if drawn else []
    by_name = {one.name: one for one in tried}
    with np.errstate(
        all="ignore"
    ):  # draws of a member at the edge of its family may lie at infinity
        gof = {
            one.family: _gof(one, by_name[one.family], points, bootstrap, generator) for one in near
        }
    return Selection(found, failures, points, gof)


def _of_numbers(family: Any) -> Trial:
    """Return the trial of a family whose parameters can be counted before the data are seen."""
    one = trial(family)
    if _has_vectors(one):
        raise InvalidInputError(
            f"{one.name} has a parameter for every outcome or column; families of numbers are ranked."
        )
    return one


def _has_vectors(one: Trial) -> bool:
    return any(
        parameter.metadata.get("event")
        for parameter in getattr(one.build, "__dataclass_fields__", {}).values()
    )


def suited(points: Points) -> list[Trial]:
    """Return the families whose members live where the points do, with few parameters."""
    found = []
    for family in classes(kullback.distributions.families, Family).values():
        try:
            one = trial(family)
        except KullbackError:
            continue
        if 0 < one.k <= _MOST and not _has_vectors(one) and _suits(one, points):
            found.append(one)
    return found


def _suits(one: Trial, points: Points) -> bool:
    """Return whether some usual member reaches all points, and is of whole numbers if these are."""
    closed = one.likeliest(points.x, points.weights)
    members = [] if closed is None else [closed]
    if closed is None and len(one.free) == one.k:
        for point in one.starts(points.x, points.weights)[:40]:
            try:
                members.append(one.member(point))
            except KullbackError:
                continue
    if not members or members[0].support.space.kind not in ("line", "integers"):
        return False
    if (members[0].support.space.kind == "integers") != points.discrete:
        return False
    ends = {(float(m.support.low), float(m.support.high)) for m in members}
    if closed is None and len(ends) > 1:
        return False  # a support that moves needs a rule of its own
    return any(np.isfinite(mean_log(m, points)) for m in members)


def _candidate(one: Trial, points: Points) -> Candidate:
    found = likeliest(one, points, _FEW_STARTS)
    logs = points.log_densities(found.member)
    rows = float(points.rows or np.nan)
    cautions = cautions_of(found, one, errors_of(found, one, points))
    return Candidate(
        one.name,
        found.member,
        parameters_of(found.member) or one.parameters(found.optima[0].point),
        found.optima[0].point,
        rows * found.mean_log,
        one.k,
        logs,
        _penalty(one, found, points),
        tuple(caution.code for caution in cautions),
    )


def _penalty(one: Trial, found: Likeliest, points: Points) -> float:
    """Return tr(J I⁻¹), which is the number of parameters where the family holds the truth."""
    if len(one.free) < one.k:
        return float(one.k)
    slope, curve = information(one, found.optima[0].point, points)
    try:
        trace = float(np.trace(np.linalg.solve(curve, slope)))
    except np.linalg.LinAlgError:
        return float(one.k)
    return trace if np.isfinite(trace) and trace > 0.0 else float(one.k)


def _aic(one: Candidate) -> float:
    return 2.0 * one.k - 2.0 * one.log_likelihood


def _gof(
    one: Candidate, tried: Trial, points: Points, draws: int, rng: np.random.Generator
) -> float:
    """Return the share of samples of the member, fitted anew, that lie as far from their fit as the data.

    The distance is Kolmogorov-Smirnov's between the data and a large sample of the member.
    """
    n = round(float(points.rows or 0))
    reference = np.sort(one.member.sample(20 * n, rng))
    own = _distance(points.x, points.weights, reference)
    reached = 0
    for _ in range(draws):
        x = one.member.sample(n, rng)
        again = Points(np.asarray(x, float), np.full(n, 1.0 / n), float(n))
        try:
            member = _refit(tried, one.point, again)
        except KullbackError:
            reached += 1
            continue
        reached += _distance(again.x, again.weights, np.sort(member.sample(20 * n, rng))) >= own
    return (1 + reached) / (1 + draws)


def _refit(tried: Trial, point: Array, points: Points) -> Any:
    """Return the likeliest member for a sample of the one at `point`, sought from there."""
    closed = tried.likeliest(points.x, points.weights)
    if closed is not None:
        return closed
    found = polished(negative_likelihood(tried, points), point)
    return tried.member(found.point)


def _distance(x: Array, weights: Array, reference: Array) -> float:
    """Return the greatest distance between the distribution of points and that of sorted draws."""
    order = np.argsort(x, kind="stable")
    at, own = x[order], np.cumsum(weights[order])
    below = np.searchsorted(reference, at, side="right") / len(reference)
    before = np.searchsorted(reference, at, side="left") / len(reference)
    last = np.append(at[1:] != at[:-1], True)  # of equal points
    first = np.append(True, at[1:] != at[:-1])
    return float(
        max(np.abs(own - below)[last].max(), np.abs(own - weights[order] - before)[first].max())
    )
