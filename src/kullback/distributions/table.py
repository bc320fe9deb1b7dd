"""Probability tables: probabilities, scores or log-probabilities along the last axis."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from kullback.distributions.arrays import Work, as_numpy, move_axis, result_dtype, to_work
from kullback.errors import InvalidInputError, NegativeProbabilityError, ShapeError

Array = Any


@dataclass(frozen=True, eq=False)
class Table:
    """A probability table.

    Parameters
    ----------
    probs : array, shape (..., m)
        Probabilities along the last axis; leading axes are a batch. Each row sums to 1, within 1e-6
        (1e-3 for single and half precision), unless the question is asked with `normalize=True`.
    outcomes : sequence of hashable, optional
        Names of the m outcomes. Two named tables are aligned by name; a name one side lacks has
        probability 0 there.
    variables : sequence of str, optional
        Names of the last ``len(variables)`` axes: a joint table, with `marginal` and `given`.

    Raises
    ------
    NegativeProbabilityError, ShapeError, InvalidInputError
        For negative or NaN entries, empty or ragged input, complex numbers, objects and strings.

    Examples
    --------
    >>> import kullback as kb
    >>> weather = kb.Table([[0.3, 0.1], [0.2, 0.4]], variables=("sky", "ground"))
    >>> weather.marginal("sky").probs
    array([0.4, 0.6])
    """

    probs: Array
    outcomes: Sequence[Hashable] | None = None
    variables: Sequence[str] | None = None

    def __post_init__(self) -> None:
        work = to_work(self.probs, "probs")
        smallest = _smallest_entry(work, "probs")
        object.__setattr__(self, "probs", work.original)
        object.__setattr__(self, "work", work)
        object.__setattr__(self, "positive", smallest > 0.0)
        if self.outcomes is not None:
            object.__setattr__(
                self, "outcomes", outcome_names(self.outcomes, work.array.shape, "outcomes")
            )
        if self.variables is not None:
            object.__setattr__(self, "variables", _variables(self.variables, work.array.shape))

    work: Work = field(init=False, repr=False)
    positive: bool = field(init=False, repr=False)

    def marginal(self, *keep: str) -> "Table":
        """Return the joint table of the variables `keep`, the others summed out."""
        names = self._named(keep)
        xp, array = self.work.xp, self.work.array
        first = array.ndim - len(self.variables or ())
        drop = tuple(first + i for i, name in enumerate(self.variables or ()) if name not in names)
        summed = xp.sum(array, axis=drop) if drop else array
        kept = [name for name in self.variables or () if name in names]
        order = list(range(first)) + [first + kept.index(name) for name in names]
        return self.derived(xp.permute_dims(summed, tuple(order)), names)

    def given(self, *names: str) -> "Table":
        """Return the conditional tables of the other variables, one for each value of `names`.

        The conditioning variables become leading (batch) axes.
        """
        given = self._named(names)
        rest = tuple(name for name in self.variables or () if name not in given)
        if not rest:
            raise InvalidInputError(
                f"`given` names all variables {given}; none is left to describe."
            )
        xp = self.work.xp
        joint = self.marginal(*given, *rest).work.array
        axes = tuple(range(-len(rest), 0))
        total = xp.sum(joint, axis=axes, keepdims=True)
        if bool(xp.any(total == 0.0)):
            place = np.argwhere(as_numpy(xp.squeeze(total, axis=axes)) == 0.0)[0]
            raise InvalidInputError(
                f"`given`: {given} has probability 0 at index {tuple(int(i) for i in place)}; nothing "
                "can be conditioned on it. Drop that value first."
            )
        return self.derived(joint / total, rest)

    def derived(self, array: Array, variables: tuple[str, ...]) -> "Table":
        """Return a table computed from this one, whose sums may stray as far as this one's.

        It is shown in the precision of this one, and computed with in its own.
        """
        table = Table(array, variables=variables)
        shown = array if self.work.xp is np else self.work.xp.astype(array, result_dtype(self.work))
        work = table.work._replace(tolerance=self.work.tolerance, original=shown)
        object.__setattr__(table, "probs", shown)
        object.__setattr__(table, "work", work)
        return table

    def _named(self, names: Sequence[str]) -> tuple[str, ...]:
        if self.variables is None:
            raise InvalidInputError(
                "This table has no `variables`; name them: Table(probs, variables=...)."
            )
        for name in names:
            if name not in self.variables:
                raise InvalidInputError(
                    f"`{name}` is not among the variables {tuple(self.variables)}."
                )
        if not names or len(set(names)) != len(names):
            raise InvalidInputError(f"`{names}` must name at least one variable, each once.")
        return tuple(names)


@dataclass(frozen=True, eq=False)
class Logits:
    """Scores whose softmax along the last axis is meant; -inf marks an impossible outcome.

    Examples
    --------
    >>> import kullback as kb
    >>> float(kb.kl(kb.Logits([0.0, 1.0]), kb.Logits([5.0, 6.0])))
    0.0
    """

    scores: Array
    work: Work = field(init=False, repr=False)

    def __post_init__(self) -> None:
        _check_scores(self, "scores")


@dataclass(frozen=True, eq=False)
class LogProbs:
    """Logarithms of probabilities along the last axis; each row sums to 1 after exp.

    Examples
    --------
    >>> import kullback as kb, numpy as np
    >>> float(kb.kl(kb.LogProbs(np.log([0.5, 0.5])), [0.5, 0.5]))
    0.0
    """

    scores: Array
    work: Work = field(init=False, repr=False)

    def __post_init__(self) -> None:
        _check_scores(self, "scores")


Scores = Logits | LogProbs
Tabular = Table | Logits | LogProbs


def table_along(values: Any, axis: int, name: str) -> Table:
    """Return the plain array `values` as a table whose outcomes run along `axis`."""
    return Table(move_axis(values, axis, name) if axis != -1 else values)


def _smallest_entry(work: Work, name: str) -> float:
    """Return the smallest entry, after the check that it is no NaN and not negative."""
    array, xp = work.array, work.xp
    smallest = float(array.min() if xp is np else as_numpy(xp.min(array)))
    if smallest >= 0.0:
        return smallest
    if bool(xp.any(xp.isnan(array))):
        raise InvalidInputError(
            f"`{name}` holds NaN at {place_of(xp.isnan(array))}; remove or replace it before asking."
        )
    raise NegativeProbabilityError(
        f"`{name}` is {smallest:.6g} at {place_of(array < 0.0)}; probabilities are never negative. "
        "Wrap scores in `Logits` and logarithms in `LogProbs`; observations are no table: count them first."
    )


def _check_scores(self: Any, name: str) -> None:
    work = to_work(self.scores, name)
    xp, array = work.xp, work.array
    if bool(xp.any(xp.isnan(array))):
        raise InvalidInputError(
            f"`{name}` holds NaN at {place_of(xp.isnan(array))}; -inf marks the impossible."
        )
    if bool(xp.any(array == xp.inf)):
        raise InvalidInputError(
            f"`{name}` is +inf at {place_of(array == xp.inf)}; scores are finite or -inf."
        )
    masked = xp.max(array, axis=-1) == -xp.inf
    if bool(xp.any(masked)):
        raise InvalidInputError(
            f"`{name}` is -inf everywhere in row {place_of(masked)}: no outcome is possible."
        )
    object.__setattr__(self, "scores", work.original)
    object.__setattr__(self, "work", work)


def place_of(mask: Any) -> str:
    """Return the first index at which `mask` holds, in words."""
    where = np.argwhere(as_numpy(mask))
    index = tuple(int(i) for i in where[0])
    return f"index {index[0] if len(index) == 1 else index}"


def outcome_names(
    outcomes: Sequence[Hashable], shape: tuple[int, ...], name: str
) -> tuple[Hashable, ...]:
    """Return the names of the outcomes along the last axis: as many as there are, each once."""
    names = tuple(outcomes)
    if len(names) != shape[-1]:
        raise ShapeError(f"`{name}` has {len(names)} names for {shape[-1]} outcomes.")
    if len(set(names)) != len(names):
        twice = next(x for x in names if names.count(x) > 1)
        raise InvalidInputError(f"`{name}` names {twice!r} twice; add its probabilities first.")
    return names


def _variables(variables: Sequence[str], shape: tuple[int, ...]) -> tuple[str, ...]:
    names = (variables,) if isinstance(variables, str) else tuple(variables)
    if len(names) > len(shape) or len(set(names)) != len(names) or not names:
        raise ShapeError(
            f"`variables` {names} must be distinct names for the last axes of a table of shape {shape}."
        )
    return names
