"""Samples whose rows belong together, laid out for estimates of dependence."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kullback.distributions.sample import Sample
from kullback.errors import InvalidInputError, ShapeError
from kullback.estimators.strata import Reading, codes_of_rows, read_columns
from kullback.numerics.local_information import normal_scores
from kullback.result import Caution

Array = NDArray[Any]

_PER_PAIR = 5.0  # rows a pair of values from which on pairs are counted
_APART = 1e6  # how far apart labels stand: farther than any two normal scores


class Part(NamedTuple):
    """One variable: columns of numbers whose distances mean something, and a whole number for each value."""

    scores: Array
    """Normal scores of numbers, and labels far apart; no column that never changes, shape (n, d)."""
    code: Array | None
    """Which value a row has, where few values exhaust them; else None."""
    mixed: bool
    """Whether a label or a single number carries mass."""


class Paired(NamedTuple):
    """Variables of the same rows."""

    parts: tuple[Part, ...]
    cautions: tuple[Caution, ...]

    @property
    def counted(self) -> bool:
        """Whether all of it can be counted."""
        return all(part.code is not None for part in self.parts)

    @property
    def codes(self) -> Array:
        """The values of all variables as whole numbers, shape (n, parts), where all can be counted."""
        codes = [part.code for part in self.parts if part.code is not None]
        return np.stack(codes, axis=1)


def paired(samples: tuple[Sample, ...], rng: np.random.Generator) -> Paired:
    """Return samples of the same rows side by side; raise where they are not of the same rows."""
    lengths = [len(sample.kept) for sample in samples]
    if len(set(lengths)) > 1:
        raise ShapeError(
            f"The samples have {lengths} rows; dependence is asked of rows that belong together."
        )
    if any(sample.weights is not None for sample in samples):
        raise InvalidInputError("`weights` have no meaning for dependence yet; leave them out.")
    common = np.logical_and.reduce([sample.kept for sample in samples])
    if common.sum() < 2:
        raise InvalidInputError("Fewer than two rows are complete in all samples.")
    cautions: list[Caution] = []
    if not common.all():
        cautions.append(
            Caution(
                "omitted_rows", f"{int((~common).sum())} rows with a missing value were left out."
            )
        )
    parts = []
    for sample in samples:
        part, said = _part(sample, common[sample.kept], rng)
        parts.append(part)
        cautions += said
    return Paired(tuple(parts), tuple({c.code: c for c in cautions}.values()))


def _part(sample: Sample, rows: Array, rng: np.random.Generator) -> tuple[Part, list[Caution]]:
    n = int(rows.sum())
    readings = [_counted_or_spread(r, n) for r in read_columns(sample.numbers[rows], rng)]
    labels = [_codes(column) for column in sample.labels[rows].T]
    columns = [code * _APART for code in labels]
    for reading, raw in zip(readings, sample.numbers[rows].T, strict=True):
        kept_ties = reading.counted.any()
        columns.append(normal_scores((raw if kept_ties else reading.spread)[:, None])[:, 0])
    changing = [column for column in columns if (column != column[0]).any()]
    scores = np.stack(changing, axis=1) if changing else np.empty((n, 0))
    cautions = [c for reading in readings for c in reading.cautions]
    code = None
    if all(reading.counted.all() for reading in readings):
        code, _ = codes_of_rows([*labels, *(reading.value for reading in readings)], n)
    mixed = bool(labels) or any(reading.counted.any() for reading in readings)
    if not changing:
        cautions.append(_CONSTANT)
    return Part(scores, code, mixed), cautions


def _counted_or_spread(reading: Reading, n: int) -> Reading:
    """Return a column to be counted as one of numbers, if pairs of its values were hardly seen twice."""
    if not reading.counted.all() or reading.values <= max(2.0, (n / _PER_PAIR) ** 0.5):
        return reading
    return reading._replace(counted=np.zeros(n, dtype=bool))


def _codes(column: Array) -> Array:
    seen: dict[Any, int] = {}
    return np.array([seen.setdefault(label, len(seen)) for label in column], dtype=float)


_CONSTANT = Caution(
    "constant", "A variable never changes: it can depend on nothing, and tells nothing."
)
