"""Two columns counted in the same cells, which the reference alone decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kullback.engines import edges
from kullback.engines.protocol import Dataset, Field, Kind, Remark, Summary
from kullback.engines.sql import INTEGERS
from kullback.errors import EngineError

DEFAULT_CELLS = 32
ROWS_A_CELL = 20
"""Fewer rows a cell than this and the divergence is mostly noise."""
MOST_CATEGORIES = 256
"""With more different values than this, rare ones share the cell `other`."""
SPECIAL = ("NULL", "NaN", "+inf", "-inf")
OTHER = "other"

Counts = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Counted:
    """The counts of one column in both data sets, cell by cell; no cell is empty in both."""

    kind: Kind
    labels: tuple[str, ...]
    reference: Counts
    current: Counts
    coarser_and_finer: tuple[tuple[Counts, Counts], ...] = ()
    scattered: bool = False
    remarks: tuple[Remark, ...] = ()

    @property
    def undersampled(self) -> bool:
        """Whether there are too few rows for the cells, or for the values that share one."""
        rows = float(min(self.reference.sum(), self.current.sum()))
        return self.scattered or rows < ROWS_A_CELL * self.reference.size


@dataclass(frozen=True, slots=True)
class Side:
    """One column of one data set and what a first pass over it told."""

    dataset: Dataset
    field: Field
    summary: Summary

    def histogram(self, at: Sequence[float]) -> list[int]:
        """Return the counts between the edges, all zero for a column without values."""
        if not self.summary.values:
            return [0] * (len(at) + 1)
        return self.dataset.histogram(self.field, at)

    def top(self, k: int, *, numeric: bool) -> dict[str, int]:
        """Return the most frequent values and their counts."""
        if not self.summary.values:
            return {}
        return dict(self.dataset.top(self.field, k, numeric=numeric))

    def tally(self, values: Sequence[str], *, numeric: bool) -> dict[str, int]:
        """Return the counts of the given values."""
        if not self.summary.values:
            return {}
        return self.dataset.tally(self.field, values, numeric=numeric)


def look(dataset: Dataset, field: Field) -> Side:
    """Return a column after one pass over it."""
    return Side(dataset, field, dataset.summary(field))


def common_kind(reference: Side, current: Side) -> Kind | None:
    """Return what both columns can be compared as, or None: a column without values fits any."""
    kinds = [s.field.kind for s in (reference, current) if s.summary.values] or ["category"]
    return kinds[0] if len(set(kinds)) == 1 else None


def count(reference: Side, current: Side, kind: Kind, bins: int | None) -> Counted:
    """Count both columns in the cells that the reference decides."""
    if kind in ("category", "boolean"):
        return _categories(reference, current, kind)
    limit = bins or DEFAULT_CELLS
    if kind == "number" and _few_values(reference, limit):
        types = {reference.field.type, current.field.type}
        return _few_numbers(reference, current, numeric=not types <= INTEGERS)
    return _numbers(reference, current, kind, bins)


def _few_values(side: Side, limit: int) -> bool:
    """Whether a column holds few different whole numbers that repeat."""
    summary = side.summary
    # `distinct` is approximate: the exact number is asked for only where it can matter
    if not summary.whole or summary.distinct > 2 * limit:
        return False
    exact = len(side.top(limit + 1, numeric=True))
    return exact <= limit and 2 * exact <= summary.values


def _numbers(reference: Side, current: Side, kind: Kind, bins: int | None) -> Counted:
    summary = reference.summary
    cells = bins or min(DEFAULT_CELLS, max(2, summary.values // ROWS_A_CELL))
    if summary.low is None or summary.high is None:
        grid = edges.Grid((), (), (), frozenset())
    else:
        found = reference.dataset.quantiles(reference.field, edges.probabilities(cells))
        grid = edges.grid(found, summary.low, summary.high)
    fine = (reference.histogram(grid.edges), current.histogram(grid.edges))
    kept = [edge for edge, keep in zip(grid.edges, grid.base, strict=True) if keep]
    whole = summary.whole and (current.summary.whole or not current.summary.values)
    special = _special(reference, current)
    half, base, twice = (
        _together(labels, counted, special)
        for labels, counted in (
            ([""] * (sum(grid.half) + 1), [grid.merge(c, grid.half) for c in fine]),
            (
                edges.labels(kept, grid.heavy, kind, whole=whole and kind == "number"),
                [grid.merge(c, grid.base) for c in fine],
            ),
            ([""] * (len(grid.edges) + 1), list(fine)),
        )
    )
    _require_all_rows(reference, current, base[1], base[2])
    return Counted(kind, *base, coarser_and_finer=(half[1:], twice[1:]))


def _few_numbers(reference: Side, current: Side, *, numeric: bool) -> Counted:
    counted = _categories(reference, current, "category", numeric=numeric)
    names = [_plain(label) for label in counted.labels]
    order = sorted(range(len(names)), key=lambda i: _rank(names[i]))
    different = sum(name not in (*SPECIAL, OTHER) for name in names)
    remark = Remark(
        "few_valued", f"{different} different whole numbers: each is a cell of its own."
    )
    return Counted(
        "category",
        tuple(names[i] for i in order),
        counted.reference[order],
        counted.current[order],
        scattered=counted.scattered,
        remarks=(remark, *counted.remarks),
    )


def _categories(reference: Side, current: Side, kind: Kind, *, numeric: bool = False) -> Counted:
    first = reference.top(MOST_CATEGORIES + 1, numeric=numeric)
    second = current.top(MOST_CATEGORIES + 1, numeric=numeric)
    pooled = max(len(first), len(second)) > MOST_CATEGORIES
    if pooled:
        names = _frequent(first, second)
        first = reference.tally(names, numeric=numeric)
        second = current.tally(names, numeric=numeric)
    else:
        names = list(first | second)
    counted = [[side.get(name, 0) for name in names] for side in (first, second)]
    labels = [_distinguish(name) for name in names]
    if pooled:
        labels.append(OTHER)
        for side, counts in zip((reference, current), counted, strict=True):
            counts.append(side.summary.values - sum(counts))
    special = _special(reference, current)
    labels_kept, p, q = _together(labels, counted, special)
    _require_all_rows(reference, current, p, q)
    if not pooled:
        return Counted(kind, labels_kept, p, q)
    distinct = max(reference.summary.distinct, current.summary.distinct)
    rows = min(reference.summary.values, current.summary.values)
    return Counted(
        kind,
        labels_kept,
        p,
        q,
        scattered=distinct * ROWS_A_CELL > rows,
        remarks=(_pooled(distinct, len(names)),),
    )


def _frequent(first: dict[str, int], second: dict[str, int]) -> list[str]:
    """Return the most frequent values of either side; a value seen a few times is noise."""
    kept = (
        [name for name, count in list(side.items())[:MOST_CATEGORIES] if count >= ROWS_A_CELL]
        for side in (first, second)
    )
    return list(dict.fromkeys(name for names in kept for name in names))


def _pooled(distinct: int, named: int) -> Remark:
    if not named:
        return Remark(
            "lower_bound",
            f"About {distinct:,} different values, none with {ROWS_A_CELL} rows: all share the "
            f"cell `{OTHER}`, and nothing is said of them.",
        )
    return Remark(
        "lower_bound",
        f"About {distinct:,} different values: the {named} most frequent are cells and all others "
        f"share the cell `{OTHER}`, so the divergences are lower bounds.",
    )


def _special(reference: Side, current: Side) -> list[tuple[str, int, int]]:
    """Return the cells of NULL, NaN and the infinities."""
    fold = reference.dataset.nan_is_null or current.dataset.nan_is_null
    sides = []
    for s in (reference.summary, current.summary):
        nulls, nans = (s.nulls + s.nans, 0) if fold else (s.nulls, s.nans)
        sides.append((nulls, nans, s.plus_infinities, s.minus_infinities))
    return list(zip(SPECIAL, *sides, strict=True))


def _together(
    labels: Sequence[str], counted: Sequence[Sequence[int]], special: list[tuple[str, int, int]]
) -> tuple[tuple[str, ...], Counts, Counts]:
    """Return ordinary and special cells together, without those empty in both."""
    rows = [*zip(labels, *counted, strict=True), *special]
    kept = [row for row in rows if row[1] or row[2]]
    p, q = (np.array([row[i] for row in kept], dtype=np.float64) for i in (1, 2))
    return tuple(row[0] for row in kept), p, q


def _require_all_rows(reference: Side, current: Side, p: Counts, q: Counts) -> None:
    for side, counts in ((reference, p), (current, q)):
        if counts.sum() != side.dataset.rows:
            raise EngineError(
                f"{side.dataset.label}: the column `{side.field.name}` counted "
                f"{counts.sum():.0f} rows where the data have {side.dataset.rows}; "
                "the file is damaged or changed while it was read."
            )


def _distinguish(name: str) -> str:
    """Return a category's label, quoted where it could be taken for something else."""
    if name in (*SPECIAL, OTHER) or name != name.strip() or not name:
        return f"'{name}'"
    return name


def _plain(label: str) -> str:
    """Return a number that was written as a double the way people write it."""
    return label.removesuffix(".0")


def _rank(label: str) -> tuple[int, float]:
    named: dict[str, Any] = {name: i for i, name in enumerate((OTHER, *SPECIAL), start=1)}
    return (named[label], 0.0) if label in named else (0, float(label))
