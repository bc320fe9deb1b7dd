"""Measures of a joint table of two variables."""

from abc import abstractmethod
from typing import Any

from kullback.measures.base import Measure
from kullback.measures.entropy import Entropy
from kullback.measures.kl import KL
from kullback.numerics.tables import Total, independence_cells, normalised_cells, total

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


class OfTwoJoints(Measure):
    """A sum over the cells of two joint tables (..., a, b) of the same variables."""

    @abstractmethod
    def of_joints(self, p: Array, q: Array, xp: Any) -> Array:
        """Return the non-negative terms, one a cell."""


class ConditionalKL(OfTwoJoints):
    """D(P_{Y|X} ‖ Q_{Y|X} | P_X) = Σ_x P(x) D(P_{Y|X=x} ‖ Q_{Y|X=x}), with X along the rows."""

    name = "conditional_kl"
    axioms = frozenset({"non_negative"})

    def of_joints(self, p: Array, q: Array, xp: Any) -> Array:
        """Return P(x) times the terms of the divergence of row x; a row without P-mass has none."""
        mass, other = total(p, xp), total(q, xp)
        cells = normalised_cells(p, q, _above_zero(mass, xp), _above_zero(other, xp), xp)
        (terms,) = KL().pointwise(cells, xp)
        whole = xp.sum(p, axis=(-2, -1), keepdims=True)
        weighted = xp.where(mass.high > 0.0, terms, 0.0) * (mass.high / whole)
        return xp.where(
            p > 0.0, xp.where(q > 0.0, weighted, xp.inf), xp.where(q > 0.0, weighted, 0.0)
        )


def _above_zero(sums: Total, xp: Any) -> Total:
    """Return the sums of the rows, 1 for rows that are empty."""
    some = sums.high > 0.0
    return Total(xp.where(some, sums.high, 1.0), xp.where(some, sums.low, 0.0))
