"""Observations meet: with observations of the same kind, or with what is known for certain."""

from collections import Counter
from typing import Any

import numpy as np

from kullback.api.smoothing import Smoothing, added_to_counts
from kullback.distributions.base import Distribution
from kullback.distributions.counts import Counts
from kullback.distributions.native import twin
from kullback.distributions.sample import Sample
from kullback.distributions.table import Logits, LogProbs, Table
from kullback.errors import InvalidInputError, SupportError
from kullback.estimators.counting import Smoothed
from kullback.measures.base import Measure
from kullback.methods.registry import Question

_TABULAR = (Table, Logits, LogProbs)
_MOST_ROWS = 10_000_000


def observed(measure: Measure, p: Any, q: Any, rng: Any, smoothing: Smoothing) -> Question:
    """Return the question about two sides, one or both of which are observations."""
    if smoothing is not None and not (isinstance(p, Counts) and isinstance(q, Counts)):
        raise InvalidInputError(
            f"`smoothing` {smoothing!r} adds to counts; wrap both sides in `Counts`, or leave it out."
        )
    p, q = _as_suits(p, q), _as_suits(q, p)
    for side, other in ((p, q), (q, p)):
        if isinstance(side, Counts) and not isinstance(other, (Counts, *_TABULAR)):
            raise SupportError(
                f"{side!r} can be compared with `Counts`, a probability table or a pmf on its outcomes, not "
                f"with {other!r}. Numbers that were observed belong in `Sample`."
            )
        if isinstance(side, Sample) and not isinstance(other, Sample | Distribution):
            raise SupportError(
                f"{side!r} can be compared with another `Sample` or a distribution, not with {other!r}. "
                "Count labels with `Counts` to compare them with a table."
            )
    p, q = (twin(side) if isinstance(side, Distribution) else side for side in (p, q))
    estimator = None if smoothing is None else Smoothed(added_to_counts(smoothing))
    return Question(measure, p, q, rng, None, {}, estimator=estimator)


def _as_suits(side: Any, other: Any) -> Any:
    """Return counted numbers as rows beside a pmf, and rows of labels as counts beside a table."""
    if isinstance(side, Counts) and isinstance(other, Distribution) and _are_numbers(side):
        if side.total > _MOST_ROWS or not other.support.space.discrete:
            return side
        return Sample(np.repeat(np.array(side.names), side.array.astype(np.int64), axis=0))
    if isinstance(side, Sample) and isinstance(other, _TABULAR) and side.weights is None:
        one_label = side.labels.shape[1] == 1 and side.numbers.shape[1] == 0
        return Counts(Counter(side.labels[:, 0])) if one_label else side
    return side


def _are_numbers(counts: Counts) -> bool:
    return counts.array.ndim == 1 and np.array(counts.names).dtype.kind in "iu"
