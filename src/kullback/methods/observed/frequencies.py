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


def second_order_of_surprise(counts: Array) -> float:
    """Return the variance that the entropy of the frequencies has by their second order: (k - 1)/2n²."""
    return (float((counts > 0.0).sum()) - 1.0) / (2.0 * float(counts.sum()) ** 2)


def second_order_of_ratio(counts: Array, ratio: Array) -> float:
    """Return that of E_P[-log q], q the frequencies: tr((H C)²)/2 with H = diag(p/q²), C their covariance."""
    n = float(counts.sum())
    share = counts / n
    trace = float(ratio**2 @ (1.0 - 2.0 * share)) + float(ratio @ share) ** 2
    return max(0.0, trace) / (2.0 * n**2)
