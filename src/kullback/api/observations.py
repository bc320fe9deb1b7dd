"""Observations meet: with observations of the same kind, or with what is known for certain."""

from typing import Any

from kullback.distributions.base import Distribution
from kullback.distributions.counts import Counts
from kullback.distributions.native import twin
from kullback.distributions.sample import Sample
from kullback.distributions.table import Logits, LogProbs, Table
from kullback.errors import SupportError
from kullback.measures.base import Measure
from kullback.methods.registry import Question

_TABULAR = (Table, Logits, LogProbs)


def observed(measure: Measure, p: Any, q: Any, rng: Any) -> Question:
    """Return the question about two sides, one or both of which are observations."""
    for side, other in ((p, q), (q, p)):
        if isinstance(side, Counts) and not isinstance(other, (Counts, *_TABULAR)):
            raise SupportError(
                f"{side!r} can be compared with `Counts` or a probability table, not with {other!r}. "
                "Numbers that were observed belong in `Sample`."
            )
        if isinstance(side, Sample) and not isinstance(other, Sample | Distribution):
            raise SupportError(
                f"{side!r} can be compared with another `Sample` or a distribution, not with {other!r}. "
                "Count labels with `Counts` to compare them with a table."
            )
    p, q = (twin(side) if isinstance(side, Distribution) else side for side in (p, q))
    return Question(measure, p, q, rng, None, {})
