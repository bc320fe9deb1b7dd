"""How often each outcome was observed."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from kullback.distributions.table import outcome_names, place_of
from kullback.errors import InvalidInputError, ShapeError

Array = NDArray[np.float64]
_LARGEST = 2.0**53  # beyond it doubles skip whole numbers


@dataclass(frozen=True, eq=False, repr=False)
class Counts:
    """Observed frequencies of outcomes: draws from a distribution, of which they only tell so much.

    Parameters
    ----------
    counts : array, shape (m,) or (a, b), dict or Counter
        Whole numbers, 0 or more, two or more in all. A second axis makes it the joint counts of two
        variables. A dict names the outcomes.
    outcomes : sequence of hashable, optional
        Names of the m outcomes. Two named sides are aligned by name; a name that one side lacks was
        observed 0 times there.

    Raises
    ------
    InvalidInputError
        For counts that are negative, broken, NaN or infinite, or fewer than two in all.

    Examples
    --------
    >>> import kullback as kb
    >>> kb.Counts({"heads": 55, "tails": 45})
    Counts(100 of 2 outcomes)
    """

    counts: Any
    outcomes: Sequence[Hashable] | None = None
    array: Array = field(init=False)

    def __post_init__(self) -> None:
        given, names = self.counts, self.outcomes
        if isinstance(given, Mapping):
            if names is not None:
                raise InvalidInputError(
                    "`outcomes` is superfluous: the keys of `counts` name them."
                )
            given, names = list(given.values()), tuple(given)
        array = _whole(given)
        if names is not None:
            names = outcome_names(names, array.shape, "outcomes")
        object.__setattr__(self, "array", array)
        object.__setattr__(self, "outcomes", names)

    @property
    def total(self) -> int:
        """Number of observations."""
        return int(self.array.sum())

    @property
    def names(self) -> tuple[Hashable, ...]:
        """The names of the outcomes, or their places where they have none."""
        return tuple(range(self.array.size) if self.outcomes is None else self.outcomes)

    def __repr__(self) -> str:
        """Return how many observations of how many outcomes there are."""
        shape = " x ".join(str(m) for m in self.array.shape)
        return f"Counts({self.total} of {shape} outcomes)"


class Aligned(NamedTuple):
    """Two rows of counts on the same outcomes, and the outcomes' names or places."""

    p: Array
    q: Array
    outcomes: tuple[Hashable, ...]


def aligned(p: Counts, q: Counts) -> Aligned:
    """Return both on the union of their outcomes; unnamed ones agree by place."""
    for name, side in (("p", p), ("q", q)):
        if side.array.ndim != 1:
            raise ShapeError(
                f"`{name}` counts two variables, shape {side.array.shape}; ravel them to count pairs."
            )
    if (p.outcomes is None) != (q.outcomes is None):
        raise InvalidInputError(
            "Only one of `p` and `q` names its outcomes; name those of both, or of neither."
        )
    if p.outcomes is None or q.outcomes is None:
        if p.array.shape != q.array.shape:
            raise ShapeError(
                f"`p` counts {p.array.size} outcomes and `q` {q.array.size}: without names they cannot be "
                "aligned. Pass dicts, or `outcomes`."
            )
        return Aligned(p.array, q.array, tuple(range(p.array.size)))
    union = tuple(dict.fromkeys((*p.outcomes, *q.outcomes)))
    return Aligned(_on(union, p), _on(union, q), union)


def _on(outcomes: tuple[Hashable, ...], counts: Counts) -> Array:
    found = dict(zip(counts.outcomes or (), counts.array, strict=True))
    return np.array([found.get(outcome, 0.0) for outcome in outcomes])


def _whole(given: Any) -> Array:
    """Return the counts as an array, after the checks."""
    try:
        array = np.asarray(given)
        array = array.astype(np.float64) if array.dtype.kind in "fiub" else np.asarray(0j)
    except ValueError:
        raise ShapeError("`counts` is ragged: its rows differ in length.") from None
    if np.iscomplexobj(array):
        raise InvalidInputError(
            "`counts` holds no numbers. Observations belong in `Sample`; count them, or pass a Counter."
        )
    if array.ndim not in (1, 2) or not array.size:
        raise ShapeError(
            f"`counts` has shape {array.shape}; one row (m,) or the joint counts (a, b) of two variables "
            "are needed."
        )
    wrong = ~((array >= 0.0) & (array < _LARGEST) & (array == np.floor(array)))
    if wrong.any():
        raise InvalidInputError(
            f"`counts` is {array[wrong][0]:g} at {place_of(wrong)}; counts are whole numbers, 0 or more. "
            "Probabilities are passed as they are; weights belong in `Sample(x, weights=...)`."
        )
    if array.sum() < 2.0:
        raise InvalidInputError(
            f"`counts` holds {int(array.sum())} observations; an estimate needs two or more."
        )
    return array
