"""Measures that are asked of observations alone."""

from dataclasses import dataclass
from typing import Any

from kullback.measures.base import Measure


class OfObservations(Measure):
    """A measure whose methods read rows; of distributions it is a sum of others, or asked otherwise."""


class CrossEntropy(OfObservations):
    """H(P, Q) = -E_P[log q], the mean over draws of P; otherwise it is entropy plus divergence."""

    name = "cross_entropy"


@dataclass(frozen=True)
class ConditionalMutualInformation(OfObservations):
    """I(X; Y | Z): what X and Y say of each other when Z is known."""

    given: Any = None
    """The rows of Z."""

    name = "conditional_mutual_information"
    axioms = frozenset({"non_negative"})


@dataclass(frozen=True)
class TotalCorrelation(OfObservations):
    """D(joint ‖ product of the margins) of several variables."""

    others: tuple[Any, ...] = ()
    """The rows of all variables after the first."""

    name = "total_correlation"
    axioms = frozenset({"non_negative"})
