"""Two rows of counts side by side, and how far frequencies may be off."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kullback.distributions.counts import Aligned, aligned
from kullback.methods.registry import Question

Array = NDArray[Any]


def sides_of(question: Question) -> Aligned:
    """Return both rows of counts on the same outcomes, once a question."""
    if "aligned" not in question.memo:
        question.memo["aligned"] = aligned(question.p, question.q)
    found: Aligned = question.memo["aligned"]
    return found


def variance_of_counts(counts: Array, values: Array) -> float:
    """Return the variance of the mean of a value for each outcome over the rows that were counted."""
    n = float(counts.sum())
    share = counts / n
    finite = np.where(np.isfinite(values), values, 0.0)
    return float(share @ (finite - share @ finite) ** 2 / max(n - 1.0, 1.0))
