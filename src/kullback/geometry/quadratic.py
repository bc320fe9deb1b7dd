"""The divergence near equality: half the Fisher information in the square of the step."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from kullback.api.divergences import kl
from kullback.distributions.family import Family
from kullback.errors import InvalidInputError, KullbackError
from kullback.geometry.coordinates import Coordinates
from kullback.geometry.expected import expected_information
from kullback.geometry.model import single
from kullback.render.curves import curves

Array = Any

_POINTS = 41  # of a picture


@dataclass(frozen=True, eq=False)
class QuadraticKL:
    """The quadratic approximation of D(θ‖θ + h), beside the divergence itself.

    Attributes
    ----------
    value : float
        hᵀ I h / 2, in nats.
    moved : distribution
        The member at θ + h.
    """

    value: float
    dist: Family
    moved: Family
    at: Coordinates = field(repr=False)
    step: Array = field(repr=False)

    def __float__(self) -> float:
        """Return the approximation."""
        return self.value

    @cached_property
    def kl(self) -> float:
        """D(θ‖θ + h) in nats."""
        return float(kl(self.dist, self.moved).value)

    @property
    def ratio(self) -> float:
        """The divergence over its approximation; tends to 1 linearly as the step shrinks."""
        return self.kl / self.value if self.value else 1.0

    def plot(self, ax: Any = None) -> Any:
        """Draw the ratio along the step, from its beginning to its end; return the axes."""
        if not self.value:
            raise InvalidInputError("The step is 0; there is no ratio to draw along it.")
        shares = np.linspace(0.0, 1.0, _POINTS)[1:]
        there = (self.at.at(self.at.vector + t * self.step) for t in shares)
        ratios = [
            float(kl(self.dist, d).value) / (t * t * self.value)
            for t, d in zip(shares, there, strict=True)
        ]
        lines = [("KL / quadratic", ratios), ("1", np.ones_like(shares))]
        axes = curves(shares, lines, ax=ax)
        axes.set_xlabel("share of the step")
        axes.set_ylabel("ratio")
        return axes

    def __repr__(self) -> str:
        """Return both and their ratio on one line."""
        return f"quadratic_kl = {self.value:.6g} nats (KL = {self.kl:.6g}, ratio {self.ratio:.6g})"


def quadratic_kl(dist: Any, step: Any) -> QuadraticKL:
    r"""Quadratic approximation of the divergence of a distribution from its neighbour.

    .. math:: D(θ‖θ + h) = \tfrac12 h^⊤ I(θ) h + O(h^3)

    Parameters
    ----------
    dist : distribution, text or probability table
        A single member θ of a family.
    step : array, shape (k,), or dict
        The step h in the family's coordinates (see `fisher_information`), or changes by parameter.

    Returns
    -------
    QuadraticKL
        With `.value`, the exact `.kl`, and `.ratio` of the two; `.plot()` draws the ratio along the step.

    Raises
    ------
    InvalidInputError
        For a step that leaves the family, or families that are not regular: of a law with moving
        support the divergence is linear in the step, or infinite.

    References
    ----------
    Kullback (1959), Information Theory and Statistics, ch. 2, eq. 6.4.

    Examples
    --------
    >>> import kullback as kb
    >>> kb.geometry.quadratic_kl("poisson(4)", [0.1])
    quadratic_kl = 0.00125 nats (KL = 0.00122955, ratio 0.98364)
    """
    member = single(dist)
    at = Coordinates(member)
    matrix = expected_information(at).matrix
    h = at.step(step)
    try:
        moved = at.at(at.vector + h)
    except KullbackError as error:
        raise InvalidInputError(f"`step` leaves the family: {error}") from None
    return QuadraticKL(0.5 * float(h @ matrix @ h), member, moved, at, h)
