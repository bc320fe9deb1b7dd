"""Where a column of numbers is cut, from exact quantiles of the reference alone."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from kullback.engines.protocol import Kind

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECONDS_A_DAY = 86_400_000_000


@dataclass(frozen=True, slots=True)
class Grid:
    """Nested edges: those of twice as many cells, and which of them the two coarser cuts keep.

    A heavy value, one that fills several quantiles or reaches from one to the least or greatest
    value, gets a cell of its own: an edge just below it and an edge at it.
    """

    edges: tuple[float, ...]
    base: tuple[bool, ...]
    half: tuple[bool, ...]
    heavy: frozenset[float]

    def merge(self, counts: Sequence[int], keep: Sequence[bool]) -> list[int]:
        """Return the counts of the finest cells summed into those of a coarser cut."""
        merged = [counts[0]]
        for kept, count in zip(keep, counts[1:], strict=True):
            if kept:
                merged.append(count)
            else:
                merged[-1] += count
        return merged


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes the edges of one column so that different edges look different."""

    kind: Kind
    digits: int
    days: bool

    def __call__(self, value: float) -> str:
        """Return an edge as text."""
        if self.kind in ("date", "time"):
            return write_time(value, self.kind, days=self.days)
        if float(value).is_integer() and abs(value) < 2**53:
            return f"{int(value)}"
        return f"{value:.{self.digits}g}"


def probabilities(cells: int) -> list[float]:
    """Return the quantiles that cut a column into twice `cells` equally filled parts."""
    return [j / (2 * cells) for j in range(1, 2 * cells)]


def grid(quantiles: Sequence[float], low: float, high: float) -> Grid:
    """Return the nested edges of the quantiles at `probabilities(cells)` and the extremes."""
    fine, _ = _cut(quantiles, low, high)
    base, heavy = _cut(quantiles[1::2], low, high)
    half, _ = _cut(quantiles[3::4], low, high)
    edges = tuple(sorted(fine | base | half))
    return Grid(
        edges,
        tuple(edge in base for edge in edges),
        tuple(edge in half for edge in edges),
        frozenset(heavy),
    )


def labels(
    edges: Sequence[float], heavy: frozenset[float], kind: Kind, *, whole: bool
) -> list[str]:
    """Return the names of the cells between `edges`, such as "(1.5, 2]", "3 to 7" or "> 40"."""
    if not edges:
        return ["any value"]
    below = {float(np.nextafter(value, -math.inf)): value for value in heavy}
    # (value, whether the value itself belongs below the edge)
    cuts = [(below[e], False) if e in below else (e, True) for e in edges]
    write = _writer(kind, [value for value, _ in cuts], whole=whole)
    first, last = cuts[0], cuts[-1]
    middle = [_between(low, high, write, whole=whole) for low, high in itertools.pairwise(cuts)]
    return [
        f"{'≤' if first[1] else '<'} {write(first[0])}",
        *middle,
        f"{'>' if last[1] else '≥'} {write(last[0])}",
    ]


def _cut(quantiles: Sequence[float], low: float, high: float) -> tuple[set[float], set[float]]:
    values = sorted([low, *quantiles, high])
    heavy = {a for a, b in itertools.pairwise(values) if a == b}
    edges = set(quantiles) | heavy | {float(np.nextafter(value, -math.inf)) for value in heavy}
    return edges, heavy


def _between(
    low: tuple[float, bool], high: tuple[float, bool], write: Writer, *, whole: bool
) -> str:
    (a, a_below), (b, b_below) = low, high
    if a == b:
        return write(a)
    if whole:
        first, last = int(a) + a_below, int(b) - (not b_below)
        return write(first) if first == last else f"{write(first)} to {write(last)}"
    return f"{'(' if a_below else '['}{write(a)}, {write(b)}{']' if b_below else ')'}"


def _writer(kind: Kind, values: Sequence[float], *, whole: bool) -> Writer:
    different = len(set(values))
    days = all(value % MICROSECONDS_A_DAY == 0 for value in values)
    for digits in range(4, 17):
        if whole or len({f"{value:.{digits}g}" for value in values}) == different:
            return Writer(kind, digits, days)
    return Writer(kind, 17, days)


def write_time(microseconds: float, kind: Kind, *, days: bool) -> str:
    """Return a date, a date with time (in UTC where there is a zone) or a time of day."""
    try:
        moment = EPOCH + timedelta(microseconds=microseconds)
    except OverflowError:
        return f"{microseconds / MICROSECONDS_A_DAY / 365.2425 + 1970:.0f}"
    if kind == "time":
        return moment.strftime("%H:%M:%S")
    return moment.strftime("%Y-%m-%d" if days else "%Y-%m-%d %H:%M:%S")
