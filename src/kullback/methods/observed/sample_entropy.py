"""The entropy of what was observed: labels are counted, numbers compared with their neighbours."""

import numpy as np

from kullback.distributions.sample import Sample
from kullback.estimators.intervals import variance_of_mean
from kullback.estimators.kozachenko_leonenko import kozachenko_leonenko
from kullback.estimators.strata import laid_out
from kullback.measures.entropy import Entropy
from kullback.methods.registry import Answer, Question, method
from kullback.numerics.count_divergences import entropy_of_counts
from kullback.result import Caution

_NEIGHBOURS = 5


@method("observed_entropy", "estimate", measures=(Entropy,), p=(Sample,), q=(type(None),))
def observed_entropy(question: Question) -> Answer:
    """Return H(labels) + sum over labels of P(label) H(numbers within)."""
    p, rng = question.p, np.random.default_rng(question.rng)
    layout = laid_out(p, None, rng)
    counts = np.bincount(layout.label_x, minlength=len(layout.names)).astype(np.float64)
    labels = entropy_of_counts(counts)
    surprise = labels.surprise[layout.label_x]
    value = labels.value
    cautions = [*layout.cautions]
    for label in np.flatnonzero(layout.dense.any(axis=1)):
        rows = layout.label_x == label
        numbers = layout.x[rows][:, layout.dense[label]]
        if len(numbers) <= _NEIGHBOURS:
            cautions.append(_FEW)
            continue
        local, flat = kozachenko_leonenko(numbers, _NEIGHBOURS)
        if flat:
            return Answer(-np.inf, 0.0, len(p), (*cautions, _FLAT))
        surprise[rows] += local
        value += float(rows.mean() * local.mean())
    if len(layout.names) > 1 and layout.dense.any():
        cautions.append(_MIXED)
    error = float(np.sqrt(variance_of_mean(surprise, None, p.block)))
    return Answer(value, error, len(p), tuple(dict.fromkeys(cautions)))


_FEW = Caution(
    "few_rows_in_labels",
    "Within some labels there were too few rows to know how the numbers spread; their part is taken as 0.",
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
