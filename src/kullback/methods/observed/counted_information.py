"""Information of variables that were counted together, with the error of both orders of the frequencies."""

from typing import NamedTuple

import numpy as np
from scipy.special import chdtrc

from kullback.estimators.count_entropies import ChaoShen, Grassberger
from kullback.estimators.counting import CountEstimator, PlugIn, ZhangGrabchak
from kullback.methods.counted import NEAR, near_equality
from kullback.methods.observed.coverage import coverage_cautions
from kullback.methods.registry import Answer
from kullback.numerics.contingency import Contingency, Terms
from kullback.result import Detail, Interval, normal_quantile

DEPENDENT = 1e-3  # p-value of independence below which its correction no longer suits
_WELL_FILLED = 10.0  # rows a cell


class CountedInformation(NamedTuple):
    """A signed sum of entropies that is 0 under independence, and its degrees of freedom there."""

    cells: Contingency
    terms: Terms
    df: int

    @property
    def plug_in(self) -> float:
        """The information of the observed frequencies."""
        return max(0.0, self.cells.total(self.terms, lambda counts: PlugIn().entropy(counts).value))

    @property
    def pvalue(self) -> float:
        """The p-value of independence by G = 2 n I, chi-squared with `df` degrees."""
        return 1.0 if self.df == 0 else float(chdtrc(self.df, 2.0 * self.cells.rows * self.plug_in))

    @property
    def singles(self) -> float:
        """The share of rows that are alone in their cell."""
        return float((self.cells.counts == 1.0).sum() / self.cells.rows)

    @property
    def independent(self) -> float:
        """The plug-in less df/2n, its mean under independence."""
        return self.plug_in - self.df / (2.0 * self.cells.rows)

    @property
    def estimator(self) -> CountEstimator:
        """What estimates the entropies of variables that depend on each other, all of them alike.

        Where many rows are alone in their cells, most cells were not seen at all, for which Chao and Shen's
        allows; where cells are well filled, that of Zhang and Grabchak varies least.
        """
        counts, rows = self.cells.counts, self.cells.rows
        if ChaoShen().yields(counts) is None:
            return ChaoShen()
        return ZhangGrabchak() if rows >= _WELL_FILLED * len(counts) else Grassberger()

    def corrected(self) -> float:
        """Return the plug-in less its mean under independence; where that is out, better entropies' sum."""
        if self.pvalue > DEPENDENT:
            return self.independent
        estimator = self.estimator
        return self.cells.total(self.terms, lambda counts: estimator.entropy(counts).value)

    def answer(self, value: float, first_order: float | None = None) -> Answer:
        """Return the answer with its error; `first_order` is its variance where rows are not independent."""
        n, plug_in, pvalue = self.cells.rows, self.plug_in, self.pvalue
        first = self.cells.first_order(self.terms) if first_order is None else first_order
        error = float(np.sqrt(first + self.cells.second_order(self.terms)))

        def interval(level: float) -> Interval:
            if self.df == 0:
                return Interval(0.0, 0.0)
            width = normal_quantile(level) * error
            low, high = value - width, value + width
            if pvalue > NEAR:
                tails = (0.5 - 0.5 * level, 0.5 + 0.5 * level)
                nearest, farthest = near_equality(plug_in, 2.0 * n, self.df, *tails)
                low, high = min(low, nearest), max(high, farthest)
            return Interval(max(0.0, low), max(0.0, high))

        cautions = coverage_cautions(1.0 - self.singles, [], int(n), max(1, self.df))
        return Answer(value, error, int(n), cautions, Detail(interval=interval), pvalue=pvalue)


def counted_total_correlation(cells: Contingency) -> CountedInformation:
    """Return the total correlation of all variables of the cells."""
    m = cells.codes.shape[1]
    kinds = [len(cells.margin((j,))[0]) for j in range(m)]
    df = round(np.prod(np.array(kinds, dtype=np.float64))) - sum(kinds) + m - 1
    terms = (*((1.0, (j,)) for j in range(m)), (-1.0, tuple(range(m))))
    return CountedInformation(cells, terms, df)


def counted_conditional_information(cells: Contingency) -> CountedInformation:
    """Return I(X; Y | Z) of the three variables of the cells."""
    level = cells.codes[:, 2]
    kinds = [[len(np.unique(cells.codes[level == z, j])) for j in (0, 1)] for z in np.unique(level)]
    df = sum((a - 1) * (b - 1) for a, b in kinds)
    return CountedInformation(
        cells, ((1.0, (0, 2)), (1.0, (1, 2)), (-1.0, (0, 1, 2)), (-1.0, (2,))), df
    )
