"""The density ratio, learnt by telling the two samples apart, on rows it is then not asked about."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from kullback.errors import InvalidInputError
from kullback.estimators.base import Array, DivergenceEstimator, Draws, Estimate, at_least
from kullback.estimators.cross_fitting import CERTAIN, deal, log_mean_exp, normalised, stacked
from kullback.estimators.ratio_members import (
    Classified,
    Classifier,
    Member,
    Neighbours,
    Normals,
    Pair,
    Regression,
    linear,
    quadratic,
    radial,
    ranked,
    splines,
    steps,
)
from kullback.numerics.whitening import independent_axes, whiten
from kullback.result import Caution

_ENOUGH_ROWS = 20_000
"""Rows a side that a member learns from: more of them move its few parameters no further."""
_MANY_COLUMNS = 12


def _members(d: int) -> tuple[Member, ...]:
    """Return the members that suit `d` dimensions; more of them than that need more rows than one has."""
    smooth = (
        Regression(linear, 1.0),
        Regression(quadratic, 0.3),
        Regression(quadratic, 3.0),
        Regression(quadratic, 30.0),
        Regression(ranked, 3.0),
        Regression(splines(6), 1.0),
        Regression(splines(12), 3.0),
        Normals(),
        Neighbours(10),
        Neighbours(50),
    )
    if d > _MANY_COLUMNS:
        return smooth
    return (
        *smooth,
        Regression(splines(12), 0.3),
        Regression(splines(24), 1.0),
        Regression(steps(10), 1.0),
        Regression(steps(20), 0.1),
        Regression(radial(60, 1.0), 1.0),
        Regression(radial(120, 1.0), 0.1),
        Regression(radial(60, 2.0), 0.1),
        Neighbours(5),
        Neighbours(20),
    )


@dataclass(frozen=True)
class DensityRatio(DivergenceEstimator):
    r"""A stack of classifiers of P's draws against Q's, whose logit is log p/q, cross-fitted.

    The rows are dealt into `folds`; what says something of a row has not seen it. The members are
    combined with non-negative weights that minimise the log loss out of fold, so that evidence, not a
    rule, decides between them. With r the ratio they find,

    .. math:: \hat D = \frac1n \sum_i \log r(x_i)

    and the Donsker-Varadhan bound, which subtracts :math:`\log\frac1m\sum_j r(y_j)`, tells by how much
    r misses being a density ratio: that is the doubt.

    `classifiers` adds members: objects with `fit(X, y)` and `predict_proba(X)`, as scikit-learn's have.

    References
    ----------
    Sugiyama, Suzuki & Kanamori (2012), ch. 4. :doi:`10.1017/CBO9781139035613`
    Donsker & Varadhan (1983). :doi:`10.1002/cpa.3160360204`
    van der Laan, Polley & Hubbard (2007). :doi:`10.2202/1544-6115.1309`
    """

    folds: int = 5
    classifiers: tuple[Classifier, ...] = ()
    name: ClassVar[str] = "density_ratio"

    def __post_init__(self) -> None:
        if not at_least(self.folds, 2):
            raise InvalidInputError(f"`folds` is {self.folds!r}; rows are dealt into 2 or more.")
        for given in self.classifiers:
            if not isinstance(given, Classifier):
                raise InvalidInputError(
                    f"`classifiers` holds {given!r}, which lacks `fit` or `predict_proba`; give objects like "
                    "scikit-learn's classifiers."
                )

    def refuses(self, draws: Draws) -> str | None:
        """Return why there are too few rows to learn from."""
        if min(draws.n, draws.m) < 4 * self.folds:
            return f"{self.folds} folds need {4 * self.folds} rows a side"
        return None

    def estimate(self, draws: Draws) -> Estimate:
        """Return the mean of log r over P's draws, r learnt from the other folds."""
        white = whiten(draws.x, draws.y, draws.weights_x, draws.weights_y)
        logits_x, logits_y, capped = self._out_of_fold(draws, *independent_axes(white.x, white.y))
        wx, wy = normalised(draws.weights_x, draws.n), normalised(draws.weights_y, draws.m)
        weights = stacked(logits_x, logits_y, wx, wy)
        log_x, log_y = (z @ weights[:-1] + weights[-1] for z in (logits_x, logits_y))
        missed = abs(log_mean_exp(log_y, wy))
        cautions = (_capped(draws),) if capped else ()
        return Estimate(float(wx @ log_x), log_x, np.exp(log_y), missed, cautions)

    def _out_of_fold(self, draws: Draws, x: Array, y: Array) -> tuple[Array, Array, bool]:
        """Return what each member says of each row, shape (n, members) and (m, members)."""
        members = (*_members(x.shape[1]), *map(Classified, self.classifiers))
        fold_x, fold_y = (deal(rows, self.folds, draws) for rows in (draws.n, draws.m))
        logits_x, logits_y = np.empty((draws.n, len(members))), np.empty((draws.m, len(members)))
        capped = False
        for fold in range(self.folds):
            out_x, out_y = fold_x == fold, fold_y == fold
            pair = _training(x, y, ~out_x, ~out_y, draws)
            capped |= len(pair.x) + len(pair.y) < int((~out_x).sum() + (~out_y).sum())
            for j, member in enumerate(members):
                log_ratio = member.fit(pair)
                logits_x[out_x, j], logits_y[out_y, j] = log_ratio(x[out_x]), log_ratio(y[out_y])
                if draws.progress is not None:
                    draws.progress((fold + (j + 1) / len(members)) / self.folds)
        return (
            np.clip(logits_x, -CERTAIN, CERTAIN),
            np.clip(logits_y, -CERTAIN, CERTAIN),
            capped,
        )


def _training(x: Array, y: Array, in_x: Array, in_y: Array, draws: Draws) -> Pair:
    rows_x, rows_y = (
        rows[:: -(-len(rows) // _ENOUGH_ROWS)]
        for rows in (np.flatnonzero(in_x), np.flatnonzero(in_y))
    )
    weights_x = np.ones(len(rows_x)) if draws.weights_x is None else draws.weights_x[rows_x]
    weights_y = np.ones(len(rows_y)) if draws.weights_y is None else draws.weights_y[rows_y]
    return Pair(x[rows_x], y[rows_y], weights_x, weights_y)


def _capped(draws: Draws) -> Caution:
    return Caution(
        "trained_on_part",
        f"The classifiers learnt from {_ENOUGH_ROWS} rows a side; all {draws.n} and {draws.m} enter the "
        "estimate and its error.",
    )
