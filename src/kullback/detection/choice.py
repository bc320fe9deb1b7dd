"""Which way the law of S is found: known before listed before transformed before drawn."""

from functools import partial
from typing import Any, Protocol

import numpy as np

from kullback.detection.known import known_of
from kullback.detection.known_sums import KnownSum
from kullback.detection.lattice_sums import LatticeSum
from kullback.detection.listed_sums import ListedSum, is_listable
from kullback.detection.pairs import Pair
from kullback.detection.sampled_sums import SampledSum
from kullback.detection.steps import Steps, steps_of
from kullback.detection.sums import EvidenceSum


class SumOf(Protocol):
    """The law of S, for any number of observations."""

    def __call__(self, n: int) -> EvidenceSum:
        """Return it for n of them."""


def sum_of(pair: Pair, rng: Any = None) -> SumOf:
    """Return how the law of S is found for this pair."""
    known = known_of(pair)
    if known is not None:
        return partial(KnownSum, known)
    steps = steps_of(pair)
    if steps is None:
        return lambda n: SampledSum(pair, n, np.random.default_rng(rng))
    return partial(_from_steps, steps)


def _from_steps(steps: Steps, n: int) -> EvidenceSum:
    if is_listable(steps, n):
        return ListedSum(steps, n, "exact" if steps.exact else "numerical")
    return LatticeSum(steps, n)
