"""The default between samples of numbers: learnt ratios, unless the rows speak for something simpler."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy.special import log_expit

from kullback.errors import InvalidInputError
from kullback.estimators.base import Array, DivergenceEstimator, Draws, Estimate, at_least
from kullback.estimators.cross_fitting import deal
from kullback.estimators.density_ratio import DensityRatio
from kullback.estimators.gaussian import Gaussian
from kullback.estimators.neighbours import NearestNeighbours
from kullback.estimators.ratio_members import Normals, Pair
from kullback.estimators.spacings import MANY_ON_A_LINE
from kullback.estimators.telescoping import TelescopingRatio
from kullback.numerics.whitening import whiten
from kullback.result import Caution

_LARGE = 5.0  # nats; the ratio at P's draws is then beyond what rows of Q can show
_CLEARLY = 2.0  # standard errors by which normals have to be ahead to answer alone
_MANY_COLUMNS = 10  # in which the bias of neighbours says nothing of that of others


@dataclass(frozen=True)
class SelectedRatio(DivergenceEstimator):
    """`DensityRatio`, and what is better where the rows show that it is.

    - Normals answer as far as they tell the samples apart better than the classifiers do, on rows that
      neither has seen: where a ratio reaches far, no classifier finds its end.
    - Telescoping ratios answer beyond 5 nats, where the samples hardly meet.
    - In up to ten dimensions nearest neighbours, whose errors are others, widen the interval by half of
      how far they lie off.
    """

    folds: int = 5
    name: ClassVar[str] = "selected_ratio"

    def __post_init__(self) -> None:
        if not at_least(self.folds, 2):
            raise InvalidInputError(f"`folds` is {self.folds!r}; rows are dealt into 2 or more.")

    def refuses(self, draws: Draws) -> str | None:
        """Return why there are too few rows to learn from."""
        return DensityRatio(self.folds).refuses(draws)

    def yields(self, draws: Draws) -> str | None:
        """Return that on the line many draws need no classifier."""
        if draws.d == 1 and min(draws.n, draws.m) >= MANY_ON_A_LINE:
            return "so many rows on the line are as well compared by sorting"
        return None

    def estimate(self, draws: Draws) -> Estimate:
        """Return the estimate that the rows speak for; how far others lie off is its doubt."""
        found = DensityRatio(self.folds).estimate(draws)
        trust = self._trust_in_normals(found, draws)
        others = [] if trust == 0.0 else [Gaussian().estimate(draws)]
        if trust < 1.0:
            found = _doubted(found, draws)
        bridged = TelescopingRatio(folds=self.folds)
        if found.value > _LARGE and trust < 1.0 and bridged.refuses(draws) is None:
            found = _replaced(found, bridged.estimate(draws))
        return _mixed(found, others[0], trust) if others else found

    def _trust_in_normals(self, found: Estimate, draws: Draws) -> float:
        """Return the share of the Gaussian estimate: all where it is clearly ahead, none where behind.

        The ratio of normals learnt from all rows looks better than it is, the one learnt from other folds
        looks worse by as much: their mean is fair.
        """
        if Gaussian().refuses(draws) is not None:
            return 0.0
        white = whiten(draws.x, draws.y)
        x, y = white.x, white.y
        seen = Normals().fit(_pair(x, y))
        on_x, on_y = seen(x), seen(y)
        fold_x, fold_y = (deal(rows, self.folds, draws) for rows in (draws.n, draws.m))
        for fold in range(self.folds):
            out_x, out_y = fold_x == fold, fold_y == fold
            unseen = Normals().fit(_pair(x[~out_x], y[~out_y]))
            on_x[out_x] = 0.5 * (on_x[out_x] + unseen(x[out_x]))
            on_y[out_y] = 0.5 * (on_y[out_y] + unseen(y[out_y]))
        with np.errstate(divide="ignore"):
            learnt_y = np.log(found.ratio)
        ahead_x = log_expit(on_x) - log_expit(found.log_ratio)
        ahead_y = log_expit(-on_y) - log_expit(-learnt_y)
        ahead = float(ahead_x.mean() + ahead_y.mean())
        error = float(np.sqrt(ahead_x.var() / draws.n + ahead_y.var() / draws.m))
        return float(np.clip(ahead / (_CLEARLY * error), 0.0, 1.0)) if error > 0.0 else 0.0


def _pair(x: Array, y: Array) -> Pair:
    return Pair(x, y, np.ones(len(x)), np.ones(len(y)))


def _doubted(found: Estimate, draws: Draws) -> Estimate:
    """Return the estimate, half of how far neighbours lie off added to its doubt."""
    other = NearestNeighbours()
    if draws.d > _MANY_COLUMNS or other.refuses(draws) is not None:
        return found
    white = whiten(draws.x, draws.y)
    off = float(other.log_ratios(white.x, white.y).mean()) - found.value
    return found._replace(doubt=float(np.hypot(found.doubt, 0.5 * off)))


def _replaced(found: Estimate, bridged: Estimate) -> Estimate:
    """Return the bridged estimate; half of how far the direct one lies off is doubt."""
    doubt = float(np.hypot(bridged.doubt, 0.5 * (bridged.value - found.value)))
    said = Caution(
        "telescoped",
        f"The samples hardly meet: the direct estimate, {found.value:.3g} nats, was replaced by ratios over "
        "bridges between them, which go on as they began where there are no rows.",
    )
    return bridged._replace(doubt=doubt, cautions=(*found.cautions, said))


def _mixed(found: Estimate, normals: Estimate, trust: float) -> Estimate:
    """Return the mean of both; half of how far they lie apart is doubt, as far as normals answer."""
    rest = 1.0 - trust
    log_ratio = trust * normals.log_ratio + rest * found.log_ratio
    ratio = trust * normals.ratio + rest * found.ratio
    apart = 0.5 * trust * (normals.value - found.value)
    return Estimate(
        trust * normals.value + rest * found.value,
        log_ratio,
        ratio,
        float(np.hypot(rest * found.doubt, apart)),
        found.cautions,
    )
