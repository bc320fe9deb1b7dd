"""Exponential families seen twice: natural and expectation parameters, and the theorem of Pythagoras."""

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from kullback.api.divergences import kl
from kullback.errors import InvalidInputError
from kullback.geometry.exponential_families import ExponentialFamily, regular
from kullback.geometry.model import pair_of, single

Array = Any


@dataclass(frozen=True, eq=False)
class DualCoordinates:
    """Natural parameters θ, expectation parameters η = ∇ψ(θ), ψ(θ), and its conjugate θ·η - ψ(θ)."""

    natural: Array
    expectation: Array
    log_normaliser: float
    conjugate: float


def dual_coordinates(dist: Any) -> DualCoordinates:
    r"""Natural and expectation parameters of a member of an exponential family.

    .. math:: p(x) = h(x) \exp(θ·T(x) - ψ(θ)), \quad η = E\,T(X) = ∇ψ(θ)

    Parameters
    ----------
    dist : distribution, text or probability table
        A member of an exponential family, inside its domain. A table is written in the log odds
        against its last outcome.

    Returns
    -------
    DualCoordinates
        `.natural`, `.expectation`, `.log_normaliser` ψ(θ), and `.conjugate` φ(η) = θ·η - ψ(θ).

    References
    ----------
    Amari (2016), Information Geometry and Its Applications, sec. 2.1. :doi:`10.1007/978-4-431-55978-8`

    Examples
    --------
    >>> import kullback as kb
    >>> dual = kb.geometry.dual_coordinates("norm(1, 2)")
    >>> dual.natural, dual.expectation
    (array([ 0.25 , -0.125]), array([1., 5.]))
    """
    member = single(dist)
    family = regular(member)
    theta, eta = family.natural(member), family.expectation(member)
    value = family.log_normaliser(member)
    return DualCoordinates(theta, eta, value, float(theta @ eta) - value)


def bregman(p: Any, q: Any) -> float:
    r"""Bregman divergence of the log-normaliser, which is D(P‖Q) with its arguments swapped.

    .. math:: D(P‖Q) = B_ψ(θ_q, θ_p) = ψ(θ_q) - ψ(θ_p) - η_p·(θ_q - θ_p)

    For understanding: of nearly equal laws the differences cancel, where `kullback.kl` keeps all digits.

    Parameters
    ----------
    p, q : distribution, text or probability table
        Members of one exponential family.

    Returns
    -------
    float
        In nats.

    References
    ----------
    Amari (2016), Information Geometry and Its Applications, sec. 2.2. :doi:`10.1007/978-4-431-55978-8`

    Examples
    --------
    >>> import kullback as kb
    >>> kb.geometry.bregman("poisson(3)", "poisson(5)")
    0.4675...
    """
    _, (x, y) = _family_of(p, q)
    return y.log_normaliser - x.log_normaliser - float(x.expectation @ (y.natural - x.natural))


class Pythagoras(NamedTuple):
    """D(P‖R), D(P‖Q), D(Q‖R) in nats, and the gap D(P‖R) - D(P‖Q) - D(Q‖R)."""

    pr: float
    pq: float
    qr: float
    gap: float

    @property
    def is_right(self) -> bool:
        """Whether the sides meet at a right angle in Q, within rounding."""
        return abs(self.gap) <= 1e-10 * max(self.pr, self.pq + self.qr)


def pythagoras(p: Any, q: Any, r: Any) -> Pythagoras:
    r"""Three divergences and how far they are from the theorem of Pythagoras.

    .. math:: D(P‖R) - D(P‖Q) - D(Q‖R) = (η_p - η_q)·(θ_q - θ_r)

    The gap is 0 when the mixture geodesic from P to Q meets the exponential one from Q to R at a right
    angle: so for Q the projection of P on an exponential family that holds R.

    Parameters
    ----------
    p, q, r : distribution, text or probability table
        Members of one exponential family. Tables may have outcomes of probability 0; the gap is then the
        difference of the three.

    Returns
    -------
    Pythagoras
        `(pr, pq, qr, gap)` in nats, with `.is_right`.

    References
    ----------
    Csiszár (1975), I-divergence geometry of probability distributions, eq. 2.1.
    :doi:`10.1214/aop/1176996454`
    Amari (2016), Information Geometry and Its Applications, theorem 1.2. :doi:`10.1007/978-4-431-55978-8`

    Examples
    --------
    >>> import numpy as np
    >>> import kullback as kb
    >>> joint = np.array([[0.4, 0.1], [0.2, 0.3]])
    >>> independent = np.outer(joint.sum(axis=1), joint.sum(axis=0))
    >>> kb.geometry.pythagoras(joint.ravel(), independent.ravel(), [0.25] * 4).is_right
    True
    """
    first, second = pair_of(p, q)
    _, third = pair_of(q, r)
    pr, pq, qr = (
        float(kl(x, y).value) for x, y in ((first, third), (first, second), (second, third))
    )
    if any(np.isinf([pr, pq, qr])):
        raise InvalidInputError(
            f"D(P‖R), D(P‖Q), D(Q‖R) are {pr}, {pq}, {qr}; the theorem speaks of finite divergences."
        )
    try:
        _, (x, y, z) = _family_of(first, second, third)
    except InvalidInputError:
        return Pythagoras(pr, pq, qr, pr - pq - qr)
    gap = float((x.expectation - y.expectation) @ (y.natural - z.natural))
    return Pythagoras(pr, pq, qr, gap)


def _family_of(*sides: Any) -> tuple[ExponentialFamily, list[DualCoordinates]]:
    """Return the exponential family of all the sides, and their dual coordinates."""
    members = [pair_of(sides[0], side)[1] for side in sides]
    family = regular(members[0])
    fixed = [[getattr(m, n) for n in (*family.known, "n") if n in _names(m)] for m in members]
    if any(f != fixed[0] for f in fixed):
        raise InvalidInputError(
            f"The number `n` differs between members of {type(members[0]).__name__}: {fixed}; it is known, "
            "and the same, in an exponential family."
        )
    return family, [dual_coordinates(m) for m in members]


def _names(member: Any) -> list[str]:
    return [name for name, _, _ in member.parameters()]
