"""What a comparison says of one column."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from kullback.engines.cells import ROWS_A_CELL, Counted
from kullback.engines.protocol import Kind, Remark
from kullback.measures.kl import KL
from kullback.methods import counted as div
from kullback.methods.counted import interval, noise
from kullback.render.numbers import share

Status = Literal["ok", "infinite", "undersampled"]

MOVED = 5
NAMED = 20
"""How many vanished values `to_dict` lists; the rest is only counted."""
NAMED_IN_TEXT = 5
COARSE = 2.0
"""A value that halving or doubling the cells changes by more than this factor is called coarse."""


@dataclass(frozen=True, slots=True)
class Move:
    """One cell: its share of the rows in both data sets and what it adds to the divergence."""

    cell: str
    reference: float
    current: float
    contribution: float


@dataclass(frozen=True, slots=True)
class ColumnComparison:
    """One row of a comparison, in nats.

    `kl` is D(reference ‖ current) of the counted shares and `kl_reverse` D(current ‖ reference);
    `kl_finite` is `kl` itself or, where that is infinite, the estimate with half a count added to
    every cell. `interval` is a 95 % interval of `kl`, open above where that is infinite. `noise` is
    what two samples of these sizes from one and the same population would show on average.
    `resolution` gives `kl_finite` at half and at twice the number of cells, for a binned column.
    `violations` are the cells that the current data never reach.
    """

    column: str
    kind: Kind
    status: Status
    kl: float
    kl_finite: float
    kl_reverse: float
    kl_reverse_finite: float
    jensen_shannon: float
    interval: tuple[float, float]
    noise: float
    pvalue: float
    cells: int
    moved: tuple[Move, ...]
    violations: tuple[Move, ...]
    resolution: tuple[float, float] | None
    cautions: tuple[Remark, ...]
    counted: Counted = field(repr=False)


def compare_column(name: str, counted: Counted) -> ColumnComparison:
    """Return everything that is said of a column, from its counts."""
    p, q = counted.reference, counted.current
    kl, finite = _with_finite(p, q)
    reverse, reverse_finite = _with_finite(q, p)
    moves = _moves(counted)
    violations = tuple(move for move in moves if math.isinf(move.contribution))
    low, high = interval(p, q, finite, name)
    resolution = _resolution(counted)
    small = counted.undersampled
    cautions = [*counted.remarks]
    if small:
        cautions.append(_undersampled(counted))
    if resolution and low > 0.0 and max(*resolution, finite) > COARSE * min(*resolution, finite):
        cautions.append(_binning(resolution))
    if violations:
        cautions.append(_infinite(counted, finite, violations))
    if math.isinf(reverse):
        cautions.append(_new(counted, [move for move in moves if move.reference == 0.0]))
    return ColumnComparison(
        column=name,
        kind=counted.kind,
        status="undersampled" if small else "infinite" if violations else "ok",
        kl=kl,
        kl_finite=finite,
        kl_reverse=reverse,
        kl_reverse_finite=reverse_finite,
        jensen_shannon=div.jensen_shannon(p, q),
        # the counts say nothing of how rare an unseen value is: no upper end can be trusted there
        interval=(low, math.inf if violations else high),
        noise=noise(p, q),
        pvalue=div.g_test(p, q),
        cells=p.size,
        moved=tuple(move for move in moves if move.contribution > 0.0)[:MOVED],
        violations=violations,
        resolution=resolution,
        cautions=tuple(cautions),
        counted=counted,
    )


def to_dict(column: ColumnComparison, adjusted: float) -> dict[str, Any]:
    """Return a column as plain data without NaN or infinity; `adjusted` is Holm's p-value."""
    return {
        "column": column.column,
        "kind": column.kind,
        "status": column.status,
        "kl": finite_or_text(column.kl),
        "kl_finite": column.kl_finite,
        "kl_reverse": finite_or_text(column.kl_reverse),
        "kl_reverse_finite": column.kl_reverse_finite,
        "jensen_shannon": column.jensen_shannon,
        "interval": [finite_or_text(bound) for bound in column.interval],
        "noise": column.noise,
        "pvalue": column.pvalue,
        "pvalue_holm": adjusted,
        "cells": column.cells,
        "moved": [_move_dict(move) for move in column.moved],
        "violations": [_move_dict(move) for move in column.violations[:NAMED]],
        "violations_total": len(column.violations),
        "resolution": list(column.resolution) if column.resolution else None,
        "cautions": [{"code": c.code, "message": c.message} for c in column.cautions],
    }


def finite_or_text(value: float) -> float | str:
    """Return a number as JSON can hold it: infinity is the string "inf"."""
    return value if math.isfinite(value) else "inf"


def _with_finite(p: div.Counts, q: div.Counts) -> tuple[float, float]:
    value = float(div.kl(p, q))
    return value, value if math.isfinite(value) else float(div.smoothed_kl(p, q))


def _moves(counted: Counted) -> list[Move]:
    """Return all cells, what adds most first; among the infinite ones, the most frequent first."""
    p, q = counted.reference, counted.current
    shares = zip(counted.labels, p / p.sum(), q / q.sum(), div.terms(p, q, KL()), strict=True)
    moves = [Move(label, float(a), float(b), float(term)) for label, a, b, term in shares]
    return sorted(moves, key=lambda move: (-move.contribution, -move.reference))


def _resolution(counted: Counted) -> tuple[float, float] | None:
    if not counted.coarser_and_finer:
        return None
    half, twice = (_with_finite(p, q)[1] for p, q in counted.coarser_and_finer)
    return half, twice


def _move_dict(move: Move) -> dict[str, Any]:
    return {
        "cell": move.cell,
        "reference": move.reference,
        "current": move.current,
        "contribution": finite_or_text(move.contribution),
    }


def _undersampled(counted: Counted) -> Remark:
    rows = int(min(counted.reference.sum(), counted.current.sum()))
    return Remark(
        "undersampled",
        f"{rows:,} rows are fewer than {ROWS_A_CELL} for each of its different values: these "
        "numbers are mostly noise.",
    )


def _binning(resolution: tuple[float, float]) -> Remark:
    half, twice = resolution
    return Remark(
        "binning",
        f"The number of cells decides much of kl: with half as many it is {half:.4g}, with twice "
        f"as many {twice:.4g}.",
    )


def _infinite(counted: Counted, finite: float, violations: Sequence[Move]) -> Remark:
    mass = share(float(np.sum([move.reference for move in violations])))
    priors = (0.25, 1.0)
    less, extra = (
        float(div.smoothed_kl(counted.reference, counted.current, prior)) for prior in priors
    )
    return Remark(
        "infinite",
        f"kl is infinite: {_how_many(counted, violations)} in the reference ({mass} of its rows) "
        f"and never in the current data: {_named(violations)}. With {div.PRIOR:g} "
        f"added to every count it is {finite:.4g} (with 0.25: {less:.4g}, with 1: {extra:.4g}).",
    )


def _new(counted: Counted, added: Sequence[Move]) -> Remark:
    mass = share(float(np.sum([move.current for move in added])))
    frequent = sorted(added, key=lambda move: -move.current)
    return Remark(
        "new_values",
        f"kl_reverse is infinite: {_how_many(counted, added)} in the current data ({mass} of its "
        f"rows) and never in the reference: {_named(frequent)}.",
    )


def _how_many(counted: Counted, moves: Sequence[Move]) -> str:
    noun = "cell" if counted.coarser_and_finer else "value"
    return f"1 {noun} is" if len(moves) == 1 else f"{len(moves)} {noun}s are"


def _named(moves: Sequence[Move]) -> str:
    named = [f"{m.cell} ({share(max(m.reference, m.current))})" for m in moves[:NAMED_IN_TEXT]]
    rest = len(moves) - len(named)
    return ", ".join(named) + (f" and {rest} more" if rest > 0 else "")
