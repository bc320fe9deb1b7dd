"""The entropy of what was observed: labels are counted, numbers compared with their neighbours."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from kullback.distributions.sample import Sample
from kullback.errors import InvalidInputError
from kullback.estimators.count_entropies import ChaoShen
from kullback.estimators.counting import ZhangGrabchak
from kullback.estimators.intervals import effective_size, variance_of_mean
from kullback.estimators.kozachenko_leonenko import kozachenko_leonenko
from kullback.estimators.strata import laid_out
from kullback.measures.entropy import Entropy
from kullback.methods.observed.coverage import coverage_cautions
from kullback.methods.observed.frequencies import second_order_of_surprise
from kullback.methods.registry import Answer, Question, method
from kullback.result import Caution

Array = NDArray[Any]

_NEIGHBOURS = 5
_MANY_NUMBERS = 20  # distinct numbers from which on they might be rounded measurements


@method("observed_entropy", "estimate", measures=(Entropy,), p=(Sample,), q=(type(None),))
def observed_entropy(question: Question) -> Answer:
    """Return H(labels) + sum over labels of P(label) H(numbers within)."""
    p, rng = question.p, np.random.default_rng(question.rng)
    layout = laid_out(p, None, rng)
    if p.weights is not None and layout.dense.any():
        raise InvalidInputError(
            "`p` has `weights`, which have no meaning for the entropy of a density yet: neighbours are "
            "counted. Draw rows with these probabilities, or leave the weights out."
        )
    counts = _effective_counts(layout.label_x, len(layout.names), p.weights)
    estimator = ChaoShen() if ChaoShen().yields(counts) is None else ZhangGrabchak()
    labels = estimator.entropy(counts)
    surprise = labels.surprise[layout.label_x]
    value = labels.value
    cautions = [*layout.cautions]
    if p.numbers.size and len(layout.names) > _MANY_NUMBERS and not layout.dense.any():
        cautions.append(_COUNTED)
    for label in np.flatnonzero(layout.dense.any(axis=1)):
        rows = layout.label_x == label
        numbers = layout.x[rows][:, layout.dense[label]]
        if len(numbers) <= _NEIGHBOURS:
            cautions.append(_FEW)
        if len(numbers) == 1:
            continue
        local, flat = kozachenko_leonenko(numbers, min(_NEIGHBOURS, len(numbers) - 1))
        if flat:
            return Answer(-np.inf, 0.0, len(p), (*cautions, _FLAT))
        surprise[rows] += local
        value += float(rows.mean() * local.mean())
    if len(layout.names) > 1 and layout.dense.any():
        cautions.append(_MIXED)
    if len(layout.names) > 1:
        seen_again = 1.0 - float((counts == 1.0).sum() / counts.sum())
        cautions += coverage_cautions(seen_again, [], len(p), len(layout.names))
    variance = variance_of_mean(surprise, p.weights, p.block) + second_order_of_surprise(counts)
    error = float(np.sqrt(variance))
    return Answer(value, error, len(p), tuple(dict.fromkeys(cautions)))


def _effective_counts(label: Array, names: int, weights: Array | None) -> Array:
    """Return how many rows have each label; of weighted rows, as many equal ones as they are worth."""
    if weights is None:
        return np.bincount(label, minlength=names).astype(np.float64)
    share = np.bincount(label, weights=weights, minlength=names) / weights.sum()
    return np.asarray(share * effective_size(weights, len(label)))


_FEW = Caution(
    "few_rows_in_labels",
    "Within some labels, or in all, there were too few rows to know how the numbers spread: a single row's "
    "part is taken as 0, that of a few rows is rough.",
)
_COUNTED = Caution(
    "counted_numbers",
    "Few distinct numbers exhaust the rows and were counted: this is the entropy of the values. If they are "
    "rounded measurements, the entropy of their density is this plus the logarithm of the rounding step.",
)
_FLAT = Caution(
    "singular",
    "Some columns are functions of others: the rows fill no volume, and their density's entropy is -inf. "
    "Drop the columns that say nothing new.",
)
_MIXED = Caution(
    "mixed_entropy",
    "Labels have an entropy, densities a differential one in the units of the data: this is the sum of both.",
)
