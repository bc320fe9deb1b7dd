"""Measures of a joint table of two variables."""

from abc import abstractmethod
from typing import Any

from kullback.measures.base import Measure
from kullback.measures.entropy import Entropy
from kullback.measures.kl import KL
from kullback.numerics.tables import independence_cells

Array = Any


class OfJoint(Measure):
    """A sum over the cells of a joint table (..., a, b)."""

    @abstractmethod
    def of_joint(self, joint: Array, xp: Any) -> Array:
        """Return the non-negative terms, one a cell."""


class MutualInformation(OfJoint):
    """I(X; Y) = D(joint ‖ product of the margins)."""

    name = "mutual_information"
    axioms = frozenset({"non_negative", "symmetric"})

    def of_joint(self, joint: Array, xp: Any) -> Array:
        """Return the terms of the divergence of the joint from the product of its margins."""
        (terms,) = KL().pointwise(independence_cells(joint, xp), xp)
        return terms


class ConditionalEntropy(OfJoint):
    """H(Y | X) = Σ_x P(x) H(Y | X = x), with X along the rows."""

    name = "conditional_entropy"
    axioms = frozenset({"non_negative"})

    def of_joint(self, joint: Array, xp: Any) -> Array:
        """Return P(x) times the terms of the entropy of row x."""
        margin = xp.sum(joint, axis=-1, keepdims=True)
        rows = joint / xp.where(margin > 0.0, margin, 1.0)
        whole = xp.sum(margin, axis=(-2, -1), keepdims=True)
        return Entropy().of_table(rows, xp) * margin / whole
