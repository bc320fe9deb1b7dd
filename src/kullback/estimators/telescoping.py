"""Telescoping ratios: from P to Q over bridges, each a short step that a classifier can tell."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from kullback.errors import InvalidInputError
from kullback.estimators.base import Array, DivergenceEstimator, Draws, Estimate, at_least
from kullback.estimators.cross_fitting import deal, log_mean_exp, normalised, stacked
from kullback.estimators.ratio_members import (
    LogRatio,
    Member,
    Pair,
    Regression,
    linear,
    quadratic,
    splines,
)
from kullback.numerics.whitening import independent_axes, whiten

# each has to say something of rows far from those it learnt from, which neighbours and bumps cannot
_MEMBERS: tuple[Member, ...] = (
    Regression(linear, 1.0),
    Regression(quadratic, 0.3),
    Regression(quadratic, 3.0),
    Regression(splines(6), 1.0),
)


@dataclass(frozen=True)
class TelescopingRatio(DivergenceEstimator):
    r"""Density ratios between neighbouring bridges, multiplied.

    Where P and Q hardly meet, any classifier tells them apart and none learns how surely. Between them
    lie `bridges` mixtures of the two variables, :math:`\sqrt{1 - α_k^2}\,x + α_k y`, each of which meets
    the next: the logarithms of their ratios add up to log p/q. Links are cross-fitted as those of
    `DensityRatio`; as each is asked about P's draws, which may lie far from its own, the members are those
    that go on as they began, and the answer rests on that.

    References
    ----------
    Rhodes, Xu & Gutmann (2020), eqs. 3 and 6. https://arxiv.org/abs/2006.12204
    """

    bridges: int = 4
    folds: int = 5
    name: ClassVar[str] = "telescoping"

    def __post_init__(self) -> None:
        if not at_least(self.bridges, 1) or not at_least(self.folds, 2):
            raise InvalidInputError(
                f"`bridges` is {self.bridges!r} and `folds` {self.folds!r}; there is 1 bridge or more, and 2 "
                "folds or more."
            )

    def refuses(self, draws: Draws) -> str | None:
        """Return why there are no bridges: too few rows, or rows that cannot be mixed one to one."""
        if draws.weights_x is not None or draws.weights_y is not None:
            return "bridges mix rows one to one, which weights do not allow"
        if min(draws.n, draws.m) < 4 * self.folds:
            return f"{self.folds} folds need {4 * self.folds} rows a side"
        return None

    def estimate(self, draws: Draws) -> Estimate:
        """Return the mean of the summed log ratios over P's draws."""
        white = whiten(draws.x, draws.y)
        x, y = independent_axes(white.x, white.y)
        dealt = deal(draws.n, self.folds, draws), deal(draws.m, self.folds, draws)
        levels = np.linspace(0.0, 1.0, self.bridges + 2)
        log_x, log_y, missed = np.zeros(draws.n), np.zeros(draws.m), 0.0
        for link in range(self.bridges + 1):
            on_x, on_y, log_total = _link(x, y, dealt, levels[link : link + 2])
            log_x, log_y, missed = log_x + on_x, log_y + on_y, missed + log_total
            if draws.progress is not None:
                draws.progress((link + 1) / (self.bridges + 1))
        return Estimate(float(log_x.mean()), log_x, np.exp(np.minimum(log_y, 700.0)), abs(missed))


def _link(
    x: Array, y: Array, dealt: tuple[Array, Array], levels: Array
) -> tuple[Array, Array, float]:
    """Return the log ratio of one bridge to the next at all rows, and by how much it misses being one."""
    on_x, on_y = np.empty((len(x), len(_MEMBERS))), np.empty((len(y), len(_MEMBERS)))
    near: list[Array] = []
    far: list[Array] = []
    for fold in range(int(dealt[0].max()) + 1):
        out_x, out_y = dealt[0] == fold, dealt[1] == fold
        learnt = [_bridge(x[~out_x], y[~out_y], level) for level in levels]
        pair = Pair(*learnt, *(np.ones(len(rows)) for rows in learnt))
        fitted = [member.fit(pair) for member in _MEMBERS]
        on_x[out_x], on_y[out_y] = _asked(fitted, x[out_x]), _asked(fitted, y[out_y])
        for side, level in ((near, levels[0]), (far, levels[1])):
            side.append(_asked(fitted, _bridge(x[out_x], y[out_y], level)))
    start, end = np.concatenate(near), np.concatenate(far)
    even = normalised(None, len(start)), normalised(None, len(end))
    weights = stacked(start, end, *even)
    log_x, log_y, log_end = (said @ weights[:-1] + weights[-1] for said in (on_x, on_y, end))
    return log_x, log_y, log_mean_exp(log_end, even[1])


def _bridge(x: Array, y: Array, level: float) -> Array:
    """Return rows of x mixed with rows of y, the shorter sample taken round again."""
    rows = np.arange(max(len(x), len(y)))
    if level in (0.0, 1.0):
        return y if level else x
    return np.asarray(np.sqrt(1.0 - level**2) * x[rows % len(x)] + level * y[rows % len(y)])


def _asked(fitted: list[LogRatio], rows: Array) -> Array:
    return np.stack([log_ratio(rows) for log_ratio in fitted], axis=1)
