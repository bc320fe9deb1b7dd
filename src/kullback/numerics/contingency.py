"""Variables counted together: entropies of their margins, and sums of these with signs.

I(X; Y) = H(X) + H(Y) - H(XY), and conditional information and total correlation are such sums too. Their
second order in the frequencies is what is left of their error where the first one vanishes: under
independence, where every value is as frequent as any other, where one variable is a function of others.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Terms = tuple[tuple[float, tuple[int, ...]], ...]
"""Entropies of the margins over the variables named by their columns, each with its sign."""


@dataclass(frozen=True)
class Contingency:
    """The cells that rows fell into: a code for each variable (K, m), and how many rows fell there (K,)."""

    codes: Array
    counts: Array
    _margins: dict[tuple[int, ...], tuple[Array, Array]] = field(default_factory=dict)

    @classmethod
    def of_rows(cls, codes: Array) -> tuple["Contingency", Array]:
        """Return the cells of rows of codes (n, m), and the cell of each row."""
        cell = _numbered(codes)
        _, first, counts = np.unique(cell, return_index=True, return_counts=True)
        return cls(codes[first], counts.astype(np.float64)), cell

    @property
    def rows(self) -> float:
        """How many rows were counted."""
        return float(self.counts.sum())

    def margin(self, columns: tuple[int, ...]) -> tuple[Array, Array]:
        """Return the counts of the values of some variables, and which of them each cell has."""
        if columns not in self._margins:
            value = _numbered(self.codes[:, columns])
            self._margins[columns] = np.bincount(value, weights=self.counts), value
        return self._margins[columns]

    def total(self, terms: Terms, entropy: Callable[[Array], float]) -> float:
        """Return the sum of the entropies of the margins, as `entropy` estimates them from counts."""
        return sum(sign * entropy(self.margin(columns)[0]) for sign, columns in terms)

    def surprise(self, terms: Terms) -> Array:
        """Return what each cell adds to the sum at the observed frequencies, whose mean over rows it is."""
        values = np.zeros(len(self.codes))
        for sign, columns in terms:
            values -= sign * np.log(self._share(columns))
        return values

    def first_order(self, terms: Terms) -> float:
        """Return the variance that the sum has by the first order of the frequencies."""
        values = self.surprise(terms)
        mean = self.counts @ values / self.rows
        return float(self.counts @ (values - mean) ** 2 / self.rows / max(self.rows - 1.0, 1.0))

    def second_order(self, terms: Terms) -> float:
        """Return the variance that it has by the second order: tr(Q²)/2n², Q = ± conditional means.

        The second order of an entropy is the squared length of what a margin knows of the frequencies' error,
        so that of the sum is a quadratic form in projections; tr(A B) = E[p(a, b)/(p(a) p(b))] - 1.
        """
        trace = 0.0
        for sign, columns in terms:
            for other_sign, others in terms:
                both = tuple(sorted({*columns, *others}))
                density = self._share(both) / (self._share(columns) * self._share(others))
                trace += sign * other_sign * (float(self.counts @ density) / self.rows - 1.0)
        return max(0.0, trace) / (2.0 * self.rows**2)

    def _share(self, columns: tuple[int, ...]) -> Array:
        counts, value = self.margin(columns)
        return counts[value] / self.rows


def _numbered(codes: Array) -> Array:
    """Return a number from 0 on for each row of codes (n, m), the same for the same row."""
    number = np.zeros(len(codes), dtype=np.int64)
    for column in codes.T:
        number = np.unique(number * (int(column.max()) + 1) + column, return_inverse=True)[1]
    return number
