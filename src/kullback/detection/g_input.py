"""What the G test is given: counts and a model on the same outcomes."""

from typing import Any

import numpy as np

from kullback.detection.validation import whole_number
from kullback.distributions.arrays import as_numpy
from kullback.distributions.counts import Counts
from kullback.distributions.pairing import alone, meet
from kullback.distributions.table import Table
from kullback.errors import InvalidInputError, ShapeError

Array = Any

_METHODS = ("chi2", "exact", "permutation")


def draws_of(draws: Any, rng: Any) -> tuple[int, np.random.Generator]:
    """Return how many tables are drawn, and from what."""
    return whole_number(draws, "draws", 99), np.random.default_rng(rng)


def check_choices(correction: str, method: str) -> None:
    """Raise for what no correction or method is called."""
    if correction not in ("none", "williams"):
        raise InvalidInputError(f'`correction` is {correction!r}; "none" or "williams" is known.')
    if method not in _METHODS:
        raise InvalidInputError(f"`method` is {method!r}; one of {_METHODS} is known.")


def aligned(held: Counts, p: Any) -> tuple[Array, Array]:
    """Return counts and model on the same outcomes."""
    if p is None:
        m = len(held.array)
        return held.array, np.full(m, 1.0 / m)
    named = isinstance(p, dict)
    model = p if isinstance(p, Table) else Table(list(p.values()), tuple(p)) if named else Table(p)
    alone(model, normalize=False)  # a model must sum to 1
    if model.work.array.ndim != 1:
        raise ShapeError(
            f"`p` has shape {model.work.array.shape}; one probability an outcome is needed."
        )
    met = meet(Table(held.array, held.outcomes), model, normalize=True)
    assert met.q is not None
    observed = np.asarray(as_numpy(met.p.array)) / met.p.scale
    expected = np.asarray(as_numpy(met.q.array), dtype=float)
    return observed, expected / expected.sum()
