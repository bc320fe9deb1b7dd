"""Two samples laid out for estimation: what can be counted is counted, the rest has densities.

D(P‖Q) = D(labels) + sum over labels of P(label) D(P within ‖ Q within). A label is made of text columns,
of numbers that few values exhaust, and of atoms, single numbers that carry mass. Rounded numbers are
spread evenly over the interval that rounds to them, which changes no divergence between the rounded.
"""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import median_filter

from kullback.distributions.sample import Sample
from kullback.errors import InvalidInputError, ShapeError
from kullback.result import Caution

Array = NDArray[Any]

_PER_VALUE = 5.0  # rows a distinct value from which on values are counted rather than spread
_ATOM_SHARE = 0.01
_ATOM_EXCESS = 5.0  # times as often as the values beside it
_BESIDE = 11
_RARE_TIES = 0.01  # share of tied rows that nobody need mention
_SHARED = 0.02


class Columns(NamedTuple):
    """Two samples on the same columns: numbers (n, d) and (m, d), labels as whole numbers."""

    x: Array
    y: Array
    labels_x: Array
    labels_y: Array
    texts: tuple[tuple[Any, ...], ...]
    """What each whole number stands for, a column of labels each."""


@dataclass(frozen=True)
class Layout:
    """Rows of both samples: a label each, and the numbers that have a density within it."""

    x: Array
    y: Array
    label_x: Array
    """Whole numbers from 0 on, shape (n,)."""
    label_y: Array
    dense: Array
    """Which columns of numbers have a density under each label, shape (labels, d)."""
    names: tuple[Any, ...]
    """What each label is called."""
    cautions: tuple[Caution, ...]


def laid_out(p: Sample, q: Sample | None, rng: np.random.Generator) -> Layout:
    """Return both samples, or p alone, laid out; raise where their columns do not match."""
    columns = _alone(p) if q is None else _matched(p, q)
    n, numbers = len(columns.x), np.concatenate([columns.x, columns.y])
    readings = read_columns(numbers, rng)
    text = [*np.concatenate([columns.labels_x, columns.labels_y]).T]
    readings = _few_enough(readings, text)
    keys = [*text, *(np.where(r.counted, r.value + 1, 0) for r in readings)]
    label, first = codes_of_rows(keys, len(numbers))
    spread = np.stack([r.spread for r in readings], axis=1) if readings else numbers
    dense = np.stack([~r.counted for r in readings], axis=1) if readings else numbers.astype(bool)
    names = tuple(_name(p, [key[row] for key in keys], numbers[row], columns) for row in first)
    shared = _shared_rows(columns, readings)
    cautions = [*_omissions(p, q), *shared]
    # numbers that repeat because rows do are not rounded
    cautions += [c for r in readings for c in r.cautions if not (shared and c is _ROUNDED)]
    return Layout(
        spread[:n], spread[n:], label[:n], label[n:], dense[first], names, _distinct(cautions)
    )


class Reading(NamedTuple):
    """What a column of numbers holds."""

    counted: Array
    """Rows whose number is a label: a value of few, or an atom."""
    value: Array
    """Which of the distinct values each row has."""
    spread: Array
    """The numbers, rounding undone."""
    cautions: tuple[Caution, ...]
    values: int
    """How many distinct values there are."""


def read_columns(numbers: Array, rng: np.random.Generator) -> list[Reading]:
    """Return what each column of numbers (n, d) holds."""
    return [_read(column, rng) for column in numbers.T]


def _read(column: Array, rng: np.random.Generator) -> Reading:
    """Return what the pooled column holds: values to count, atoms, rounded numbers or plain ones."""
    line = np.sort(column)
    if np.isfinite(line[[0, -1]]).all() and (line[1:] > line[:-1]).all():
        nobody = np.zeros(len(column), dtype=np.int64)
        return Reading(nobody.astype(bool), nobody, column, (), len(column))
    distinct, value, count = np.unique(column, return_inverse=True, return_counts=True)
    few = len(column) >= _PER_VALUE * len(distinct)
    usual = median_filter(
        count, size=_BESIDE, mode="nearest"
    )  # rounded numbers repeat most at a peak
    common = np.maximum(_ATOM_SHARE * len(column), _ATOM_EXCESS * usual)
    atom = ~np.isfinite(distinct) | ((count >= common) & (not few))
    if few or (~atom).sum() < 2:
        whole = np.ones(len(column), dtype=bool)
        return Reading(whole, value, _spread(column, distinct, atom[value], rng), (), len(distinct))
    counted = atom[value]
    tied = (count[value] > 1) & ~counted
    cautions = [_atoms(distinct[atom])] if atom.any() else []
    if not tied.any():
        return Reading(counted, value, column, tuple(cautions), len(distinct))
    if tied.mean() > _RARE_TIES:
        cautions.append(_ROUNDED)
    spread = _spread(column, distinct[~atom], counted, rng)
    return Reading(counted, value, spread, tuple(cautions), len(distinct))


def with_atoms_apart(numbers: Array, rng: np.random.Generator) -> tuple[Array, Array]:
    """Return numbers (n, d) with rounding undone, and which rows hold a number that carries mass."""
    spread, atoms = numbers.copy(), np.zeros(len(numbers), dtype=bool)
    for j, column in enumerate(numbers.T):
        reading = _read(column, rng)
        spread[:, j] = reading.spread
        atoms |= reading.counted & (reading.counted.mean() < 1.0)
    return spread, atoms


def _few_enough(readings: list[Reading], text: list[Array]) -> list[Reading]:
    """Return the readings with values spread, those of most kinds first, until rows fill their labels."""
    readings = list(readings)
    while readings:
        rows = len(readings[0].value)
        keys = [*text, *(np.where(r.counted, r.value + 1, 0) for r in readings)]
        labels = len(codes_of_rows(keys, rows)[1])
        whole = [j for j, r in enumerate(readings) if r.counted.all() and r.values > 2]
        if labels * 2.0 * _PER_VALUE <= rows or not whole or len(readings) + len(text) == 1:
            return readings
        widest = max(whole, key=lambda j: readings[j].values)
        reading = readings[widest]
        infinite = ~np.isfinite(reading.spread)
        readings[widest] = reading._replace(counted=infinite, cautions=(_ROUNDED,))
    return readings


def _spread(column: Array, distinct: Array, counted: Array, rng: np.random.Generator) -> Array:
    """Return the numbers moved within the interval of all that are nearest to their value."""
    distinct = distinct[np.isfinite(distinct)]
    if len(distinct) < 2:
        return column
    middles = 0.5 * (distinct[1:] + distinct[:-1])
    low = np.concatenate([[2.0 * distinct[0] - middles[0]], middles])
    high = np.concatenate([middles, [2.0 * distinct[-1] - middles[-1]]])
    at = np.searchsorted(distinct, column[~counted])
    moved = column.copy()
    moved[~counted] = low[at] + (high[at] - low[at]) * rng.random(len(at))
    return moved


def _matched(p: Sample, q: Sample) -> Columns:
    """Return both samples' columns side by side; labels coded alike."""
    for kind, own, other in (
        ("numbers", p.number_names, q.number_names),
        ("labels", p.label_names, q.label_names),
    ):
        if len(own) != len(other):
            raise ShapeError(
                f"`p` has {len(own)} columns of {kind} {own} and `q` {len(other)} {other}; two samples are "
                "compared on the same columns."
            )
        if set(own) != set(other):
            raise InvalidInputError(
                f"`p` has the {kind} {own} and `q` {other}; give their columns the same names."
            )
    number_order = [q.number_names.index(name) for name in p.number_names]
    label_order = [q.label_names.index(name) for name in p.label_names]
    codes = [_codes(a, b) for a, b in zip(p.labels.T, q.labels[:, label_order].T, strict=True)]
    labels_x = np.array([own for own, _, _ in codes], dtype=np.int64).reshape(-1, len(p)).T
    labels_y = np.array([other for _, other, _ in codes], dtype=np.int64).reshape(-1, len(q)).T
    texts = tuple(seen for _, _, seen in codes)
    return Columns(p.numbers, q.numbers[:, number_order], labels_x, labels_y, texts)


def _alone(p: Sample) -> Columns:
    """Return the columns of p beside none of q."""
    nobody = np.empty(0, dtype=object)
    codes = [_codes(own, nobody) for own in p.labels.T]
    labels = np.array([own for own, _, _ in codes], dtype=np.int64).reshape(-1, len(p)).T
    return Columns(
        p.numbers, p.numbers[:0], labels, labels[:0], tuple(seen for _, _, seen in codes)
    )


def _codes(own: Array, other: Array) -> tuple[Array, Array, tuple[Any, ...]]:
    """Return two columns of labels as whole numbers, in the order in which they appear."""
    seen: dict[Any, int] = {}
    coded = [seen.setdefault(label, len(seen)) for label in (*own, *other)]
    return np.array(coded[: len(own)]), np.array(coded[len(own) :]), tuple(seen)


def codes_of_rows(keys: list[Array], rows: int) -> tuple[Array, Array]:
    """Return one label a row, from 0 on, and the first row of each."""
    keys = [key for key in keys if (key != key[0]).any()]
    if not keys:
        return np.zeros(rows, dtype=np.int64), np.zeros(1, dtype=np.int64)
    _, first, label = np.unique(
        np.stack(keys, axis=1), axis=0, return_index=True, return_inverse=True
    )
    return label.reshape(-1), first


def _name(p: Sample, keys: list[Any], numbers: Array, columns: Columns) -> str:
    """Return what a label is called, from the keys and numbers of one of its rows."""
    count = len(p.label_names)
    parts = [
        f"{name} = {columns.texts[j][key]}"
        for j, (name, key) in enumerate(zip(p.label_names, keys[:count], strict=True))
    ]
    parts += [
        f"{name} = {number:g}"
        for name, key, number in zip(p.number_names, keys[count:], numbers, strict=True)
        if key > 0
    ]
    return ", ".join(parts) or "the rest"


def _omissions(p: Sample, q: Sample | None) -> list[Caution]:
    sides = (("p", p), ("q", q))
    gone = [f"{s.omitted} of `{name}`" for name, s in sides if s is not None and s.omitted]
    if not gone:
        return []
    return [
        Caution("omitted_rows", f"Rows with a missing value were left out: {' and '.join(gone)}.")
    ]


def _shared_rows(columns: Columns, readings: list[Reading]) -> list[Caution]:
    """Return the caution that rows of p are also rows of q, which draws from densities never are."""
    rows = len(columns.x) + len(columns.y)
    if (
        all(reading.counted.all() for reading in readings)
        or max(r.values for r in readings) == rows
    ):
        return []
    x, y = np.ascontiguousarray(columns.x), np.ascontiguousarray(columns.y)
    row = np.dtype((np.void, x.dtype.itemsize * x.shape[1]))
    share = float(np.isin(x.view(row).ravel(), y.view(row).ravel()).mean())
    own = 1.0 - len(np.unique(x.view(row))) / len(x)
    if share - own < _SHARED:
        return []
    rounded = x.shape[1] == 1 and own > _RARE_TIES
    if rounded and not np.array_equal(np.sort(x, axis=0), np.sort(y, axis=0)):
        return []  # that numbers of both sides meet is no wonder
    return [
        Caution(
            "shared_rows",
            f"{share:.0%} of the rows of `p` are also in `q`: the samples are not independent draws, and "
            "the estimate is too small. Compare samples that share no rows.",
        )
    ]


def _atoms(values: Array) -> Caution:
    shown = ", ".join(f"{v:g}" for v in values[:3]) + (", ..." if len(values) > 3 else "")
    return Caution(
        "atoms",
        f"Single numbers carry mass ({shown}): they were counted, and the rest was compared by density.",
    )


_ROUNDED = Caution(
    "rounded",
    "Numbers repeat as rounded ones do: each was spread evenly over the interval that rounds to it, which "
    "leaves the divergence of the rounded distributions as it is.",
)


def _distinct(cautions: list[Caution]) -> tuple[Caution, ...]:
    """Return the first caution of each code."""
    return tuple({c.code: c for c in reversed(cautions)}.values())[::-1]
